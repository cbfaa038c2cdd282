//! A real Chromium, driven through chromedriver.
//!
//! The browser is a child of the test, not of the driver: it can be killed as a flat battery kills
//! it, and started again on the same profile.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use tokio::fs;
use tokio::process::Command;

use crate::eventually;
use crate::process::Process;

const START: Duration = Duration::from_secs(40);

/// What a test may run as root in a container, without asking the network for anything.
const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-crash-restore-bubble",
    "--lang=zh-CN",
];

/// A screen.
#[derive(Clone, Copy, Debug)]
pub struct Device {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Touch, and a viewport that obeys the page.
    pub mobile: bool,
    /// The dark colour scheme.
    pub dark: bool,
}

impl Device {
    /// A phone, held upright.
    pub const PHONE: Self = Self {
        width: 390,
        height: 844,
        mobile: true,
        dark: false,
    };
    /// A tablet, held upright.
    pub const TABLET: Self = Self {
        width: 834,
        height: 1112,
        mobile: true,
        dark: false,
    };
    /// A screen on a desk.
    pub const DESKTOP: Self = Self {
        width: 1440,
        height: 900,
        mobile: false,
        dark: false,
    };
}

/// One browser with its driver.
pub struct Browser {
    /// For what has no shorthand here.
    pub client: Client,
    device: Device,
    session: String,
    chromium: Process,
    _driver: Process,
}

impl Browser {
    /// Starts a browser on a profile folder, which may have been used before.
    ///
    /// # Errors
    /// Chromium or chromedriver is missing or does not come up.
    pub async fn start(profile: &Path, device: Device) -> Result<Self> {
        fs::create_dir_all(profile).await?;
        let (chromium, port) = start_chromium(profile, device).await?;
        let mut driver =
            Process::start("chromedriver", Command::new("chromedriver").arg("--port=0"))?;
        let driver_port: u16 = driver
            .wait_line(START, |line| {
                line.split("successfully on port ")
                    .nth(1)?
                    .trim_end_matches('.')
                    .parse()
                    .ok()
            })
            .await?;
        let driver_url = format!("http://127.0.0.1:{driver_port}");
        let capabilities = json!({
            "goog:chromeOptions": { "debuggerAddress": format!("127.0.0.1:{port}") },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else {
            bail!("no object")
        };
        let client = ClientBuilder::native()
            .capabilities(capabilities)
            .connect(&driver_url)
            .await
            .context("chromedriver does not take the browser")?;
        let id = client.session_id().await?.context("no session")?;
        let session = format!("{driver_url}/session/{id}");
        let browser = Self {
            client,
            device,
            session,
            chromium,
            _driver: driver,
        };
        browser.look_like(device).await?;
        Ok(browser)
    }

    /// Ends it as a flat battery does; nothing is written to the disk any more.
    ///
    /// # Errors
    /// It was gone already.
    pub async fn kill(self) -> Result<()> {
        self.chromium.kill().await
    }

    /// Ends it as a person does.
    ///
    /// # Errors
    /// It does not end well.
    pub async fn close(self) -> Result<()> {
        self.chromium.stop(Duration::from_secs(10)).await
    }

    /// Opens an address in the tab in front.
    ///
    /// # Errors
    /// The browser cannot load it at all.
    pub async fn goto(&self, url: &str) -> Result<()> {
        Ok(self.client.goto(url).await?)
    }

    /// Opens an address in a new tab and brings it to the front.
    ///
    /// # Errors
    /// The browser cannot load it at all.
    pub async fn new_tab(&self, url: &str) -> Result<()> {
        let tab = self.client.new_window(true).await?;
        self.client.switch_to_window(tab.handle).await?;
        self.look_like(self.device).await?;
        self.goto(url).await
    }

    /// Size, touch and colour scheme for the tab in front.
    async fn look_like(&self, device: Device) -> Result<()> {
        let Device {
            width,
            height,
            mobile,
            dark,
        } = device;
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        self.cdp(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": mobile }),
        )
        .await?;
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await?;
        Ok(())
    }

    /// Changes the screen.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn turn_into(&mut self, device: Device) -> Result<()> {
        self.device = device;
        self.look_like(device).await
    }

    /// Makes the tab in front as many times slower.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn throttle_cpu(&self, times: u32) -> Result<()> {
        self.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": times }))
            .await?;
        Ok(())
    }

    /// A command of Chrome's own protocol, for the tab in front.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn cdp(&self, method: &str, params: Value) -> Result<Value> {
        self.post(
            "goog/cdp/execute",
            &json!({ "cmd": method, "params": params }),
        )
        .await
        .with_context(|| method.to_owned())
    }

    /// The value of an expression in the page; a promise is awaited.
    ///
    /// # Errors
    /// It throws.
    pub async fn eval(&self, expression: &str) -> Result<Value> {
        let params =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.cdp("Runtime.evaluate", params).await?;
        let thrown = &answer["exceptionDetails"];
        ensure!(thrown.is_null(), "{expression}: {thrown}");
        Ok(answer["result"]["value"].clone())
    }

    /// What the page wrote to the console as errors since it was last asked: a panic is there.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        let log = self.post("se/log", &json!({ "type": "browser" })).await?;
        let entries = log.as_array().map(Vec::as_slice).unwrap_or_default();
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        Ok(severe.map(|entry| entry["message"].to_string()).collect())
    }

    /// Writes the whole page as a PNG.
    ///
    /// # Errors
    /// The page cannot be drawn, or the file not written.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        let params = json!({ "format": "png", "captureBeyondViewport": true });
        let answer = self.cdp("Page.captureScreenshot", params).await?;
        let png = STANDARD.decode(answer["data"].as_str().context("no picture")?)?;
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).await?;
        }
        Ok(fs::write(file, png).await?)
    }

    async fn post(&self, command: &str, body: &Value) -> Result<Value> {
        let answer = reqwest::Client::new()
            .post(format!("{}/{command}", self.session))
            .json(body)
            .send()
            .await?;
        let status = answer.status();
        let answer: Value = answer.json().await?;
        ensure!(status.is_success(), "{}", answer["value"]["message"]);
        Ok(answer["value"].clone())
    }
}

/// Waits until Chromium has written a cookie into its profile: it does so lazily, and a killed
/// browser forgets what it had not written.
///
/// # Errors
/// It does not within a minute and a half.
pub async fn cookie_on_disk(profile: &Path, name: &str) -> Result<()> {
    let folder = profile.join("Default");
    let files = [
        "Cookies",
        "Cookies-wal",
        "Network/Cookies",
        "Network/Cookies-wal",
    ];
    let what = format!("the cookie {name} is on disk");
    eventually(&what, Duration::from_secs(90), async || {
        for file in files {
            let bytes = fs::read(folder.join(file)).await.unwrap_or_default();
            if bytes
                .windows(name.len())
                .any(|window| window == name.as_bytes())
            {
                return Ok(Some(()));
            }
        }
        Ok(None)
    })
    .await
}

async fn start_chromium(profile: &Path, device: Device) -> Result<(Process, u16)> {
    // A killed browser leaves these behind.
    let port_file = profile.join("DevToolsActivePort");
    for left in [&port_file, &profile.join("SingletonLock")] {
        let _ = fs::remove_file(left).await;
    }
    let mut command = Command::new(chromium());
    command
        .args(FLAGS)
        .arg("--remote-debugging-port=0")
        .arg(format!("--window-size={},{}", device.width, device.height))
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("about:blank");
    let process = Process::start("chromium", &mut command)?;
    let port = eventually("Chromium opens its debugging port", START, async || {
        let text = fs::read_to_string(&port_file).await.unwrap_or_default();
        Ok(text.lines().next().and_then(|line| line.parse().ok()))
    })
    .await
    .with_context(|| process.lines().join("\n"))?;
    Ok((process, port))
}

/// The name differs between systems.
fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file())
        .unwrap_or_else(|| "chromium".into())
}
