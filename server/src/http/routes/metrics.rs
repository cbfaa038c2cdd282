//! What the server measures, in Prometheus' text format.

use crate::accounts::watcher::MetricsToken;
use crate::ground::measures::Measures;
use crate::http::signed::bearer;
use crate::http::state::AppState;
use crate::problem::Problem;
use axum::extract::{ConnectInfo, State};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use prometheus::TEXT_FORMAT;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// Headers by which a proxy tells that it passes on somebody else's request.
const PASSED_ON: [&str; 5] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-real-ip",
];

/// `GET /metrics`.
pub async fn metrics(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<([(http::HeaderName, &'static str); 1], Vec<u8>), Problem> {
    if !may_watch(state.metrics_token.as_ref(), &headers, peer.ip()) {
        return Err(Problem::forbidden(
            "only from the server's own machine, or with the token of --metrics-token",
        ));
    }
    let measures = state.store.measures();
    look(&state, measures).await?;
    let text = measures.text().map_err(Problem::internal)?;
    Ok(([(CONTENT_TYPE, TEXT_FORMAT)], text))
}

/// Whether the request comes from this machine itself, or with the token. Behind a proxy on this
/// machine every connection is a local one, so a request that was passed on never counts as local.
fn may_watch(token: Option<&MetricsToken>, headers: &HeaderMap, peer: IpAddr) -> bool {
    let passed_on = PASSED_ON.iter().any(|it| headers.contains_key(*it));
    let local = peer.to_canonical().is_loopback() && !passed_on;
    let known = token
        .zip(bearer(headers))
        .is_some_and(|(token, given)| token.is(given));
    local || known
}

/// Looks up what is not counted as it happens.
async fn look(state: &AppState, measures: &Measures) -> Result<(), Problem> {
    let looked = &measures.looked;
    let figures = state.store.figures().await?;
    for (gauge, count) in looked.tablets.iter().zip(figures.tablets) {
        gauge.set(whole(count));
    }
    looked
        .unsent_operations
        .set(whole(figures.unsent_operations));
    looked.unsent_photos.set(whole(figures.unsent_photos));
    let now = state.clock.now();
    let age = figures.oldest_report.map(|at| now.duration_since(at));
    looked.oldest_report.set(age.map_or(0, |age| age.as_secs()));
    looked.database.set(whole(figures.database));
    let backups = state.store.backups(1).await?;
    let last = backups.latest.first();
    let last = last.map(|it| it.at.timestamp().as_second());
    looked.last_backup.set(last.unwrap_or_default());
    let of = [
        &state.bodies.tablets,
        &state.bodies.pages,
        &state.bodies.photos,
    ];
    for (gauge, budget) in looked.bodies.iter().zip(of) {
        gauge.set(whole(budget.taken()));
    }
    if let Some((free, size)) = disk(state.photos.data()) {
        looked.disk_free.set(whole(free));
        looked.disk_size.set(whole(size));
    }
    Ok(())
}

/// Free and all bytes of a folder's disk. Space reserved for the system counts neither as used nor
/// as free.
fn disk(folder: &Path) -> Option<(u64, u64)> {
    #[cfg(unix)]
    {
        let disk = rustix::fs::statvfs(folder).ok()?;
        let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
        let used = disk.f_blocks.saturating_sub(disk.f_bfree);
        Some((
            bytes(disk.f_bavail),
            bytes(used.saturating_add(disk.f_bavail)),
        ))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use http::header::AUTHORIZATION;

    const SECRET: &str = "0123456789abcdef";

    fn with(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            http::HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )])
    }

    #[test]
    fn only_this_machine_and_the_token_may_watch() {
        let token: MetricsToken = SECRET.parse().unwrap();
        let (token, nobody) = (Some(&token), HeaderMap::new());
        let far: IpAddr = "10.0.0.7".parse().unwrap();
        for near in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let near: IpAddr = near.parse().unwrap();
            assert!(may_watch(None, &nobody, near));
            for header in PASSED_ON {
                let passed_on = with(header, "unknown");
                assert!(!may_watch(None, &passed_on, near), "{header}");
                assert!(!may_watch(token, &passed_on, near), "{header}");
            }
        }
        assert!(!may_watch(None, &nobody, far));
        assert!(!may_watch(token, &nobody, far));
        let right = with(AUTHORIZATION.as_str(), "Bearer 0123456789abcdef");
        assert!(may_watch(token, &right, far));
        assert!(!may_watch(None, &right, far), "there is no token");
        for wrong in [
            "Bearer 0123456789abcdeg",
            "Bearer ",
            "Bearer 0123456789abcde",
            "Basic x",
        ] {
            let wrong = with(AUTHORIZATION.as_str(), wrong);
            assert!(!may_watch(token, &wrong, far), "{wrong:?}");
        }
    }
}
