//! Rescue files: what a tablet could not send is imported by hand, and nothing is imported twice.

use crate::help::app::{TestApp, User, json_of};
use crate::help::tablet::{Tablet, close, id, open, picture, record};
use crate::help::uploading::content;
use anyhow::Result;
use app::local::rescue;
use app::local::tablet::{Meta, OutboxEntry, Tablet as Memory};
use app::local::zip::Zip;
use domain::ids::{DeviceId, UserId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::photos::files::sha256;
use server::store::database;
use std::io::{Cursor, Write};
use uuid::Uuid;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip with these files.
fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = Zip::default();
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend(zip.head(name, content));
        bytes.extend(content);
    }
    bytes.extend(zip.end());
    bytes
}

/// The same zip with a manifest of a megabyte of blanks, which compresses to a thousandth.
fn blown_up(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default())?;
        match name.as_str() {
            "manifest.json" => zip.write_all(&vec![b' '; 1 << 20])?,
            _ => zip.write_all(bytes)?,
        }
    }
    Ok(zip.finish()?.into_inner())
}

/// The rescue file that the tablet's own code makes for a tablet with these operations.
fn saved(tablet: &Tablet, ops: &[Value]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut meta = Meta::new(DeviceId(tablet.device));
    meta.next_seq = ops.len() as u64 + 1;
    let mut outbox = Vec::new();
    for op in ops {
        outbox.push(OutboxEntry {
            device: meta.device,
            generation: 0,
            seq: op["seq"].as_u64().unwrap(),
            op_id: op["op_id"].as_str().unwrap().parse()?,
            body: op["body"].to_string(),
            result: None,
            heard_at: None,
        });
    }
    let user: UserId = tablet.user.id.parse()?;
    let memory = Memory::new(user, meta, [], outbox, []);
    let made = "2026-11-25T18:00:00+08:00".parse()?;
    let manifest = serde_json::to_vec(&rescue::manifest(&memory, made))?;
    let operations = rescue::operations(&memory).into_bytes();
    Ok(vec![
        ("manifest.json".into(), manifest),
        ("operations.jsonl".into(), operations),
    ])
}

async fn import(user: &User, bytes: Vec<u8>) -> Result<(StatusCode, Value)> {
    let request = user.request(Method::POST, "/api/v1/rescue");
    json_of(request.body(bytes).send().await?).await
}

/// A day's work on a tablet: a visit, two findings, a photo, handing in.
fn work(app: &TestApp, tablet: &mut Tablet, bytes: &[u8]) -> (String, String, Vec<Value>) {
    let (visit, finding, photo) = (id(), id(), id());
    let attach = json!({"attach_photo": {
        "photo": photo, "visit": visit, "finding": finding, "sha256": sha256(bytes),
        "length": bytes.len(), "media_type": "image/png", "taken_at": app.now(),
    }});
    let ops = [
        open(&visit, "luocun-center", "announced"),
        record(app, &finding, &visit, "1.3/wheelchair", 1),
        record(app, &id(), &visit, "5.1/attitude", 2),
        attach,
        close(&visit),
    ];
    let ops = ops.into_iter().map(|op| tablet.op(app, op)).collect();
    (visit, photo, ops)
}

#[tokio::test]
async fn a_file_is_imported_once_however_often_it_comes() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    let (visit, photo, ops) = work(&app, &mut tablet, &bytes);
    // The first half arrived before the tablet was barred.
    tablet.apply(&app, &ops[..2]).await?;
    let device = DeviceId(tablet.device);
    app.store
        .revoke_device("test", device, app.clock.now(), "lost")
        .await?;
    let (status, _) = tablet.push(&app, &ops[2..]).await?;
    assert_eq!(status, StatusCode::FORBIDDEN);

    let mut files = saved(&tablet, &ops)?;
    files.push((format!("photos/{}", sha256(&bytes)), bytes.clone()));
    let file = zip(&files);
    let zhaomin = app.sign_in("zhaomin").await?;
    let (status, report) = import(&zhaomin, file.clone()).await?;
    assert_eq!(status, StatusCode::OK, "{report}");
    assert_eq!(
        report,
        json!({"person": "李霞", "applied": 3, "known": 2, "quarantined": [], "photos": 1,
            "photos_known": 0, "photos_refused": []})
    );
    let row = zhaomin.row("visit", &visit).await?.unwrap();
    assert_eq!(row["findings"].as_object().unwrap().len(), 2);
    assert_eq!(row["closings"][0]["stamp"]["by"], json!(tablet.user.id));
    assert_eq!(row["photos"][&photo]["verified"], true);
    assert_eq!(content(&zhaomin, &photo).await?.bytes().await?, bytes);

    let before = zhaomin.pull(0).await?;
    let (_, report) = import(&zhaomin, file).await?;
    assert_eq!(
        (&report["applied"], &report["known"]),
        (&json!(0), &json!(5))
    );
    assert_eq!(
        (&report["photos"], &report["photos_known"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(zhaomin.pull(0).await?["rows"], before["rows"]);
    let left: Vec<_> = std::fs::read_dir(app.data.path().join("uploads"))?.collect();
    assert!(left.is_empty(), "{left:?}");

    // The audit log names who imported each file.
    let mut db = app.database().await?;
    let lines: Vec<String> =
        database::scalar("SELECT person || ': ' || result FROM audit WHERE kind = 'rescue'")
            .fetch_all(&mut db)
            .await?;
    assert_eq!(
        lines,
        [
            "zhaomin: 3 applied, 2 known, 0 quarantined, 1 photos",
            "zhaomin: 0 applied, 5 known, 0 quarantined, 0 photos"
        ]
    );
    Ok(())
}

#[tokio::test]
async fn a_fork_of_numbers_and_a_locked_account_hold_nothing_up() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    tablet.visit(&app, "luocun-center", "announced").await?;
    // A tablet that was set back to before its first operation used the numbers again.
    tablet.next = 1;
    let (visit, _, ops) = work(&app, &mut tablet, b"never arrives");
    let lost = tablet.raw(json!({"v": 1, "nothing": "known"}));
    let mut all = ops.clone();
    all.push(lost);
    let lixia = app.account("lixia").await?.person.id;
    let now = Some(app.clock.now());
    app.store.disable_account("test", lixia, now).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let (status, report) = import(&zhaomin, zip(&saved(&tablet, &all)?)).await?;
    assert_eq!(status, StatusCode::OK, "{report}");
    assert_eq!(report["applied"], 5);
    let unusable = &report["quarantined"][0];
    assert_eq!(
        (&unusable["seq"], &unusable["quarantine"]["reason"]),
        (&json!(6), &json!("malformed"))
    );
    assert!(zhaomin.row("visit", &visit).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn photos_are_kept_only_with_the_right_hash() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    let (visit, photo, ops) = work(&app, &mut tablet, &bytes);
    let mut files = saved(&tablet, &ops)?;
    let text = b"<svg onload=alert(1)>".to_vec();
    for (name, content) in [
        (sha256(&bytes), picture()),
        (sha256(&text), text),
        ("../../xuncha.db".into(), bytes.clone()),
    ] {
        files.push((format!("photos/{name}"), content));
    }
    let zhaomin = app.sign_in("zhaomin").await?;
    let (status, report) = import(&zhaomin, zip(&files)).await?;
    assert_eq!((status, &report["applied"]), (StatusCode::OK, &json!(5)));
    assert_eq!(report["photos"], 0);
    let refused = report["photos_refused"].as_array().unwrap();
    let why: Vec<_> = refused.iter().map(|it| it["why"].clone()).collect();
    assert_eq!(why, ["altered", "no-picture", "altered"]);
    assert!(!app.photo_file(&sha256(&bytes)).exists());
    let row = zhaomin.row("visit", &visit).await?.unwrap();
    assert_eq!(row["photos"][&photo]["verified"], false);
    Ok(())
}

#[tokio::test]
async fn what_is_no_rescue_file_is_said() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let (visit, _, ops) = work(&app, &mut tablet, b"never arrives");
    let files = saved(&tablet, &ops)?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let with = |name: &str, text: &str| {
        let mut files = files.clone();
        for (known, content) in &mut files {
            if known.as_str() == name {
                *content = text.into();
            }
        }
        zip(&files)
    };
    let manifest = String::from_utf8(files[0].1.clone())?;
    let nobody = manifest.replace(&tablet.user.id, &Uuid::now_v7().to_string());
    let town = app.account("luocun").await?.person.id.to_string();
    let town = manifest.replace(&tablet.user.id, &town);
    let mut lines = String::from_utf8(files[1].1.clone())?;
    lines.insert_str(lines.find('\n').unwrap() + 1, "{}\n");
    let whole = zip(&files);
    let half = whole[..whole.len() / 2].to_vec();
    let mut compressed = whole.clone();
    let at = whole.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    compressed[at + 10] = 12;
    for (file, what) in [
        (b"no zip at all".to_vec(), "the file is no zip"),
        (Vec::new(), "the file is no zip"),
        (half, "the file is no zip, or it is not whole"),
        (zip(&files[1..]), "there is no manifest.json in it"),
        (
            compressed,
            "manifest.json is packed in a way that is not read",
        ),
        (blown_up(&files)?, "manifest.json is too large"),
        (with("manifest.json", "{}"), "manifest.json: "),
        (
            with(
                "manifest.json",
                &manifest.replace("\"version\":1", "\"version\":2"),
            ),
            "version 2 is none that this server knows",
        ),
        (
            with("manifest.json", &nobody),
            "has no account on this server",
        ),
        (with("manifest.json", &town), "luocun is no inspector"),
        (
            with("operations.jsonl", &lines),
            "operations.jsonl, line 2: ",
        ),
    ] {
        let (status, body) = import(&zhaomin, file).await?;
        assert_eq!(
            (status.as_u16(), &body["type"]),
            (422, &json!("/problems/rescue")),
            "{what}"
        );
        let detail = body["detail"].as_str().unwrap();
        assert!(detail.contains(what), "{detail} lacks {what}");
    }
    assert!(zhaomin.row("visit", &visit).await?.is_none(), "applied");

    for (login, status) in [("lixia", 403), ("luocun", 403), ("admin", 403)] {
        let user = app.sign_in(login).await?;
        let (refused, body) = import(&user, whole.clone()).await?;
        assert_eq!(
            (refused.as_u16(), &body["type"]),
            (status, &json!("/problems/forbidden")),
            "{login}"
        );
    }
    let (status, _) = import(&app.anyone(), whole).await?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn the_page_is_the_supervisors() -> Result<()> {
    let app = TestApp::start().await?;
    for (login, shown) in [("zhaomin", true), ("lixia", false), ("luocun", false)] {
        let user = app.sign_in(login).await?;
        let cookie = format!("xuncha={}", user.token.as_deref().unwrap());
        let request = user.http.get(user.url("/rescue")).header("cookie", cookie);
        let page = request.send().await?.text().await?;
        assert_eq!(page.contains("id=\"rescue-file\""), shown, "{login}");
        assert_eq!(
            page.contains("尚未导入"),
            shown,
            "{login}: nothing imported yet"
        );
    }
    Ok(())
}
