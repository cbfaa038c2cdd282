//! The whole demo, as the product itself reports it: a published quarter, a quarter under way, and
//! the same demo again at the same time.

use crate::help::app::{TestApp, User, site};
use crate::help::demo::{BEFORE, NOW, filled};
use crate::help::quarter::{page, scores, verified};
use anyhow::Result;
use domain::ids::UserId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::demo;
use server::ground::clock::Clock;
use server::store::open::Storage;
use server::store::{AuditCheck, Viewer};
use std::collections::{BTreeMap, BTreeSet};

const UNDER_WAY: &str = "2026Q4";

async fn visits(user: &User, quarter: &str, hidden: bool) -> Result<(Vec<Value>, u64)> {
    let (mut lines, mut page) = (Vec::new(), 1);
    loop {
        let query = json!({"quarter": quarter, "town": null, "state": null, "form": null,
            "hidden": hidden, "text": "", "page": page});
        let answer = user.call("visits", json!({"query": query})).await?.unwrap();
        let some = answer["lines"].as_array().unwrap();
        lines.extend(some.iter().cloned());
        let total = answer["total"].as_u64().unwrap();
        if lines.len() as u64 >= total || some.is_empty() {
            return Ok((lines, total));
        }
        page += 1;
    }
}

async fn queue(user: &User, state: Value, all: bool) -> Result<Value> {
    let filter = json!({"town": null, "site": null, "method": null, "form": null,
        "indicator": null, "state": state, "all": all, "before": null});
    let queue = user.call("review_queue", json!({"filter": filter})).await?;
    Ok(queue.unwrap())
}

/// Every row of the feed, as a supervisor pulls it.
async fn feed(app: &TestApp) -> Result<Vec<Value>> {
    let viewer = Viewer {
        user: UserId(uuid::Uuid::nil()),
        supervisor: true,
    };
    let (mut rows, mut after, mut epoch) = (Vec::new(), 0, String::new());
    loop {
        let pulled = app.store.pull(viewer, &epoch, after, 500).await?;
        for row in &pulled.rows {
            rows.push(serde_json::to_value(row)?);
        }
        (after, epoch) = (pulled.next, pulled.epoch);
        if !pulled.more {
            return Ok(rows);
        }
    }
}

#[tokio::test]
async fn the_demo_shows_a_published_quarter_and_one_under_way() -> Result<()> {
    let app = filled(tempfile::tempdir()?, NOW).await?;
    let zhaomin = app.sign_in("zhaomin").await?;

    let closed = page(&zhaomin, BEFORE).await?;
    assert_eq!(
        (&closed["state"], &closed["published"]),
        (&json!("closed"), &json!(true))
    );
    assert_eq!(closed["late"], json!([]));
    assert_eq!(verified(&app, BEFORE).await?, [] as [&str; 0]);
    let scored = scores(&zhaomin, BEFORE).await?;
    let towns = scored["towns"].as_array().unwrap();
    let places: Vec<u64> = towns
        .iter()
        .map(|it| it["place"].as_u64().unwrap())
        .collect();
    let distinct: BTreeSet<u64> = places.iter().copied().collect();
    assert_eq!((places.len(), distinct.len()), (13, 12), "{places:?}");
    assert!(towns.iter().all(|it| it["pending"] == json!([])));
    let (made, total) = visits(&zhaomin, BEFORE, false).await?;
    assert_eq!((made.len(), total), (65, 65));
    let hidden = visits(&zhaomin, BEFORE, true).await?;
    assert_eq!(hidden.1, 0, "every 暗访 of the closed quarter is public");
    // At a centre and at a station, every checkpoint was answered.
    for visit in made.iter().filter(|it| it["state"] == "handed-in") {
        let sheet = json!({"visit": visit["id"]});
        let sheet = zhaomin.call("visit_sheet", sheet).await?.unwrap();
        assert_eq!(sheet["unchecked"], 0, "{}", visit["site"]);
    }
    let found: u64 = made.iter().map(|it| it["findings"].as_u64().unwrap()).sum();
    assert!((115..=125).contains(&found), "{found}");

    let waiting = queue(&zhaomin, Value::Null, false).await?;
    assert!(waiting["waiting"].as_u64().unwrap() >= 15, "{waiting}");
    let returned = queue(&zhaomin, json!("returned"), false).await?;
    assert_eq!(returned["total"], 1);
    let open = page(&zhaomin, UNDER_WAY).await?;
    assert_eq!(open["state"], "open");
    let missing = open["missing"].as_array().unwrap().iter();
    let unsigned: Vec<&Value> = missing
        .filter(|it| it["code"] == "unsigned")
        .map(|it| &it["row"])
        .collect();
    assert_eq!(unsigned, ["3.3", "4.2"], "one office is late");

    // A 暗访 that is not released stays hidden from its town.
    let (hidden, _) = visits(&zhaomin, UNDER_WAY, true).await?;
    assert_eq!(hidden.len(), 2);
    let hongshan = app.sign_in("hongshan").await?;
    let card = hongshan.call("scorecard", json!({"town": null})).await?;
    let card = card.unwrap().to_string();
    for visit in &hidden {
        assert!(!card.contains(visit["id"].as_str().unwrap()));
    }
    let before = json!({"town": null, "quarter": BEFORE});
    let before = hongshan.call("scorecard", before).await?.unwrap();
    assert_eq!(before["visits"], 5);
    let lixia = app.sign_in("lixia").await?;
    let pulled = lixia.pull(0).await?;
    let rows = pulled["rows"].as_array().unwrap();
    let asked = rows.iter().filter(|it| it["kind"] == "assignment");
    let asked = asked.filter(|it| it["body"]["done_by"].is_null());
    assert_eq!(asked.count(), 4, "two by hand, two drawn");

    every_photo_is_there(&app, &zhaomin).await?;
    assert!(matches!(
        app.store.verify_audit().await?,
        AuditCheck::Right { .. }
    ));
    Ok(())
}

async fn every_photo_is_there(app: &TestApp, zhaomin: &User) -> Result<()> {
    let mut photos = BTreeMap::new();
    for row in feed(app).await? {
        if row["kind"] == "visit" {
            for (id, photo) in row["body"]["photos"].as_object().into_iter().flatten() {
                assert_eq!(photo["verified"], true, "{photo}");
                let hash = photo["sha256"].as_str().unwrap().to_owned();
                photos.insert(hash, (id.clone(), photo["length"].as_u64().unwrap()));
            }
        }
    }
    assert!(photos.len() > 200, "{}", photos.len());
    for (sha256, (_, length)) in &photos {
        let bytes = std::fs::read(app.photo_file(sha256))?;
        assert_eq!(&server::photos::files::sha256(&bytes), sha256);
        assert_eq!(bytes.len() as u64, *length);
        assert!(bytes.len() <= 30_000);
    }
    let (id, length) = photos.values().next().unwrap();
    let path = format!("/api/v1/photos/{id}/content");
    let answer = zhaomin.request(Method::GET, &path).send().await?;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.bytes().await?.len() as u64, *length);
    Ok(())
}

/// One hour into a year. One of the two demos was interrupted after its database was created.
#[tokio::test]
async fn the_same_time_makes_the_same_demo_also_after_an_interruption() -> Result<()> {
    let now = "2027-01-01T01:00:00+08:00";
    let torn = tempfile::tempdir()?;
    let begun = torn.path().join("demo-begun");
    std::fs::create_dir_all(begun.join("photos/00"))?;
    std::fs::write(begun.join("xuncha.db"), b"half")?;
    let store = Storage::folder(torn.path())
        .open(Clock::default(), true)
        .await?;
    store.close().await?;

    let one = filled(tempfile::tempdir()?, now).await?;
    let other = filled(torn, now).await?;
    assert!(!other.data.path().join("demo-begun").exists());
    assert_eq!(feed(&one).await?, feed(&other).await?);
    for quarter in ["2026Q4", "2027Q1"] {
        let [one, other] = [
            scores(&one.sign_in("zhaomin").await?, quarter).await?,
            scores(&other.sign_in("zhaomin").await?, quarter).await?,
        ];
        assert_eq!(one, other);
    }
    // A second start keeps the demo that exists.
    let before = one.store.devices().await?.len();
    let clock = Clock::stopped("2027-05-01T09:00:00+08:00".parse()?);
    demo::fill(&one.storage().await?, &clock, &site(&one.data)?).await?;
    assert_eq!(one.store.devices().await?.len(), before);
    Ok(())
}
