//! What holds between the two databases: the same columns, and a district that moves from one to the
//! other as it is. On SQLite alone there is nothing to compare.

use crate::{ALONE, afterwards, story};
use anyhow::{Result, ensure};
use server::ground::clock::Clock;
use server::store::Store;
use server::store::database::{Where, query, scalar};
use tests::stores;

#[tokio::test]
async fn both_databases_have_the_same_columns() -> Result<()> {
    if !stores::on_postgres() {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("xuncha.db");
    let store = stores::open(&file, Clock::default()).await?;
    store.close().await?;
    let store = Store::open(&file, "zichuan".parse()?, Clock::default()).await?;
    store.close().await?;
    let (mut one, mut other) = (
        Where::File(file.clone()).connect().await?,
        stores::look(&file).await?,
    );
    let names: Vec<String> = scalar(
        "SELECT name FROM sqlite_master
         WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx_%' ORDER BY name",
    )
    .fetch_all(&mut one)
    .await?;
    let there: Vec<String> = scalar(
        "SELECT CAST(tablename AS TEXT) FROM pg_tables
         WHERE schemaname = current_schema() AND tablename NOT LIKE '\\_sqlx\\_%' ORDER BY 1",
    )
    .fetch_all(&mut other)
    .await?;
    assert_eq!(names, there);
    for name in names {
        let mut pair = (one.columns(&name).await?, other.columns(&name).await?);
        pair.0.sort();
        pair.1.sort();
        assert_eq!(pair.0, pair.1, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn a_district_moves_and_goes_on() -> Result<()> {
    if !stores::on_postgres() {
        return Ok(());
    }
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("xuncha.db");
    let clock = Clock::default();
    let store = Store::open(&file, "zichuan".parse()?, clock.clone()).await?;
    let told = story(&store, &clock).await?;
    store.close().await?;
    let storage = stores::storage(folder.path()).await?;

    // Interrupted: half of it is there when the new database fails.
    let new = storage.open(clock.clone(), true).await?;
    new.close().await?;
    let mut db = stores::look(&file).await?;
    stores::trouble(&mut db, "ops", "NEW.outcome = 'applied'").await?;
    let mut tables = Vec::new();
    let broken = storage
        .take_over(&file, &mut |name, _| tables.push(name))
        .await;
    ensure!(broken.is_err() && tables.contains(&"users"), "{tables:?}");
    query("DROP TRIGGER trouble ON ops")
        .execute(&mut db)
        .await?;
    // Meanwhile the file refuses every change, so that what has arrived stays true.
    let old = Store::open(&file, "zichuan".parse()?, clock.clone()).await?;
    ensure!(old.note_failure("nobody", "nobody", "test").await.is_err());
    // The move can be given up, and begun again where it stopped.
    Store::stay(&file).await?;
    let mut again = Vec::new();
    storage
        .take_over(&file, &mut |name, contents| {
            again.push((name, contents.rows))
        })
        .await?;
    let of = |table| again.iter().find(|it| it.0 == table).map(|it| it.1);
    ensure!(again.len() == 30 && of("ops") == Some(5), "{again:?}");

    // There everything goes on; the file is closed for good.
    let new = storage.open(clock.clone(), false).await?;
    afterwards(&new, &told).await?;
    ensure!(old.note_failure("nobody", "nobody", "test").await.is_err());
    ensure!(Store::stay(&file).await.is_err(), "it has moved");
    old.close().await?;

    // A backup of the new database is a file again, with the same contents.
    let copy = folder.path().join("copy.db");
    new.copy_to(&copy).await?;
    new.close().await?;
    let store = Store::open(&copy, "zichuan".parse()?, clock.clone()).await?;
    afterwards(&store, &told).await?;
    store.close().await?;
    Ok(())
}
