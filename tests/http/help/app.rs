//! The real router on a real SQLite file in its own folder, with the demo's people and places.

use anyhow::{Context, Result};
use axum_server::Handle;
use reqwest::redirect;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use server::accounts::policy::Policy;
use server::accounts::watcher::MetricsToken;
use server::demo;
use server::ground::bodies::Bodies;
use server::ground::clock::Clock;
use server::http::router::router;
use server::http::site::Site;
use server::http::state::AppState;
use server::photos::files::PhotoFiles;
use server::serve::connections::{Limits, listen, serve};
use server::store::Store;
use server::store::database::Connection;
use server::store::open::Storage;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tests::stores;

/// Settings of the server that differ from the usual ones.
#[derive(Default)]
pub(crate) struct Setting {
    /// A proxy in front handles TLS and passes on the client's address.
    pub(crate) behind_proxy: bool,
    pub(crate) limits: Limits,
    pub(crate) bodies: Bodies,
    /// What lets somebody on another machine read the measures.
    pub(crate) metrics_token: Option<MetricsToken>,
}

/// A server that listens on a port of its own.
pub(crate) struct TestApp {
    base: String,
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
    pub(crate) data: Arc<TempDir>,
    handle: Handle<SocketAddr>,
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

impl TestApp {
    pub(crate) async fn start() -> Result<Self> {
        Self::start_in(tempfile::tempdir()?, Clock::default()).await
    }

    /// Starts a new installation: a district without towns, sites or people.
    pub(crate) async fn start_empty() -> Result<Self> {
        let (data, clock) = (tempfile::tempdir()?, Clock::default());
        let file = data.path().join("xuncha.db");
        let store = stores::open(&file, clock.clone()).await?;
        let store: Arc<Store> = Arc::new(store);
        assert!(store.seed(server::store::Seed::default()).await?);
        store.close().await?;
        Self::start_in(data, clock).await
    }

    /// Starts on a folder that may already hold a database.
    pub(crate) async fn start_in(data: TempDir, clock: Clock) -> Result<Self> {
        Self::start_with(data, clock, Setting::default()).await
    }

    /// Starts with other settings.
    pub(crate) async fn start_as(setting: Setting) -> Result<Self> {
        Self::start_with(tempfile::tempdir()?, Clock::default(), setting).await
    }

    async fn start_with(data: TempDir, clock: Clock, setting: Setting) -> Result<Self> {
        Self::start_on(Arc::new(data), clock, setting).await
    }

    async fn start_on(data: Arc<TempDir>, clock: Clock, setting: Setting) -> Result<Self> {
        let file = data.path().join("xuncha.db");
        let store = stores::open(&file, clock.clone()).await?;
        let store: Arc<Store> = Arc::new(store);
        if store.is_empty().await? {
            assert!(store.seed(demo::seed(&clock).await?).await?);
        }
        let mut state = AppState::new(
            Arc::clone(&store),
            PhotoFiles::open(data.path())?,
            site(&data)?,
            clock.clone(),
            setting.behind_proxy,
            setting.behind_proxy,
            Policy::default(),
        );
        state.bodies = setting.bodies;
        state.metrics_token = setting.metrics_token;
        let measures = Arc::clone(store.measures());
        let listener = listen((Ipv4Addr::LOCALHOST, 0).into())?;
        let base = format!("http://{}", listener.local_addr()?);
        let (app, handle) = (router(state), Handle::new());
        let serving = serve(
            listener,
            None,
            app,
            setting.limits,
            measures,
            handle.clone(),
        );
        tokio::spawn(async move { serving.await.unwrap() });
        Ok(Self {
            base,
            store,
            clock,
            data,
            handle,
        })
    }

    /// Stops it and keeps its folder.
    pub(crate) fn stop(self) -> Arc<TempDir> {
        Arc::clone(&self.data)
    }

    /// Starts a second server on the same data.
    pub(crate) async fn beside(&self) -> Result<Self> {
        let (data, clock) = (Arc::clone(&self.data), self.clock.clone());
        Self::start_on(data, clock, Setting::default()).await
    }

    /// The same signed-in person at this server.
    pub(crate) fn with_token(&self, user: &User) -> User {
        User {
            token: user.token.clone(),
            id: user.id.clone(),
            ..self.anyone()
        }
    }

    /// A client without a session.
    pub(crate) fn anyone(&self) -> User {
        User {
            base: self.base.clone(),
            http: Client::builder()
                .redirect(redirect::Policy::none())
                .build()
                .unwrap(),
            token: None,
            id: String::new(),
        }
    }

    /// A signed-in person of the demo.
    pub(crate) async fn sign_in(&self, login: &str) -> Result<User> {
        let mut user = self.anyone();
        let answer = user.open_session(login, demo::PASSWORD).await?;
        assert_eq!(answer.status(), StatusCode::CREATED, "{login}");
        let body: Value = answer.json().await?;
        user.token = body["token"].as_str().map(str::to_owned);
        user.id = body["person"]["id"].as_str().context("id")?.to_owned();
        Ok(user)
    }

    /// The clock's time as a tablet writes it.
    pub(crate) fn now(&self) -> String {
        self.clock.moment().to_string()
    }

    /// A second connection to the database, to inspect it and to damage it.
    pub(crate) async fn database(&self) -> Result<Connection> {
        stores::look(&self.data.path().join("xuncha.db")).await
    }

    /// Where it keeps what it has.
    pub(crate) async fn storage(&self) -> Result<Storage> {
        stores::storage(self.data.path()).await
    }

    pub(crate) async fn account(&self, login: &str) -> Result<server::store::Account> {
        self.store.account(login).await?.context("no such account")
    }

    pub(crate) fn photo_file(&self, sha256: &str) -> PathBuf {
        self.data
            .path()
            .join("photos")
            .join(&sha256[..2])
            .join(sha256)
    }
}

/// A minimal site: the files and the manifest that pages need of a build.
pub(crate) fn site(data: &TempDir) -> Result<Site> {
    let folder = data.path().join("site");
    std::fs::create_dir_all(folder.join("pkg"))?;
    std::fs::write(folder.join("pkg/tablet.0123.js"), "// nothing\n")?;
    std::fs::write(folder.join("sw.js"), "// nothing\n")?;
    let build = json!({
        "build": "b1", "css": "/pkg/x.css",
        "pages": { "js": "/pkg/pages.0123.js", "wasm": "/pkg/pages.wasm" },
        "books": { "js": "/pkg/books.0123.js", "wasm": "/pkg/books.wasm" },
        "manage": { "js": "/pkg/manage.0123.js", "wasm": "/pkg/manage.wasm" },
        "visits": { "js": "/pkg/visits.0123.js", "wasm": "/pkg/visits.wasm" },
        "desk": { "js": "/pkg/desk.0123.js", "wasm": "/pkg/desk.wasm" },
        "tablet": { "js": "/pkg/tablet.0123.js", "wasm": "/pkg/tablet.wasm" },
    });
    std::fs::write(folder.join("build.json"), build.to_string())?;
    Ok(Site::open(&folder)?)
}

/// A person with an HTTP client.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) base: String,
    pub(crate) http: Client,
    pub(crate) token: Option<String>,
    pub(crate) id: String,
}

impl User {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The server's origin, as browsers send it in `Origin`.
    pub(crate) fn origin(&self) -> &str {
        &self.base
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, self.url(path));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn open_session(&self, login: &str, password: &str) -> Result<Response> {
        let body = json!({"login": login, "password": password});
        let request = self.http.post(self.url("/api/v1/session"));
        Ok(request.json(&body).send().await?)
    }

    pub(crate) async fn get(&self, path: &str) -> Result<(StatusCode, Value)> {
        json_of(self.request(Method::GET, path).send().await?).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<(StatusCode, Value)> {
        json_of(self.request(Method::POST, path).json(body).send().await?).await
    }

    /// Calls a page's function, which accepts only the cookie.
    pub(crate) async fn call(&self, function: &str, body: Value) -> Result<Result<Value, Value>> {
        let request = self.http.post(self.url(&format!("/api/page/{function}")));
        let cookie = format!("xuncha={}", self.token.as_deref().unwrap_or_default());
        let answer = request
            .header("cookie", cookie)
            .header("origin", &self.base)
            .json(&body)
            .send()
            .await?;
        let fine = answer.status().is_success();
        let text = answer.text().await?;
        let value: Value = serde_json::from_str(&text).with_context(|| text.clone())?;
        Ok(if fine { Ok(value) } else { Err(value) })
    }

    /// Pulls every row after `after`.
    pub(crate) async fn pull(&self, after: u64) -> Result<Value> {
        let epoch = self.epoch().await?;
        let path = format!("/api/v1/sync/pull?epoch={epoch}&after={after}");
        let (status, body) = self.get(&path).await?;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert_eq!(body["more"], false, "more than one page");
        Ok(body)
    }

    pub(crate) async fn epoch(&self) -> Result<String> {
        let (_, body) = self.get("/api/v1/sync/pull?limit=1").await?;
        Ok(body["epoch"].as_str().context("epoch")?.to_owned())
    }

    /// The newest state of a thing, if this person may see it.
    pub(crate) async fn row(&self, kind: &str, key: &str) -> Result<Option<Value>> {
        let pulled = self.pull(0).await?;
        let rows = pulled["rows"].as_array().context("rows")?;
        let found = rows
            .iter()
            .find(|row| row["kind"] == kind && row["key"] == key);
        Ok(found.map(|row| row["body"].clone()))
    }
}

pub(crate) async fn json_of(answer: Response) -> Result<(StatusCode, Value)> {
    let status = answer.status();
    if status.is_client_error() || status.is_server_error() {
        let kind = answer.headers()["content-type"].to_str()?.to_owned();
        let conflict = status == StatusCode::CONFLICT && kind == "application/json";
        assert!(
            conflict || kind == "application/problem+json",
            "{status}: {kind}"
        );
    }
    let text = answer.text().await?;
    let body = serde_json::from_str(&text).with_context(|| format!("{status}: {text}"))?;
    Ok((status, body))
}
