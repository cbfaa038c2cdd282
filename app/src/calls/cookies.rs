//! The cookies that an answer sets: one for the session, one for the tablet.

use crate::address::escape;
use crate::api::session::Me;
use crate::local::session as tablet;
use crate::ports::Ports;
use leptos::prelude::use_context;

pub(super) fn add_cookie(cookie: &str) {
    if let (Some(response), Ok(value)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        http::HeaderValue::from_str(cookie),
    ) {
        response.append_header(http::header::SET_COOKIE, value);
    }
}

/// The session cookie as a `Set-Cookie` value; 0 seconds remove it.
pub fn cookie(ports: &Ports, token: &str, seconds: i64) -> String {
    let secure = if ports.cookie_secure { "; Secure" } else { "" };
    let name = ports.cookie_name;
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// The cookie from which the tablet learns who has signed in, as a `Set-Cookie` value. It is set
/// together with the session cookie, so that no tablet mistakes one person for another.
pub fn named_cookie(ports: &Ports, me: &Me, seconds: i64) -> String {
    let secure = if ports.cookie_secure { "; Secure" } else { "" };
    let (name, path) = (tablet::COOKIE, tablet::COOKIE_PATH);
    let me = serde_json::to_string(me).unwrap_or_default();
    let me = escape(&me);
    format!("{name}={me}; Path={path}; SameSite=Lax; Max-Age={seconds}{secure}")
}
