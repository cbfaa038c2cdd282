//! The real store on a file, tablets around it, and a network that does what the schedule says.

use crate::steps::{Act, Error, Fate, Schedule, Step};
use crate::tablet::{Device, Knowledge};
use anyhow::{Context, Result, ensure};
use domain::ids::{CheckpointId, DeviceId, FindingId, OpId, PhotoId, SiteId, UserId, VisitId};
use domain::inspection::{AnswerValue, FinderLevel, Form, Method, Outcome, Signature, Visit};
use domain::people::Role;
use domain::position::Fix;
use domain::sync::op::{
    AmendFinding, Answer, AttachPhoto, CloseVisit, Intent, KnownPhoto, OpenVisit, RecordFinding,
    ResumeVisit, Said, VoidVisit, WithdrawFinding,
};
use domain::sync::outbox::{Next, Reply};
use domain::sync::wire::{Push, Pushed};
use domain::table::builtins;
use domain::time::{Moment, Span};
use server::clock::{Clock, OFFSET_SECONDS};
use server::store::sqlite::SqliteStore;
use server::store::{BackupStore, NewAccount, PushAnswer, Pushing, SetupStore, SyncStore, Viewer};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use uuid::Uuid;

/// What is at one site on the first page of the table.
const SITE: &str = "luocun-center";
/// Whose tablet is which.
const OWNERS: [usize; 5] = [0, 1, 0, 2, 1];
const VALUES: [AnswerValue; 3] = [
    AnswerValue::Meets,
    AnswerValue::NotApplicable,
    AnswerValue::Issue,
];

const ANYONE: Viewer = Viewer {
    user: UserId(Uuid::nil()),
    supervisor: true,
};

/// A filled database to copy, and who is in it.
pub(crate) struct Ground {
    _folder: TempDir,
    file: PathBuf,
    people: Vec<UserId>,
    pub(crate) checkpoints: Vec<CheckpointId>,
}

impl Ground {
    pub(crate) async fn prepare() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("xuncha.db");
        let clock = Clock::default();
        let mut seed = server::demo::seed(&clock).await?;
        seed.sites.retain(|site| site.town.as_str() == "luocun");
        seed.assignments.clear();
        let model = seed.accounts.first().context("no account")?.clone();
        let people: Vec<UserId> = (1..=3).map(|n| UserId(Uuid::from_u128(n))).collect();
        seed.accounts = people
            .iter()
            .map(|id| NewAccount {
                id: *id,
                login: id.to_string(),
                name: id.to_string(),
                roles: [Role::Inspector].into(),
                town: None,
                ..model.clone()
            })
            .collect();
        let store = open(&file).await?;
        ensure!(store.seed(seed).await?, "the store was not empty");
        store.close().await?;
        let table = builtins().first().context("no table")?;
        let checkpoints = table.checkpoints().take(3);
        Ok(Self {
            _folder: folder,
            file,
            people,
            checkpoints: checkpoints.map(|(_, it)| it.id.clone()).collect(),
        })
    }
}

async fn open(file: &Path) -> Result<SqliteStore> {
    Ok(SqliteStore::open(file, "zichuan".parse()?, Clock::default()).await?)
}

/// A push that was sent: by whom, and its text.
struct Sent {
    by: UserId,
    text: String,
}

/// Everything.
pub(crate) struct World<'g> {
    ground: &'g Ground,
    folder: TempDir,
    pub(crate) store: SqliteStore,
    pub(crate) devices: Vec<Device>,
    sent: Vec<Sent>,
    /// What the author of every operation knew.
    pub(crate) knowledge: BTreeMap<OpId, Knowledge>,
    /// The findings that each tablet has shown and may not lose.
    shown: Vec<BTreeSet<FindingId>>,
    begin: Moment,
    ticks: i64,
    ids: u128,
    /// The server's highest number when its backup was made.
    backed_up: u64,
}

impl<'g> World<'g> {
    pub(crate) async fn new(ground: &'g Ground, devices: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("xuncha.db");
        std::fs::copy(&ground.file, &file)?;
        let begin = Moment::from_millis(Clock::default().now().as_second() * 1000, OFFSET_SECONDS);
        let mut world = Self {
            ground,
            store: open(&file).await?,
            folder,
            devices: Vec::new(),
            sent: Vec::new(),
            knowledge: BTreeMap::new(),
            shown: vec![BTreeSet::new(); devices],
            begin,
            ticks: 0,
            ids: 0,
            // Until there is a backup nothing can be set back.
            backed_up: u64::MAX,
        };
        for (index, owner) in OWNERS.iter().take(devices).enumerate() {
            let user = *ground.people.get(*owner).context("no such person")?;
            // The second tablet's clock is behind by more than is tolerated.
            let skew = Span::from_mins(if index == 1 { -10 } else { 0 });
            let id = DeviceId(world.fresh());
            world.devices.push(Device::new(user, id, skew)?);
            world.pull_all(index).await?;
        }
        // One visit that all share from the start.
        world.does(0, &Act::Opens { with: [true; 2] })?;
        world.push(0, Fate::Delivered).await?;
        for index in 0..devices {
            world.pull_all(index).await?;
        }
        Ok(world)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("xuncha.db")
    }

    pub(crate) async fn run(&mut self, schedule: &Schedule) -> Result<()> {
        for (number, step) in schedule.steps.iter().enumerate() {
            self.step(step)
                .await
                .with_context(|| format!("at step {number}, {step:?}"))?;
        }
        self.heal().await.context("after the network healed")
    }

    pub(crate) async fn step(&mut self, step: &Step) -> Result<()> {
        self.ticks += 1;
        match step {
            Step::Does { device, act } => self.does(*device, act)?,
            Step::Pushes { device, fate } => {
                self.push(*device, *fate).await?;
            }
            Step::Pulls {
                device,
                rows,
                arrives,
            } => {
                self.pull(*device, *rows, *arrives).await?;
            }
            Step::Straggler { which } => {
                if let Some(at) = which.checked_rem(self.sent.len())
                    && let Some(sent) = self.sent.get(at)
                {
                    let (by, text) = (sent.by, sent.text.clone());
                    self.deliver(by, &text).await?;
                }
            }
            Step::Copied { device } => {
                let device = self.device(*device)?;
                device.copy = Some(device.disk.clone());
            }
            Step::Restored { device, witness } => {
                let fresh = witness.then(|| DeviceId(self.fresh()));
                let tablet = self.device(*device)?;
                if let Some(copy) = tablet.copy.clone() {
                    tablet.restore(copy, fresh)?;
                    let shown = self.visible(*device)?;
                    *self.shown.get_mut(*device).context("no such tablet")? = shown;
                }
            }
            Step::Tidies { device } => {
                let backed_up = self.backed_up;
                self.device(*device)?.tidy(backed_up)?;
            }
            Step::ClockSet { device, minutes } => {
                self.device(*device)?.skew = Span::from_mins(*minutes);
            }
            Step::BackedUp => self.back_up().await?,
            Step::ServerRestored => self.restore_server().await?,
        }
        self.never_backwards().await
    }

    async fn back_up(&mut self) -> Result<()> {
        let (before, next) = (self.backup(), self.folder.path().join("next.db"));
        self.store.copy_to(&next).await?;
        std::fs::rename(&next, &before)?;
        // Rows above it are not in the copy: no tablet may forget them.
        self.backed_up = self.store.pull(ANYONE, "", 0, 1).await?.durable_through;
        Ok(())
    }

    async fn restore_server(&mut self) -> Result<()> {
        if !self.backup().exists() {
            return Ok(());
        }
        self.store.close().await?;
        let file = self.file();
        std::fs::copy(self.backup(), &file)?;
        self.store = open(&file).await?;
        Ok(self.store.begin_epoch("test").await?)
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    /// Every network works again: all is sent and fetched, and nobody writes anything.
    async fn heal(&mut self) -> Result<()> {
        for index in 0..self.devices.len() {
            self.device(index)?.hurry();
            for round in 0.. {
                let idle = self.push(index, Fate::Delivered).await?.is_none();
                self.pull_all(index).await?;
                if idle && self.device(index)?.waiting().is_empty() {
                    break;
                }
                ensure!(round < 200, "the outbox of tablet {index} does not drain");
            }
        }
        for index in 0..self.devices.len() {
            self.pull_all(index).await?;
        }
        self.never_backwards().await
    }

    fn device(&mut self, index: usize) -> Result<&mut Device> {
        self.devices.get_mut(index).context("no such tablet")
    }

    /// Ids that look random and are the same in every run.
    fn fresh(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(
            self.ids
                .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
        )
    }

    pub(crate) fn now(&self) -> Moment {
        self.begin.shifted(Span::from_secs(self.ticks))
    }

    fn does(&mut self, device: usize, act: &Act) -> Result<()> {
        let before = self.device(device)?.waiting();
        let bodies = self.bodies(device, act)?;
        for body in bodies {
            let op_id = OpId(self.fresh());
            let knowledge = self.device(device)?.knowledge()?;
            self.knowledge.insert(op_id, knowledge);
            self.device(device)?.record(op_id, body)?;
        }
        let after = self.device(device)?.waiting();
        ensure!(before.is_subset(&after), "recording took from the outbox");
        // Whatever the person takes back now is theirs to take back.
        let shown = self.visible(device)?;
        *self.shown.get_mut(device).context("no such tablet")? = shown;
        Ok(())
    }

    fn bodies(&mut self, device: usize, act: &Act) -> Result<Vec<String>> {
        let fresh = self.fresh();
        let people = self.ground.people.clone();
        let skew = self.device(device)?.skew;
        let now = self.now().shifted(skew);
        if let Act::Errs(Error::NewerVersion) = act {
            return Ok(vec![r#"{"v":9,"base_seq":0,"foresee":{}}"#.into()]);
        }
        if let Act::Errs(Error::NoOperation) = act {
            return Ok(vec![r#"{"v":1,"base_seq":0,"nothing":"known"}"#.into()]);
        }
        let checkpoints = self.ground.checkpoints.clone();
        let device = self.device(device)?;
        let visits: Vec<Visit> = device.tablet.visits().into_iter().cloned().collect();
        let visit = |at: &usize| at.checked_rem(visits.len()).and_then(|at| visits.get(at));
        let checkpoint = |at: &usize| checkpoints.get(*at).cloned().context("no checkpoint");
        let findings: Vec<(VisitId, FindingId)> = visits
            .iter()
            .flat_map(|visit| visit.findings.keys().map(|id| (visit.id, *id)))
            .collect();
        let finding = |at: &usize| {
            at.checked_rem(findings.len())
                .and_then(|at| findings.get(at))
        };
        let said = |count| Said {
            count,
            phrases: vec!["无障碍坡道被占用".into()],
            note: "已当场告知".into(),
            observed_at: now,
            position: Fix::try_from([36_700_212, 118_047_588, 12]).ok(),
        };
        let open = |visit, site: SiteId, inspectors| {
            Intent::OpenVisit(OpenVisit {
                visit: VisitId(visit),
                site,
                method: Method::Routine,
                form: Form::Announced,
                inspectors,
                finder: FinderLevel::DistrictOffice,
            })
        };
        let record = |visit, finding, checkpoint, count| {
            Intent::RecordFinding(RecordFinding {
                finding,
                visit,
                checkpoint,
                said: said(count),
            })
        };
        let intents: Vec<Intent> = match act {
            Act::Opens { with } => {
                let others = people.iter().filter(|id| **id != device.user).zip(with);
                let others = others.filter_map(|(id, with)| with.then_some(*id));
                vec![open(fresh, SITE.parse()?, others.collect())]
            }
            Act::Answers {
                visit: at,
                checkpoint: point,
                value,
            } => match visit(at) {
                Some(visit) => vec![Intent::Answer(Answer {
                    visit: visit.id,
                    checkpoint: checkpoint(point)?,
                    answer: *VALUES.get(*value).context("no such answer")?,
                })],
                None => Vec::new(),
            },
            Act::Records {
                visit: at,
                checkpoint: point,
                count,
            } => match visit(at) {
                Some(visit) => {
                    vec![record(
                        visit.id,
                        FindingId(fresh),
                        checkpoint(point)?,
                        *count,
                    )]
                }
                None => Vec::new(),
            },
            Act::Amends { finding: at, count } => match finding(at) {
                Some((visit, finding)) => vec![Intent::AmendFinding(AmendFinding {
                    finding: *finding,
                    visit: *visit,
                    said: said(*count),
                })],
                None => Vec::new(),
            },
            Act::Withdraws { finding: at } => match finding(at) {
                Some((visit, finding)) => vec![Intent::WithdrawFinding(WithdrawFinding {
                    finding: *finding,
                    visit: *visit,
                })],
                None => Vec::new(),
            },
            Act::Attaches {
                visit: at,
                finding: of,
            } => match visit(at) {
                Some(visit) => {
                    let own = visit.findings.keys().collect::<Vec<_>>();
                    let of = of.as_ref().and_then(|at| at.checked_rem(own.len()));
                    vec![Intent::AttachPhoto(AttachPhoto {
                        photo: PhotoId(fresh),
                        visit: visit.id,
                        finding: of.and_then(|at| own.get(at)).map(|id| **id),
                        sha256: domain::sync::op::hash(OpId(fresh), "photo"),
                        length: 180_000,
                        media_type: "image/jpeg".into(),
                        taken_at: now,
                        undated: false,
                    })]
                }
                None => Vec::new(),
            },
            Act::TakesPhotoBack { photo: at, back } => {
                let photos: Vec<(VisitId, PhotoId)> = visits
                    .iter()
                    .flat_map(|visit| visit.photos.keys().map(|id| (visit.id, *id)))
                    .collect();
                let chosen = at.checked_rem(photos.len()).and_then(|at| photos.get(at));
                let intent = |(visit, photo): &(VisitId, PhotoId)| {
                    let (visit, photo) = (*visit, *photo);
                    match back {
                        true => Intent::RestorePhoto(KnownPhoto { photo, visit }),
                        false => Intent::WithdrawPhoto(KnownPhoto { photo, visit }),
                    }
                };
                chosen.map(intent).into_iter().collect()
            }
            Act::Closes {
                visit: at,
                inspected,
            } => match visit(at) {
                Some(visit) => vec![Intent::CloseVisit(CloseVisit {
                    visit: visit.id,
                    outcome: if *inspected {
                        Outcome::Inspected {
                            signature: Some(Signature::Signed {
                                drawing: None,
                                name: "王建国".into(),
                            }),
                        }
                    } else {
                        Outcome::NotInspected {
                            reason: "大厅停电关门".into(),
                        }
                    },
                })],
                None => Vec::new(),
            },
            Act::Voids { visit: at } => match visit(at) {
                Some(visit) => vec![Intent::VoidVisit(VoidVisit {
                    visit: visit.id,
                    reason: "选错检查对象".into(),
                })],
                None => Vec::new(),
            },
            Act::Resumes { visit: at } => match visit(at) {
                Some(visit) => vec![Intent::ResumeVisit(ResumeVisit { visit: visit.id })],
                None => Vec::new(),
            },
            Act::Errs(error) => {
                let first = checkpoint(&0)?;
                let Some(visit) = visits.first().map(|visit| visit.id) else {
                    return Ok(Vec::new());
                };
                match error {
                    Error::NoSuchVisit => {
                        vec![record(VisitId(fresh), FindingId(fresh), first, 1)]
                    }
                    Error::NoSuchFinding => vec![Intent::WithdrawFinding(WithdrawFinding {
                        finding: FindingId(fresh),
                        visit,
                    })],
                    Error::NoSuchCheckpoint => {
                        vec![record(visit, FindingId(fresh), "99.9/none".parse()?, 1)]
                    }
                    Error::NoSuchSite => vec![open(fresh, "nowhere".parse()?, Vec::new())],
                    Error::CountOfNone => vec![record(visit, FindingId(fresh), first, 0)],
                    Error::FindingAgain => match findings.first() {
                        Some((_, known)) => vec![record(visit, *known, first, 1)],
                        None => Vec::new(),
                    },
                    Error::NewerVersion | Error::NoOperation => Vec::new(),
                }
            }
        };
        let operations = intents
            .into_iter()
            .map(|it| device.tablet.operation(it, now));
        operations
            .map(|it| Ok(serde_json::to_string(&it)?))
            .collect()
    }

    /// Carries a push out on the server.
    async fn deliver(&mut self, by: UserId, text: &str) -> Result<Reply> {
        let push: Push = serde_json::from_str(text)?;
        let asked: Vec<(u64, OpId)> = push.ops.iter().map(|op| (op.seq, op.op_id)).collect();
        let received = self.now();
        let pushing = Pushing { by, push, received };
        Ok(match self.store.push(pushing).await? {
            PushAnswer::Pushed(pushed) => {
                let told: Vec<_> = pushed.results.iter().map(|it| (it.seq, it.op_id)).collect();
                ensure!(told == asked, "results {told:?} for a push of {asked:?}");
                let text = serde_json::to_string(&pushed)?;
                Reply::Pushed(serde_json::from_str::<Pushed>(&text)?)
            }
            PushAnswer::Conflict(conflict) => Reply::Conflict(conflict),
            PushAnswer::Revoked => Reply::Revoked,
        })
    }

    /// A tablet's next push, if it has one.
    async fn push(&mut self, index: usize, fate: Fate) -> Result<Option<Next>> {
        let now = self.now();
        let fresh = DeviceId(self.fresh());
        let device = self.device(index)?;
        let before = device.waiting();
        let Some((text, sent)) = device.next_push(now.shifted(device.skew))? else {
            return Ok(None);
        };
        let by = device.user;
        self.sent.push(Sent {
            by,
            text: text.clone(),
        });
        let reply = match fate {
            Fate::Delivered => self.deliver(by, &text).await?,
            Fate::Twice => {
                self.deliver(by, &text).await?;
                self.deliver(by, &text).await?
            }
            Fate::ReplyLost => {
                self.deliver(by, &text).await?;
                Reply::Unreachable
            }
            Fate::TimedOut => {
                self.deliver(by, &text).await?;
                Reply::TooMuch
            }
            Fate::Cut => Reply::Unreachable,
        };
        let device = self.device(index)?;
        let next = device.answered(reply, sent, fresh)?;
        // Invariant 7: what no longer waits has its result.
        let results: BTreeSet<OpId> = match &next {
            Next::Keep(results) => results.iter().map(|it| it.op_id).collect(),
            _ => BTreeSet::new(),
        };
        let after = device.waiting();
        let left: Vec<_> = before.difference(&after).collect();
        ensure!(
            left.iter().all(|op| results.contains(op)),
            "operations left the outbox without a result: {left:?} by {next:?}"
        );
        ensure!(
            !matches!(next, Next::Pause(_)),
            "a healthy server stopped a tablet: {next:?}"
        );
        Ok(Some(next))
    }

    /// A page of a pull; says whether there is more.
    async fn pull(&mut self, index: usize, rows: u32, arrives: bool) -> Result<bool> {
        let now = self.now();
        let fresh = DeviceId(self.fresh());
        let device = self.devices.get(index).context("no such tablet")?;
        let viewer = Viewer {
            user: device.user,
            supervisor: false,
        };
        let meta = &device.tablet.meta;
        let (epoch, after) = (meta.epoch.clone(), meta.cursor);
        let page = self.store.pull(viewer, &epoch, after, rows).await?;
        let more = page.more;
        if arrives {
            let device = self.device(index)?;
            let before = device.waiting();
            let another = device.pulled(page, now, fresh)?;
            let after = device.waiting();
            if another {
                ensure!(before.is_subset(&after), "a pull took from the outbox");
                // What others had sent is gone until they send it again.
                let shown = self.visible(index)?;
                *self.shown.get_mut(index).context("no such tablet")? = shown;
            } else {
                ensure!(before == after, "a pull changed the outbox");
            }
        }
        Ok(more)
    }

    pub(crate) async fn pull_all(&mut self, index: usize) -> Result<()> {
        while self.pull(index, 500, true).await? {}
        Ok(())
    }

    /// The findings that a tablet recorded itself and shows as standing.
    fn visible(&self, index: usize) -> Result<BTreeSet<FindingId>> {
        let device = self.devices.get(index).context("no such tablet")?;
        let entries = device.tablet.outbox.values();
        let own: BTreeSet<OpId> = entries.map(|entry| entry.op_id).collect();
        let visits = device.tablet.visits().into_iter();
        let findings = visits.flat_map(|visit| visit.findings.values());
        Ok(findings
            .filter(|it| own.contains(&it.recorded.op) && it.content().is_some())
            .map(|it| it.id)
            .collect())
    }

    /// Invariant 8: a finding that its tablet has shown stays, until a person takes it back there
    /// or elsewhere, or the server refuses this one finding in a visit that it has. Where it refused
    /// the whole visit, all stays as it was recorded.
    async fn never_backwards(&mut self) -> Result<()> {
        let visits = self.visits().await?;
        let gone = |id: &FindingId| {
            let known = visits.iter().find_map(|visit| visit.findings.get(id));
            known.is_some_and(|finding| finding.content().is_none())
        };
        for index in 0..self.devices.len() {
            let now = self.visible(index)?;
            let device = self.devices.get(index).context("no such tablet")?;
            let (recorded, refused) = (device.recorded(), device.refused());
            let shown = self.shown.get_mut(index).context("no such tablet")?;
            for id in shown.difference(&now) {
                // Tidied away here, the finding is like anybody's; else it must have a reason.
                let excused = recorded
                    .get(id)
                    .is_none_or(|(visit, quarantined)| *quarantined && !refused.contains(visit));
                ensure!(
                    gone(id) || excused,
                    "tablet {index} has shown {id} and shows it no more"
                );
            }
            *shown = now;
        }
        Ok(())
    }

    /// Every visit as the server has it.
    pub(crate) async fn visits(&self) -> Result<Vec<Visit>> {
        let mut visits = Vec::new();
        let page = self.store.pull(ANYONE, "", 0, 10_000).await?;
        ensure!(!page.more, "too much for one page");
        for row in page.rows {
            if row.kind == domain::sync::wire::kind::VISIT {
                visits.push(serde_json::from_str(row.body.get())?);
            }
        }
        Ok(visits)
    }
}
