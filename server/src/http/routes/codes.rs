//! `/api/v1/sites/{site}/code`: a site's QR code. Any camera app reads it as the address that
//! begins a visit there; an installed tablet opens that address without a network.

use super::extract::Path;
use crate::http::layers::asked_host;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use domain::ids::SiteId;
use domain::people::Right;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// `GET /api/v1/sites/{site}/code`: an SVG with its quiet zone, for supervisors and administrators.
/// It encodes `{origin}/inspect/new?site={site}` with the origin of the request.
pub async fn code(
    State(state): State<AppState>,
    signed: Signed,
    Path(site): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    signed.require(Right::SeeCodes)?;
    let nothing = || Problem::not_found("no such site");
    let site: SiteId = site.parse().map_err(|_| nothing())?;
    let sites = state.store.sites().await?;
    if !sites.iter().any(|known| known.site.id == site) {
        return Err(nothing());
    }
    let host = asked_host(&headers, &uri, state.behind_proxy)
        .ok_or_else(|| Problem::bad_request("the request names no Host"))?;
    let scheme = if state.ports.cookie_secure {
        "https"
    } else {
        "http"
    };
    let address = format!("{scheme}://{host}/inspect/new?site={site}");
    let svg = crate::ground::qr::draw(&address)
        .ok_or_else(|| Problem::bad_request("Host: too long for a code"))?;
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        // Under another host name the same path gives another picture.
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, svg).into_response())
}
