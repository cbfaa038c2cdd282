//! The real store on a file, the tablets around it, and the steps of a schedule.

mod acts;
mod network;

pub(crate) use network::Delivered;

use crate::ground::{Ground, open};
use crate::steps::{Act, Fate, Schedule, Step};
use crate::tablet::{Device, Knowledge};
use anyhow::{Context, Result, ensure};
use domain::ids::{DeviceId, FindingId, OpId, UserId};
use domain::inspection::Visit;
use domain::time::{Moment, Span};
use server::ground::clock::{Clock, OFFSET_SECONDS};
use server::store::Store;
use server::store::Viewer;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tempfile::TempDir;
use tests::stores;
use uuid::Uuid;

/// The owner of each tablet, as an index into the people.
const OWNERS: [usize; 5] = [0, 1, 0, 2, 1];

const ANYONE: Viewer = Viewer {
    user: UserId(Uuid::nil()),
    supervisor: true,
};

/// A push that was sent: its author and its text.
struct Sent {
    by: UserId,
    text: String,
}

/// The store, its tablets and everything that the checks need.
pub(crate) struct World<'g> {
    ground: &'g Ground,
    folder: TempDir,
    pub(crate) store: Store,
    pub(crate) devices: Vec<Device>,
    sent: Vec<Sent>,
    /// What reached the server, in order.
    pub(crate) delivered: Vec<Delivered>,
    /// What the author of each operation knew.
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
        stores::copy(&ground.file, &file).await?;
        let begin = Moment::from_millis(Clock::default().now().as_second() * 1000, OFFSET_SECONDS);
        let mut world = Self {
            ground,
            store: open(&file).await?,
            folder,
            devices: Vec::new(),
            sent: Vec::new(),
            delivered: Vec::new(),
            knowledge: BTreeMap::new(),
            shown: vec![BTreeSet::new(); devices],
            begin,
            ticks: 0,
            ids: 0,
            // Without a backup nothing can be set back.
            backed_up: u64::MAX,
        };
        for (index, owner) in OWNERS.iter().take(devices).enumerate() {
            let user = *ground.people.get(*owner).context("no such person")?;
            // The second tablet's clock is slow by more than the tolerated skew.
            let skew = Span::from_mins(if index == 1 { -10 } else { 0 });
            let id = DeviceId(world.fresh());
            world.devices.push(Device::new(user, id, skew)?);
            world.pull_all(index).await?;
        }
        // One visit that all tablets share from the start.
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
        if stores::on_postgres() {
            // The database copies itself; that a backup is a file again has a test of its own.
            self.store.close().await?;
            stores::copy(&self.file(), &self.backup()).await?;
            self.store = open(&self.file()).await?;
        } else {
            let next = self.folder.path().join("next.db");
            self.store.copy_to(&next).await?;
            std::fs::rename(&next, self.backup())?;
        }
        // Rows above this number are not in the backup: no tablet may delete their operations yet.
        self.backed_up = self.store.pull(ANYONE, "", 0, 1).await?.durable_through;
        Ok(())
    }

    async fn restore_server(&mut self) -> Result<()> {
        if self.backed_up == u64::MAX {
            return Ok(());
        }
        self.store.close().await?;
        let file = self.file();
        stores::copy(&self.backup(), &file).await?;
        self.store = open(&file).await?;
        Ok(self.store.begin_epoch("test").await?)
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    /// All networks work again: everything is sent and fetched, and nobody records anything.
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

    /// Ids that look random but are the same in every run.
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
        // Findings that the person withdraws here may disappear.
        let shown = self.visible(device)?;
        *self.shown.get_mut(device).context("no such tablet")? = shown;
        Ok(())
    }

    /// The findings that a tablet recorded itself and shows as not withdrawn.
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

    /// Invariant 8: a finding that its tablet has shown stays, with two exceptions. A person
    /// withdraws it, there or elsewhere; or the server refuses only this finding and has its visit.
    /// If the server refused the whole visit, everything stays as recorded.
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
                // Once deleted from the outbox, the finding is like any other; before that, only a
                // refusal excuses it.
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

    /// Every visit on the server.
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
