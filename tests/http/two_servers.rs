//! Two servers on one PostgreSQL database: what one commits, the other knows. On a file there is only
//! one server, and nothing to test.

use crate::help::app::TestApp;
use crate::help::tablet::{Tablet, id, open, record};
use anyhow::{Result, ensure};
use reqwest::StatusCode;
use std::time::Duration;
use tests::{eventually, stores};

#[tokio::test]
async fn what_one_commits_the_other_tells_and_knows() -> Result<()> {
    if !stores::on_postgres() {
        return Ok(());
    }
    let one = TestApp::start().await?;
    let other = one.beside().await?;

    // A session of one is valid at the other, and ends at both.
    let lixia = one.sign_in("lixia").await?;
    let there = other.with_token(&lixia);
    let (status, _) = there.get("/api/v1/sync/pull").await?;
    ensure!(status == StatusCode::OK, "{status}");

    // A tablet alternates; the news of each commit reaches the other.
    let mut tablet = Tablet::of(&one, "lixia").await?;
    let visit = id();
    let mut news = other.store.committed();
    news.mark_unchanged();
    let first = tablet.op(&one, open(&visit, "luocun-center", "announced"));
    tablet.apply(&one, &[first]).await?;
    let told = tokio::time::timeout(Duration::from_secs(10), news.changed()).await;
    ensure!(told.is_ok(), "the other server was told nothing");
    for turn in 0..6 {
        let here = if turn % 2 == 0 { &other } else { &one };
        tablet.user = here.with_token(&tablet.user);
        let op = tablet.op(here, record(here, &id(), &visit, "1.3/wheelchair", 1));
        tablet.apply(here, &[op]).await?;
    }
    let row = there.row("visit", &visit).await?;
    let row = row.unwrap_or_default();
    ensure!(
        row["findings"].as_object().map(|it| it.len()) == Some(6),
        "{row}"
    );

    // Wrong passwords count together.
    for turn in 0..5 {
        let here = if turn % 2 == 0 { &one } else { &other };
        here.anyone()
            .open_session("wangqiang", "Wrong-2026")
            .await?;
    }
    let locked = other
        .anyone()
        .open_session("wangqiang", "Wrong-2026")
        .await?;
    ensure!(locked.status() != StatusCode::CREATED);
    let right = one
        .anyone()
        .open_session("wangqiang", server::demo::PASSWORD)
        .await?;
    ensure!(
        right.status() != StatusCode::CREATED,
        "five wrong ones at two servers do not lock"
    );
    Ok(())
}

#[tokio::test]
async fn a_database_that_goes_and_comes_loses_and_doubles_nothing() -> Result<()> {
    if !stores::on_postgres() {
        return Ok(());
    }
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = id();
    let first = tablet.op(&app, open(&visit, "luocun-center", "announced"));
    tablet.apply(&app, &[first]).await?;
    for round in 0..5 {
        let op = tablet.op(&app, record(&app, &id(), &visit, "1.3/wheelchair", 1));
        let mut db = app.database().await?;
        let all = server::store::database::query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        let ops = [op];
        let (ended, sent) = tokio::join!(all.execute(&mut db), tablet.push(&app, &ops));
        ended?;
        // Refused for now or done: sent again, it is there once.
        let (status, body) = sent?;
        ensure!(
            status.is_success() || status == StatusCode::SERVICE_UNAVAILABLE,
            "round {round}: {status} {body}"
        );
        eventually(
            "the database is back",
            Duration::from_secs(20),
            async || {
                let (status, _) = tablet.push(&app, &ops).await?;
                Ok(status.is_success().then_some(()))
            },
        )
        .await?;
    }
    let row = tablet.user.row("visit", &visit).await?.unwrap_or_default();
    ensure!(
        row["findings"].as_object().map(|it| it.len()) == Some(5),
        "{row}"
    );
    Ok(())
}

#[tokio::test]
async fn a_server_that_hangs_holds_nobody_up_for_long() -> Result<()> {
    if !stores::on_postgres() {
        return Ok(());
    }
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = id();
    let first = tablet.op(&app, open(&visit, "luocun-center", "announced"));
    // Another server's transaction, which never ends.
    let mut hangs = app.database().await?;
    hangs.begin(&"zichuan".parse()?).await?;
    let ops = [first];
    let (status, body) = tablet.push(&app, &ops).await?;
    ensure!(status == StatusCode::SERVICE_UNAVAILABLE, "{status} {body}");
    // The database itself gives such a transaction up; closing it here does not wait for that.
    drop(hangs);
    eventually("the lock is free", Duration::from_secs(20), async || {
        let (status, _) = tablet.push(&app, &ops).await?;
        Ok(status.is_success().then_some(()))
    })
    .await
}
