//! The service worker: what it installs, and what it serves when the server is gone.

use std::time::Duration;

use anyhow::{Result, ensure};
use tests::{Browser, Device, Mode, Proxy, Server, eventually};

const INSTALLED: Duration = Duration::from_secs(30);

/// Opens the start page and waits until the worker controls it.
async fn install(browser: &Browser, site: &str) -> Result<()> {
    browser.goto(site).await?;
    let waited = eventually("the service worker has installed", INSTALLED, async || {
        let active = "navigator.serviceWorker.controller?.state === 'activated'";
        Ok((browser.eval(active).await? == true).then_some(()))
    });
    if let Err(error) = waited.await {
        return Err(error.context(browser.console_errors().await?.join("\n")));
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_deep_address_opens_after_the_server_is_gone() -> Result<()> {
    let mut server = Server::start().await?;
    let site = server.url("");
    let profile = tempfile::tempdir()?;
    let browser = Browser::start(profile.path(), Device::TABLET).await?;
    install(&browser, &site).await?;

    server.kill().await?;
    browser.kill().await?;

    let browser = Browser::start(profile.path(), Device::TABLET).await?;
    browser.open(&server.url("/inspect/new")).await?;
    let marked = browser
        .eval("document.querySelector('[data-shell]') !== null")
        .await?;
    ensure!(marked == true, "the page is not the installed shell");
    browser.expect_healthy().await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_network_that_never_answers_does_not_hang_a_page() -> Result<()> {
    let server = Server::start().await?;
    let proxy = Proxy::start(server.addr()).await?;
    let profile = tempfile::tempdir()?;
    let browser = Browser::start(profile.path(), Device::TABLET).await?;
    install(&browser, &proxy.url("")).await?;

    proxy.set(Mode::BlackHole);
    for path in ["/inspect", "/login"] {
        let start = tokio::time::Instant::now();
        browser.open(&proxy.url(path)).await?;
        let time = start.elapsed();
        ensure!(time < Duration::from_secs(10), "{path} took {time:?}");
        let marked = browser
            .eval("document.querySelector('[data-shell]') !== null")
            .await?;
        ensure!(marked == true, "{path} is not the installed shell");
    }
    Ok(())
}
