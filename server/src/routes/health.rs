//! Whether the process lives, and whether it can serve.

use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::State;

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the store answers too.
pub async fn readyz(State(state): State<AppState>) -> Result<&'static str, Problem> {
    state.store.ready().await?;
    Ok("ready\n")
}
