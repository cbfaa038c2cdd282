//! A new build beside the old one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;
use tests::steps::{INSPECTOR, PASSWORD};
use tests::{Browser, Device, Server, eventually, given};

const INSTALLED: Duration = Duration::from_secs(20);

/// A copy of the site, to change into another build.
struct Site {
    folder: TempDir,
}

impl Site {
    fn copy() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        copy(&given("XUNCHA_SITE")?, folder.path())?;
        Ok(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn manifest(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&std::fs::read(
            self.path().join("build.json"),
        )?)?)
    }

    fn file(&self, address: &Value) -> Result<PathBuf> {
        let address = address.as_str().context("no address")?;
        Ok(self.path().join(address.trim_start_matches('/')))
    }

    /// Changes the site into another build: another id, and another name for a script.
    fn rebuild(&self, id: &str) -> Result<()> {
        let before = self.manifest()?;
        let script = before["tablet"]["js"].as_str().context("no script")?;
        let other = script.replace("/pkg/tablet.", "/pkg/tablet.other");
        std::fs::rename(
            self.file(&before["tablet"]["js"])?,
            self.file(&other.as_str().into())?,
        )?;
        let build = before["build"].as_str().context("no build")?;
        for name in ["build.json", "sw.js"] {
            let file = self.path().join(name);
            let text = std::fs::read_to_string(&file)?;
            std::fs::write(file, text.replace(build, id).replace(script, &other))?;
        }
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

async fn check_for_update(browser: &Browser) -> Result<Value> {
    let script = "navigator.serviceWorker.ready.then(r => r.update()).then(() => 'asked', String)";
    browser.eval(script).await
}

async fn wait_for_waiting(browser: &Browser) -> Result<()> {
    let waiting = "navigator.serviceWorker.ready.then(r => r.waiting !== null)";
    eventually("the new build waits", INSTALLED, async || {
        Ok((browser.eval(waiting).await? == true).then_some(()))
    })
    .await
}

/// Activates the waiting build and waits until it controls the page. Nothing may talk to the old
/// worker meanwhile, which must be idle to end.
async fn take_over(browser: &Browser) -> Result<()> {
    let script = "new Promise(async (done) => {
        navigator.serviceWorker.addEventListener('controllerchange', () => done('taken over'));
        setTimeout(() => done('nothing happened'), 20000);
        const registration = await navigator.serviceWorker.ready;
        registration.waiting.postMessage({ type: 'take-over' });
    })";
    let answer = browser.eval(script).await?;
    ensure!(answer == "taken over", "{answer}");
    Ok(())
}

/// The build that the page's worker reports; null while the worker is being replaced.
async fn worker_build(browser: &Browser) -> Result<Value> {
    let script = "new Promise((done) => {
        const line = new MessageChannel();
        line.port1.onmessage = (event) => done(event.data.build);
        setTimeout(() => done(null), 1000);
        navigator.serviceWorker.controller.postMessage({ type: 'version' }, [line.port2]);
    })";
    browser.eval(script).await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_new_build_waits_until_it_is_called() -> Result<()> {
    let site = Site::copy()?;
    let old = site.manifest()?["build"]
        .as_str()
        .context("no build")?
        .to_owned();
    let mut server = Server::start_with(site.path()).await?;
    let profile = tempfile::tempdir()?;
    let browser = Browser::start(profile.path(), Device::TABLET).await?;
    browser
        .sign_in(&server.url(""), INSPECTOR, PASSWORD)
        .await?;
    browser.wait_installed().await?;

    server.stop().await?;
    site.rebuild("another-build")?;
    server.resume().await?;
    check_for_update(&browser).await?;
    wait_for_waiting(&browser).await?;

    browser.open(&server.url("/inspect")).await?;
    ensure!(browser.build().await? == old, "the build changed by itself");
    ensure!(
        worker_build(&browser).await? == old.as_str(),
        "the worker changed by itself"
    );

    take_over(&browser).await?;
    ensure!(
        worker_build(&browser).await? == "another-build",
        "another worker took over"
    );
    browser.open(&server.url("/inspect")).await?;
    ensure!(
        browser.build().await? == "another-build",
        "the old shell is still served"
    );
    let caches = browser.eval("caches.keys()").await?;
    ensure!(
        caches == serde_json::json!(["xuncha-another-build"]),
        "left over: {caches}"
    );
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn an_incomplete_build_is_not_installed() -> Result<()> {
    let site = Site::copy()?;
    let old = site.manifest()?["build"]
        .as_str()
        .context("no build")?
        .to_owned();
    let mut server = Server::start_with(site.path()).await?;
    let profile = tempfile::tempdir()?;
    let browser = Browser::start(profile.path(), Device::TABLET).await?;
    browser
        .sign_in(&server.url(""), INSPECTOR, PASSWORD)
        .await?;
    browser.wait_installed().await?;

    server.stop().await?;
    site.rebuild("broken-build")?;
    std::fs::remove_file(site.path().join("icons/icon-512.png"))?;
    server.resume().await?;
    check_for_update(&browser).await?;
    let settled =
        "navigator.serviceWorker.ready.then(r => r.installing === null && r.waiting === null)";
    eventually("the broken build is given up", INSTALLED, async || {
        Ok((browser.eval(settled).await? == true).then_some(()))
    })
    .await?;
    ensure!(
        worker_build(&browser).await? == old.as_str(),
        "the broken build took over"
    );
    let caches = browser.eval("caches.keys()").await?;
    ensure!(
        caches == serde_json::json!([format!("xuncha-{old}")]),
        "left over: {caches}"
    );
    browser.open(&server.url("/inspect")).await?;
    ensure!(
        browser.build().await? == old,
        "the shell is not the old one"
    );
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_page_that_fails_is_covered() -> Result<()> {
    let site = Site::copy()?;
    let server = Server::start_with(site.path()).await?;
    let profile = tempfile::tempdir()?;
    let browser = Browser::start(profile.path(), Device::PHONE).await?;
    // A document that the program did not render.
    let script = site.manifest()?["pages"]["js"].to_string();
    browser.goto(&server.url("/sw.js")).await?;
    let foreign = format!(
        "document.open(); document.write('<p>…</p>'); document.close();
         for (const name of ['RESOLVED_RESOURCES', 'PENDING_RESOURCES', 'SERIALIZED_ERRORS', 'INCOMPLETE_CHUNKS'])
             window['__' + name] = [];
         for (const src of ['/cover.js', {script}]) {{
             const script = document.createElement('script');
             script.type = 'module'; script.src = src; script.async = false; document.head.append(script);
         }}"
    );
    browser.eval(&foreign).await?;
    browser.wait_text("panic", "重新加载").await?;
    browser.wait_text("panic", "Reload").await?;
    ensure!(
        !browser.console_errors().await?.is_empty(),
        "the reason is not in the console"
    );
    Ok(())
}
