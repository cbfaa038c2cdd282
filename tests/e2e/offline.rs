//! The service worker: what it installs, and what it serves without the server.

use std::time::Duration;

use anyhow::{Result, ensure};
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
