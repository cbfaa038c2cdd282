//! The pinyin and logins by which tablets find names and tell them apart, also in rows that an
//! earlier version wrote.

use crate::help::app::TestApp;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use server::ground::clock::Clock;
use server::store::Viewer;
use server::store::database;
use tests::stores;

#[tokio::test]
async fn a_site_is_told_with_its_readings_and_a_person_with_what_differs() -> Result<()> {
    let app = TestApp::start().await?;
    let lixia = app.sign_in("lixia").await?;
    let site = lixia.row("site", "luocun-center").await?.context("site")?;
    assert_eq!(site["pinyin"][0], "luo");
    let length = site["name"].as_str().map(|name| name.chars().count());
    assert_eq!(site["pinyin"].as_array().map(Vec::len), length);
    let person = lixia.row("person", &lixia.id).await?.context("person")?;
    assert_eq!(
        (&person["name"], &person["login"]),
        (&json!("李霞"), &json!("lixia"))
    );
    Ok(())
}

#[tokio::test]
async fn rows_of_an_earlier_version_are_told_anew_when_the_store_is_opened() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("xuncha.db");
    let clock = Clock::default();
    let store = stores::open(&file, clock.clone()).await?;
    assert!(store.seed(server::demo::seed(&clock).await?).await?);
    let everything = Viewer {
        user: domain::ids::UserId(uuid::Uuid::nil()),
        supervisor: true,
    };
    let whole = store.pull(everything, "", 0, 10_000).await?;
    store.close().await?;
    let mut db = stores::look(&file).await?;
    // As an earlier version wrote them.
    let feed = "SELECT kind, key, body FROM feed WHERE kind IN ('site', 'person')";
    for row in database::query(feed).fetch_all(&mut db).await? {
        let mut body: Value = serde_json::from_str(row.get("body")?)?;
        let fields = body.as_object_mut().unwrap();
        fields.retain(|name, _| name != "pinyin" && name != "login");
        database::query("UPDATE feed SET body = $1 WHERE kind = $2 AND key = $3")
            .bind(body.to_string())
            .bind(row.get::<&str>("kind")?)
            .bind(row.get::<&str>("key")?)
            .execute(&mut db)
            .await?;
    }
    drop(db);

    let store = stores::open(&file, clock.clone()).await?;
    // A tablet that had pulled everything gets these rows, because they have new numbers.
    let news = store
        .pull(everything, &whole.epoch, whole.next, 10_000)
        .await?;
    let told = |page: &domain::sync::wire::Pulled| {
        let mut rows: Vec<(String, String, Value)> = page
            .rows
            .iter()
            .filter(|row| matches!(row.kind.as_str(), "site" | "person"))
            .map(|row| {
                let body = serde_json::from_str(row.body.get()).unwrap();
                (row.kind.clone(), row.key.clone(), body)
            })
            .collect();
        rows.sort_by_key(|row| (row.0.clone(), row.1.clone()));
        rows
    };
    assert!(told(&whole).len() > 40);
    assert_eq!(told(&news), told(&whole));
    store.close().await?;

    // Opening the store again changes no row.
    let store = stores::open(&file, clock).await?;
    let quiet = store
        .pull(everything, &whole.epoch, news.next, 10_000)
        .await?;
    assert!(quiet.rows.is_empty());
    store.close().await?;
    Ok(())
}
