//! A WebDriver server in front of Firefox's Marionette. Each HTTP command becomes a Marionette
//! command, sent as text over TCP (`length:[type, id, name or error, content]`).

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

/// Firefox handles one command at a time.
type Shared = Arc<Mutex<Wire>>;

struct Wire {
    stream: TcpStream,
    last: u64,
}

/// Firefox's answer: a value or an error.
type Answer = std::result::Result<Value, Value>;

/// Serves WebDriver for the Firefox that listens on `port`, until the test ends; returns the
/// address.
pub(super) async fn serve(port: u16) -> Result<String> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let mut wire = Wire { stream, last: 0 };
    let hello = wire.read().await?;
    ensure!(
        hello["marionetteProtocol"] == 3,
        "Firefox speaks another protocol: {hello}"
    );
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let router = Router::new()
        .fallback(answer)
        .with_state(Arc::new(Mutex::new(wire)));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn answer(State(wire): State<Shared>, method: Method, uri: Uri, body: Bytes) -> Response {
    match run(&wire, &method, uri.path(), &body).await {
        Ok(Ok(value)) => Json(json!({ "value": value })).into_response(),
        Ok(Err(error)) => {
            let status = status_of(error["error"].as_str().unwrap_or_default());
            (status, Json(json!({ "value": error }))).into_response()
        }
        Err(error) => {
            let value = json!({ "error": "unknown error", "message": format!("{error:#}"), "stacktrace": "" });
            let body = Json(json!({ "value": value }));
            (StatusCode::INTERNAL_SERVER_ERROR, body).into_response()
        }
    }
}

async fn run(wire: &Shared, method: &Method, path: &str, body: &[u8]) -> Result<Answer> {
    let mut content = match serde_json::from_slice(body) {
        Ok(Value::Object(content)) => content,
        _ => Map::new(),
    };
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let name = command(method, &path, &mut content)?;
    wire.lock().await.call(name, Value::Object(content)).await
}

/// Marionette's name for a command; moves parameters from the address into the content.
fn command(
    method: &Method,
    path: &[&str],
    content: &mut Map<String, Value>,
) -> Result<&'static str> {
    let mut put = |key: &str, value: &str| {
        content.insert(key.into(), value.into());
    };
    Ok(match (method.as_str(), path) {
        ("POST", ["session"]) => {
            *content = Map::new();
            "WebDriver:NewSession"
        }
        ("DELETE", ["session", _]) => "WebDriver:DeleteSession",
        ("POST", ["session", _, "url"]) => "WebDriver:Navigate",
        ("GET", ["session", _, "url"]) => "WebDriver:GetCurrentURL",
        ("GET", ["session", _, "title"]) => "WebDriver:GetTitle",
        ("POST", ["session", _, "back"]) => "WebDriver:Back",
        ("POST", ["session", _, "forward"]) => "WebDriver:Forward",
        ("POST", ["session", _, "refresh"]) => "WebDriver:Refresh",
        ("POST", ["session", _, "timeouts"]) => "WebDriver:SetTimeouts",
        ("GET", ["session", _, "window"]) => "WebDriver:GetWindowHandle",
        ("POST", ["session", _, "window"]) => "WebDriver:SwitchToWindow",
        ("DELETE", ["session", _, "window"]) => "WebDriver:CloseWindow",
        ("GET", ["session", _, "window", "handles"]) => "WebDriver:GetWindowHandles",
        ("POST", ["session", _, "window", "new"]) => "WebDriver:NewWindow",
        ("GET", ["session", _, "window", "rect"]) => "WebDriver:GetWindowRect",
        ("POST", ["session", _, "window", "rect"]) => "WebDriver:SetWindowRect",
        ("POST", ["session", _, "element"]) => "WebDriver:FindElement",
        ("POST", ["session", _, "elements"]) => "WebDriver:FindElements",
        ("GET", ["session", _, "element", "active"]) => "WebDriver:GetActiveElement",
        ("POST", ["session", _, "element", id, "click"]) => {
            put("id", id);
            "WebDriver:ElementClick"
        }
        ("POST", ["session", _, "element", id, "clear"]) => {
            put("id", id);
            "WebDriver:ElementClear"
        }
        ("POST", ["session", _, "element", id, "value"]) => {
            put("id", id);
            "WebDriver:ElementSendKeys"
        }
        ("POST", ["session", _, "element", id, "element"]) => {
            put("element", id);
            "WebDriver:FindElement"
        }
        ("POST", ["session", _, "element", id, "elements"]) => {
            put("element", id);
            "WebDriver:FindElements"
        }
        ("GET", ["session", _, "element", id, "text"]) => {
            put("id", id);
            "WebDriver:GetElementText"
        }
        ("GET", ["session", _, "element", id, "attribute", name]) => {
            put("id", id);
            put("name", name);
            "WebDriver:GetElementAttribute"
        }
        ("GET", ["session", _, "element", id, "property", name]) => {
            put("id", id);
            put("name", name);
            "WebDriver:GetElementProperty"
        }
        ("POST", ["session", _, "execute", "sync"]) => "WebDriver:ExecuteScript",
        ("POST", ["session", _, "execute", "async"]) => "WebDriver:ExecuteAsyncScript",
        ("POST", ["session", _, "actions"]) => "WebDriver:PerformActions",
        ("DELETE", ["session", _, "actions"]) => "WebDriver:ReleaseActions",
        ("POST", ["session", _, "print"]) => "WebDriver:Print",
        ("GET", ["session", _, "screenshot"]) => {
            content.insert("full".into(), false.into());
            "WebDriver:TakeScreenshot"
        }
        _ => bail!("{method} /{} has no name in Firefox here", path.join("/")),
    })
}

impl Wire {
    async fn call(&mut self, name: &str, content: Value) -> Result<Answer> {
        self.last += 1;
        let text = json!([0, self.last, name, content]).to_string();
        let framed = format!("{}:{text}", text.len());
        self.stream.write_all(framed.as_bytes()).await?;
        let answer = self.read().await?;
        ensure!(
            answer[0] == 1 && answer[1] == self.last,
            "the answer belongs to another command: {answer}"
        );
        if !answer[2].is_null() {
            return Ok(Err(answer[2].clone()));
        }
        // Some answers are the value itself, others wrap it in an object with one key.
        let value = match answer[3].as_object() {
            Some(fields) if fields.len() == 1 => fields.get("value").unwrap_or(&answer[3]),
            _ => &answer[3],
        };
        Ok(Ok(value.clone()))
    }

    async fn read(&mut self) -> Result<Value> {
        let mut length = 0_usize;
        loop {
            match self.stream.read_u8().await? {
                b':' => break,
                digit @ b'0'..=b'9' => length = length * 10 + usize::from(digit - b'0'),
                other => bail!("{other} is no digit of a length"),
            }
        }
        let mut text = vec![0; length];
        self.stream.read_exact(&mut text).await?;
        serde_json::from_slice(&text).context("an answer that is not JSON")
    }
}

/// The HTTP status that WebDriver assigns to an error.
fn status_of(error: &str) -> StatusCode {
    match error {
        "no such element"
        | "no such window"
        | "no such frame"
        | "stale element reference"
        | "invalid session id" => StatusCode::NOT_FOUND,
        "element click intercepted"
        | "element not interactable"
        | "invalid argument"
        | "invalid element state"
        | "invalid selector" => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
