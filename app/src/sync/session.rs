//! The session, from the tablet's side: whom the server considers signed in, and signing out.

use super::http::{Payload, TIMEOUT_MS, send};
use crate::api::session::Me;
use gloo_net::http::Request;

const ADDRESS: &str = "/api/v1/session";

/// The person of the session's cookie; `None` if the server cannot be reached.
pub(crate) async fn who() -> Option<Me> {
    let answer = send(Request::get(ADDRESS), Payload::None, TIMEOUT_MS)
        .await
        .ok()?;
    match answer.status {
        200 => domain::sync::wire::read(&answer.text).ok(),
        _ => None,
    }
}

/// Ends the session; returns whether it has ended, now or earlier.
pub(crate) async fn close() -> bool {
    let answer = send(Request::delete(ADDRESS), Payload::None, TIMEOUT_MS).await;
    answer.is_ok_and(|answer| answer.status == 204 || (answer.status == 401 && answer.is_ours()))
}
