//! A tablet for tests: signed in once, its shell installed, and a visit begun where a test needs
//! one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tests::steps::{INSPECTOR, PASSWORD};
use tests::{Browser, Device, Engine, Server};

pub(crate) const WHEELCHAIR: &str = "1.3/wheelchair";
const SITE: &str = "luocun-center";
const SOON: Duration = Duration::from_secs(20);

/// The selector of a checklist row, or of the element `inside` it.
pub(crate) fn row(checkpoint: &str, inside: &str) -> String {
    let row = format!("[data-testid='row'][data-checkpoint='{checkpoint}']");
    if inside.is_empty() {
        return row;
    }
    format!("{row} [data-testid='{inside}']")
}

/// A tablet with its server.
pub(crate) struct Field {
    pub(crate) server: Server,
    pub(crate) tablet: Browser,
    pub(crate) folder: TempDir,
    engine: Engine,
    device: Device,
}

impl Field {
    /// A tablet that can work for days without a network.
    pub(crate) async fn ready(engine: Engine, device: Device) -> Result<Self> {
        Self::ready_with(engine, device, |_| Ok(())).await
    }

    /// Like [`ready`](Self::ready), after preparing the browser's profile.
    async fn ready_with(
        engine: Engine,
        device: Device,
        prepare: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        let server = Server::start().await?;
        let folder = tempfile::tempdir()?;
        prepare(&folder.path().join("tablet"))?;
        let tablet = Browser::start_in(engine, &folder.path().join("tablet"), device).await?;
        tablet.sign_in(&server.url(""), INSPECTOR, PASSWORD).await?;
        tablet.open(&server.url("/inspect")).await?;
        tablet.wait_for("offline-ready").await?;
        Ok(Self {
            server,
            tablet,
            folder,
            engine,
            device,
        })
    }

    /// A tablet with a visit begun and its checklist open.
    pub(crate) async fn begun(engine: Engine, device: Device) -> Result<Self> {
        let field = Self::ready(engine, device).await?;
        field.begin().await?;
        Ok(field)
    }

    /// Like [`begun`](Self::begun), after preparing the browser's profile.
    pub(crate) async fn begun_with(
        engine: Engine,
        device: Device,
        prepare: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        let field = Self::ready_with(engine, device, prepare).await?;
        field.begin().await?;
        Ok(field)
    }

    /// Begins a visit; returns its address.
    pub(crate) async fn begin(&self) -> Result<String> {
        let new = self.server.url(&format!("/inspect/new?site={SITE}"));
        self.tablet.open(&new).await?;
        self.tablet.tap("begin").await?;
        self.tablet.wait_for("checklist").await?;
        self.address().await
    }

    pub(crate) async fn address(&self) -> Result<String> {
        let address = self.tablet.eval("location.href").await?;
        Ok(address.as_str().context("no address")?.to_owned())
    }

    /// The browser's profile folder.
    pub(crate) fn profile(&self) -> PathBuf {
        self.folder.path().join("tablet")
    }

    /// Closes the browser as a person does and starts it again on the same profile.
    pub(crate) async fn start_again(self) -> Result<Self> {
        self.engine
            .cookie_on_disk(&self.profile(), "xuncha")
            .await?;
        let profile = self.profile();
        self.tablet.close().await?;
        let tablet = Browser::start_in(self.engine, &profile, self.device).await?;
        Ok(Self { tablet, ..self })
    }

    /// Waits until no write is under way: everything shown as saved is on the disk.
    pub(crate) async fn saved(&self) -> Result<()> {
        self.tablet
            .wait_attribute("sync-strip", "data-saving", "0", SOON)
            .await
    }

    /// Taps an answer of a row and waits until it is saved.
    pub(crate) async fn answer(&self, checkpoint: &str, answer: &str) -> Result<()> {
        let tapped = row(checkpoint, &format!("answer-{answer}"));
        self.tablet.tap(&tapped).await?;
        self.tablet
            .wait_attribute(&row(checkpoint, ""), "data-answer", answer, SOON)
            .await?;
        self.saved().await
    }

    /// Waits until the row shows 有问题 with one finding.
    pub(crate) async fn found(&self, checkpoint: &str) -> Result<()> {
        self.tablet
            .wait_attribute(&row(checkpoint, ""), "data-answer", "issue", SOON)
            .await?;
        let findings = self.findings(checkpoint).await?;
        ensure!(findings == 1, "{findings} findings of {checkpoint}");
        Ok(())
    }

    pub(crate) async fn findings(&self, checkpoint: &str) -> Result<usize> {
        self.tablet.count(&row(checkpoint, "finding")).await
    }

    /// Waits until the server has everything, without any touch.
    pub(crate) async fn drained(&self) -> Result<()> {
        for what in ["data-ops", "data-photos"] {
            self.tablet
                .wait_attribute("sync-strip", what, "0", Duration::from_secs(180))
                .await?;
        }
        Ok(())
    }
}
