//! Concurrent pushes: they commit together, and a bad one does not affect the others.

use crate::help::app::TestApp;
use crate::help::tablet::{Tablet, id, open, record};
use anyhow::Result;
use futures::future::try_join_all;
use serde_json::{Value, json};
use tests::stores;

#[tokio::test]
async fn a_bad_operation_in_a_group_is_isolated() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablets = Vec::new();
    for _ in 0..20 {
        tablets.push(Tablet::of(&app, "lixia").await?);
    }
    let mut db = app.database().await?;
    stores::trouble(&mut db, "findings", "NEW.checkpoint = '5.1/dim-hall'").await?;
    let mut pushes = Vec::new();
    for (n, tablet) in tablets.iter_mut().enumerate() {
        let visit = id();
        let bad = if n == 7 {
            "5.1/dim-hall"
        } else {
            "5.1/attitude"
        };
        pushes.push(vec![
            tablet.op(&app, open(&visit, "luocun-center", "announced")),
            tablet.op(&app, record(&app, &id(), &visit, "1.3/wheelchair", 1)),
            tablet.op(&app, record(&app, &id(), &visit, bad, 1)),
            tablet.op(&app, record(&app, &id(), &visit, "5.1/language", 1)),
        ]);
    }
    let sent = tablets
        .iter()
        .zip(&pushes)
        .map(|(tablet, ops)| tablet.push(&app, ops));
    let answers = try_join_all(sent).await?;
    let mut numbers = Vec::new();
    for (n, (status, body)) in answers.iter().enumerate() {
        assert_eq!(status.as_u16(), 200, "{body}");
        for (at, result) in body["results"].as_array().unwrap().iter().enumerate() {
            let outcome = if (n, at) == (7, 2) {
                "quarantined"
            } else {
                "applied"
            };
            assert_eq!(result["outcome"], outcome, "push {n}: {result}");
            numbers.push(result["server_seq"].as_u64().unwrap());
        }
    }
    assert_eq!(answers[7].1["results"][2]["quarantine"]["reason"], "failed");
    let given = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), given, "a number was given twice");

    // The bad operation keeps its number: the tablet goes on, and sending it again is a duplicate.
    let (_, again) = tablets[7].push(&app, &pushes[7]).await?;
    let outcomes: Vec<&Value> = again["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| &result["outcome"])
        .collect();
    assert_eq!(outcomes, ["duplicate"; 4]);
    let told = tablets[7]
        .user
        .row("quarantine", pushes[7][2]["op_id"].as_str().unwrap())
        .await?
        .unwrap();
    assert_eq!(told["reason"], json!("failed"));
    Ok(())
}

#[tokio::test]
async fn a_pull_beside_writers_misses_nothing() -> Result<()> {
    let app = TestApp::start().await?;
    let mut writers = Vec::new();
    for login in ["lixia", "wangqiang", "lixia", "wangqiang"] {
        writers.push(Tablet::of(&app, login).await?);
    }
    let zhaomin = app.sign_in("zhaomin").await?;
    let epoch = zhaomin.epoch().await?;
    let start = writers[0].base;
    let write = async {
        try_join_all(writers.iter_mut().map(async |tablet| {
            let mut visits = Vec::new();
            for _ in 0..15 {
                visits.push(tablet.visit(&app, "luocun-center", "announced").await?);
            }
            anyhow::Ok(visits)
        }))
        .await
    };
    let watch = async {
        let (mut after, mut seen) = (start, Vec::new());
        while seen.len() < 60 {
            let path = format!("/api/v1/sync/pull?epoch={epoch}&after={after}");
            let (_, page) = zhaomin.get(&path).await?;
            for row in page["rows"].as_array().unwrap() {
                if row["kind"] == "visit" {
                    seen.push(row["key"].as_str().unwrap().to_owned());
                }
            }
            after = page["next"].as_u64().unwrap();
        }
        anyhow::Ok(seen)
    };
    let (written, mut seen) = futures::try_join!(write, watch)?;
    let mut written: Vec<String> = written.into_iter().flatten().collect();
    written.sort_unstable();
    seen.sort_unstable();
    assert_eq!(seen, written);
    Ok(())
}
