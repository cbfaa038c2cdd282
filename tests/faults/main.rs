//! Acknowledged operations are stored: the real binary is killed in the middle of its work, again
//! and again.
//!
//! `cargo xtask test` builds the server and runs this test; without it the test fails.

mod client;
mod disk;

use anyhow::{Context, Result, ensure};
use client::{Client, Work};
use domain::inspection::Visit;
use domain::sync::op::Intent;
use domain::sync::wire::{OutcomeKind, kind};
use server::store::database::{Dialect, scalar};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use tests::{Server, stores};
use tokio::task::{LocalSet, spawn_local};

/// How often the server is killed.
const KILLS: u32 = 50;
/// The people who work meanwhile: two with two tablets each.
const INSPECTORS: [&str; 4] = ["lixia", "wangqiang", "lixia", "wangqiang"];

#[tokio::test]
#[ignore = "needs a built server: cargo xtask test"]
async fn what_was_acknowledged_survives_being_killed() -> Result<()> {
    LocalSet::new().run_until(kill_and_look()).await
}

async fn kill_and_look() -> Result<()> {
    let mut servers = vec![Server::start().await?];
    if stores::on_postgres() {
        // One of two is killed; the tablets go on with the other and with what it knows.
        servers.push(servers[0].beside().await?);
    }
    let bases: Vec<_> = servers.iter().map(|it| it.url("")).collect();
    let enough = Rc::new(Cell::new(false));
    let mut tasks = Vec::new();
    for login in INSPECTORS {
        let mut client = Client::sign_in(bases.clone(), login).await?;
        let enough = Rc::clone(&enough);
        tasks.push(spawn_local(async move {
            while !enough.get() {
                client.work().await?;
            }
            anyhow::Ok(client)
        }));
    }
    for kill in 0..KILLS {
        // 50 to 400 ms of work: this is the load, not a wait for anything.
        let random = uuid::Uuid::new_v4().as_u128() % 350;
        tokio::time::sleep(Duration::from_millis(50 + u64::try_from(random)?)).await;
        let server = &mut servers[kill as usize % bases.len()];
        server.kill().await?;
        if let Some(ended) = tasks.iter().position(|task| task.is_finished()) {
            tasks.swap_remove(ended).await??;
            anyhow::bail!("a client gave up at kill {kill}");
        }
        if kill + 1 == KILLS {
            // Right after the kill: the write-ahead log must suffice.
            whole(server).await?;
        }
        server
            .resume()
            .await
            .with_context(|| format!("after kill {kill}"))?;
    }
    enough.set(true);
    let mut clients = Vec::new();
    for task in tasks {
        clients.push(task.await??);
    }
    let works: Vec<&Work> = clients.iter().map(|client| &client.done).collect();
    let acknowledged: usize = works.iter().map(|work| work.acknowledged.len()).sum();
    let photos: usize = works.iter().map(|work| work.verified.len()).sum();
    println!("{KILLS} kills, {acknowledged} acknowledged operations, {photos} verified photos");
    ensure!(acknowledged > 500, "hardly any load: {acknowledged}");
    ensure!(photos > 20, "hardly any photos: {photos}");

    for client in &clients {
        told_again(client).await?;
        shown_again(client).await?;
        once(client).await?;
    }
    for server in &mut servers {
        server.stop().await?;
    }
    whole(&servers[0]).await
}

/// The server knows every acknowledged operation, with its first result.
async fn told_again(client: &Client) -> Result<()> {
    let results = client.resend().await?;
    let acknowledged = &client.done.acknowledged;
    ensure!(results.len() == acknowledged.len(), "not a result for each");
    for (now, (op, first)) in results.iter().zip(acknowledged) {
        ensure!(
            now.outcome == OutcomeKind::Duplicate
                && (now.seq, now.op_id) == (op.seq, op.op_id)
                && now.server_seq == first.server_seq
                && now.quarantine == first.quarantine
                && now.flags == first.flags,
            "acknowledged as {first:?}, now {now:?}"
        );
        ensure!(first.quarantine.is_none(), "without effect: {first:?}");
    }
    Ok(())
}

/// Every photo seen as verified is served, byte by byte.
async fn shown_again(client: &Client) -> Result<()> {
    for photo in &client.done.verified {
        let bytes = client.photo(photo.id).await?;
        ensure!(bytes == photo.bytes, "photo {:?} has changed", photo.id);
    }
    Ok(())
}

/// Every finding, photo and answer is in the pulled rows, once.
async fn once(client: &Client) -> Result<()> {
    let mut findings = BTreeMap::new();
    let mut photos = BTreeMap::new();
    for row in client.pull_all().await? {
        if row.kind != kind::VISIT {
            continue;
        }
        let visit: Visit = serde_json::from_str(row.body.get())?;
        for (id, finding) in visit.findings {
            *findings.entry(id).or_insert(0) += 1;
            ensure!(finding.revision == 1, "{id:?} counts more than once");
        }
        for id in visit.photos.into_keys() {
            *photos.entry(id).or_insert(0) += 1;
        }
    }
    let mut recorded = 0;
    for (op, _) in &client.done.acknowledged {
        let operation = domain::sync::op::decode(op.body.get());
        match operation.map_err(|why| anyhow::anyhow!("{why:?}"))?.intent {
            Intent::RecordFinding(it) => {
                recorded += 1;
                ensure!(findings.get(&it.finding) == Some(&1), "{:?}", it.finding);
            }
            Intent::AttachPhoto(it) => {
                ensure!(photos.get(&it.photo) == Some(&1), "{:?}", it.photo);
            }
            _ => {}
        }
    }
    ensure!(recorded > 0, "nothing recorded");
    Ok(())
}

/// Checks that the database is sound.
async fn whole(server: &Server) -> Result<()> {
    let mut db = stores::look(&server.data().join("xuncha.db")).await?;
    if db.dialect() == Dialect::Sqlite {
        let words: String = scalar("PRAGMA integrity_check").fetch_one(&mut db).await?;
        ensure!(words == "ok", "integrity_check: {words}");
    }
    let twice: i64 = scalar(
        "SELECT count(*) FROM
           (SELECT op_id FROM ops WHERE first = 1 GROUP BY op_id HAVING count(*) > 1) twice",
    )
    .fetch_one(&mut db)
    .await?;
    ensure!(twice == 0, "{twice} operations stand twice");
    db.close().await;
    Ok(())
}
