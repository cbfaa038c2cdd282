//! Uploads that nobody finishes: they go after a while, and one person has only so much of them.

use crate::ground::clock::Clock;
use crate::photos::files::PhotoFiles;
use crate::problem::Problem;
use crate::problem::io::of_io;
use crate::store::Store;
use domain::ids::UserId;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio_util::sync::CancellationToken;

/// An upload to which nothing was added for so long is abandoned. A tablet that comes back later
/// starts it over.
const ABANDONED: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// A file that comes and goes with a request is left by one that was killed.
const LEFT: Duration = Duration::from_secs(24 * 60 * 60);
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Bytes that one person may have announced in the time of [`ABANDONED`] and neither sent whole nor
/// attached to a visit: weeks of photos. What is older is tidied away, or it is whole and what
/// attached it was refused: nobody is locked out by that for ever.
const QUOTA: u64 = 4 * 1024 * 1024 * 1024;
/// So many uploads of that kind: each is a file, however small.
const COUNT: u64 = 5_000;
/// Seconds after which tidying may have made room.
const LATER: u32 = 3600;

/// Whether a person may announce another upload of that length.
///
/// # Errors
/// Too much is unfinished: nothing is refused for good, the tablet keeps the photo and comes again.
pub(crate) async fn has_room(
    store: &dyn Store,
    user: UserId,
    sha256: &str,
    length: u64,
    now: Timestamp,
) -> Result<(), Problem> {
    let (count, bytes) = store.unfinished(user, sha256, announced_since(now)).await?;
    if count < COUNT && bytes.saturating_add(length) <= QUOTA {
        return Ok(());
    }
    let status = StatusCode::TOO_MANY_REQUESTS;
    let title = "Too much is unfinished";
    let detail =
        format!("{count} uploads of {bytes} bytes are neither whole nor attached to a visit");
    let mut problem = Problem::new(status, "/problems/upload-quota", title, detail);
    problem.retry_after = Some(LATER);
    Err(problem)
}

/// Tidies up now and then until the server stops.
pub(crate) async fn keep_tidy(
    store: Arc<dyn Store>,
    files: PhotoFiles,
    clock: Clock,
    stopping: CancellationToken,
) {
    let mut timer = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = timer.tick() => {}
        }
        match tidy(store.as_ref(), &files, clock.now()).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "abandoned uploads were tidied away"),
            Err(problem) => tracing::warn!(problem.detail, "uploads were not tidied"),
        }
    }
}

/// Removes what is abandoned; says how many uploads and files those were.
///
/// # Errors
/// The disk or the store does not do it; what is left goes another time.
pub async fn tidy(store: &dyn Store, files: &PhotoFiles, now: Timestamp) -> Result<usize, Problem> {
    let at = SystemTime::from(now);
    let before = |age: Duration| at.checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH);
    let folder = files.clone();
    let (abandoned, left) = (before(ABANDONED), before(LEFT));
    let listed = tokio::task::spawn_blocking(move || {
        folder.sweep(left)?;
        folder.parts_before(abandoned)
    });
    let listed = listed.await.map_err(Problem::internal)?;
    let mut gone = 0;
    for (user, sha256) in listed.map_err(of_io)? {
        // Whoever sends a piece right now has the turn, and has made it young again.
        let _turn = files.turn(&sha256).await;
        let old = files.discard_before(user, &sha256, abandoned);
        gone += usize::from(old.map_err(of_io)?);
    }
    let since = announced_since(now);
    for (user, sha256) in store.announced_before(since).await? {
        let _turn = files.turn(&sha256).await;
        let sent = files.offset(user, &sha256);
        if sent.map_err(of_io)? == 0 {
            store.forget_upload(user, &sha256, since).await?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// What was announced before then is abandoned.
fn announced_since(now: Timestamp) -> Timestamp {
    let age = SignedDuration::try_from(ABANDONED).unwrap_or(SignedDuration::MAX);
    now.checked_sub(age).unwrap_or(Timestamp::MIN)
}
