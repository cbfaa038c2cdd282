//! The browser engines that the product is used in, each started as what Debian packages of it.
//!
//! Every engine answers WebDriver: Chromium and WebKit by the drivers that come with them, Firefox
//! by [`marionette`]. What only Chromium's own protocol can do stays with Chromium.

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

/// Whose browser it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium.
    Chromium,
    /// WebKitGTK, in a browser of our own: the one that comes with it keeps no profile.
    WebKit,
    /// Firefox ESR.
    Firefox,
}

/// A running browser that can be driven.
pub(crate) struct Running {
    pub(crate) client: Client,
    /// The address of the session, for commands that the client has no name for.
    pub(crate) session: String,
    /// The browser's processes: to end this is to end all of them.
    pub(crate) tree: Process,
    /// Where what pages say in the console is found, if the driver does not tell.
    pub(crate) log: Option<PathBuf>,
    /// What has to live as long as the browser.
    pub(crate) _helpers: Vec<Process>,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::WebKit, Self::Firefox];

    pub(crate) async fn start(self, profile: &Path, device: Device) -> Result<Running> {
        fs::create_dir_all(profile).await?;
        match self {
            Self::Chromium => chromium::start(profile, device).await,
            Self::WebKit => webkit::start(profile, device).await,
            Self::Firefox => firefox::start(profile).await,
        }
    }

    /// The files of a profile in which its cookies are.
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

    /// Waits until a cookie is in the profile: browsers write it lazily, and a killed one forgets
    /// what it had not written.
    ///
    /// # Errors
    /// It is not there within a minute and a half.
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

    /// What of a line of the log is an error of a page.
    pub(crate) fn is_error(self, line: &str) -> bool {
        match self {
            // Its driver hands errors out; nothing is read from a log.
            Self::Chromium => false,
            Self::WebKit => line.starts_with("CONSOLE") && line.contains(" ERROR "),
            Self::Firefox => {
                let page = line.starts_with("console.error:")
                    || line.starts_with("JavaScript error: http");
                // Its own search for experiments, which no network answers.
                page && !line.starts_with("console.error: RSLoader")
            }
        }
    }
}

/// Opens a session at a driver; gives the client and the session's address.
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
