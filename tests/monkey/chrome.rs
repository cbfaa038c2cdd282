//! The monkey's own Chromium, driven over one connection without a driver between: a gesture costs
//! a millisecond, and errors, dialogs and file choosers are heard at once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tests::{Device, eventually};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex as AsyncMutex, oneshot};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const START: Duration = Duration::from_secs(40);

/// Lets Chromium run as root in a container, and makes no network requests of its own.
const FLAGS: [&str; 13] = [
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
    "--remote-debugging-port=0",
];

type Line = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Waiting = HashMap<u64, oneshot::Sender<Result<Value, String>>>;

/// An error from the page, and its time.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) at: Instant,
}

/// What the page's events have reported.
#[derive(Default)]
struct Heard {
    waiting: Mutex<Waiting>,
    errors: Mutex<Vec<Said>>,
    /// A counter that varies the answers to dialogs.
    turn: AtomicU64,
    /// The number of questions whether to leave the page.
    leaves: AtomicU64,
    number: AtomicU64,
}

pub(crate) struct Chrome {
    send: Arc<AsyncMutex<SplitSink<Line, Message>>>,
    heard: Arc<Heard>,
    child: Child,
    group: Pid,
}

impl Chrome {
    /// Starts a browser on a new profile. `turn` decides how questions are answered.
    pub(crate) async fn start(profile: &Path, photo: PathBuf, turn: u64) -> Result<Self> {
        let mut child = Command::new(program())
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .process_group(0)
            .kill_on_drop(true)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Chromium")?;
        let id = child.id().context("Chromium ended at once")?;
        let group = Pid::from_raw(id.try_into()?).context("a child without an id")?;
        let port_file = profile.join("DevToolsActivePort");
        let page = eventually("Chromium opens its debugging port", START, async || {
            ensure!(child.try_wait()?.is_none(), "Chromium has ended");
            let text = tokio::fs::read_to_string(&port_file)
                .await
                .unwrap_or_default();
            let Some(port) = text.lines().next() else {
                return Ok(None);
            };
            let list = format!("http://127.0.0.1:{port}/json/list");
            let Ok(answer) = reqwest::get(&list).await else {
                return Ok(None);
            };
            let targets: Value = answer.json().await?;
            let targets = targets.as_array().map(Vec::as_slice).unwrap_or_default();
            let page = targets.iter().find(|it| it["type"] == "page");
            Ok(page.and_then(|it| it["webSocketDebuggerUrl"].as_str().map(str::to_owned)))
        })
        .await?;
        let (line, _) = connect_async(&page).await?;
        let (send, receive) = line.split();
        let send = Arc::new(AsyncMutex::new(send));
        let heard = Arc::new(Heard {
            turn: AtomicU64::new(turn),
            ..Heard::default()
        });
        tokio::spawn(listen(
            receive,
            Arc::clone(&send),
            Arc::clone(&heard),
            photo,
        ));
        let chrome = Self {
            send,
            heard,
            child,
            group,
        };
        for domain in ["Page", "Runtime", "Log"] {
            chrome.call(&format!("{domain}.enable"), json!({})).await?;
        }
        let choose = json!({ "enabled": true });
        chrome
            .call("Page.setInterceptFileChooserDialog", choose)
            .await?;
        // Downloads are not tested here.
        let deny = json!({ "behavior": "deny" });
        chrome.call("Browser.setDownloadBehavior", deny).await?;
        Ok(chrome)
    }

    /// Sends a command; fails if the page does not answer soon.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Result<Value> {
        self.call_within(Duration::from_secs(10), method, params)
            .await
    }

    pub(crate) async fn call_within(
        &self,
        limit: Duration,
        method: &str,
        params: Value,
    ) -> Result<Value> {
        let (done, answer) = oneshot::channel();
        let id = self.heard.number.fetch_add(1, Ordering::Relaxed);
        lock(&self.heard.waiting).insert(id, done);
        send(&self.send, id, method, &params).await?;
        match timeout(limit, answer).await {
            Ok(Ok(Ok(value))) => Ok(value),
            Ok(Ok(Err(error))) => bail!("{method}: {error}"),
            Ok(Err(_)) => bail!("{method}: the browser is gone"),
            Err(_) => {
                lock(&self.heard.waiting).remove(&id);
                bail!("{method}: no answer within {limit:?}")
            }
        }
    }

    /// Sends commands without a pause, as a quick hand does. Their effect is examined later.
    pub(crate) async fn call_all(&self, limit: Duration, commands: Vec<(&str, Value)>) {
        let mut last = None;
        for (method, params) in commands {
            let (done, answer) = oneshot::channel();
            let id = self.heard.number.fetch_add(1, Ordering::Relaxed);
            lock(&self.heard.waiting).insert(id, done);
            if send(&self.send, id, method, &params).await.is_err() {
                return;
            }
            last = Some(answer);
        }
        // Chromium answers in order; a page that is being left answers none.
        if let Some(last) = last {
            let _ = timeout(limit, last).await;
        }
    }

    /// The value of an expression without side effects.
    pub(crate) async fn eval(&self, limit: Duration, expression: &str) -> Result<Value> {
        let params = json!({ "expression": expression, "returnByValue": true });
        let answer = self.call_within(limit, "Runtime.evaluate", params).await?;
        let thrown = &answer["exceptionDetails"];
        ensure!(thrown.is_null(), "{thrown}");
        Ok(answer["result"]["value"].clone())
    }

    /// The errors since the last call.
    pub(crate) fn errors(&self) -> Vec<Said> {
        std::mem::take(&mut *lock(&self.heard.errors))
    }

    /// The number of questions whether to leave the page.
    pub(crate) fn leaves(&self) -> u64 {
        self.heard.leaves.load(Ordering::Relaxed)
    }

    pub(crate) async fn look_like(&self, device: Device) -> Result<()> {
        let Device {
            width,
            height,
            mobile,
            dark,
        } = device;
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.call("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        let touch = json!({ "enabled": mobile });
        self.call("Emulation.setTouchEmulationEnabled", touch)
            .await?;
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await?;
        Ok(())
    }

    pub(crate) async fn screenshot(&self, file: &Path) -> Result<()> {
        let answer = self
            .call("Page.captureScreenshot", json!({ "format": "png" }))
            .await?;
        let picture = answer["data"].as_str().context("no picture")?;
        let picture = base64::engine::general_purpose::STANDARD.decode(picture)?;
        Ok(tokio::fs::write(file, picture).await?)
    }

    pub(crate) async fn end(mut self) -> Result<()> {
        kill_process_group(self.group, Signal::KILL)?;
        self.child.wait().await?;
        Ok(())
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        // The system can reuse the id only after the child was waited for, so this hits no other
        // group.
        if self.child.id().is_some() {
            let _ = kill_process_group(self.group, Signal::KILL);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn send(
    to: &AsyncMutex<SplitSink<Line, Message>>,
    id: u64,
    method: &str,
    params: &Value,
) -> Result<()> {
    let text = json!({ "id": id, "method": method, "params": params }).to_string();
    Ok(to.lock().await.send(Message::text(text)).await?)
}

/// Reads the browser's events, and answers its questions at once, since the page waits for them.
async fn listen(
    mut from: SplitStream<Line>,
    to: Arc<AsyncMutex<SplitSink<Line, Message>>>,
    heard: Arc<Heard>,
    photo: PathBuf,
) {
    while let Some(Ok(message)) = from.next().await {
        let Message::Text(text) = message else {
            continue;
        };
        let Ok(said) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        if let Some(id) = said["id"].as_u64() {
            if let Some(waiting) = lock(&heard.waiting).remove(&id) {
                let answer = match &said["error"]["message"] {
                    Value::String(error) => Err(error.clone()),
                    _ => Ok(said["result"].clone()),
                };
                // The caller may have given up.
                let _ = waiting.send(answer);
            }
            continue;
        }
        if let Some((method, params)) = answer_to(&said, &heard, &photo) {
            tokio::spawn(insist(to.clone(), heard.clone(), method, params));
        }
        if let Some(text) = error_in(&said) {
            let at = Instant::now();
            lock(&heard.errors).push(Said { text, at });
        }
    }
    // No answers will come any more.
    lock(&heard.waiting).clear();
}

/// Repeats the answer until it is accepted. Of two dialogs in a row, the second is reported before
/// it can be answered, on a busy machine seconds before.
async fn insist(
    to: Arc<AsyncMutex<SplitSink<Line, Message>>>,
    heard: Arc<Heard>,
    method: &'static str,
    params: Value,
) {
    for _ in 0..150 {
        let (done, answer) = oneshot::channel();
        let id = heard.number.fetch_add(1, Ordering::Relaxed);
        lock(&heard.waiting).insert(id, done);
        if send(&to, id, method, &params).await.is_err() {
            return;
        }
        // A page that closes during the answer never replies; then the next try may hit the next
        // dialog.
        match tokio::time::timeout(Duration::from_secs(2), answer).await {
            Ok(Ok(Ok(_))) => return,
            Ok(_) => sleep(Duration::from_millis(100)).await,
            Err(_) => drop(lock(&heard.waiting).remove(&id)),
        }
    }
}

/// A person's answers to the browser's own dialogs.
fn answer_to(said: &Value, heard: &Heard, photo: &Path) -> Option<(&'static str, Value)> {
    let turn = || heard.turn.fetch_add(1, Ordering::Relaxed);
    match said["method"].as_str()? {
        "Page.javascriptDialogOpening" => {
            // Leaving is always confirmed; other questions are answered yes and no in turn.
            let leaves = said["params"]["type"] == "beforeunload";
            heard.leaves.fetch_add(leaves.into(), Ordering::Relaxed);
            let yes = leaves || turn() % 2 == 0;
            Some(("Page.handleJavaScriptDialog", json!({ "accept": yes })))
        }
        "Page.fileChooserOpened" => {
            let field = said["params"]["backendNodeId"].as_u64()?;
            let files = json!([photo]);
            // Every third time the person cancels the choice.
            (turn() % 3 != 0).then(|| {
                let params = json!({ "files": files, "backendNodeId": field });
                ("DOM.setFileInputFiles", params)
            })
        }
        _ => None,
    }
}

fn error_in(said: &Value) -> Option<String> {
    let params = &said["params"];
    match said["method"].as_str()? {
        "Runtime.exceptionThrown" => {
            let details = &params["exceptionDetails"];
            Some(format!(
                "{} {}",
                details["text"], details["exception"]["description"]
            ))
        }
        "Runtime.consoleAPICalled" if params["type"] == "error" => {
            let words = params["args"].as_array()?.iter().map(|it| {
                let word = it["value"].as_str().or_else(|| it["description"].as_str());
                word.unwrap_or_default().to_owned()
            });
            Some(words.collect::<Vec<_>>().join(" "))
        }
        "Log.entryAdded" if params["entry"]["level"] == "error" => {
            let entry = &params["entry"];
            Some(format!(
                "{} {}",
                entry["text"],
                entry["url"].as_str().unwrap_or_default()
            ))
        }
        "Inspector.targetCrashed" => Some("the page has crashed".to_owned()),
        _ => None,
    }
}

/// The program's name differs between systems.
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file())
        .unwrap_or_else(|| "chromium".into())
}
