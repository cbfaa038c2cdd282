//! The service worker: what it installs, and what it serves without the server.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::steps::{INSPECTOR, PASSWORD};
use tests::{Browser, Device, Mode, Proxy, Server};
use tokio::time::Instant;

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_deep_address_opens_after_the_server_is_gone() -> Result<()> {
    let mut server = Server::start().await?;
    let profile = tempfile::tempdir()?;
    let browser = Browser::start(profile.path(), Device::TABLET).await?;
    browser
        .sign_in(&server.url(""), INSPECTOR, PASSWORD)
        .await?;
    browser.wait_installed().await?;

    server.kill().await?;
    browser.kill().await?;

    let browser = Browser::start(profile.path(), Device::TABLET).await?;
    browser.open(&server.url("/inspect/new")).await?;
    ensure!(
        browser.is_shell().await?,
        "the page is not the installed shell"
    );
    ensure!(browser.count("panic").await? == 0, "the page has failed");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_network_that_never_answers_does_not_hang_the_tablet() -> Result<()> {
    let server = Server::start().await?;
    let proxy = Proxy::start(server.addr()).await?;
    let profile = tempfile::tempdir()?;
    let browser = Browser::start(profile.path(), Device::TABLET).await?;
    browser.sign_in(&proxy.url(""), INSPECTOR, PASSWORD).await?;
    browser.wait_installed().await?;

    proxy.set(Mode::BlackHole);
    let start = Instant::now();
    browser.open(&proxy.url("/inspect")).await?;
    let time = start.elapsed();
    ensure!(time < Duration::from_secs(10), "it took {time:?}");
    ensure!(browser.is_shell().await?, "it is not the installed shell");
    Ok(())
}

/// A drawn visit begins with its method, its form and the colleague who was drawn, and a reload in
/// the middle of its list opens it there.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_drawn_visit_begins_as_planned_and_a_reload_keeps_the_place() -> Result<()> {
    let mut server = Server::start_with_args(&["--demo=full"]).await?;
    let profile = tempfile::tempdir()?;
    let tablet = &Browser::start(profile.path(), Device::PHONE).await?;
    tablet.sign_in(&server.url(""), INSPECTOR, PASSWORD).await?;
    tablet.open(&server.url("/inspect")).await?;
    tablet.wait_for("offline-ready").await?;
    tablet.wait_for("assignment").await?;
    server.stop().await?;
    let drawn = tablet
        .eval(
            "[...document.querySelectorAll('[data-testid=assignment]')]
               .map((card) => card.dataset.site).find((site) => !site.endsWith('-center'))",
        )
        .await?;
    let drawn = drawn.as_str().context("no station was drawn")?;
    tablet
        .tap_words(
            &format!("[data-testid=assignment][data-site='{drawn}']"),
            "",
        )
        .await?;
    tablet.wait_for("begin").await?;
    let how = tablet
        .eval(
            "[document.querySelector('[name=method]:checked').value,
              [...document.querySelectorAll('[data-testid=with][aria-pressed=true]')]
                .map((chip) => chip.textContent)]",
        )
        .await?;
    ensure!(how == json!(["spot-check", ["王强"]]), "{how}");
    tablet.tap("begin").await?;
    tablet.wait_for("row").await?;
    tablet.eval("history.back()").await?;
    tablet.wait_for("unfinished").await?;
    tablet.eval("history.forward()").await?;
    tablet.wait_for("row").await?;

    tablet.eval("window.scrollTo(0, 900)").await?;
    let top = "Math.round(window.scrollY)";
    let before = tablet.eval(top).await?;
    ensure!(before.as_i64() > Some(400), "the list is short: {before}");
    tablet.reload().await?;
    // Rows get their exact heights when they are first seen: a line or two may be above or below.
    let near = format!("Math.abs(window.scrollY - {before}) < 60");
    let kept = tests::eventually("", Duration::from_secs(10), async || {
        Ok((tablet.eval(&near).await? == json!(true)).then_some(()))
    });
    if let Err(error) = kept.await {
        let now = tablet.eval(top).await?;
        return Err(error.context(format!("{now} after the reload, {before} before")));
    }
    ensure!(tablet.count("panic").await? == 0, "the page has failed");
    Ok(())
}
