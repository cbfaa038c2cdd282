//! Requests that always end, and the meaning of their answers.
//!
//! An answer is the server's only if it has the server's form. A captive portal's page with status
//! 200, or a proxy's own 401 or 403, counts as no network.

use domain::read::{Read, Reader};
use domain::sync::outbox::Reply;
use domain::sync::portion::Portion;
use domain::sync::report::HEADER;
use domain::sync::wire::{self, Conflict, Pulled, Pushed};
use gloo_net::http::{Request, RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use web_sys::AbortController;

/// The timeout of a push or a pull, in milliseconds.
pub(super) const TIMEOUT_MS: u32 = 15_000;
/// The timeout of a piece of a photo, and of a pull that cannot be smaller.
pub(super) const LONG_TIMEOUT_MS: u32 = 30_000;
/// The prefix of the `type` of this server's problems (RFC 9457).
const OURS: &str = "/problems/";
/// The problem that this device or account may not send any more.
const REVOKED: &str = "/problems/revoked";

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) problem: Option<Problem>,
    pub(super) text: String,
    pub(super) location: Option<String>,
    pub(super) offset: Option<u64>,
}

/// A refusal in the form of this server.
pub(super) struct Problem {
    kind: String,
    pub(super) title: String,
    pub(super) detail: String,
}

impl Read for Problem {
    fn read(from: &Reader<'_>) -> Self {
        Self {
            kind: from.key("type"),
            title: from.key("title"),
            detail: from.key("detail"),
        }
    }
}

domain::deserialize_by_reading!(Problem);

impl Answer {
    /// Whether this server answered, not a proxy before it.
    pub(super) fn is_ours(&self) -> bool {
        self.problem.is_some()
    }

    /// Whether the server bars this device or account. Any other 403 is temporary: a proxy's, or a
    /// refusal of a request that seems to come from another site.
    fn is_revoked(&self) -> bool {
        self.problem.as_ref().is_some_and(|it| it.kind == REVOKED)
    }
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// The answer did not arrive in time, or not completely.
    Late,
    /// There is no network, or the request could not be made.
    Network,
}

/// The body of a request.
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
    let text = response.text().await.map_err(|_| NoAnswer::Late)?;
    let problem = problem
        .then(|| wire::read::<Problem>(&text).ok())
        .flatten()
        .filter(|it| it.kind.starts_with(OURS));
    Ok(Answer {
        status: response.status(),
        problem,
        text,
        location: headers.get("location"),
        offset: headers
            .get("upload-offset")
            .and_then(|offset| offset.parse().ok()),
    })
}

/// Sends a push and returns what came back.
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
        400 if answer.is_ours() => Reply::Refused,
        401 if answer.is_ours() => Reply::SignedOut,
        403 if answer.is_revoked() => Reply::Revoked,
        403 => Reply::Barred,
        507 if answer.is_ours() => Reply::ServerFull,
        _ => Reply::Unreachable,
    }
}

/// Pulls a page of changes after `after`, with the number of rows from `rows`; `said` is the
/// tablet's report, as JSON.
pub(super) async fn pull(
    epoch: &str,
    after: u64,
    rows: &Portion,
    said: &str,
) -> Result<Pulled, PullTrouble> {
    let patience = match rows.is_least() {
        true => LONG_TIMEOUT_MS,
        false => TIMEOUT_MS,
    };
    let request = Request::get("/api/v1/sync/pull").header(HEADER, said);
    let request = request.query([
        ("epoch", epoch),
        ("after", &after.to_string()),
        ("limit", &rows.now().to_string()),
    ]);
    let answer = match send(request, Payload::None, patience).await {
        Ok(answer) => answer,
        Err(NoAnswer::Late) => return Err(PullTrouble::Late),
        Err(NoAnswer::Network) => return Err(PullTrouble::Unreachable),
    };
    match answer.status {
        200 => wire::read(&answer.text).map_err(|_| PullTrouble::Unreachable),
        401 if answer.is_ours() => Err(PullTrouble::SignedOut),
        403 if answer.is_revoked() => Err(PullTrouble::Revoked),
        403 => Err(PullTrouble::Barred),
        _ => Err(PullTrouble::Unreachable),
    }
}

/// Why a pull failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PullTrouble {
    /// The answer did not arrive in time, or not completely: a smaller page may succeed.
    Late,
    /// There is no network, or the answer was not this server's.
    Unreachable,
    /// The session has ended.
    SignedOut,
    /// The account or device may not pull.
    Revoked,
    /// Something between tablet and server refused.
    Barred,
}
