//! Signing in and out.

use crate::error::AppError;
use domain::people::Person;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::registry::District;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::Serialize;

/// Who is signed in, and what the installation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Me {
    /// The person, if somebody is signed in.
    pub person: Option<Person>,
    /// The name of the person's town, for its users.
    pub town_name: Option<String>,
    /// 演示数据: everything here is made up.
    pub demo: bool,
    /// What is named of the district.
    pub district: Option<District>,
}

domain::readable!(Me { demo } optional { person, town_name, district });

/// Days that a session lasts; the cookie is as persistent, so that a tablet that was off for days
/// can sync without a password.
pub const SESSION_DAYS: i64 = 30;

/// Ends the session and clears its cookie.
#[server(prefix = "/api/page", endpoint = "sign_out", input = Json)]
pub async fn sign_out() -> Result<(), AppError> {
    let ports = ports()?;
    if let Some(token) = token(&ports).await {
        ports.accounts.sign_out(&token).await?;
    }
    add_cookie(&cookie(&ports, "", 0));
    Ok(())
}

/// Who is signed in.
#[server(prefix = "/api/page", endpoint = "me", input = Json)]
pub async fn who_am_i() -> Result<Me, AppError> {
    let ports = ports()?;
    let token = token(&ports).await;
    whose(&ports, token.as_deref()).await
}

/// Whose session it is.
#[cfg(feature = "ssr")]
pub async fn whose(ports: &crate::ports::Ports, token: Option<&str>) -> Result<Me, AppError> {
    let person = match token {
        Some(token) => ports.accounts.person(token).await?,
        None => None,
    };
    ports.accounts.me(person).await
}

/// Sets a new password.
#[server(prefix = "/api/page", endpoint = "change_password", input = Json)]
pub async fn change_password(old: String, new: String) -> Result<(), AppError> {
    let ports = ports()?;
    let token = token(&ports).await.ok_or(AppError::SignedOut)?;
    let person = ports
        .accounts
        .person(&token)
        .await?
        .ok_or(AppError::SignedOut)?;
    ports
        .accounts
        .change_password(&person, &token, &old, &new)
        .await?;
    let changed = whose(&ports, Some(&token)).await?;
    add_cookie(&named_cookie(&ports, &changed, SESSION_DAYS * 24 * 60 * 60));
    Ok(())
}

/// The ports and the signed-in person, who must have `right`; a one-time or old password
/// must be changed first.
#[cfg(feature = "ssr")]
pub(super) async fn require(right: Right) -> Result<(crate::ports::Ports, Person), AppError> {
    let ports = ports()?;
    let token = token(&ports).await.ok_or(AppError::SignedOut)?;
    let person = ports.accounts.person(&token).await?;
    allowed(person, right).map(|person| (ports, person))
}

/// The same for what an open page asks by itself, which does not keep its session alive.
#[cfg(feature = "ssr")]
pub(super) async fn look_in(right: Right) -> Result<(crate::ports::Ports, Person), AppError> {
    let ports = ports()?;
    let token = token(&ports).await.ok_or(AppError::SignedOut)?;
    let person = ports.accounts.onlooker(&token).await?;
    allowed(person, right).map(|person| (ports, person))
}

#[cfg(feature = "ssr")]
fn allowed(person: Option<Person>, right: Right) -> Result<Person, AppError> {
    let person = person.ok_or(AppError::SignedOut)?;
    if !person.must_change_password && person.may(right) {
        Ok(person)
    } else {
        Err(AppError::Forbidden)
    }
}

/// Who asks, whatever that person may do, and the token that it is asked with.
#[cfg(feature = "ssr")]
pub(super) async fn asking(ports: &crate::ports::Ports) -> Result<(Person, String), AppError> {
    let token = token(ports).await.ok_or(AppError::SignedOut)?;
    let person = ports.accounts.person(&token).await?;
    Ok((person.ok_or(AppError::SignedOut)?, token))
}

#[cfg(feature = "ssr")]
pub(super) fn ports() -> Result<crate::ports::Ports, AppError> {
    use_context().ok_or_else(|| AppError::Internal {
        id: String::from("no ports"),
    })
}

#[cfg(feature = "ssr")]
async fn token(ports: &crate::ports::Ports) -> Option<String> {
    let jar: axum_extra::extract::CookieJar = leptos_axum::extract().await.ok()?;
    jar.get(ports.cookie_name)
        .map(|cookie| cookie.value().to_owned())
}

#[cfg(feature = "ssr")]
fn add_cookie(cookie: &str) {
    if let (Some(response), Ok(value)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        http::HeaderValue::from_str(cookie),
    ) {
        response.append_header(http::header::SET_COOKIE, value);
    }
}

/// The session's cookie as `Set-Cookie` writes it; no seconds take it away.
#[cfg(feature = "ssr")]
pub fn cookie(ports: &crate::ports::Ports, token: &str, seconds: i64) -> String {
    let secure = if ports.cookie_secure { "; Secure" } else { "" };
    let name = ports.cookie_name;
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// The cookie that tells the tablet who has signed in and where, as `Set-Cookie` writes it. It comes
/// with the session's, so that no tablet takes one person for another.
#[cfg(feature = "ssr")]
pub fn named_cookie(ports: &crate::ports::Ports, me: &Me, seconds: i64) -> String {
    use crate::local::session as tablet;
    let secure = if ports.cookie_secure { "; Secure" } else { "" };
    let (name, path) = (tablet::COOKIE, tablet::COOKIE_PATH);
    let me = serde_json::to_string(me).unwrap_or_default();
    let me = crate::address::escape(&me);
    format!("{name}={me}; Path={path}; SameSite=Lax; Max-Age={seconds}{secure}")
}
