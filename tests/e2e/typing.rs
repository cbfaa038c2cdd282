//! Typing as people do: with pauses, with an input method, and withdrawn again.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::steps::{INSPECTOR, PASSWORD};
use tests::{Browser, Device, Engine, Server, eventually};
use tokio::time::sleep;

const SOON: Duration = Duration::from_secs(10);
const NOTE: &str = "[data-checkpoint='1.3/wheelchair'] [data-testid=note]";

/// Begins a visit with one finding.
async fn begin(server: &Server, tablet: &Browser) -> Result<()> {
    tablet.sign_in(&server.url(""), INSPECTOR, PASSWORD).await?;
    // Waits for the page before going on.
    tablet.wait_for("sync-strip").await?;
    tablet
        .open(&server.url("/inspect/new?site=luocun-center"))
        .await?;
    tablet.tap("begin").await?;
    tablet
        .tap("[data-checkpoint='1.3/wheelchair'] [data-testid=answer-issue]")
        .await?;
    tablet.wait_for(NOTE).await?;
    Ok(())
}

async fn saved(tablet: &Browser) -> Result<()> {
    tablet
        .wait_attribute("sync-strip", "data-saving", "0", SOON)
        .await
}

async fn note(tablet: &Browser) -> Result<String> {
    let note = tablet
        .eval(&format!("document.querySelector({NOTE:?})?.value"))
        .await?;
    Ok(note.as_str().context("no note")?.to_owned())
}

/// The cursor stays in the field, so only the pause can save the note.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_note_is_kept_in_a_pause_of_typing() -> Result<()> {
    let server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    let tablet = Browser::start(folder.path(), Device::TABLET).await?;
    begin(&server, &tablet).await?;

    tablet.fill(NOTE, "大厅 no wheelchair").await?;
    // The fault that this test guards against happened in a pause.
    sleep(Duration::from_millis(700)).await;
    tablet.expect_healthy().await?;
    tablet.type_in("，门口也没有").await?;
    sleep(Duration::from_millis(700)).await;
    tablet.expect_healthy().await?;
    saved(&tablet).await?;

    let address = tablet.eval("location.href").await?;
    tablet.open(address.as_str().context("no address")?).await?;
    tablet.wait_for(NOTE).await?;
    let kept = note(&tablet).await?;
    ensure!(kept == "大厅 no wheelchair，门口也没有", "{kept}");
    tablet.expect_healthy().await
}

/// Reloads the page while the person is still typing, before any pause.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_note_survives_a_page_that_is_loaded_again_in_the_middle_of_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for engine in Engine::ALL {
        let server = Server::start().await?;
        let profile = folder.path().join(format!("{engine:?}"));
        let tablet = Browser::start_in(engine, &profile, Device::TABLET).await?;
        begin(&server, &tablet).await?;
        // A key press, then a reload before the pause could end.
        tablet.fill(NOTE, "大厅没有轮椅").await?;
        let leave = "void (window.before = true, setTimeout(() => location.reload()))";
        tablet.eval(leave).await?;
        tablet.wait_reloaded().await?;
        tablet.wait_for(NOTE).await?;
        let taken = eventually("the note is back", SOON, async || {
            Ok((note(&tablet).await? == "大厅没有轮椅").then_some(()))
        });
        taken.await.with_context(|| format!("{engine:?}"))?;
        saved(&tablet).await?;
        tablet.reload().await?;
        tablet.wait_for(NOTE).await?;
        let kept = note(&tablet).await?;
        ensure!(kept == "大厅没有轮椅", "{engine:?}: {kept}");
    }
    Ok(())
}

/// The toast stays after the row that it came from is gone.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn what_was_taken_back_comes_back() -> Result<()> {
    let server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    let tablet = Browser::start(folder.path(), Device::TABLET).await?;
    begin(&server, &tablet).await?;
    tablet.fill(NOTE, "轮椅送修").await?;
    tablet.tap("running-total").await?;
    saved(&tablet).await?;
    let finding = tablet.attribute("finding", "data-finding").await?;

    // Rarely used parts of a finding may be folded.
    let folded = "[data-testid=finding] summary";
    if tablet.count(folded).await? > 0 {
        tablet.tap(folded).await?;
    }
    tablet.tap("take-back").await?;
    tablet.wait_gone("finding").await?;
    tablet.tap("toast-action").await?;
    tablet.wait_for("finding").await?;
    let back = tablet.attribute("finding", "data-finding").await?;
    ensure!(back == finding, "{back:?} came back for {finding:?}");
    saved(&tablet).await?;
    let note = note(&tablet).await?;
    ensure!(note == "轮椅送修", "{note}");
    tablet.expect_healthy().await
}
