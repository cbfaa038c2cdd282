//! How many statements a group of pushes takes: the same few, whatever the number of pushes and
//! operations.

use crate::{ALONE, pushed};
use anyhow::Result;
use domain::ids::{DeviceId, OpId};
use domain::sync::wire::{OutcomeKind, Push, PushOp};
use futures::future::try_join_all;
use serde_json::json;
use serde_json::value::to_raw_value;
use server::demo;
use server::ground::clock::Clock;
use server::store::{Pushing, Viewer};
use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};
use tests::stores;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use uuid::Uuid;

/// The most statements of a group, with its beginning and its end.
const MOST: usize = 20;

static STATEMENTS: AtomicUsize = AtomicUsize::new(0);
static GROUPS: AtomicUsize = AtomicUsize::new(0);

/// Counts the statements that sqlx logs, from whatever thread.
struct Counter;

impl Subscriber for Counter {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, event: &Event<'_>) {
        STATEMENTS.fetch_add(1, Ordering::SeqCst);
        event.record(&mut Begins);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Begins;

impl Visit for Begins {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "summary" && format!("{value:?}").contains("BEGIN") {
            GROUPS.fetch_add(1, Ordering::SeqCst);
        }
    }
}

#[tokio::test]
async fn a_group_takes_the_same_few_statements_however_large() -> Result<()> {
    let _alone = ALONE.lock().await;
    tracing::subscriber::set_global_default(Counter)?;
    let folder = tempfile::tempdir()?;
    let clock = Clock::default();
    let store = stores::open(&folder.path().join("xuncha.db"), clock.clone()).await?;
    assert!(store.seed(demo::seed(&clock).await?).await?);
    let lixia = store.account("lixia").await?.unwrap().person.id;
    let viewer = Viewer {
        user: lixia,
        supervisor: false,
    };
    let epoch = store.pull(viewer, "", 0, 1).await?.epoch;
    let mut counted = Vec::new();
    for (pushes, findings) in [(1, 1), (10, 3), (50, 20)] {
        let group: Vec<Pushing> = (0..pushes)
            .map(|_| {
                Ok(Pushing {
                    by: lixia,
                    push: push(&epoch, &clock, findings)?,
                    received: clock.moment(),
                    by_rescue: false,
                })
            })
            .collect::<Result<_>>()?;
        let before = [&STATEMENTS, &GROUPS].map(|it| it.load(Ordering::SeqCst));
        let answers = try_join_all(group.into_iter().map(|it| store.push(it))).await?;
        let after = [&STATEMENTS, &GROUPS].map(|it| it.load(Ordering::SeqCst));
        assert_eq!(after[1] - before[1], 1, "{pushes} pushes are one group");
        counted.push(after[0] - before[0]);
        for answer in answers {
            let results = pushed(answer).results;
            assert_eq!(results.len(), findings + 3);
            let applied = |it: &domain::sync::wire::OpResult| it.outcome == OutcomeKind::Applied;
            assert!(results.iter().all(applied), "{results:?}");
        }
    }
    assert!(counted.iter().all(|it| *it <= MOST), "{counted:?}");
    assert_eq!(counted[1], counted[2], "{counted:?}");
    store.close().await?;
    Ok(())
}

/// A visit with findings and a photo, that is handed in: every kind of row is written.
fn push(epoch: &str, clock: &Clock, findings: usize) -> Result<Push> {
    let (visit, now) = (Uuid::now_v7(), clock.moment());
    let mut intents = vec![
        json!({"open_visit": {"visit": visit, "site": "luocun-center", "method": "routine",
            "form": "announced", "finder": "district-office"}}),
        json!({"attach_photo": {"photo": Uuid::now_v7(), "visit": visit,
            "sha256": "ab".repeat(32), "length": 10, "media_type": "image/jpeg", "taken_at": now}}),
    ];
    intents.extend((0..findings).map(|_| {
        json!({"record_finding": {"finding": Uuid::now_v7(), "visit": visit, "count": 1,
            "checkpoint": "5.1/attitude", "observed_at": now}})
    }));
    intents.push(json!({"close_visit": {"visit": visit, "outcome": {"is": "inspected"}}}));
    let op = |(seq, intent): (u64, serde_json::Value)| {
        let mut body = json!({"v": 1, "base_seq": 0, "at": now});
        for (key, value) in intent.as_object().unwrap() {
            body[key] = value.clone();
        }
        Ok(PushOp {
            seq,
            op_id: OpId(Uuid::now_v7()),
            body: to_raw_value(&body)?,
        })
    };
    Ok(Push {
        device: DeviceId(Uuid::now_v7()),
        succeeds: None,
        older: Vec::new(),
        epoch: epoch.to_owned(),
        clock: now,
        ops: (1..).zip(intents).map(op).collect::<Result<_>>()?,
    })
}
