//! A tablet as the server sees it: a device, its next number and its operations.

use crate::help::app::{TestApp, User};
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) struct Tablet {
    pub(crate) user: User,
    pub(crate) device: Uuid,
    pub(crate) next: u64,
    pub(crate) base: u64,
    pub(crate) epoch: String,
    pub(crate) succeeds: Option<(Uuid, u64)>,
    pub(crate) clock: Option<String>,
}

pub(crate) fn id() -> String {
    Uuid::now_v7().to_string()
}

impl Tablet {
    /// A tablet whose person has signed in and pulled once.
    pub(crate) async fn of(app: &TestApp, login: &str) -> Result<Self> {
        let user = app.sign_in(login).await?;
        let pulled = user.pull(0).await?;
        Ok(Self {
            device: Uuid::now_v7(),
            next: 1,
            base: pulled["next"].as_u64().unwrap(),
            epoch: user.epoch().await?,
            succeeds: None,
            clock: None,
            user,
        })
    }

    /// An operation with the next number.
    pub(crate) fn op(&mut self, app: &TestApp, intent: Value) -> Value {
        let mut body = json!({"v": 1, "base_seq": self.base, "at": app.now()});
        for (key, value) in intent.as_object().unwrap() {
            body[key] = value.clone();
        }
        self.raw(body)
    }

    /// A raw body with the next number.
    pub(crate) fn raw(&mut self, body: Value) -> Value {
        let seq = self.next;
        self.next += 1;
        json!({"seq": seq, "op_id": id(), "body": body})
    }

    pub(crate) fn message(&self, app: &TestApp, ops: &[Value]) -> Value {
        let clock = self.clock.clone().unwrap_or_else(|| app.now());
        let mut push = json!({
            "device": self.device, "epoch": self.epoch, "clock": clock, "ops": ops,
        });
        if let Some((device, through)) = self.succeeds {
            push["succeeds"] = json!({"device": device, "through": through});
        }
        push
    }

    pub(crate) async fn push(&self, app: &TestApp, ops: &[Value]) -> Result<(StatusCode, Value)> {
        let message = self.message(app, ops);
        self.user.post("/api/v1/sync/push", &message).await
    }

    /// Pushes operations that must all be applied.
    pub(crate) async fn apply(&self, app: &TestApp, ops: &[Value]) -> Result<Vec<Value>> {
        let (status, body) = self.push(app, ops).await?;
        assert_eq!(status, StatusCode::OK, "{body}");
        let results = body["results"].as_array().unwrap().clone();
        assert_eq!(results.len(), ops.len());
        for result in &results {
            assert_eq!(result["outcome"], "applied", "{result}");
        }
        Ok(results)
    }

    /// Opens a visit.
    pub(crate) async fn visit(&mut self, app: &TestApp, site: &str, form: &str) -> Result<String> {
        let visit = id();
        let op = self.op(app, open(&visit, site, form));
        self.apply(app, &[op]).await?;
        Ok(visit)
    }

    /// Records a finding.
    pub(crate) async fn find(
        &mut self,
        app: &TestApp,
        visit: &str,
        checkpoint: &str,
        count: u32,
    ) -> Result<String> {
        let finding = id();
        let op = self.op(app, record(app, &finding, visit, checkpoint, count));
        self.apply(app, &[op]).await?;
        Ok(finding)
    }

    /// Attaches a photo of these bytes to a finding.
    pub(crate) async fn attach(
        &mut self,
        app: &TestApp,
        visit: &str,
        finding: &str,
        bytes: &[u8],
    ) -> Result<String> {
        let photo = id();
        let op = self.op(
            app,
            json!({"attach_photo": {
                "photo": photo, "visit": visit, "finding": finding,
                "sha256": server::photos::files::sha256(bytes), "length": bytes.len(),
                "media_type": "image/png", "taken_at": app.now(),
            }}),
        );
        self.apply(app, &[op]).await?;
        Ok(photo)
    }

    /// Hands the visit in.
    pub(crate) async fn close(&mut self, app: &TestApp, visit: &str) -> Result<()> {
        let op = self.op(app, close(visit));
        self.apply(app, &[op]).await?;
        Ok(())
    }
}

pub(crate) fn open(visit: &str, site: &str, form: &str) -> Value {
    json!({"open_visit": {
        "visit": visit, "site": site, "method": "routine", "form": form,
        "finder": "district-office",
    }})
}

pub(crate) fn record(
    app: &TestApp,
    finding: &str,
    visit: &str,
    checkpoint: &str,
    count: u32,
) -> Value {
    json!({"record_finding": {
        "finding": finding, "visit": visit, "checkpoint": checkpoint, "count": count,
        "note": "现场核实", "observed_at": app.now(),
    }})
}

pub(crate) fn close(visit: &str) -> Value {
    json!({"close_visit": {"visit": visit, "outcome": {"is": "inspected"}}})
}

/// The bytes of a new, unique picture.
pub(crate) fn picture() -> Vec<u8> {
    let mut bytes =
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x90\0\0\x01\x2c\x08\x06\0\0\0".to_vec();
    bytes.extend(Uuid::new_v4().as_bytes().repeat(64));
    bytes
}
