//! Starting, serving and stopping.

pub mod backup;
pub mod connections;
pub mod telemetry;

use crate::accounts::password;
use crate::accounts::policy::Policy;
use crate::accounts::watcher::MetricsToken;
use crate::demo::{self, Demo};
use crate::ground::clock::Clock;
use crate::http::router::router;
use crate::http::site::Site;
use crate::http::state::AppState;
use crate::photos::files::PhotoFiles;
use crate::photos::uploads;
use crate::store::open::Storage;
use crate::store::{NewAccount, Seed, Store};
use anyhow::Context;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use connections::Limits;
use domain::ids::UserId;
use domain::people::Role;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long requests may take to finish when the server stops.
const DRAIN: Duration = Duration::from_secs(10);

/// The server's configuration.
#[derive(Debug)]
pub struct Config {
    /// Where the data is.
    pub storage: Storage,
    /// Where to listen.
    pub addr: SocketAddr,
    /// The certificate and the key.
    pub tls: Option<Tls>,
    /// Whether a proxy in front handles TLS.
    pub behind_proxy: bool,
    /// The demonstration data for an empty folder.
    pub demo: Option<Demo>,
    /// How long sessions and passwords are valid.
    pub policy: Policy,
    /// The folder of the files that browsers load.
    pub site: PathBuf,
    /// What lets somebody on another machine read the measures.
    pub metrics_token: Option<MetricsToken>,
}

/// The files of the certificate and the key, PEM.
#[derive(Debug)]
pub struct Tls {
    /// The certificate chain.
    pub cert: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Serves until stopped.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let limits = Limits::of_this_process();
    let site = Site::open(&config.site)?;
    // Anything that can fail comes before the first account, whose password is shown only once.
    let listener = connections::listen(config.addr)
        .with_context(|| format!("cannot listen on {}", config.addr))?;
    let addr = listener.local_addr()?;
    let tls = match &config.tls {
        Some(Tls { cert, key }) => {
            // This fails only if a provider is already installed, which then works too.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls = RustlsConfig::from_pem_file(cert, key).await;
            Some(tls.with_context(|| format!("{} or {}", cert.display(), key.display()))?)
        }
        None => None,
    };
    let clock = Clock::default();
    if config.demo == Some(Demo::Full) {
        demo::fill(&config.storage, &clock, &site).await?;
    }
    let store: Arc<Store> = Arc::new(config.storage.open(clock.clone(), true).await?);
    let photos = PhotoFiles::open(&config.storage.data)?;
    println!("巡查 Xuncha {}", env!("CARGO_PKG_VERSION"));
    if let Some(one_time) = fill(store.as_ref(), &clock, config.demo.is_some()).await? {
        println!("first account: admin   one-time password: {one_time}");
        println!("(shown this once; it must be changed at the first sign-in)");
    }
    let secure = config.tls.is_some() || config.behind_proxy;
    let (store_to_close, behind) = (Arc::clone(&store), config.behind_proxy);
    let mut state = AppState::new(store, photos, site, clock, secure, behind, config.policy);
    state.metrics_token = config.metrics_token;
    let measures = Arc::clone(state.store.measures());
    let stopping = state.stopping.clone();
    let tidying = tokio::spawn(uploads::keep_tidy(
        Arc::clone(&state.store),
        state.photos.clone(),
        state.clock.clone(),
        stopping.clone(),
    ));
    let app = router(state);

    let handle = Handle::new();
    let stopped = stop_on_signal(handle.clone(), stopping)?;
    if store_to_close.is_demo().await? {
        println!("{}", demo::accounts_shown());
    }
    let scheme = if tls.is_some() { "https" } else { "http" };
    println!("listening on {scheme}://{addr}");
    connections::serve(listener, tls, app, limits, measures, handle).await?;
    stopped.abort();
    tidying.abort();
    store_to_close.close().await?;
    tracing::info!("stopped");
    Ok(())
}

/// Fills an empty store; returns the one-time password of the first administrator, if one was
/// created.
async fn fill(store: &Store, clock: &Clock, demo: bool) -> anyhow::Result<Option<String>> {
    if !store.is_empty().await? {
        return Ok(None);
    }
    if demo {
        store.seed(demo::seed(clock).await?).await?;
        return Ok(None);
    }
    let one_time = password::one_time("admin");
    let admin = NewAccount {
        id: UserId(uuid::Uuid::now_v7()),
        login: "admin".into(),
        name: "管理员".into(),
        password: password::hash(&one_time)
            .await
            .map_err(anyhow::Error::msg)?,
        roles: [Role::Administrator].into(),
        town: None,
        offices: Vec::new(),
        must_change: true,
    };
    let seed = Seed {
        accounts: vec![admin],
        ..Seed::default()
    };
    store.seed(seed).await?;
    Ok(Some(one_time))
}

/// On SIGTERM or Ctrl-C stops accepting, and lets running requests finish.
fn stop_on_signal(
    handle: Handle<SocketAddr>,
    stopping: CancellationToken,
) -> anyhow::Result<tokio::task::JoinHandle<()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(tokio::spawn(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        drop(tokio::signal::ctrl_c().await);
        tracing::info!("stopping");
        stopping.cancel();
        handle.graceful_shutdown(Some(DRAIN));
    }))
}
