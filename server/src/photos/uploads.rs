//! Unfinished uploads: they are removed after a while, and their amount per person is limited.

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

/// After this time without new bytes an upload is abandoned. A tablet that returns later starts it
/// over.
const ABANDONED: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// After this time a temporary file was left by a request that was killed.
const LEFT: Duration = Duration::from_secs(24 * 60 * 60);
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How many bytes one person may have announced within [`ABANDONED`] that are neither complete nor
/// attached to a visit: weeks of photos. Older uploads do not count, so that nobody is locked out
/// for ever: they are removed, or they are complete but their attachment was rejected.
const QUOTA: u64 = 4 * 1024 * 1024 * 1024;
/// How many such uploads one person may have: each is a file, however small.
const COUNT: u64 = 5_000;
/// Seconds after which tidying may have made room.
const LATER: u32 = 3600;

/// Checks whether a person may announce another upload of this length.
///
/// # Errors
/// Too much is unfinished. The tablet keeps the photo and tries again later.
pub(crate) async fn has_room(
    store: &Store,
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

/// Tidies up regularly until the server stops.
pub(crate) async fn keep_tidy(
    store: Arc<Store>,
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

/// Removes abandoned uploads and files; returns how many.
///
/// # Errors
/// The disk or the store failed; the rest is removed another time.
pub async fn tidy(store: &Store, files: &PhotoFiles, now: Timestamp) -> Result<usize, Problem> {
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
        // A request that is sending holds the turn, and has renewed the file.
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

/// The time before which an announced upload is abandoned.
fn announced_since(now: Timestamp) -> Timestamp {
    let age = SignedDuration::try_from(ABANDONED).unwrap_or(SignedDuration::MAX);
    now.checked_sub(age).unwrap_or(Timestamp::MIN)
}
