//! Taps and keys before the program has arrived: the page shows that they wait, and the program
//! then carries them out.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::Value;
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Engine, Mode, Proxy, Server};

const SOON: Duration = Duration::from_secs(10);

/// The look of a button, and its state for screen readers.
async fn looks(desk: &Browser, testid: &str) -> Result<Value> {
    desk.eval(&format!(
        "((it) => [getComputedStyle(it).opacity < 1, getComputedStyle(it).cursor, it.ariaBusy])(
            document.querySelector('[data-testid={testid}]'))"
    ))
    .await
}

async fn is_ready(desk: &Browser) -> Result<bool> {
    let ready = "document.documentElement.hasAttribute('data-ready')";
    Ok(desk.eval(ready).await? == true)
}

/// Ten taps on 审签, which were once lost without a word: the button shows that they wait, and the
/// row is signed once.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_tap_before_the_program_is_not_lost() -> Result<()> {
    let server = Server::start().await?;
    let proxy = Proxy::start(server.addr()).await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(folder.path(), Device::DESKTOP).await?;
    desk.sign_in(&proxy.url(""), "zhoujian", PASSWORD).await?;

    // The program of 数据填报, which this browser has not loaded yet.
    proxy.set(Mode::HoldPrograms);
    desk.goto(&proxy.url("/facts?row=2.2")).await?;
    let button = desk.wait_for("facts-sign").await?;
    ensure!(!is_ready(&desk).await?, "the program is there already");
    let before = looks(&desk, "facts-sign").await?;
    ensure!(
        before == serde_json::json!([true, "progress", null]),
        "{before}"
    );
    for _ in 0..10 {
        button.click().await?;
    }
    ensure!(!is_ready(&desk).await?, "the program is there already");
    desk.wait_attribute("facts-sign", "aria-busy", "true", SOON)
        .await?;

    proxy.set(Mode::Pass);
    desk.wait_ready().await?;
    desk.wait_text("[data-row='2.2']", "审签").await?;
    desk.wait_gone("facts-sign").await?;
    desk.expect_healthy().await?;
    let asked = "performance.getEntriesByType('resource')
        .filter((it) => it.name.endsWith('/api/page/sign_facts')).length";
    let signed = desk.eval(asked).await?;
    ensure!(signed == 1, "signed {signed} times");
    Ok(())
}

/// Signing in needs no program, which a slow line has not delivered by then.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn signing_in_needs_no_program() -> Result<()> {
    let server = Server::start().await?;
    let proxy = Proxy::start(server.addr()).await?;
    for engine in Engine::ALL {
        let folder = tempfile::tempdir()?;
        proxy.set(Mode::HoldPrograms);
        let desk = Browser::start_in(engine, folder.path(), Device::PHONE).await?;
        desk.goto(&proxy.url("/sign-in?next=/review?all=1")).await?;
        desk.tap("lang-switch").await?;
        desk.wait_text("lang-switch", "中文").await?;
        desk.tap("lang-switch").await?;
        desk.wait_text("lang-switch", "English").await?;

        desk.tap("sign-in-submit").await?;
        desk.wait_text("[id=error-summary]", "请输入登录名").await?;
        desk.fill("sign-in-login", SUPERVISOR).await?;
        desk.fill("sign-in-password", "not-the-one").await?;
        desk.press(Key::Enter).await?;
        desk.wait_text("[id=error-summary]", "登录名或密码不正确")
            .await?;
        desk.fill("sign-in-password", PASSWORD).await?;
        desk.press(Key::Enter).await?;
        desk.wait_gone("sign-in-submit").await?;
        desk.wait_for("review-waiting")
            .await
            .with_context(|| format!("{engine:?}"))?;
        ensure!(!is_ready(&desk).await?, "the program is there already");
        proxy.set(Mode::Pass);
        desk.wait_ready().await?;
    }
    Ok(())
}

/// Opens a page after signing in, before the line has delivered any program.
async fn without_program(desk: &Browser, proxy: &Proxy, page: &str) -> Result<()> {
    desk.goto(&proxy.url("/sign-in")).await?;
    desk.fill("sign-in-login", SUPERVISOR).await?;
    desk.fill("sign-in-password", PASSWORD).await?;
    desk.press(Key::Enter).await?;
    desk.wait_gone("sign-in-submit").await?;
    desk.wait_for("overview-quarter").await?;
    desk.goto(&proxy.url(page)).await
}

/// In a form that needs a program, typed text stays, and Enter takes effect.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn what_was_typed_before_the_program_stays() -> Result<()> {
    let server = Server::start().await?;
    let proxy = Proxy::start(server.addr()).await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(folder.path(), Device::PHONE).await?;
    proxy.set(Mode::HoldPrograms);
    without_program(&desk, &proxy, "/password").await?;
    desk.fill("password-old", "not-the-one").await?;
    desk.fill("password-new", "Another-2026").await?;
    desk.fill("password-repeat", "Another-2026").await?;
    desk.press(Key::Enter).await?;
    ensure!(!is_ready(&desk).await?, "the program is there already");
    desk.wait_attribute("password-submit", "aria-busy", "true", SOON)
        .await?;
    proxy.set(Mode::Pass);
    desk.wait_text("[id=error-summary]", "原密码不正确").await?;
    Ok(())
}

/// If the program cannot be loaded at all, a tap reports that.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_tap_on_a_page_whose_program_is_lost_says_so() -> Result<()> {
    let server = Server::start().await?;
    let proxy = Proxy::start(server.addr()).await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(folder.path(), Device::DESKTOP).await?;
    proxy.set(Mode::HoldPrograms);
    without_program(&desk, &proxy, "/password").await?;
    let submit = desk
        .client
        .find(Locator::Css("[data-testid=password-submit]"));
    submit.await?.click().await?;
    ensure!(desk.count("panic").await? == 0, "it still may come");
    proxy.set(Mode::Refuse);
    desk.wait_text("panic", "重新加载").await
}
