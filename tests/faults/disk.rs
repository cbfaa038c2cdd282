//! A disk or system that refuses for a while: nothing is acknowledged or quarantined, and
//! afterwards everything continues.

use anyhow::{Context, Result, ensure};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;
use tests::{Server, eventually};
use tokio::net::TcpStream;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(30);

struct Inspector {
    http: Client,
    base: String,
    token: String,
}

impl Inspector {
    async fn sign_in(server: &Server) -> Result<Self> {
        let (http, base) = (Client::new(), server.url(""));
        let body = json!({"login": "lixia", "password": "Xuncha-2026"});
        let answer = http
            .post(format!("{base}/api/v1/session"))
            .json(&body)
            .send()
            .await?;
        let body: Value = answer.error_for_status()?.json().await?;
        let token = body["token"].as_str().context("no token")?.to_owned();
        Ok(Self { http, base, token })
    }

    fn get(&self, path: &str) -> RequestBuilder {
        let request = self.http.get(format!("{}{path}", self.base));
        request.bearer_auth(&self.token)
    }

    fn push(&self, message: &Value) -> RequestBuilder {
        let request = self.http.post(format!("{}/api/v1/sync/push", self.base));
        request.bearer_auth(&self.token).json(message)
    }
}

/// A push that opens a visit.
async fn message(inspector: &Inspector) -> Result<Value> {
    let pulled = inspector.get("/api/v1/sync/pull?limit=1").send().await?;
    let pulled: Value = pulled.error_for_status()?.json().await?;
    let now = server::ground::clock::Clock::default().moment().to_string();
    let open = json!({"v": 1, "base_seq": 0, "at": now, "open_visit": {
        "visit": Uuid::now_v7(), "site": "luocun-center", "method": "routine",
        "form": "announced", "finder": "district-office",
    }});
    Ok(json!({
        "device": Uuid::now_v7(), "epoch": pulled["epoch"], "clock": now,
        "ops": [{"seq": 1, "op_id": Uuid::now_v7(), "body": open}],
    }))
}

#[tokio::test]
#[ignore = "needs a built server: cargo xtask test"]
async fn a_disk_that_does_not_write_refuses_and_quarantines_nothing() -> Result<()> {
    // At the limit the system sends a signal that would end the process; a full disk does not.
    let mut server = Server::start_under("trap '' XFSZ").await?;
    let inspector = Inspector::sign_in(&server).await?;
    let message = message(&inspector).await?;
    server.limit_files(Some(0))?;
    for _ in 0..3 {
        let refused = inspector.push(&message).send().await?;
        ensure!(
            refused.status() == StatusCode::SERVICE_UNAVAILABLE,
            "{refused:?}"
        );
        let body: Value = refused.json().await?;
        ensure!(body["type"] == "/problems/unavailable", "{body}");
    }
    let ready = inspector.get("/readyz").send().await?;
    ensure!(
        ready.status() == StatusCode::SERVICE_UNAVAILABLE,
        "ready, and writes nothing"
    );
    server.limit_files(None)?;
    let pushed = inspector.push(&message).send().await?.error_for_status()?;
    let pushed: Value = pushed.json().await?;
    ensure!(pushed["results"][0]["outcome"] == "applied", "{pushed}");
    server.stop().await
}

#[tokio::test]
#[ignore = "needs a built server: cargo xtask test"]
async fn a_server_that_is_out_of_files_says_so_and_goes_on() -> Result<()> {
    let mut server = Server::start_under("ulimit -n 40").await?;
    let inspector = Inspector::sign_in(&server).await?;
    // This client's connection was open before the flood, and stays open.
    inspector.get("/readyz").send().await?.error_for_status()?;
    let mut flood = Vec::new();
    for _ in 0..150 {
        flood.push(TcpStream::connect(server.addr()).await?);
    }
    let refused = eventually("a file is refused", PATIENCE, async || {
        let answer = inspector.get("/readyz").send().await?;
        Ok((!answer.status().is_success()).then_some(answer))
    })
    .await?;
    ensure!(
        refused.status() == StatusCode::SERVICE_UNAVAILABLE,
        "{refused:?}"
    );
    ensure!(refused.headers().contains_key("retry-after"), "{refused:?}");
    drop(flood);
    eventually("it goes on", PATIENCE, async || {
        let fresh = Client::new().get(server.url("/readyz")).send().await;
        Ok(fresh.is_ok_and(|it| it.status().is_success()).then_some(()))
    })
    .await?;
    server.stop().await
}

#[tokio::test]
#[ignore = "needs a built server: cargo xtask test"]
async fn as_many_files_as_the_system_grants_are_open_to_it() -> Result<()> {
    let mut server = Server::start_under("ulimit -S -n 128; ulimit -H -n 4096").await?;
    let granted = server.open_files()?;
    ensure!(granted == Some(4096), "{granted:?}");
    server.stop().await
}

#[tokio::test]
#[ignore = "needs a built server: cargo xtask test"]
async fn the_data_folder_is_its_owners_alone() -> Result<()> {
    let mut server = Server::start_under("umask 022").await?;
    Inspector::sign_in(&server).await?;
    closed(server.data())?;
    server.stop().await?;
    // The permissions that an earlier version left.
    let mode = |name: &str, mode: u32| {
        let path = server.data().join(name);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
    };
    mode("", 0o755)?;
    mode("photos", 0o755)?;
    mode("xuncha.db", 0o644)?;
    server.resume().await?;
    closed(server.data())?;
    server.stop().await
}

/// Checks that nothing in the folder, nor the folder itself, is open to other users.
fn closed(path: &Path) -> Result<()> {
    let metadata = std::fs::metadata(path)?;
    let mode = metadata.permissions().mode();
    ensure!(mode & 0o077 == 0, "{}: {mode:o}", path.display());
    if metadata.is_dir() {
        for entry in std::fs::read_dir(path)? {
            closed(&entry?.path())?;
        }
    }
    Ok(())
}
