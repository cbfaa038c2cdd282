//! Requests that always end, and what an answer means.
//!
//! An answer counts as ours only if it has our form: a captive portal's page with status 200, or
//! a proxy's own 401, is the same as no network.

use domain::sync::outbox::Reply;
use domain::sync::wire::{self, Conflict, Pulled, Pushed};
use gloo_net::http::{Request, RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use web_sys::AbortController;

/// A push or a pull that takes longer than this is given up.
pub(super) const TIMEOUT_MS: u32 = 15_000;
/// The same for a piece of a photo, which is larger.
pub(super) const PHOTO_TIMEOUT_MS: u32 = 60_000;

/// An answer, read whole.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) problem: bool,
    pub(super) text: String,
    pub(super) location: Option<String>,
    pub(super) offset: Option<u64>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// Not in time.
    Late,
    /// No network, or the request could not be made.
    Network,
}

/// What is sent along.
pub(super) enum Payload<'a> {
    /// Nothing.
    None,
    /// JSON text.
    Json(&'a str),
    /// Bytes of a photo.
    Bytes(&'a Uint8Array),
}

/// Sends a request and reads the whole answer within `timeout` milliseconds.
pub(super) async fn send(
    request: RequestBuilder,
    payload: Payload<'_>,
    timeout: u32,
) -> Result<Answer, NoAnswer> {
    let abort = AbortController::new().map_err(|_| NoAnswer::Network)?;
    let late = std::rc::Rc::new(std::cell::Cell::new(false));
    let alarm = Timeout::new(timeout, {
        let (abort, late) = (abort.clone(), late.clone());
        move || {
            late.set(true);
            abort.abort();
        }
    });
    let request = request
        .abort_signal(Some(&abort.signal()))
        .cache(web_sys::RequestCache::NoStore)
        .credentials(web_sys::RequestCredentials::SameOrigin);
    let request = match payload {
        Payload::None => request.build(),
        Payload::Json(text) => request
            .header("content-type", "application/json")
            .body(text),
        Payload::Bytes(bytes) => request
            .header("content-type", "application/offset+octet-stream")
            .body(bytes.clone()),
    };
    let answer = async {
        read(
            request
                .map_err(|_| NoAnswer::Network)?
                .send()
                .await
                .map_err(|_| NoAnswer::Network)?,
        )
        .await
    };
    let answer = answer.await;
    drop(alarm);
    answer.map_err(|error| if late.get() { NoAnswer::Late } else { error })
}

async fn read(response: Response) -> Result<Answer, NoAnswer> {
    let headers = response.headers();
    let problem = headers
        .get("content-type")
        .is_some_and(|kind| kind.starts_with("application/problem+json"));
    Ok(Answer {
        status: response.status(),
        problem,
        location: headers.get("location"),
        offset: headers
            .get("upload-offset")
            .and_then(|offset| offset.parse().ok()),
        text: response.text().await.map_err(|_| NoAnswer::Network)?,
    })
}

/// Pushes a body and says what came back.
pub(super) async fn push(body: &str) -> Reply {
    let request = Request::post("/api/v1/sync/push");
    let answer = match send(request, Payload::Json(body), TIMEOUT_MS).await {
        Ok(answer) => answer,
        Err(NoAnswer::Late) => return Reply::TooMuch,
        Err(NoAnswer::Network) => return Reply::Unreachable,
    };
    let text = &answer.text;
    match answer.status {
        200 => wire::read::<Pushed>(text).map_or(Reply::Unreachable, Reply::Pushed),
        409 => wire::read::<Conflict>(text).map_or(Reply::Unreachable, Reply::Conflict),
        413 => Reply::TooMuch,
        400 if answer.problem => Reply::Refused,
        401 if answer.problem => Reply::SignedOut,
        403 if answer.problem => Reply::Revoked,
        507 if answer.problem => Reply::ServerFull,
        _ => Reply::Unreachable,
    }
}

/// Pulls a page of what changed after `after`.
pub(super) async fn pull(epoch: &str, after: u64) -> Result<Pulled, PullTrouble> {
    let request = Request::get("/api/v1/sync/pull").query([
        ("epoch", epoch),
        ("after", &after.to_string()),
        ("limit", "500"),
    ]);
    let answer = send(request, Payload::None, TIMEOUT_MS)
        .await
        .map_err(|_| PullTrouble::Unreachable)?;
    match answer.status {
        200 => wire::read(&answer.text).map_err(|_| PullTrouble::Unreachable),
        401 if answer.problem => Err(PullTrouble::SignedOut),
        403 if answer.problem => Err(PullTrouble::Revoked),
        _ => Err(PullTrouble::Unreachable),
    }
}

/// Why a pull brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PullTrouble {
    /// No network, or an answer that is none of ours.
    Unreachable,
    /// The session has ended.
    SignedOut,
    /// The account or device may not.
    Revoked,
}
