//! One story told to the store: every database below it must give the same answers.

#![allow(clippy::unwrap_used)]

mod statements;
mod two_databases;

use anyhow::Result;
use app::api::review::QueueFilter;
use domain::ids::{DeviceId, FindingId, OpId, PhotoId, UserId, VisitId};
use domain::inspection::{FindingState, Flag, Verdict};
use domain::sync::wire::{Conflict, OutcomeKind, Push, PushOp, Pushed, Reason};
use serde_json::json;
use serde_json::value::to_raw_value;
use server::demo;
use server::ground::clock::Clock;
use server::store::{Deciding, PushAnswer, Pushing, QueueQuery, Refused, Store, Upload, Viewer};
use tests::stores;
use uuid::Uuid;

/// Only one test at a time: one of them counts the statements of the whole process.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
async fn the_story_is_the_same_in_every_database() -> Result<()> {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("xuncha.db");
    let clock = Clock::default();
    let store = stores::open(&file, clock.clone()).await?;
    let told = story(&store, &clock).await?;
    // Everything is still there after closing and opening the store.
    store.close().await?;
    assert!(store.ready().await.is_err(), "closed");
    drop(store);
    let store = stores::open(&file, clock.clone()).await?;
    afterwards(&store, &told).await?;
    store.close().await?;
    Ok(())
}

struct Told {
    lixia: UserId,
    epoch: String,
    next: u64,
    finding: FindingId,
    last: Push,
}

async fn story(store: &Store, clock: &Clock) -> Result<Told> {
    // An empty store can be seeded once.
    assert!(store.is_empty().await?);
    assert!(store.seed(demo::seed(clock).await?).await?);
    assert!(
        !store.seed(demo::seed(clock).await?).await?,
        "a second time"
    );
    assert!(!store.is_empty().await? && store.is_demo().await?);
    store.ready().await?;
    assert_eq!(store.towns().await?.len(), 13);
    let lixia = store.account("lixia").await?.unwrap().person.id;
    let zhaomin = store.account("zhaomin").await?.unwrap().person.id;
    assert!(store.account("nobody").await?.is_none());

    // A first pull contains the district.
    let viewer = Viewer {
        user: lixia,
        supervisor: false,
    };
    let first = store.pull(viewer, "", 0, 500).await?;
    assert_eq!(first.next, first.durable_through);

    // A push: a visit with a finding, a photo and handing in.
    let device = DeviceId(Uuid::now_v7());
    let visit = VisitId(Uuid::now_v7());
    let finding = FindingId(Uuid::now_v7());
    let photo = PhotoId(Uuid::now_v7());
    let now = clock.moment();
    let sha256 = "ab".repeat(32);
    let intents = [
        json!({"open_visit": {"visit": visit, "site": "luocun-center", "method": "routine",
            "form": "unannounced", "finder": "district-office"}}),
        json!({"record_finding": {"finding": finding, "visit": visit, "count": 2,
            "checkpoint": "5.1/attitude", "observed_at": now}}),
        json!({"attach_photo": {"photo": photo, "visit": visit, "finding": finding,
            "sha256": sha256, "length": 10, "media_type": "image/jpeg", "taken_at": now}}),
        json!({"close_visit": {"visit": visit, "outcome": {"is": "inspected"}}}),
        json!({"nonsense": true}),
    ];
    let ops = (1..)
        .zip(intents)
        .map(|(seq, intent)| {
            let mut body = json!({"v": 1, "base_seq": first.next, "at": now});
            for (key, value) in intent.as_object().unwrap() {
                body[key] = value.clone();
            }
            Ok(PushOp {
                seq,
                op_id: OpId(Uuid::now_v7()),
                body: to_raw_value(&body)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let push = Push {
        device,
        succeeds: None,
        older: Vec::new(),
        epoch: first.epoch.clone(),
        clock: now,
        ops,
    };
    let pushed = pushed(send(store, lixia, clock, &push).await?);
    let outcomes: Vec<_> = pushed.results.iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes[..4], [OutcomeKind::Applied; 4]);
    let quarantine = pushed.results[4].quarantine.clone();
    assert_eq!(quarantine.unwrap().reason, Reason::Malformed);
    let numbers: Vec<_> = pushed.results.iter().map(|it| it.server_seq).collect();
    let from = first.next + 1;
    assert_eq!(numbers, (from..from + 5).collect::<Vec<_>>());

    // The same push again, then a gap, a fork, and another epoch.
    let again = self::pushed(send(store, lixia, clock, &push).await?);
    assert!(
        again
            .results
            .iter()
            .all(|it| it.outcome == OutcomeKind::Duplicate)
    );
    assert_eq!(again.durable_through, pushed.durable_through);
    let conflict = async |seq: u64, epoch: &str| {
        let op = PushOp {
            seq,
            op_id: OpId(Uuid::now_v7()),
            body: to_raw_value(&json!({"v": 1}))?,
        };
        let push = Push {
            epoch: epoch.to_owned(),
            ops: vec![op],
            ..copy(&push)
        };
        match send(store, lixia, clock, &push).await? {
            PushAnswer::Conflict(conflict) => anyhow::Ok(conflict),
            other => anyhow::bail!("{other:?}"),
        }
    };
    let expected_seq = 6;
    assert_eq!(
        conflict(7, &first.epoch).await?,
        Conflict::Gap { expected_seq }
    );
    assert_eq!(
        conflict(5, &first.epoch).await?,
        Conflict::Fork { expected_seq }
    );
    let epoch = first.epoch.clone();
    assert_eq!(conflict(6, "elsewhere").await?, Conflict::Epoch { epoch });
    assert!(matches!(
        send(store, zhaomin, clock, &push).await?,
        PushAnswer::Revoked
    ));

    // The bytes of the photo arrive.
    let upload = Upload {
        length: 10,
        media_type: "image/jpeg".into(),
        verified: false,
    };
    let announced = store
        .announce(lixia, &sha256, upload.clone(), clock.now())
        .await?;
    assert_eq!(announced, upload);
    store.verified(lixia, &sha256, clock.now()).await?;
    assert!(store.upload(lixia, &sha256).await?.unwrap().verified);
    let attached = store.photo(photo).await?.unwrap();
    assert!(attached.visit.photos[&photo].verified);
    assert_eq!(attached.town.as_str(), "luocun");

    // The supervisor finds it in the queue and decides on it.
    let queue = QueueQuery {
        filter: QueueFilter::default(),
        within: None,
        limit: 10,
    };
    let page = store.queue(queue.clone()).await?;
    assert_eq!((page.total, page.waiting, page.more), (1, 1, false));
    assert_eq!(page.found[0].id, finding);
    let deciding = Deciding {
        finding,
        revision: 2,
        seen: None,
        verdict: Verdict::Confirmed,
        reason: String::new(),
        count: Some(1),
        observed_at: None,
        by: zhaomin,
        at: clock.moment(),
    };
    assert_eq!(
        store.decide(deciding.clone()).await?,
        Err(Refused::Changed(1))
    );
    let deciding = Deciding {
        revision: 1,
        ..deciding
    };
    assert_eq!(store.decide(deciding).await?, Ok(()));
    assert_eq!(store.queue(queue).await?.waiting, 0);

    // The town's card shows it after the release.
    let town = "luocun".parse()?;
    let quarters = store.quarters().await?;
    let quarter = quarters.current().unwrap().quarter.to_string();
    let open = async || -> Result<Vec<bool>> {
        let visits = store.visits(&town, &quarter).await?;
        Ok(visits.iter().map(|it| it.0.is_open_to_town()).collect())
    };
    assert_eq!(open().await?, [false]);
    assert!(!store.hidden_findings(Some(&town)).await?.is_empty());
    assert_eq!(store.release(zhaomin, visit).await?, Ok(()));
    assert_eq!(open().await?, [true]);
    assert!(store.hidden_findings(Some(&town)).await?.is_empty());

    // One pull returns all of it, ordered by number.
    let second = store.pull(viewer, &first.epoch, first.next, 500).await?;
    assert!(second.rows.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    let kinds: Vec<_> = second.rows.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(
        kinds.iter().filter(|kind| **kind == "visit").count(),
        1,
        "{kinds:?}"
    );
    assert_eq!(
        kinds.iter().filter(|kind| **kind == "quarantine").count(),
        1
    );
    Ok(Told {
        lixia,
        epoch: first.epoch,
        next: second.next,
        finding,
        last: push,
    })
}

async fn afterwards(store: &Store, told: &Told) -> Result<()> {
    let found = store.finding(told.finding).await?.unwrap();
    assert_eq!(found.listed.state, FindingState::Confirmed);
    assert_eq!(found.listed.count, 1);
    assert!(!found.listed.flags.contains(&Flag::Late));
    assert_eq!(found.decisions.len(), 1);
    assert!(found.visit.released);
    let viewer = Viewer {
        user: told.lixia,
        supervisor: false,
    };
    let pulled = store.pull(viewer, &told.epoch, told.next, 500).await?;
    assert!(pulled.rows.is_empty() && pulled.next == told.next);
    let again = pushed(send(store, told.lixia, &Clock::default(), &told.last).await?);
    assert!(
        again
            .results
            .iter()
            .all(|it| it.outcome == OutcomeKind::Duplicate)
    );
    Ok(())
}

async fn send(store: &Store, by: UserId, clock: &Clock, push: &Push) -> Result<PushAnswer> {
    let pushing = Pushing {
        by,
        push: copy(push),
        received: clock.moment(),
        by_rescue: false,
    };
    Ok(store.push(pushing).await?)
}

fn pushed(answer: PushAnswer) -> Pushed {
    match answer {
        PushAnswer::Pushed(pushed) => pushed,
        other => panic!("{other:?}"),
    }
}

fn copy(push: &Push) -> Push {
    serde_json::from_str(&serde_json::to_string(push).unwrap()).unwrap()
}
