//! Server functions for who is signed in, signing out, and changing the password.

#[cfg(feature = "ssr")]
use super::asker::{ports, token, whose};
#[cfg(feature = "ssr")]
use super::cookies::{add_cookie, cookie, named_cookie};
use crate::api::session::Me;
#[cfg(feature = "ssr")]
use crate::api::session::SESSION_DAYS;
use crate::error::AppError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

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
