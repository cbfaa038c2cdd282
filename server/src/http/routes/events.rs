//! News for open pages, as server-sent events.

use crate::ground::measures::Held;
use crate::http::signed::Onlooker;
use crate::http::state::AppState;
use crate::problem::Problem;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use domain::people::Right;
use futures::{Stream, stream};
use std::convert::Infallible;
use std::time::Duration;

/// Changes within this time share one event.
const GATHER: Duration = Duration::from_millis(200);
/// After this time a stream ends and the browser reconnects, so that an ended session stops
/// receiving events.
const LIFE: Duration = Duration::from_secs(10 * 60);

/// `GET /api/v1/events`: an event `changed` with the district's number after every commit. Only for
/// people who see every finding: how often the number changes would reveal unannounced visits.
pub async fn events(
    State(state): State<AppState>,
    Onlooker(signed): Onlooker,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    signed.require(Right::SeeFindings)?;
    let (mut news, stopping) = (state.store.committed(), state.stopping.clone());
    news.mark_unchanged();
    let end = tokio::time::Instant::now() + LIFE;
    let listening = Held::new(&state.store.measures().connections.listeners);
    let begun = (news, stopping, listening);
    let events = stream::unfold(begun, move |(mut news, stopping, listening)| async move {
        tokio::select! {
            () = stopping.cancelled() => return None,
            () = tokio::time::sleep_until(end) => return None,
            moved = news.changed() => moved.ok()?,
        }
        tokio::time::sleep(GATHER).await;
        let number = *news.borrow_and_update();
        let event = Event::default().event("changed").data(number.to_string());
        Some((Ok(event), (news, stopping, listening)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
