//! What must hold at the end: the server's log against what the tablets kept, the visits against
//! two oracles, the tablets against the server.

use crate::tablet::{Device, Knowledge};
use crate::world::World;
use anyhow::{Context, Result, ensure};
use domain::ids::{DeviceId, FindingId, OpId, UserId, VisitId};
use domain::inspection::heads::Author;
use domain::inspection::{AnswerValue, Flag, Visit};
use domain::sync::clock::{DeviceClock, TOLERATED_SKEW};
use domain::sync::merge::{self, Context as Given};
use domain::sync::op::{self, Intent, Operation};
use domain::sync::wire::{OpResult, OutcomeKind, Reason, kind};
use domain::table::builtins;
use domain::time::{Moment, Quarter, Span};
use server::store::{SyncStore, Viewer};
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions, Row};
use std::collections::{BTreeMap, BTreeSet};

/// An operation as it arrived.
struct Arrived {
    device: DeviceId,
    by: UserId,
    seq: u64,
    op_id: OpId,
    first: bool,
    body: Option<String>,
    skew: Span,
    clock: Moment,
    result: OpResult,
    last_seq: u64,
}

fn arrived(row: &SqliteRow) -> Result<Arrived> {
    let text = |name: &str| -> Result<String> { Ok(row.try_get(name)?) };
    let number = |name: &str| -> Result<u64> { Ok(u64::try_from(row.try_get::<i64, _>(name)?)?) };
    Ok(Arrived {
        device: text("device")?.parse()?,
        by: text("user_id")?.parse()?,
        seq: number("seq")?,
        op_id: text("op_id")?.parse()?,
        first: row.try_get("first")?,
        body: row.try_get("body")?,
        skew: Span::from_millis(row.try_get("skew_ms")?),
        clock: text("clock")?.parse()?,
        result: serde_json::from_str(&text("result")?)?,
        last_seq: number("last_seq")?,
    })
}

/// Checks everything.
pub(crate) async fn all(world: &World<'_>) -> Result<()> {
    let mut db = SqliteConnectOptions::new()
        .filename(world.file())
        .read_only(true)
        .connect()
        .await?;
    let rows = sqlx::query(
        "SELECT o.*, d.user_id, d.last_seq
         FROM ops o JOIN devices d ON d.district_id = o.district_id AND d.id = o.device
         ORDER BY o.rowid",
    )
    .fetch_all(&mut db)
    .await?;
    let log: Vec<Arrived> = rows.iter().map(arrived).collect::<Result<_>>()?;
    let visits: BTreeMap<VisitId, Visit> = world
        .visits()
        .await?
        .into_iter()
        .map(|it| (it.id, it))
        .collect();

    contiguous(&log)?;
    nothing_lost(&log, &world.devices)?;
    let folded = fold(&log, &older(&mut db).await?, world)?;
    for (id, visit) in &visits {
        ensure!(
            folded.get(id) == Some(visit),
            "the server's visit is not what its operations make:\n{visit:#?}\n{:#?}",
            folded.get(id)
        );
    }
    ensure!(folded.len() == visits.len(), "a visit is missing");
    let known = Known::new(&log, &world.knowledge)?;
    for visit in visits.values() {
        known.check(visit)?;
    }
    counted(&log, &visits)?;
    skewed(&log, &visits)?;
    for device in &world.devices {
        replica(world, device).await?;
    }
    Ok(())
}

/// Invariant 3: every device's numbers run from 1 without a hole.
fn contiguous(log: &[Arrived]) -> Result<()> {
    let mut numbers: BTreeMap<DeviceId, BTreeSet<u64>> = BTreeMap::new();
    for it in log {
        numbers.entry(it.device).or_default().insert(it.seq);
    }
    for it in log {
        let seen = numbers.get(&it.device).context("no numbers")?;
        let whole = (1..=it.last_seq).all(|seq| seen.contains(&seq));
        ensure!(
            whole && seen.len() as u64 == it.last_seq,
            "{}: {seen:?}, last {}",
            it.device,
            it.last_seq
        );
    }
    Ok(())
}

/// Invariant 1: whatever is on a disk is in the log, in the very text, and once.
fn nothing_lost(log: &[Arrived], devices: &[Device]) -> Result<()> {
    let mut first: BTreeMap<OpId, &Arrived> = BTreeMap::new();
    for it in log.iter().filter(|it| it.first) {
        ensure!(first.insert(it.op_id, it).is_none(), "{} twice", it.op_id);
    }
    for device in devices {
        for entry in device.disk.entries()? {
            let kept = first.get(&entry.op_id);
            let kept = kept.with_context(|| format!("{:?} is lost", entry.operation()))?;
            ensure!(
                kept.body.as_ref() == Some(&entry.body),
                "other bytes: {:?}, {:?}",
                kept.body,
                entry.body
            );
            let told = entry.result.context("an operation still waits")?;
            ensure!(
                told.server_seq == kept.result.server_seq
                    && told.quarantine == kept.result.quarantine,
                "the tablet was told {told:?}, the first result is {:?}",
                kept.result
            );
        }
    }
    Ok(())
}

/// Which device goes on from which, and through which number.
async fn older(db: &mut SqliteConnection) -> Result<BTreeMap<DeviceId, (DeviceId, u64)>> {
    let rows = sqlx::query("SELECT * FROM devices WHERE succeeds IS NOT NULL")
        .fetch_all(db)
        .await?;
    let mut older = BTreeMap::new();
    for row in rows {
        let text = |name: &str| -> Result<String> { Ok(row.try_get(name)?) };
        let through = u64::try_from(row.try_get::<i64, _>("succeeds_through")?)?;
        older.insert(text("id")?.parse()?, (text("succeeds")?.parse()?, through));
    }
    Ok(older)
}

/// The first oracle: every distinct operation once, in the server's order.
fn fold(
    log: &[Arrived],
    older: &BTreeMap<DeviceId, (DeviceId, u64)>,
    world: &World<'_>,
) -> Result<BTreeMap<VisitId, Visit>> {
    let table = builtins().first().context("no table")?;
    let offset = table.utc_offset.seconds();
    let open = Quarter::of(world.now(), offset);
    let mut visits: BTreeMap<VisitId, Visit> = BTreeMap::new();
    let mut again: BTreeMap<DeviceId, BTreeSet<OpId>> = BTreeMap::new();
    let mut clocks: BTreeMap<DeviceId, Option<Moment>> = BTreeMap::new();
    let times = times(log);
    let mut last = 0;
    for it in log {
        let again = again.entry(it.device).or_default();
        let latest = clocks.entry(it.device).or_default();
        let before = DeviceClock {
            at_push: it.clock.shifted(it.skew),
            latest: *latest,
        };
        if let Some(at) = times.get(&it.op_id) {
            let mut after = before;
            after.note(at.shifted(it.skew));
            *latest = after.latest;
        }
        if !it.first {
            if it.result.outcome == OutcomeKind::Duplicate {
                again.insert(it.op_id);
            }
            continue;
        }
        let number = it.result.server_seq;
        ensure!(number > last, "{number} is given after {last}");
        last = number;
        let lineage = merge::lineage(it.device, |device| older.get(&device).copied());
        let body = it
            .body
            .as_deref()
            .context("a first arrival without a body")?;
        let outcome = op::decode(body).and_then(|operation| {
            taken_elsewhere(&visits, &operation)?;
            let given = Given {
                op_id: it.op_id,
                author: Author {
                    device: it.device,
                    seq: it.seq,
                    base_seq: operation.base_seq,
                    lineage: &lineage,
                    again,
                },
                by: it.by,
                server_seq: Some(number),
                skew: it.skew,
                clock: Some(before),
                knows_site: &|site| site.as_str() != "nowhere",
                knows_checkpoint: &|checkpoint| table.checkpoint(checkpoint).is_some(),
                in_open_quarter: &|at: Moment| Quarter::of(at, offset) == open,
            };
            merge::apply(visits.get(&operation.intent.visit()), &operation, &given)
        });
        let quarantine = match outcome {
            Ok(applied) => {
                visits.insert(applied.visit.id, applied.visit);
                None
            }
            Err(why) => Some(why),
        };
        let told = (it.result.outcome, it.result.quarantine.clone());
        let kind = match &quarantine {
            None => OutcomeKind::Applied,
            Some(_) => OutcomeKind::Quarantined,
        };
        ensure!(
            told == (kind, quarantine.clone()),
            "{body} was answered {told:?}, it should be {quarantine:?}"
        );
    }
    Ok(visits)
}

/// When each operation was made, of those that can be read.
fn times(log: &[Arrived]) -> BTreeMap<OpId, Moment> {
    let read = |it: &Arrived| Some((it.op_id, op::decode(it.body.as_deref()?).ok()?.at));
    log.iter().filter(|it| it.first).filter_map(read).collect()
}

/// Whether a clock was wrong is said of each operation by a rule of its own: its time lies after the
/// push, before an earlier one of its device (both put right by the skew at their pushes), or before
/// its visit's opening; of what is corrected by the skew also where that is large.
fn skewed(log: &[Arrived], visits: &BTreeMap<VisitId, Visit>) -> Result<()> {
    let (times, tolerated) = (times(log), TOLERATED_SKEW);
    let later =
        |one: Moment, other: Moment| one.timestamp().duration_since(other.timestamp()) > tolerated;
    for (place, it) in log.iter().enumerate() {
        let body = it.body.as_deref().filter(|_| it.first);
        if it.result.outcome != OutcomeKind::Applied || body.is_none() {
            continue;
        }
        let operation = op::decode(body.context("no body")?);
        let Ok(operation) = operation else {
            anyhow::bail!("applied, but unreadable: {body:?}");
        };
        let visit = visits.get(&operation.intent.visit()).context("no visit")?;
        let made = operation.at.shifted(it.skew);
        let earlier = log
            .iter()
            .take(place)
            .filter(|other| other.device == it.device);
        let before = earlier.filter(|other| other.seq < it.seq).any(|other| {
            let at = times.get(&other.op_id);
            at.is_some_and(|at| {
                let (at, pushed) = (at.shifted(other.skew), other.clock.shifted(other.skew));
                later(at, made) && later(pushed, made)
            })
        });
        let unopened = later(visit.opened_at, made);
        let corrected = matches!(
            operation.intent,
            Intent::OpenVisit(_) | Intent::RecordFinding(_) | Intent::AmendFinding(_)
        );
        let wrong = before
            || unopened
            || later(operation.at, it.clock)
            || (corrected && it.skew.abs() > tolerated);
        ensure!(
            it.result.flags.contains(&Flag::Skewed) == wrong,
            "{operation:?} of {} is flagged {:?}",
            it.device,
            it.result.flags
        );
    }
    Ok(())
}

/// A finding's id is unique in the district.
fn taken_elsewhere(
    visits: &BTreeMap<VisitId, Visit>,
    operation: &Operation,
) -> Result<(), domain::sync::wire::Quarantine> {
    let Intent::RecordFinding(it) = &operation.intent else {
        return Ok(());
    };
    let mut others = visits.values().filter(|visit| visit.id != it.visit);
    if others.any(|visit| visit.findings.contains_key(&it.finding)) {
        let reason = Reason::AlreadyExists;
        return Err(domain::sync::wire::Quarantine::new(
            reason,
            "in another visit",
        ));
    }
    Ok(())
}

/// The second oracle knows nothing of cursors, lineages and numbers: only which operations there
/// were, and what the author of each had on the tablet. What stands is what nobody overwrote who
/// knew of it.
struct Known<'a> {
    ops: Vec<Known1<'a>>,
}

struct Known1<'a> {
    op_id: OpId,
    server_seq: u64,
    operation: Operation,
    knowledge: &'a Knowledge,
}

impl Known1<'_> {
    /// It was surely there when this was made.
    fn surely(&self, other: &Known1<'_>) -> bool {
        self.knowledge.own.contains(&other.op_id) || other.server_seq <= self.knowledge.pulled
    }

    /// It may have been there: a pull that is not complete brings some visits before others.
    fn perhaps(&self, other: &Known1<'_>) -> bool {
        let row = self.knowledge.visits.get(&other.operation.intent.visit());
        self.surely(other) || row.is_some_and(|row| other.server_seq < *row)
    }
}

impl<'a> Known<'a> {
    fn new(log: &[Arrived], knowledge: &'a BTreeMap<OpId, Knowledge>) -> Result<Self> {
        let mut ops = Vec::new();
        for it in log {
            if !it.first || it.result.outcome != OutcomeKind::Applied {
                continue;
            }
            let body = it.body.as_deref().context("no body")?;
            ops.push(Known1 {
                op_id: it.op_id,
                server_seq: it.result.server_seq,
                operation: serde_json::from_str(body)?,
                knowledge: knowledge.get(&it.op_id).context("from nobody")?,
            });
        }
        Ok(Self { ops })
    }

    fn of(&self, visit: VisitId) -> impl Iterator<Item = &Known1<'a>> {
        let in_visit = move |it: &&Known1<'_>| it.operation.intent.visit() == visit;
        self.ops.iter().filter(in_visit)
    }

    fn check(&self, visit: &Visit) -> Result<()> {
        for finding in visit.findings.values() {
            let touches = |it: &&Known1<'_>| touches(it, finding.id, &finding.checkpoint);
            let writes = |it: &&Known1<'_>| match &it.operation.intent {
                Intent::RecordFinding(it) => it.finding == finding.id,
                Intent::AmendFinding(it) => it.finding == finding.id,
                _ => false,
            };
            let standing = finding.heads.iter().filter(|head| head.value.is_some());
            self.compare(
                &format!("finding {}", finding.id),
                &self.of(visit.id).filter(writes).collect::<Vec<_>>(),
                &self.of(visit.id).filter(touches).collect::<Vec<_>>(),
                &standing.map(|head| head.stamp.op).collect(),
            )?;
        }
        for (checkpoint, heads) in &visit.answers {
            let writes = |it: &&Known1<'_>| matches!(&it.operation.intent, Intent::Answer(it) if it.checkpoint == *checkpoint);
            let writers: Vec<_> = self.of(visit.id).filter(writes).collect();
            let standing = heads.iter().map(|head| head.stamp.op).collect();
            self.compare(checkpoint.as_str(), &writers, &writers, &standing)?;
        }
        for photo in visit.photos.values() {
            let writes = |it: &&Known1<'_>| match &it.operation.intent {
                Intent::WithdrawPhoto(it) | Intent::RestorePhoto(it) => it.photo == photo.id,
                _ => false,
            };
            let writers: Vec<_> = self.of(visit.id).filter(writes).collect();
            let standing = photo.withdrawn.iter().map(|head| head.stamp.op).collect();
            let what = format!("photo {}", photo.id);
            self.compare(&what, &writers, &writers, &standing)?;
        }
        let closes = |it: &&Known1<'_>| matches!(it.operation.intent, Intent::CloseVisit(_));
        let writers: Vec<_> = self.of(visit.id).filter(closes).collect();
        let standing = visit.closings.iter().map(|head| head.stamp.op).collect();
        self.compare("the end of the visit", &writers, &writers, &standing)?;
        self.voided(visit)
    }

    /// A visit that was given up is void exactly where whoever did it knew all that was recorded.
    fn voided(&self, visit: &Visit) -> Result<()> {
        let says = |it: &Known1<'_>| {
            matches!(
                it.operation.intent,
                Intent::VoidVisit(_) | Intent::ResumeVisit(_)
            )
        };
        let writers: Vec<_> = self.of(visit.id).filter(|it| says(it)).collect();
        let standing = visit.voided.iter().map(|head| head.stamp.op).collect();
        self.compare("giving it up", &writers, &writers, &standing)?;
        for head in visit.voided.iter().filter(|it| it.value.reason.is_some()) {
            let mut writers = writers.iter();
            let void = writers.find(|it| it.op_id == head.stamp.op);
            let void = void.context("a void from nobody")?;
            let opens = |it: &Known1<'_>| matches!(it.operation.intent, Intent::OpenVisit(_));
            let mut recorded = self.of(visit.id).filter(|it| !says(it) && !opens(it));
            if head.value.contested {
                ensure!(
                    recorded.any(|it| !void.surely(it)),
                    "{:?} has no effect, though its author knew all",
                    void.operation
                );
            } else {
                let unknown = recorded.find(|it| !void.perhaps(it));
                ensure!(
                    unknown.is_none(),
                    "{:?} took away {:?}, of which its author knew nothing",
                    void.operation,
                    unknown.map(|it| &it.operation)
                );
            }
        }
        Ok(())
    }

    /// What stands of `writers`, given all that take away what they knew.
    fn compare(
        &self,
        what: &str,
        writers: &[&Known1<'_>],
        takers: &[&Known1<'_>],
        standing: &BTreeSet<OpId>,
    ) -> Result<()> {
        for writer in writers {
            let mut others = takers.iter().filter(|it| it.op_id != writer.op_id);
            if standing.contains(&writer.op_id) {
                let by = others.find(|it| it.surely(writer));
                ensure!(
                    by.is_none(),
                    "{what}: {:?} stands, though it was overwritten knowingly by {:?}",
                    writer.operation,
                    by.map(|it| &it.operation)
                );
            } else {
                ensure!(
                    others.any(|it| it.perhaps(writer)),
                    "{what}: {:?} is gone, and nobody who took it away knew of it",
                    writer.operation
                );
            }
        }
        let ours: BTreeSet<OpId> = writers.iter().map(|it| it.op_id).collect();
        ensure!(standing.is_subset(&ours), "{what}: from nobody");
        Ok(())
    }
}

fn touches(it: &Known1<'_>, finding: FindingId, checkpoint: &domain::ids::CheckpointId) -> bool {
    match &it.operation.intent {
        Intent::RecordFinding(it) => it.finding == finding,
        Intent::AmendFinding(it) => it.finding == finding,
        Intent::WithdrawFinding(it) => it.finding == finding,
        Intent::Answer(it) => it.checkpoint == *checkpoint && it.answer != AnswerValue::Issue,
        Intent::OpenVisit(_)
        | Intent::AttachPhoto(_)
        | Intent::WithdrawPhoto(_)
        | Intent::RestorePhoto(_)
        | Intent::CloseVisit(_)
        | Intent::VoidVisit(_)
        | Intent::ResumeVisit(_) => false,
    }
}

/// Invariant 1 by counting: one finding and one photo for each operation that made one.
fn counted(log: &[Arrived], visits: &BTreeMap<VisitId, Visit>) -> Result<()> {
    let mut made = [0usize; 2];
    for it in log {
        let applied = it.first && it.result.outcome == OutcomeKind::Applied;
        let operation = it.body.as_deref().filter(|_| applied).map(op::decode);
        match operation {
            Some(Ok(operation)) => match operation.intent {
                Intent::RecordFinding(_) => made[0] += 1,
                Intent::AttachPhoto(_) => made[1] += 1,
                _ => {}
            },
            Some(Err(why)) => anyhow::bail!("applied, but {why:?}"),
            None => {}
        }
    }
    let there: [usize; 2] = [
        visits.values().map(|it| it.findings.len()).sum(),
        visits.values().map(|it| it.photos.len()).sum(),
    ];
    ensure!(made == there, "made {made:?}, there are {there:?}");
    Ok(())
}

/// Invariant 4: the tablet holds, row by row, what the server gives this person, and shows it; what it
/// shows besides are the visits that the server did not accept.
async fn replica(world: &World<'_>, device: &Device) -> Result<()> {
    let viewer = Viewer {
        user: device.user,
        supervisor: false,
    };
    let page = world.store.pull(viewer, "", 0, 10_000).await?;
    let mut shown = Vec::new();
    let mut theirs = BTreeMap::new();
    for row in page.rows {
        if row.kind == kind::VISIT {
            shown.push(serde_json::from_str::<Visit>(row.body.get())?);
        }
        let key = format!("{}/{}", row.kind, row.key);
        theirs.insert(key, format!("{} {}", row.seq, row.body.get()));
    }
    let ours: BTreeMap<String, String> = device
        .disk
        .rows()?
        .into_iter()
        .map(|row| (row.store_key(), format!("{} {}", row.seq, row.body)))
        .collect();
    ensure!(hash(&ours) == hash(&theirs), "other rows than the server's");
    ensure!(device.tablet.meta.cursor == page.next, "another cursor");
    shown.sort_by_key(|visit| (std::cmp::Reverse(visit.opened.at.timestamp()), visit.id));
    let refused = device.refused();
    let (apart, seen): (Vec<Visit>, Vec<Visit>) = device
        .tablet
        .visits()
        .into_iter()
        .cloned()
        .partition(|visit| refused.contains(&visit.id));
    ensure!(apart.len() == refused.len(), "a refused visit is not shown");
    for visit in &device.tablet.visits() {
        let marked = device.tablet.refusal(visit.id).is_some();
        ensure!(
            marked == refused.contains(&visit.id),
            "{} is marked wrongly",
            visit.id
        );
    }
    ensure!(
        seen == shown,
        "the tablet shows other visits than the server:\n{seen:#?}\n{shown:#?}"
    );
    Ok(())
}

fn hash(rows: &BTreeMap<String, String>) -> String {
    let mut sha = Sha256::new();
    for (key, row) in rows {
        sha.update(key);
        sha.update(row);
    }
    hex::encode(sha.finalize())
}
