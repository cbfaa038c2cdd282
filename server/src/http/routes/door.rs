//! The forms of pages without a program: signing in, choosing a password through an invitation, and
//! the language.

use super::read_body;
use super::session::let_in;
use crate::accounts::{password, token};
use crate::ground::clock::OFFSET_SECONDS;
use crate::http::page::{Beside, show};
use crate::http::state::AppState;
use crate::problem::Problem;
use crate::store::Accepted;
use app::address::{escape, safe_next, safe_path};
use app::api::session::SESSION_DAYS;
use app::calls::cookies::{cookie, named_cookie};
use app::language::{COOKIE, LANGUAGES};
use app::pages::session::{Attempt, Refused, Welcoming};
use app::places;
use axum::body::Body;
use axum::extract::{ConnectInfo, Form, FromRequest, Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use domain::people::Person;
use domain::time::Moment;
use http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::net::SocketAddr;

/// The form of `/sign-in`.
#[derive(Deserialize)]
struct SignIn {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
}

/// The page to go to after signing in.
#[derive(Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// `POST /sign-in`: redirects to the wanted page, or shows the form again with its error.
pub async fn sign_in(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Query(Next { next }): Query<Next>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let SignIn { login, password } = read_form(&parts, body).await?;
    let login = login.trim().to_owned();
    let mut attempt = Attempt {
        no_password: password.is_empty(),
        login,
        refused: None,
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut wait = None;
    if !attempt.login.is_empty() && !attempt.no_password {
        let address = peer.ip().to_string();
        match let_in(
            &state,
            attempt.login.clone(),
            password,
            address,
            &parts.headers,
        )
        .await
        {
            Ok((person, token)) => return go_in(&state, person, &token, next.as_deref()).await,
            Err(error) => {
                status = StatusCode::from_u16(error.status()).unwrap_or(status);
                wait = error.retry_after();
                attempt.refused = Some(error);
            }
        }
    }
    let page = Request::from_parts(parts, Body::empty());
    let mut response = show(&state, page, Some(Beside::Attempt(attempt))).await;
    *response.status_mut() = status;
    if let Some(seconds) = wait {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// Redirects to the person's first page, or to a wanted one. Sets the session cookie, and a cookie
/// that tells the tablet who signed in.
async fn go_in(
    state: &AppState,
    person: Person,
    token: &str,
    next: Option<&str>,
) -> Result<Response, Problem> {
    let to = match next.and_then(safe_next) {
        Some(wanted) if !person.must_change_password => wanted,
        _ => places::first_of(&person),
    };
    let seconds = SESSION_DAYS * 24 * 60 * 60;
    let mut response = see_other(to)?;
    let me = state.ports.accounts.me(Some(person)).await?;
    for it in [
        cookie(&state.ports, token, seconds),
        named_cookie(&state.ports, &me, seconds),
    ] {
        let value = HeaderValue::from_str(&it).map_err(|_| Problem::bad_request("no cookie"))?;
        response.headers_mut().append(SET_COOKIE, value);
    }
    Ok(response)
}

/// The form of `/welcome/{link}`.
#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    new: String,
    #[serde(default)]
    repeat: String,
}

/// `GET /welcome/{link}`: the form where an invited person chooses a password.
pub async fn welcome(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let hash = token::hash(&link);
    let found = state.store.invited(&hash, state.clock.now()).await?;
    let gone = found.is_none();
    let welcoming = Welcoming {
        person: found.map(|(person, until)| (person, Moment::new(until, OFFSET_SECONDS))),
        refused: None,
    };
    let mut response = show(&state, request, Some(Beside::Welcoming(welcoming))).await;
    if gone {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

/// `POST /welcome/{link}`: sets the password and signs the person in, or shows the form again with
/// its error. A link can be used once.
pub async fn accept(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(link): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let Chosen { new, repeat } = read_form(&parts, body).await?;
    let (hash, now) = (token::hash(&link), state.clock.now());
    let mut welcoming = Welcoming::default();
    let mut status = StatusCode::NOT_FOUND;
    if let Some((person, until)) = state.store.invited(&hash, now).await? {
        status = StatusCode::UNPROCESSABLE_ENTITY;
        let refused = match password::check(&new, &person.login) {
            Err(bad) => Some(Refused::Password(bad.code())),
            Ok(()) if new != repeat => Some(Refused::Differs),
            Ok(()) => None,
        };
        if refused.is_none() {
            let chosen = password::hash(&new).await.map_err(Problem::internal)?;
            if let Accepted::Done(person) = state.store.accept(&hash, &chosen, now).await? {
                let (login, address) = (person.login, peer.ip().to_string());
                return match let_in(&state, login, new, address, &parts.headers).await {
                    Ok((person, token)) => go_in(&state, person, &token, None).await,
                    // The password is set even though signing in failed.
                    Err(_) => see_other(places::SIGN_IN.address),
                };
            }
            // The link was used a moment ago.
            status = StatusCode::NOT_FOUND;
        } else {
            welcoming.person = Some((person, Moment::new(until, OFFSET_SECONDS)));
            welcoming.refused = refused;
        }
    }
    let page = Request::from_parts(parts, Body::empty());
    let mut response = show(&state, page, Some(Beside::Welcoming(welcoming))).await;
    *response.status_mut() = status;
    Ok(response)
}

/// The form of the language.
#[derive(Deserialize)]
struct Language {
    to: String,
    next: String,
}

/// `POST /language`: stores the choice for a year and shows the page again.
pub async fn language(request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let Language { to, next } = read_form(&parts, body).await?;
    if !LANGUAGES.contains(&to.as_str()) {
        return Err(Problem::bad_request("no such language"));
    }
    let mut response = see_other(safe_path(&next).unwrap_or("/"))?;
    let value = format!("{COOKIE}={to}; Path=/; Max-Age=31536000; SameSite=Lax");
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    Ok(response)
}

async fn read_form<T: DeserializeOwned>(parts: &Parts, body: Body) -> Result<T, Problem> {
    let body = read_body(body, 16 * 1024).await?;
    let request = Request::from_parts(parts.clone(), Body::from(body));
    let read = Form::from_request(request, &()).await;
    read.map(|Form(form)| form)
        .map_err(|why| Problem::bad_request(why.body_text()))
}

/// A redirect to an address of ours, whose query may be in any script.
fn see_other(to: &str) -> Result<Response, Problem> {
    let mut ascii = String::with_capacity(to.len());
    for it in to.chars() {
        if it.is_ascii_graphic() {
            ascii.push(it);
        } else {
            ascii.push_str(&escape(it.encode_utf8(&mut [0; 4])));
        }
    }
    let to = HeaderValue::try_from(ascii).map_err(|_| Problem::bad_request("no address"))?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response())
}
