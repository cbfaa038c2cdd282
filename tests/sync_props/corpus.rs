//! Invariant 11: every released message keeps its meaning. See `tests/corpus`.

use anyhow::{Context, Result, ensure};
use domain::ids::{UserId, VisitId};
use domain::people::Role;
use domain::sync::op::INTENTS;
use domain::sync::op::{self, VERSION};
use domain::sync::wire::{OutcomeKind, Push, PushOp, Pushed, kind};
use domain::table::builtin_files;
use domain::time::Moment;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use server::ground::clock::Clock;
use server::store::Store;
use server::store::{NewAccount, PushAnswer, Pushing, Viewer};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tempfile::TempDir;
use tests::stores;

/// A file of the corpus.
#[derive(Debug, Deserialize)]
struct Message {
    by: UserId,
    received: Moment,
    push: Box<RawValue>,
    expect: Expect,
}

#[derive(Debug, Deserialize)]
struct Expect {
    outcome: OutcomeKind,
    hash: String,
    visit: VisitId,
    holds: BTreeMap<String, Value>,
}

impl Message {
    fn push(&self, epoch: &str) -> Result<Push> {
        let mut push: Push = serde_json::from_str(self.push.get())?;
        push.epoch = epoch.into();
        Ok(push)
    }
}

/// The messages of a version, in the order in which they were sent.
fn messages(version: u32) -> Result<Vec<(String, Message)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("corpus/v{version}"));
    let mut found = Vec::new();
    for file in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = file?.path();
        let name = path.file_name().context("no name")?;
        let name = name.to_string_lossy().into_owned();
        let message = serde_json::from_str(&std::fs::read_to_string(&path)?);
        found.push((name.clone(), message.context(name)?));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

struct District {
    _folder: TempDir,
    store: Store,
    epoch: String,
}

impl District {
    /// A store with the demo's places and the inspector `by`, in the quarter of the corpus.
    async fn new(by: UserId) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("xuncha.db");
        let clock = Clock::default();
        let store = stores::open(&file, clock.clone()).await?;
        let mut seed = server::demo::seed(&clock).await?;
        let (_, table) = builtin_files().first().context("no table")?;
        seed.quarter = Some(("2026Q4".parse()?, table));
        seed.assignments.clear();
        let model = seed.accounts.first().context("no account")?.clone();
        seed.accounts.push(NewAccount {
            id: by,
            login: "corpus".into(),
            roles: [Role::Inspector].into(),
            town: None,
            ..model
        });
        ensure!(store.seed(seed).await?, "the store was not empty");
        let mut district = Self {
            _folder: folder,
            store,
            epoch: String::new(),
        };
        district.epoch = district.store.pull(viewer(by), "", 0, 1).await?.epoch;
        Ok(district)
    }

    async fn push(&self, by: UserId, received: Moment, push: Push) -> Result<Pushed> {
        let pushing = Pushing {
            by,
            push,
            received,
            by_rescue: false,
        };
        match self.store.push(pushing).await? {
            PushAnswer::Pushed(pushed) => Ok(pushed),
            other => anyhow::bail!("{other:?}"),
        }
    }

    async fn visits(&self, by: UserId) -> Result<BTreeMap<String, Value>> {
        let page = self.store.pull(viewer(by), "", 0, 10_000).await?;
        let rows = page.rows.into_iter().filter(|row| row.kind == kind::VISIT);
        rows.map(|row| Ok((row.key, serde_json::from_str(row.body.get())?)))
            .collect()
    }
}

fn viewer(user: UserId) -> Viewer {
    Viewer {
        user,
        supervisor: false,
    }
}

#[tokio::test]
async fn every_released_message_means_what_it_meant() -> Result<()> {
    for version in 1..=VERSION {
        let messages = messages(version)?;
        let (_, first) = messages.first().context("an empty corpus")?;
        let district = District::new(first.by).await?;
        for (name, message) in &messages {
            one(&district, message).await.context(name.clone())?;
        }
    }
    Ok(())
}

async fn one(district: &District, message: &Message) -> Result<()> {
    let push = message.push(&district.epoch)?;
    let op = push.ops.first().context("no operation")?;
    op::decode(op.body.get()).map_err(|why| anyhow::anyhow!("{why:?}"))?;
    let hash = op::hash(op.op_id, op.body.get());
    ensure!(hash == message.expect.hash, "another hash: {hash}");
    let (by, received) = (message.by, message.received);

    let pushed = district.push(by, received, push).await?;
    let first = pushed.results.first().context("no result")?;
    ensure!(first.outcome == message.expect.outcome, "{first:?}");
    ensure!(first.flags.is_empty(), "{first:?}");

    // The tablet did not get the answer, and sends the same again.
    let before = district.visits(by).await?;
    let push = message.push(&district.epoch)?;
    let again = district.push(by, received, push).await?;
    let again = again.results.first().context("no result")?;
    ensure!(
        again.outcome == OutcomeKind::Duplicate && again.server_seq == first.server_seq,
        "{again:?}"
    );
    let after = district.visits(by).await?;
    ensure!(
        before == after,
        "the same operation changed something twice"
    );

    let id = message.expect.visit.to_string();
    let visit = after.get(&id).context("no such visit")?;
    for (place, value) in &message.expect.holds {
        let there = visit.pointer(place);
        ensure!(there == Some(value), "{place}: {there:?}, not {value}");
    }
    Ok(())
}

/// The whole outbox in one push leads to the same visits.
#[tokio::test]
async fn a_released_outbox_replays_in_one_push() -> Result<()> {
    for version in 1..=VERSION {
        let messages = messages(version)?;
        let (_, last) = messages.last().context("an empty corpus")?;
        let district = District::new(last.by).await?;
        let mut whole = last.push(&district.epoch)?;
        let mut ops: Vec<PushOp> = Vec::new();
        for (_, message) in &messages {
            ops.extend(message.push(&district.epoch)?.ops);
        }
        whole.ops = ops;
        let pushed = district.push(last.by, last.received, whole).await?;
        let refused = pushed.results.iter().find(|it| it.quarantine.is_some());
        ensure!(refused.is_none(), "{refused:?}");

        let slowly = District::new(last.by).await?;
        for (_, message) in &messages {
            let push = message.push(&slowly.epoch)?;
            slowly.push(message.by, message.received, push).await?;
        }
        let whole = plain(district.visits(last.by).await?);
        ensure!(whole == plain(slowly.visits(last.by).await?), "{whole:#?}");
    }
    Ok(())
}

/// The visits without server numbers, which also count rows in between.
fn plain(visits: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.remove("server_seq");
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut visits = visits;
    visits.values_mut().for_each(strip);
    visits
}

/// Every kind of operation has an example.
#[test]
fn the_corpus_has_every_kind() -> Result<()> {
    for version in 1..=VERSION {
        let mut kinds = BTreeSet::new();
        for (name, message) in messages(version)? {
            for op in message.push("")?.ops {
                let body: BTreeMap<String, Value> = serde_json::from_str(op.body.get())?;
                ensure!(body.get("v") == Some(&Value::from(version)), "{name}");
                kinds.extend(body.into_keys());
            }
        }
        for known in INTENTS {
            ensure!(kinds.contains(known), "no `{known}` in version {version}");
        }
    }
    Ok(())
}
