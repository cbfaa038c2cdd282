//! The signed-in person of a request.

use crate::accounts::token;
use crate::http::state::AppState;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum_extra::extract::CookieJar;
use domain::people::{Person, Right};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;

/// The signed-in person of a request to the API, by cookie or bearer token.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The person.
    pub person: Person,
    /// The session's token.
    pub token: String,
}

impl Signed {
    /// Requires that the person has the right.
    pub fn require(&self, right: Right) -> Result<(), Problem> {
        if self.person.may(right) {
            Ok(())
        } else {
            Err(Problem::forbidden(
                "this account does not have the right to it",
            ))
        }
    }
}

impl FromRequestParts<AppState> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        signed(parts, state, true).await
    }
}

/// The signed-in person of a request that an open page makes by itself; it does not keep the
/// session alive.
#[derive(Debug, Clone)]
pub struct Onlooker(pub Signed);

impl FromRequestParts<AppState> for Onlooker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        signed(parts, state, false).await.map(Self)
    }
}

async fn signed(parts: &Parts, state: &AppState, used: bool) -> Result<Signed, Problem> {
    let token = token_of(parts, state.cookie_name).ok_or_else(Problem::signed_out)?;
    let limits = state.policy.limits(state.clock.now(), used);
    let session = state
        .store
        .session(&token::hash(&token), limits)
        .await?
        .ok_or_else(Problem::signed_out)?;
    if session.disabled {
        return Err(Problem::revoked("this account is locked"));
    }
    let person = session.person;
    if person.must_change_password {
        let mut problem = Problem::signed_out();
        problem.detail =
            "the password must be changed first: it is a one-time one, or has grown too old".into();
        return Err(problem);
    }
    Ok(Signed { person, token })
}

/// The bearer token; the scheme is not case-sensitive (RFC 9110, section 11.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim_start().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The token of a request: the bearer token, or else the cookie's.
pub fn token_of(parts: &Parts, cookie_name: &str) -> Option<String> {
    match bearer(&parts.headers) {
        Some(token) => Some(token.to_owned()),
        None => CookieJar::from_headers(&parts.headers)
            .get(cookie_name)
            .map(|cookie| cookie.value().to_owned()),
    }
}
