//! A closed quarter as one zip: complete, the same bytes every time, and any changed file is
//! noticed.

use crate::help::app::{TestApp, User};
use crate::help::attaching::add;
use crate::help::deciding::{confirmed, decide};
use crate::help::quarter::{close, current, ready};
use crate::help::tablet::{Tablet, picture};
use crate::help::unzip::unzip;
use crate::help::uploading::upload;
use anyhow::{Context, Result};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::photos::files::sha256;
use server::sheets::archive::{Whole, verify};
use server::store::database;

async fn fetched(user: &User, quarter: &str) -> Result<Vec<u8>> {
    let path = format!("/api/v1/quarters/{quarter}/export/archive.zip");
    let answer = user.request(Method::GET, &path).send().await?;
    assert_eq!(answer.status(), StatusCode::OK);
    let length = answer.content_length();
    let bytes = answer.bytes().await?.to_vec();
    assert_eq!(
        length,
        Some(bytes.len() as u64),
        "its length was said before"
    );
    Ok(bytes)
}

fn checked(bytes: &[u8]) -> Result<std::result::Result<Whole, Vec<String>>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("archive.zip");
    std::fs::write(&path, bytes)?;
    Ok(verify(&path)?)
}

/// A closed quarter with a finding that has a photo and a claim that has evidence.
async fn closed(app: &TestApp) -> Result<(User, String, Vec<u8>)> {
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(app).await?);
    let mut tablet = Tablet::of(app, "lixia").await?;
    let visit = tablet.visit(app, "luocun-center", "announced").await?;
    let found = tablet.find(app, &visit, "1.3/wheelchair", 1).await?;
    let photo = picture();
    tablet.attach(app, &visit, &found, &photo).await?;
    upload(&tablet.user, &photo).await?;
    tablet.close(app, &visit).await?;
    decide(&zhaomin, &found, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    let at = format!("/api/v1/quarters/{quarter}/evidence/luocun/1.1");
    let name = "%E9%AA%8C%E6%94%B6.pdf";
    let (status, body) = add(&zhaomin, &at, name, b"%PDF-1.7\n1 0 obj\n".to_vec()).await?;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    ready(app, &zhaomin, &quarter).await?;
    close(&zhaomin, &quarter).await?;
    Ok((zhaomin, quarter, photo))
}

#[tokio::test]
async fn it_has_everything_and_stays_the_same() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let path = format!("/api/v1/quarters/{quarter}/export/archive.zip");
    let answer = zhaomin.request(Method::GET, &path).send().await?;
    assert_eq!(answer.status(), StatusCode::CONFLICT, "it is not closed");
    let (zhaomin, quarter, photo) = closed(&app).await?;
    let bytes = fetched(&zhaomin, &quarter).await?;
    let files = unzip(&bytes)?;
    let list = String::from_utf8(files["SHA256SUMS"].bytes.clone())?;
    assert_eq!(list.lines().count(), files.len() - 1);
    for line in list.lines() {
        let (hash, name) = line.split_once("  ").context("two spaces")?;
        assert_eq!(sha256(&files[name].bytes), hash, "{name}");
    }
    let book = app.store.book(quarter.parse()?).await?.context("a book")?;
    let frozen = book.closed().context("closed")?;
    assert_eq!(files["document.json"].bytes, frozen.doc.as_bytes());
    assert_eq!(files[&format!("照片/{}.png", sha256(&photo))].bytes, photo);
    let named = |part: &str| files.keys().filter(|name| name.contains(part)).count();
    for part in [
        "评估表.xlsx",
        "得分汇总.csv",
        "检查问题清单.xlsx",
        "整改台账",
        "明察暗访",
    ] {
        assert_eq!(named(part), 1, "{part}");
    }
    assert_eq!(named("扣分明细单/"), app.store.towns().await?.len());
    assert_eq!(named("佐证材料/"), 1);
    let table = String::from_utf8(files["佐证材料.csv"].bytes.clone())?;
    assert!(table.contains("罗村镇,1.1,验收.pdf"), "{table}");
    let whole = checked(&bytes)?.expect("nothing differs");
    assert_eq!(
        (&whole.document, whole.files),
        (&frozen.sha256, files.len() - 1)
    );
    assert_eq!(whole.quarter.to_string(), quarter);

    // The archive stays the same after late arrivals and new names.
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let late = tablet.visit(&app, "luocun-center", "announced").await?;
    tablet.find(&app, &late, "5.1/attitude", 2).await?;
    tablet.close(&app, &late).await?;
    let mut db = app.database().await?;
    let renamed = database::query(
        "UPDATE sites SET name = name || '（新）' WHERE district_id = 'zichuan' AND id = 'luocun-center'",
    );
    assert_eq!(renamed.execute(&mut db).await?, 1);
    let again = unzip(&fetched(&zhaomin, &quarter).await?)?;
    let changed = files.iter().filter(|(name, file)| {
        again
            .get(*name)
            .is_none_or(|other| other.bytes != file.bytes)
    });
    let changed: Vec<&String> = changed.map(|it| it.0).collect();
    assert_eq!(changed, [] as [&String; 0]);
    assert_eq!(fetched(&zhaomin, &quarter).await?, bytes);
    Ok(())
}

#[tokio::test]
async fn whoever_changes_a_file_is_told_by_its_name() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter, _) = closed(&app).await?;
    let bytes = fetched(&zhaomin, &quarter).await?;
    let files = unzip(&bytes)?;
    for (name, file) in &files {
        let mut other = bytes.clone();
        // A digit in the middle, so that text stays text.
        let at = file.at + file.bytes.len() / 2;
        other[at] = if other[at] == b'0' { b'1' } else { b'0' };
        let found = match checked(&other) {
            Ok(found) => found.expect_err(name),
            Err(error) => vec![error.to_string()],
        };
        // A change in the list itself is reported under the name that is wrong there.
        let is_told = name == "SHA256SUMS" || found.iter().any(|it| it.starts_with(name.as_str()));
        assert!(is_told, "{name}: {found:?}");
    }

    // A file that is missing, and a file that is not listed.
    let name = "case.json";
    let mut places = bytes.windows(name.len()).enumerate();
    let heads = files[name].at;
    let at = |it: &(usize, &[u8])| it.1 == name.as_bytes() && it.0 > heads;
    let line = places.rfind(at).context("its line in the directory")?.0;
    // A name that looks like a folder does not hide the file.
    for (at, letter, renamed) in [
        (0, b'C', "Case.json"),
        (8, b'/', "case.jso/"),
        (8, b'\\', "case.jso\\"),
    ] {
        let mut other = bytes.clone();
        other[line + at] = letter;
        let found = checked(&other)?.expect_err("renamed");
        let missing = "case.json: is missing".to_owned();
        let unlisted = format!("{renamed}: is not in the list");
        assert!(
            found.contains(&missing) && found.contains(&unlisted),
            "{found:?}"
        );
    }

    // A forger can rewrite the list, but not the hash in the closing act.
    let document = &files["document.json"];
    let text = String::from_utf8(document.bytes.clone())?;
    let forged = text.replacen("\"standard\"", "\"benchmark", 1).into_bytes();
    assert_ne!(forged, document.bytes);
    let mut other = bytes.clone();
    other[document.at..document.at + forged.len()].copy_from_slice(&forged);
    let list = String::from_utf8(files["SHA256SUMS"].bytes.clone())?;
    let list = list.replace(&sha256(&document.bytes), &sha256(&forged));
    let at = files["SHA256SUMS"].at;
    other[at..at + list.len()].copy_from_slice(list.as_bytes());
    let found = checked(&other)?.expect_err("forged");
    let told = |words: &str| found.iter().any(|it| it.contains(words));
    assert!(told("but the act that closed names"), "{found:?}");

    for end in [0, 10, bytes.len() / 2, bytes.len() - 1] {
        assert!(checked(&bytes[..end]).is_err(), "cut off at {end}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_missing_on_the_disk_is_said_and_nothing_is_sent_in_its_stead() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter, photo) = closed(&app).await?;
    let hash = sha256(&photo);
    let path = app.data.path().join("photos").join(&hash[..2]).join(&hash);
    let mut other = photo.clone();
    other[60] ^= 1;
    std::fs::write(&path, &other)?;
    let address = format!("/api/v1/quarters/{quarter}/export/archive.zip");
    // The answer breaks off before or after its header, depending on timing.
    let whole = match zhaomin.request(Method::GET, &address).send().await {
        Ok(answer) => answer.bytes().await.map(drop),
        Err(error) => Err(error),
    };
    assert!(whole.is_err_and(|error| !error.is_connect()));
    std::fs::remove_file(&path)?;
    let answer = zhaomin.request(Method::GET, &address).send().await?;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    Ok(())
}
