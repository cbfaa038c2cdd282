//! Push: each operation takes effect once, whatever happens on the network.

use crate::help::app::{TestApp, json_of};
use crate::help::tablet::{Tablet, id, open, record};
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::store::database;
use uuid::Uuid;

fn column<'a>(body: &'a Value, field: &str) -> Vec<&'a Value> {
    let results = body["results"].as_array().unwrap();
    results.iter().map(|result| &result[field]).collect()
}

#[tokio::test]
async fn what_is_pushed_is_there_and_pulled_back() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let (visit, finding) = (id(), id());
    let ops = [
        tablet.op(&app, open(&visit, "luocun-center", "announced")),
        tablet.op(&app, record(&app, &finding, &visit, "1.3/wheelchair", 1)),
    ];
    let (status, body) = tablet.push(&app, &ops).await?;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(column(&body, "outcome"), ["applied", "applied"]);
    assert_eq!(column(&body, "seq"), [1, 2]);
    let first = body["results"][0]["server_seq"].as_u64().unwrap();
    assert_eq!(body["results"][1]["server_seq"], first + 1);
    assert!(body["durable_through"].as_u64().unwrap() > first + 1);

    let pulled = tablet.user.pull(tablet.base).await?;
    let row = &pulled["rows"][0];
    assert_eq!(
        (&row["kind"], &row["key"]),
        (&json!("visit"), &json!(visit))
    );
    let row_seq = row["seq"].as_u64().unwrap();
    assert!(
        row_seq > first + 1,
        "a tablet that pulled it has seen its operations"
    );
    let kept = &row["body"]["findings"][&finding];
    assert_eq!(kept["checkpoint"], "1.3/wheelchair");
    assert_eq!(row["body"]["inspectors"], json!([tablet.user.id]));
    Ok(())
}

#[tokio::test]
async fn a_push_that_comes_again_changes_nothing() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = id();
    let ops = [
        tablet.op(&app, open(&visit, "luocun-center", "announced")),
        tablet.op(&app, record(&app, &id(), &visit, "5.1/attitude", 2)),
    ];
    let (_, first) = tablet.push(&app, &ops).await?;
    let before = tablet.user.pull(0).await?;
    let (status, second) = tablet.push(&app, &ops).await?;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(column(&second, "outcome"), ["duplicate", "duplicate"]);
    assert_eq!(column(&first, "server_seq"), column(&second, "server_seq"));
    assert_eq!(tablet.user.pull(0).await?, before);
    Ok(())
}

#[tokio::test]
async fn a_gap_and_a_fork_refuse_the_whole_push() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let second = tablet.op(&app, record(&app, &id(), &visit, "5.1/attitude", 1));
    let third = tablet.op(&app, record(&app, &id(), &visit, "5.1/language", 1));
    let before = tablet.user.pull(0).await?;
    let (status, body) = tablet.push(&app, std::slice::from_ref(&third)).await?;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(body, json!({"kind": "gap", "expected_seq": 2}));
    // Another operation with number 1, and a good one after it.
    tablet.next = 1;
    let forged = tablet.op(&app, open(&id(), "luocun-center", "announced"));
    let (status, body) = tablet.push(&app, &[forged, second.clone()]).await?;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(body, json!({"kind": "fork", "expected_seq": 2}));
    assert_eq!(tablet.user.pull(0).await?, before, "nothing was applied");
    tablet.apply(&app, &[second, third]).await?;
    Ok(())
}

#[tokio::test]
async fn a_renumbered_outbox_is_recognised_and_goes_on() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = id();
    let mut ops = vec![
        tablet.op(&app, open(&visit, "luocun-center", "announced")),
        tablet.op(&app, record(&app, &id(), &visit, "5.1/attitude", 2)),
        tablet.op(&app, record(&app, &id(), &visit, "1.3/wheelchair", 1)),
    ];
    // The reply is lost, so the tablet does not know that the first two arrived.
    let (_, first) = tablet.push(&app, &ops[..2]).await?;
    tablet.succeeds = Some((tablet.device, 0));
    tablet.device = Uuid::now_v7();
    let (status, body) = tablet.push(&app, &ops).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(
        column(&body, "outcome"),
        ["duplicate", "duplicate", "applied"]
    );
    assert_eq!(
        body["results"][0]["server_seq"],
        first["results"][0]["server_seq"]
    );

    // The copies occupy their numbers, so the next operation follows without a gap.
    tablet.next = 4;
    ops = vec![tablet.op(&app, record(&app, &id(), &visit, "5.1/language", 1))];
    tablet.apply(&app, &ops).await?;
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert_eq!(row["findings"].as_object().unwrap().len(), 3);
    Ok(())
}

#[tokio::test]
async fn a_successor_has_seen_what_was_made_on_the_same_tablet() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    let amend = |count: u32| {
        json!({"amend_finding": {
            "finding": finding, "visit": visit, "count": count, "observed_at": app.now(),
        }})
    };
    let mut next = Tablet::of(&app, "lixia").await?;
    next.base = tablet.base;
    let stranger = next.op(&app, amend(3));
    let results = next.apply(&app, &[stranger]).await?;
    assert_eq!(results[0]["flags"], json!(["concurrent"]));

    let mut heir = Tablet::of(&app, "lixia").await?;
    heir.base = tablet.base;
    heir.succeeds = Some((next.device, 1));
    let op = heir.op(&app, amend(4));
    heir.apply(&app, &[op]).await?;
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    let heads = row["findings"][&finding]["heads"].as_array().unwrap();
    let mut counts: Vec<_> = heads
        .iter()
        .map(|head| head["value"]["count"].as_u64())
        .collect();
    counts.sort_unstable();
    assert_eq!(
        counts,
        [Some(1), Some(4)],
        "the predecessor's 3 was seen, the first 1 was not"
    );

    // A tablet of another person inherits nothing.
    let mut thief = Tablet::of(&app, "wangqiang").await?;
    thief.succeeds = Some((tablet.device, 2));
    let op = thief.op(&app, open(&id(), "luocun-center", "announced"));
    thief.apply(&app, &[op]).await?;
    Ok(())
}

#[tokio::test]
async fn another_epoch_is_told_to_pull_first() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let epoch = std::mem::replace(&mut tablet.epoch, "elsewhere".into());
    let op = tablet.op(&app, open(&id(), "luocun-center", "announced"));
    let (status, body) = tablet.push(&app, &[op]).await?;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(body, json!({"kind": "epoch", "epoch": epoch}));
    Ok(())
}

#[tokio::test]
async fn what_has_no_effect_is_kept_told_and_does_not_hold_the_queue() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let other = Tablet::of(&app, "wangqiang").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let elsewhere = {
        let mut other = Tablet::of(&app, "wangqiang").await?;
        other.visit(&app, "hongshan-center", "announced").await?
    };
    let finding = id();
    let mut reused = tablet.op(&app, record(&app, &id(), &visit, "5.1/language", 1));
    let ops = vec![
        tablet.op(&app, record(&app, &id(), &visit, "9.9/nonsense", 1)),
        tablet.raw(json!({"v": 99, "future": true})),
        tablet.raw(json!({"no": "operation"})),
        tablet.op(&app, open(&id(), "atlantis-center", "announced")),
        tablet.op(&app, record(&app, &id(), &id(), "1.3/wheelchair", 1)),
        tablet.op(&app, record(&app, &id(), &elsewhere, "1.3/wheelchair", 1)),
        tablet.op(&app, record(&app, &id(), &visit, "5.1/attitude", 0)),
        tablet.op(&app, open(&visit, "luocun-center", "announced")),
        tablet.op(&app, record(&app, &finding, &visit, "5.1/attitude", 2)),
    ];
    // The first operation with this id wins.
    reused["op_id"] = ops[0]["op_id"].clone();
    let mut all = vec![reused];
    all.extend(ops);
    let (status, body) = tablet.push(&app, &all).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let reasons: Vec<_> = body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["quarantine"]["reason"].as_str().unwrap_or("applied"))
        .collect();
    let expected = [
        "applied",
        "op-id-reused",
        "unknown-version",
        "malformed",
        "unknown-site",
        "unknown-visit",
        "not-an-inspector",
        "out-of-range",
        "already-exists",
        "applied",
    ];
    assert_eq!(reasons, expected);

    let unknown = all[2]["op_id"].as_str().unwrap();
    let told = tablet.user.row("quarantine", unknown).await?.unwrap();
    assert_eq!(
        (&told["reason"], &told["seq"]),
        (&json!("unknown-version"), &json!(4))
    );
    let zhaomin = app.sign_in("zhaomin").await?;
    assert!(zhaomin.row("quarantine", unknown).await?.is_some());
    assert!(other.user.row("quarantine", unknown).await?.is_none());

    let mut db = app.database().await?;
    let kept: String = database::scalar("SELECT body FROM ops WHERE op_id = $1")
        .bind(unknown)
        .fetch_one(&mut db)
        .await?;
    assert_eq!(serde_json::from_str::<Value>(&kept)?, all[2]["body"]);

    // The same push again gets the same answers.
    let (_, again) = tablet.push(&app, &all).await?;
    assert!(
        column(&again, "outcome")
            .iter()
            .all(|it| **it == "duplicate")
    );
    assert_eq!(column(&again, "quarantine"), column(&body, "quarantine"));
    Ok(())
}

#[tokio::test]
async fn a_findings_id_is_taken_in_the_whole_district() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let mut other = Tablet::of(&app, "wangqiang").await?;
    let elsewhere = other.visit(&app, "hongshan-center", "announced").await?;
    let op = other.op(
        &app,
        record(&app, &finding, &elsewhere, "1.3/wheelchair", 1),
    );
    let (_, body) = other.push(&app, &[op]).await?;
    assert_eq!(body["results"][0]["quarantine"]["reason"], "already-exists");
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert!(row["findings"][&finding].is_object());
    Ok(())
}

#[tokio::test]
async fn the_same_matter_from_two_tablets_on_one_day_is_flagged() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let mut other = Tablet::of(&app, "wangqiang").await?;
    let theirs = other.visit(&app, "luocun-center", "announced").await?;
    let op = other.op(&app, record(&app, &id(), &theirs, "1.3/wheelchair", 1));
    let results = other.apply(&app, std::slice::from_ref(&op)).await?;
    assert_eq!(results[0]["flags"], json!(["possible-duplicate"]));
    let (_, again) = other.push(&app, &[op]).await?;
    assert_eq!(again["results"][0]["flags"], json!(["possible-duplicate"]));

    // A withdrawn finding has no duplicates.
    let withdraw = json!({"withdraw_finding": {"finding": finding, "visit": visit}});
    let op = tablet.op(&app, withdraw);
    tablet.apply(&app, &[op]).await?;
    let op = other.op(&app, record(&app, &id(), &theirs, "1.3/wheelchair", 1));
    let results = other.apply(&app, &[op]).await?;
    assert!(results[0].get("flags").is_none(), "{}", results[0]);
    Ok(())
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_and_flagged() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let year_ahead = |text: &str| text.replacen("20", "21", 1);
    tablet.clock = Some(year_ahead(&app.now()));
    let finding = id();
    let op = tablet.op(
        &app,
        json!({"record_finding": {
            "finding": finding, "visit": visit, "checkpoint": "1.3/wheelchair", "count": 1,
            "observed_at": year_ahead(&app.now()),
        }}),
    );
    let results = tablet.apply(&app, &[op]).await?;
    assert_eq!(
        results[0]["flags"],
        json!(["skewed"]),
        "corrected it lies in the open quarter"
    );
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    let content = &row["findings"][&finding]["heads"][0]["value"];
    let counted: domain::time::Moment = content["counted_at"].as_str().unwrap().parse()?;
    let off = app.clock.now().duration_since(counted.timestamp()).abs();
    assert!(off < jiff::SignedDuration::from_mins(1), "{content}");
    Ok(())
}

#[tokio::test]
async fn handing_in_tells_the_site_and_the_assignment() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let pulled = tablet.user.pull(0).await?;
    let assignment = pulled["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["kind"] == "assignment" && row["body"]["site"] == "luocun-center")
        .unwrap()["key"]
        .as_str()
        .unwrap()
        .to_owned();
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let site = tablet.user.row("site", "luocun-center").await?.unwrap();
    assert!(site.get("last_visit").is_none());
    tablet.close(&app, &visit).await?;
    let site = tablet.user.row("site", "luocun-center").await?.unwrap();
    assert!(site["last_visit"].is_string(), "{site}");
    let done = tablet.user.row("assignment", &assignment).await?.unwrap();
    assert_eq!(done["done_by"], json!(visit));
    let other = app.sign_in("wangqiang").await?;
    assert!(other.row("assignment", &assignment).await?.is_none());
    Ok(())
}

/// Only this kind of problem makes a tablet stop sending; any other 403 may come from a proxy.
#[tokio::test]
async fn only_our_own_word_bars_a_tablet() -> Result<()> {
    let app = TestApp::start().await?;
    let tablet = Tablet::of(&app, "lixia").await?;
    let push = tablet.message(&app, &[]);
    let luocun = app.sign_in("luocun").await?;
    let barred = json!("/problems/revoked");
    let (status, body) = luocun.post("/api/v1/sync/push", &push).await?;
    assert_eq!((status, &body["type"]), (StatusCode::FORBIDDEN, &barred));
    let (status, body) = luocun.get("/api/v1/sync/pull").await?;
    assert_eq!((status, &body["type"]), (StatusCode::FORBIDDEN, &barred));
    // A proxy that forwards another host than the browser used makes our own request look foreign.
    let cookie = format!(
        "xuncha={}",
        tablet.user.token.as_deref().unwrap_or_default()
    );
    let request = tablet.user.http.post(tablet.user.url("/api/v1/sync/push"));
    let request = request.header("origin", "https://xuncha.example:8443");
    let (status, body) =
        json_of(request.header("cookie", cookie).json(&push).send().await?).await?;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_ne!(body["type"], barred);
    Ok(())
}
