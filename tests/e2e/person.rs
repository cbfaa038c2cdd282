//! A person who uses the API without a browser, to prepare what a test needs.

use anyhow::{Context, Result};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tests::steps::PASSWORD;
use uuid::Uuid;

/// A signed-in person with one device.
pub(crate) struct Person {
    http: Client,
    base: String,
    token: String,
    device: Uuid,
}

impl Person {
    /// Signs in at this address, whoever signed its certificate.
    pub(crate) async fn sign_in(base: String, login: &str) -> Result<Self> {
        let http = Client::builder()
            .danger_accept_invalid_certs(true)
            .build()?;
        let body = json!({"login": login, "password": PASSWORD});
        let answer = http.post(format!("{base}/api/v1/session")).json(&body);
        // A browser sends the origin with its port.
        let answer = answer.header("origin", &base).send().await?;
        let body: Value = answer.error_for_status()?.json().await?;
        let token = body["token"].as_str().context("no token")?.to_owned();
        Ok(Self {
            http,
            base,
            token,
            device: Uuid::now_v7(),
        })
    }

    /// A request with this person's token.
    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = request.header("tus-resumable", "1.0.0");
        request.bearer_auth(&self.token)
    }

    /// Pushes all operations of the device, each as `(name, body)`. Returns their results.
    pub(crate) async fn push(&self, recorded: &[(&str, Value)]) -> Result<Vec<Value>> {
        let pulled = self.ask(Method::GET, "/api/v1/sync/pull?limit=1").send();
        let pulled: Value = pulled.await?.error_for_status()?.json().await?;
        let now = server::ground::clock::Clock::default().moment().to_string();
        let operation = |(at, (name, body)): (usize, &(&str, Value))| {
            let body = json!({"v": 1, "base_seq": 0, "at": now, *name: body});
            json!({"seq": at + 1, "op_id": Uuid::now_v7(), "body": body})
        };
        let ops: Vec<_> = recorded.iter().enumerate().map(operation).collect();
        let message = json!({
            "device": self.device, "epoch": pulled["epoch"], "clock": now, "ops": ops,
        });
        let pushed = self.ask(Method::POST, "/api/v1/sync/push").json(&message);
        let pushed: Value = pushed.send().await?.error_for_status()?.json().await?;
        let results = pushed["results"].as_array().context("no results")?;
        Ok(results.clone())
    }
}

/// The operation that opens a visit.
pub(crate) fn open_visit(visit: Uuid, form: &str) -> (&'static str, Value) {
    let body = json!({
        "visit": visit, "site": "luocun-center", "method": "routine",
        "form": form, "finder": "district-office",
    });
    ("open_visit", body)
}
