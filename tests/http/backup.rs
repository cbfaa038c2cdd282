//! A backup made while the server runs, a server restored from it, and a tablet that sends again
//! what the backup lacks.

use crate::help::app::TestApp;
use crate::help::tablet::{Tablet, close, id, open, picture, record};
use crate::help::uploading::upload;
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::json;
use server::ground::clock::Clock;
use server::photos::files::sha256;
use server::serve::backup::{CopyReport, back_up, restore};
use tests::stores;
use uuid::Uuid;

#[tokio::test]
async fn what_a_restored_server_lacks_is_sent_again_and_counts_once() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let (visit, early, late) = (id(), id(), id());
    let mut ops = vec![
        tablet.op(&app, open(&visit, "luocun-center", "announced")),
        tablet.op(&app, record(&app, &early, &visit, "1.3/wheelchair", 1)),
    ];
    tablet.apply(&app, &ops).await?;
    let bytes = picture();
    let photo = tablet.attach(&app, &visit, &early, &bytes).await?;
    upload(&tablet.user, &bytes).await?;

    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("backup");
    let report = back_up(&app.storage().await?, &copy, Clock::default()).await?;
    assert_eq!(
        report,
        CopyReport {
            photos: 1,
            ..CopyReport::default()
        }
    );
    // The server loses everything after the backup.
    let after = [
        tablet.op(&app, record(&app, &late, &visit, "5.1/attitude", 2)),
        tablet.op(&app, close(&visit)),
    ];
    tablet.apply(&app, &after).await?;
    ops.extend(after);
    let (old_epoch, old_base) = (tablet.epoch.clone(), tablet.user.pull(0).await?);
    let old_base = old_base["next"].as_u64().unwrap();
    drop(app);

    let data = tempfile::tempdir()?;
    restore(
        &copy,
        &stores::storage(data.path()).await?,
        Clock::default(),
    )
    .await?;
    let app = TestApp::start_in(data, Clock::default()).await?;
    let old_session = crate::help::app::User {
        token: tablet.user.token.clone(),
        ..app.anyone()
    };
    let (status, _) = old_session.get("/api/v1/sync/pull").await?;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "a session came back");
    tablet.user = app.sign_in("lixia").await?;
    let (status, body) = tablet.push(&app, &[]).await?;
    assert_eq!(
        (status, &body["kind"]),
        (StatusCode::CONFLICT, &json!("epoch"))
    );
    assert_ne!(body["epoch"], json!(old_epoch));
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert_eq!(row["photos"][&photo]["verified"], true);
    assert!(app.photo_file(&sha256(&bytes)).exists());
    assert!(row["findings"].get(&late).is_none(), "not in the backup");

    // As a tablet does: it takes a new id that names its last one, and sends everything again from
    // 1.
    tablet.succeeds = Some((tablet.device, 5));
    tablet.device = Uuid::now_v7();
    tablet.epoch = tablet.user.epoch().await?;
    let mut again = ops.clone();
    for (seq, op) in (1..).zip(&mut again) {
        op["seq"] = json!(seq);
    }
    let (status, body) = tablet.push(&app, &again).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let results = body["results"].as_array().unwrap();
    let outcomes: Vec<_> = results.iter().map(|it| it["outcome"].clone()).collect();
    assert_eq!(outcomes, ["duplicate", "duplicate", "applied", "applied"]);
    // The restored server reuses no number of the lost one, so an old `base_seq` covers nothing
    // new.
    assert!(results[2]["server_seq"].as_u64().unwrap() > old_base);
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert_eq!(row["findings"].as_object().unwrap().len(), 2);
    assert_eq!(row["findings"][&early]["revision"], 1);
    let (_, body) = tablet.push(&app, &again).await?;
    assert_eq!(body["results"][3]["outcome"], "duplicate");
    Ok(())
}

#[tokio::test]
async fn a_backup_never_overwrites_and_names_what_is_wrong() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let mut hashes = Vec::new();
    for _ in 0..3 {
        let bytes = picture();
        tablet.attach(&app, &visit, &finding, &bytes).await?;
        upload(&tablet.user, &bytes).await?;
        hashes.push(sha256(&bytes));
    }
    std::fs::write(app.photo_file(&hashes[0]), b"rotten")?;
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("backup");
    let report = back_up(&app.storage().await?, &copy, Clock::default()).await?;
    assert_eq!(
        (report.photos, &report.altered),
        (2, &vec![hashes[0].clone()])
    );
    let error = back_up(&app.storage().await?, &copy, Clock::default()).await;
    assert!(format!("{:#}", error.unwrap_err()).contains("exists: name a new folder"));

    let error = restore(&copy, &app.storage().await?, Clock::default()).await;
    let error = format!("{:#}", error.unwrap_err());
    assert!(
        error.contains("exists: a backup is restored into"),
        "{error}"
    );
    let error = restore(
        folder.path(),
        &stores::storage(folder.path()).await?,
        Clock::default(),
    )
    .await;
    let error = format!("{:#}", error.unwrap_err());
    assert!(error.contains("is no backup"), "{error}");

    let data = tempfile::tempdir()?;
    std::fs::remove_file(copy.join("photos").join(&hashes[1][..2]).join(&hashes[1]))?;
    let report = restore(
        &copy,
        &stores::storage(data.path()).await?,
        Clock::default(),
    )
    .await?;
    let mut missing = hashes[..2].to_vec();
    missing.sort();
    assert_eq!((report.photos, report.missing), (1, missing));

    let database = copy.join("xuncha.db");
    let mut bytes = std::fs::read(&database)?;
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xa5);
    std::fs::write(&database, bytes)?;
    let other = tempfile::tempdir()?;
    assert!(
        restore(
            &copy,
            &stores::storage(other.path()).await?,
            Clock::default()
        )
        .await
        .is_err()
    );
    assert!(!other.path().join("xuncha.db").exists());
    Ok(())
}
