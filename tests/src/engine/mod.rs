//! The browser engines that people use, each as Debian packages it.
//!
//! Every engine is driven by WebDriver: Chromium and WebKit by their own drivers, Firefox by
//! [`marionette`]. What needs Chromium's own protocol runs in Chromium only.

mod chromium;
mod firefox;
mod marionette;
mod webkit;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::{Client, ClientBuilder};
use serde_json::Value;
use tokio::fs;

use crate::browser::Device;
use crate::eventually;
use crate::process::Process;

/// How long a browser and its driver may take to come up on a busy machine.
const START: Duration = Duration::from_secs(40);

/// The engine of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium.
    Chromium,
    /// WebKitGTK, in a browser of our own: WebKitGTK's test browser keeps no profile.
    WebKit,
    /// Firefox ESR.
    Firefox,
}

/// A running browser that can be driven.
pub(crate) struct Running {
    pub(crate) client: Client,
    /// The session's address, for commands that the client lacks.
    pub(crate) session: String,
    /// The browser's processes; ending this process group ends all of them.
    pub(crate) tree: Process,
    /// The file with the pages' console output, unless the driver returns it.
    pub(crate) log: Option<PathBuf>,
    /// Processes that must live as long as the browser.
    pub(crate) _helpers: Vec<Process>,
}

impl Engine {
    /// All engines.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::WebKit, Self::Firefox];

    pub(crate) async fn start(self, profile: &Path, device: Device) -> Result<Running> {
        fs::create_dir_all(profile).await?;
        match self {
            Self::Chromium => chromium::start(profile, device).await,
            Self::WebKit => webkit::start(profile, device).await,
            Self::Firefox => firefox::start(profile).await,
        }
    }

    /// The files of a profile that hold its cookies.
    fn cookie_files(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &[
                "Default/Cookies",
                "Default/Cookies-wal",
                "Default/Network/Cookies",
                "Default/Network/Cookies-wal",
            ],
            Self::WebKit => &["cookies.sqlite", "cookies.sqlite-wal"],
            Self::Firefox => &["cookies.sqlite", "cookies.sqlite-wal"],
        }
    }

    /// Waits until a cookie is in the profile. Browsers write cookies late, and a killed browser
    /// loses those not yet written.
    ///
    /// # Errors
    /// The cookie is not there within a minute and a half.
    pub async fn cookie_on_disk(self, profile: &Path, name: &str) -> Result<()> {
        let what = format!("the cookie {name} is on disk");
        eventually(&what, Duration::from_secs(90), async || {
            for file in self.cookie_files() {
                let bytes = fs::read(profile.join(file)).await.unwrap_or_default();
                let mut windows = bytes.windows(name.len());
                if windows.any(|window| window == name.as_bytes()) {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Whether a line of the log is an error of a page.
    pub(crate) fn is_error(self, line: &str) -> bool {
        match self {
            // Chromium's driver returns errors; no log is read.
            Self::Chromium => false,
            // WebKit also writes an error when a page is left while it registers the worker; the
            // next page registers it again, and the tests that need it wait until it is installed.
            Self::WebKit => {
                let left = line.ends_with("/sw.js due to access control checks.");
                line.starts_with("CONSOLE") && line.contains(" ERROR ") && !left
            }
            Self::Firefox => {
                let page = line.starts_with("console.error:")
                    || line.starts_with("JavaScript error: http");
                // Firefox's own search for experiments fails without a network.
                page && !line.starts_with("console.error: RSLoader")
            }
        }
    }
}

/// Opens a session at a driver; returns the client and the session's address.
async fn connect(driver: &str, capabilities: Value) -> Result<(Client, String)> {
    let Value::Object(capabilities) = capabilities else {
        bail!("capabilities are no object")
    };
    let client = ClientBuilder::native()
        .capabilities(capabilities)
        .connect(driver)
        .await
        .context("the driver does not take the browser")?;
    let id = client.session_id().await?.context("no session")?;
    let session = format!("{driver}/session/{id}");
    Ok((client, session))
}
