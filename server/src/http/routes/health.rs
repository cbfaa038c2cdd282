//! Health checks: whether the process lives, and whether it can serve.

use crate::http::state::AppState;
use crate::problem::Problem;
use axum::extract::State;
use tokio::sync::Semaphore;

static PROBING: Semaphore = Semaphore::const_new(1);

/// `GET /healthz`: the process responds.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the store responds too, and files can be written.
pub async fn readyz(State(state): State<AppState>) -> Result<&'static str, Problem> {
    state.store.ready().await?;
    let files = state.photos.clone();
    // One probe at a time, however many requests: passwords and photos need the threads too.
    let _alone = PROBING.acquire().await.map_err(Problem::internal)?;
    let probed = tokio::task::spawn_blocking(move || files.probe()).await;
    probed.map_err(Problem::internal)?.map_err(|error| {
        tracing::error!(%error, "nothing can be written in the data folder");
        Problem::unavailable()
    })?;
    Ok("ready\n")
}
