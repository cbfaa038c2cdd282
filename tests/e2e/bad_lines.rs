//! Weak and hostile networks: slow pages, a line of two kilobytes a second, pulls that never
//! arrive, and a 403 that does not come from the server.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tests::steps::{INSPECTOR, PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Mode, Proxy, Server, pictures};
use tokio::time::Instant;

const SOON: Duration = Duration::from_secs(20);

struct World {
    server: Server,
    proxy: Proxy,
    folder: TempDir,
    tablet: Browser,
}

impl World {
    async fn start() -> Result<Self> {
        let server = Server::start().await?;
        let proxy = Proxy::start(server.addr()).await?;
        let folder = tempfile::tempdir()?;
        let tablet = Browser::start(&folder.path().join("tablet"), Device::TABLET).await?;
        Ok(Self {
            server,
            proxy,
            folder,
            tablet,
        })
    }

    /// Opens a visit with one finding that waits to be sent.
    async fn visit(&self) -> Result<()> {
        self.tablet
            .sign_in(&self.proxy.url(""), INSPECTOR, PASSWORD)
            .await?;
        self.tablet.open(&self.proxy.url("/inspect")).await?;
        self.tablet.wait_for("offline-ready").await?;
        self.tablet
            .open(&self.proxy.url("/inspect/new?site=luocun-center"))
            .await?;
        self.tablet.tap("begin").await?;
        self.find("1.3/wheelchair").await
    }

    async fn find(&self, checkpoint: &str) -> Result<()> {
        self.tablet.tap(&inside(checkpoint, "answer-issue")).await?;
        self.tablet.wait_for(&inside(checkpoint, "finding")).await?;
        Ok(())
    }

    async fn waits(&self, what: &str, number: &str, limit: Duration) -> Result<()> {
        self.tablet
            .wait_attribute("sync-strip", what, number, limit)
            .await
    }
}

fn inside(checkpoint: &str, testid: &str) -> String {
    format!("[data-testid='row'][data-checkpoint='{checkpoint}'] [data-testid='{testid}']")
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_page_that_takes_its_time_is_shown() -> Result<()> {
    let world = World::start().await?;
    let site = world.proxy.url("");
    world.tablet.sign_in(&site, INSPECTOR, PASSWORD).await?;
    world.tablet.wait_installed().await?;
    world.proxy.set(Mode::Delay(Duration::from_secs(4)));
    world.tablet.goto(&world.proxy.url("/sign-in")).await?;
    ensure!(
        !world.tablet.is_shell().await?,
        "the shell stands in for a slow page"
    );
    world.tablet.wait_for("sign-in-submit").await?;
    // Without any answer, the shell replaces the page.
    world.proxy.set(Mode::Refuse);
    world.tablet.goto(&world.proxy.url("/sign-in")).await?;
    ensure!(world.tablet.is_shell().await?, "no shell without a network");
    // A form sent without a network gets the shell as well, not the browser's error page.
    world.proxy.set(Mode::Pass);
    world.tablet.goto(&world.proxy.url("/sign-in")).await?;
    world.tablet.fill("sign-in-login", INSPECTOR).await?;
    world.tablet.fill("sign-in-password", PASSWORD).await?;
    world.proxy.set(Mode::Refuse);
    world.tablet.tap("sign-in-submit").await?;
    world.tablet.wait_gone("sign-in-submit").await?;
    ensure!(world.tablet.is_shell().await?, "no shell for a form");
    Ok(())
}

/// The photo takes longer than any time limit at this speed, and still arrives whole. Findings
/// recorded meanwhile do not wait for it.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_photo_goes_over_a_line_of_two_kilobytes_in_a_second() -> Result<()> {
    let world = World::start().await?;
    world.visit().await?;
    world.waits("data-ops", "0", SOON).await?;
    let file = world.folder.path().join("noise.png");
    std::fs::write(&file, pictures::png(520, 390, pictures::noise)?)?;
    world.proxy.set(Mode::Crawl(2_000));
    let began = Instant::now();
    let input = inside("1.3/wheelchair", "photo-file");
    world.tablet.choose_file(&input, &file).await?;
    let state = inside("1.3/wheelchair", "photo-state");
    tests::eventually("per cent are shown", Duration::from_secs(120), async || {
        Ok(world.tablet.text(&state).await?.contains('%').then_some(()))
    })
    .await?;
    world.find("5.1/attitude").await?;
    world
        .waits("data-ops", "0", Duration::from_secs(60))
        .await?;
    let photos = world.tablet.attribute("sync-strip", "data-photos").await?;
    ensure!(
        photos.as_deref() == Some("1"),
        "the finding waited for the photo"
    );
    world
        .waits("data-photos", "0", Duration::from_secs(240))
        .await?;
    // The line must be slow enough to prove anything.
    let took = began.elapsed();
    ensure!(took > Duration::from_secs(65), "through within {took:?}");

    let desk = Browser::start(&world.folder.path().join("desk"), Device::DESKTOP).await?;
    desk.sign_in(&world.server.url(""), SUPERVISOR, PASSWORD)
        .await?;
    desk.open(&world.server.url("/review")).await?;
    desk.tap("[data-testid='review-item'][data-checkpoint='1.3/wheelchair']")
        .await?;
    desk.wait_pictures("review-photo", 1).await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_pull_that_does_not_come_through_is_asked_for_in_smaller_pages() -> Result<()> {
    let world = World::start().await?;
    // Set before the tablet's first pull, which follows signing in.
    world.proxy.set(Mode::SmallPulls(40));
    world
        .tablet
        .sign_in(&world.proxy.url(""), INSPECTOR, PASSWORD)
        .await?;
    tests::eventually(
        "ready without a network",
        Duration::from_secs(120),
        async || Ok((world.tablet.count("offline-ready").await? > 0).then_some(())),
    )
    .await?;
    let asked = world.proxy.pulls().await;
    ensure!(asked.starts_with(&[500, 125, 31]), "{asked:?}");
    ensure!(asked.iter().skip(3).all(|limit| *limit <= 125), "{asked:?}");
    Ok(())
}

/// Some gateways refuse with a problem too, and so does this server if a proxy passes on another
/// host than the browser used.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_403_of_somebody_else_stops_nobody() -> Result<()> {
    let world = World::start().await?;
    world.visit().await?;
    world.waits("data-ops", "0", SOON).await?;
    for (checkpoint, kind) in [
        ("5.1/attitude", "about:blank"),
        ("5.1/dirty-hall", "/problems/forbidden"),
    ] {
        let before = world.proxy.forbidden().await;
        world.proxy.set(Mode::Forbid(kind));
        world.find(checkpoint).await?;
        let strip = tests::eventually("a refusal has come", SOON, async || {
            let refused = world.proxy.forbidden().await;
            let strip = world.tablet.text("sync-strip").await?;
            Ok((refused > before && strip.contains("待上传")).then_some(strip))
        })
        .await
        .with_context(|| kind)?;
        ensure!(!strip.contains("停用"), "{kind}: {strip}");
        world.proxy.set(Mode::Pass);
        world
            .waits("data-ops", "0", Duration::from_secs(60))
            .await?;
    }
    Ok(())
}
