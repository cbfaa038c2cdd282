//! 备份: the page before any backup, after one, with one overdue, with a damaged one, and on a
//! restored copy.

use super::page;
use crate::help::app::{TestApp, User};
use crate::help::tablet::{Tablet, picture};
use crate::help::uploading::upload;
use anyhow::Result;
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::photos::files::sha256;
use server::serve::backup::{back_up, restore};
use tests::stores;

async fn backups(user: &User) -> Result<Value> {
    let said = user.call("backups", json!({})).await?;
    Ok(said.unwrap_or_else(|error| panic!("{error}")))
}

#[tokio::test]
async fn a_backup_leaves_its_mark_and_a_restored_server_has_none_of_its_own() -> Result<()> {
    let app = TestApp::start().await?;
    let admin = app.sign_in("admin").await?;
    let said = backups(&admin).await?;
    assert_eq!((&said["latest"], &said["days"]), (&json!([]), &Value::Null));
    let text = page(&admin, "/manage/backup").await?;
    assert!(text.contains("还没有备份"), "{text}");
    let data = app.data.path().to_str().unwrap();
    assert!(text.contains(&format!("--data</span> {data}")), "{text}");

    let folder = tempfile::tempdir()?;
    let first = folder.path().join("first");
    back_up(&app.storage().await?, &first, app.clock.clone()).await?;
    let said = backups(&admin).await?;
    let last = &said["latest"][0];
    assert_eq!(last["folder"], json!(first.to_str().unwrap()));
    assert_eq!(last["by"], "command line");
    assert_eq!((&said["days"], &last["missing"]), (&json!(0), &json!(0)));
    let text = page(&admin, "/manage/backup").await?;
    assert!(text.contains("内容完整"), "{text}");
    assert!(text.contains("服务器命令行"), "{text}");

    app.clock.advance(SignedDuration::from_hours(7 * 24 - 1));
    let admin = app.sign_in("admin").await?;
    assert!(page(&admin, "/manage/backup").await?.contains("内容完整"));
    app.clock.advance(SignedDuration::from_hours(1));
    let admin = app.sign_in("admin").await?;
    let text = page(&admin, "/manage/backup").await?;
    assert!(text.contains("已是 7 天前"), "{text}");

    // The copy knows of no backup of its own: the one in its audit log was made by the former
    // server.
    let second = folder.path().join("second");
    back_up(&app.storage().await?, &second, app.clock.clone()).await?;
    let clock = app.clock.clone();
    drop(app);
    let restored = tempfile::tempdir()?;
    restore(
        &second,
        &stores::storage(restored.path()).await?,
        clock.clone(),
    )
    .await?;
    let app = TestApp::start_in(restored, clock).await?;
    let admin = app.sign_in("admin").await?;
    let said = backups(&admin).await?;
    assert_eq!(said["latest"], json!([]));
    assert!(said["restored"].is_string(), "{said}");
    let text = page(&admin, "/manage/backup").await?;
    assert!(text.contains("恢复以后还没有备份"), "{text}");
    let third = folder.path().join("third");
    back_up(&app.storage().await?, &third, app.clock.clone()).await?;
    let said = backups(&admin).await?;
    assert_eq!(said["latest"].as_array().map(Vec::len), Some(1));
    Ok(())
}

#[tokio::test]
async fn what_was_wrong_with_a_backup_is_said() -> Result<()> {
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
    std::fs::remove_file(app.photo_file(&hashes[1]))?;
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("backup");
    back_up(&app.storage().await?, &copy, app.clock.clone()).await?;
    let auditor = app.sign_in("qianjian").await?;
    let last = backups(&auditor).await?["latest"][0].clone();
    let counts = ["photos", "altered", "missing"].map(|it| last[it].as_u64());
    assert_eq!(counts, [Some(1); 3]);
    let text = page(&auditor, "/manage/backup").await?;
    assert!(text.contains("有 1 个文件的内容与入库时不同"), "{text}");
    Ok(())
}
