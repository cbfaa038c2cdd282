//! A real browser that a test can kill as a flat battery would, and start again on the same
//! profile. The default engine is Chromium.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::Client;
use serde_json::{Value, json};
use tokio::fs;

use crate::engine::{Engine, Running};
use crate::process::Process;

/// A screen.
#[derive(Clone, Copy, Debug)]
pub struct Device {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Emulates touch and a viewport that obeys the page's meta tag.
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
    /// The WebDriver client, for commands that have no method here.
    pub client: Client,
    engine: Engine,
    device: Device,
    session: String,
    tree: Process,
    log: Option<PathBuf>,
    /// The number of log lines that were already returned.
    heard: AtomicUsize,
    _helpers: Vec<Process>,
}

impl Browser {
    /// Starts a browser on a profile folder, which may have been used before.
    ///
    /// # Errors
    /// Chromium or chromedriver is missing or does not come up.
    pub async fn start(profile: &Path, device: Device) -> Result<Self> {
        Self::start_in(Engine::Chromium, profile, device).await
    }

    /// Starts a browser of any engine.
    ///
    /// # Errors
    /// The engine or its driver is missing or does not come up.
    pub async fn start_in(engine: Engine, profile: &Path, device: Device) -> Result<Self> {
        let Running {
            client,
            session,
            tree,
            log,
            _helpers,
        } = engine.start(profile, device).await?;
        let browser = Self {
            client,
            engine,
            device,
            session,
            tree,
            log,
            heard: AtomicUsize::new(0),
            _helpers,
        };
        // An earlier browser on this profile may have left lines in the log.
        browser.new_lines().await;
        browser.look_like(device).await?;
        Ok(browser)
    }

    /// The engine of this browser.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Kills the browser as a flat battery does: it writes nothing more to the disk.
    ///
    /// # Errors
    /// The browser was gone already.
    pub async fn kill(self) -> Result<()> {
        self.tree.kill().await
    }

    /// Closes the browser as a person does.
    ///
    /// # Errors
    /// The browser does not end cleanly or in time.
    pub async fn close(self) -> Result<()> {
        self.tree.stop(Duration::from_secs(10)).await
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

    /// Sets size, touch and colour scheme of the tab in front.
    async fn look_like(&self, device: Device) -> Result<()> {
        let Device {
            width,
            height,
            mobile,
            dark,
        } = device;
        if self.engine != Engine::Chromium {
            return self.resize(width, height).await;
        }
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

    /// Sizes the window so that the page gets this width and height. Only Chromium can emulate a
    /// phone.
    async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let around = "[outerWidth - innerWidth, outerHeight - innerHeight]";
        let around = self.eval(around).await?;
        let around = |at: usize| around[at].as_u64().and_then(|it| u32::try_from(it).ok());
        let width = width + around(0).unwrap_or_default();
        let height = height + around(1).unwrap_or_default();
        Ok(self.client.set_window_size(width, height).await?)
    }

    /// Changes the screen.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn turn_into(&mut self, device: Device) -> Result<()> {
        self.device = device;
        self.look_like(device).await
    }

    /// Makes the CPU of the tab in front `times` slower.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn throttle_cpu(&self, times: u32) -> Result<()> {
        self.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": times }))
            .await?;
        Ok(())
    }

    /// Sends a command of the Chrome DevTools Protocol to the tab in front.
    ///
    /// # Errors
    /// The browser refuses the command, or is not Chromium.
    pub async fn cdp(&self, method: &str, params: Value) -> Result<Value> {
        ensure!(
            self.engine == Engine::Chromium,
            "{:?} has no {method}",
            self.engine
        );
        self.post(
            "goog/cdp/execute",
            &json!({ "cmd": method, "params": params }),
        )
        .await
        .with_context(|| method.to_owned())
    }

    /// Evaluates an expression in the page and returns its value; awaits a promise.
    ///
    /// # Errors
    /// The expression throws.
    pub async fn eval(&self, expression: &str) -> Result<Value> {
        if self.engine != Engine::Chromium {
            return self.eval_by_driver(expression).await;
        }
        let params =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.cdp("Runtime.evaluate", params).await?;
        let thrown = &answer["exceptionDetails"];
        ensure!(thrown.is_null(), "{expression}: {thrown}");
        Ok(answer["result"]["value"].clone())
    }

    async fn eval_by_driver(&self, expression: &str) -> Result<Value> {
        let script = format!(
            "const told = arguments[arguments.length - 1];\
             Promise.resolve().then(() => ({expression}))\
             .then(value => told([value ?? null]), error => told([null, String(error)]))"
        );
        let answer = self.client.execute_async(&script, Vec::new()).await?;
        ensure!(answer[1].is_null(), "{expression}: {}", answer[1]);
        Ok(answer[0].clone())
    }

    /// The errors written to the console since the last call; a panic of the page is among them.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        if self.engine != Engine::Chromium {
            let lines = self.new_lines().await.into_iter();
            return Ok(lines.filter(|line| self.engine.is_error(line)).collect());
        }
        let log = self.post("se/log", &json!({ "type": "browser" })).await?;
        let entries = log.as_array().map(Vec::as_slice).unwrap_or_default();
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        Ok(severe.map(|entry| entry["message"].to_string()).collect())
    }

    /// The lines logged since the last call.
    async fn new_lines(&self) -> Vec<String> {
        let lines = match &self.log {
            Some(file) => {
                let text = fs::read(file).await.unwrap_or_default();
                let text = String::from_utf8_lossy(&text);
                text.lines().map(str::to_owned).collect()
            }
            None => self.tree.lines(),
        };
        let heard = self.heard.swap(lines.len(), Ordering::Relaxed);
        lines.into_iter().skip(heard).collect()
    }

    /// Saves a screenshot as PNG: the whole page in Chromium, the visible part in other engines.
    ///
    /// # Errors
    /// The page cannot be drawn, or the file cannot be written.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        let png = if self.engine == Engine::Chromium {
            let params = json!({ "format": "png", "captureBeyondViewport": true });
            let answer = self.cdp("Page.captureScreenshot", params).await?;
            STANDARD.decode(answer["data"].as_str().context("no picture")?)?
        } else {
            self.client.screenshot().await?
        };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).await?;
        }
        Ok(fs::write(file, png).await?)
    }

    /// Prints the page to a PDF, as the browser itself does. The page chooses the orientation of
    /// the paper; WebKit does not obey that and needs `across`.
    ///
    /// # Errors
    /// The browser cannot print the page.
    pub async fn printed(&self, across: bool) -> Result<Vec<u8>> {
        match self.engine {
            Engine::Chromium => {
                let params = json!({ "preferCSSPageSize": true, "printBackground": true });
                let answer = self.cdp("Page.printToPDF", params).await?;
                Ok(STANDARD.decode(answer["data"].as_str().context("no paper")?)?)
            }
            Engine::Firefox => {
                let paper = json!({ "width": 21.0, "height": 29.7 });
                let answer = self.post("print", &json!({ "page": paper })).await?;
                Ok(STANDARD.decode(answer.as_str().context("no paper")?)?)
            }
            Engine::WebKit => {
                let log = self.log.as_ref().context("no profile")?;
                let asked = log.with_file_name("print");
                fs::write(&asked, if across { "across" } else { "" }).await?;
                crate::eventually("WebKit prints", Duration::from_secs(60), async || {
                    Ok((!asked.exists()).then_some(()))
                })
                .await?;
                Ok(fs::read(log.with_file_name("printed.pdf")).await?)
            }
        }
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

/// Waits until Chromium has written a cookie into its profile.
///
/// # Errors
/// The cookie is not there within a minute and a half.
pub async fn cookie_on_disk(profile: &Path, name: &str) -> Result<()> {
    Engine::Chromium.cookie_on_disk(profile, name).await
}
