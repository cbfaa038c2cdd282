//! Who is asking, and what that person may do.

use crate::api::session::Me;
use crate::error::AppError;
use crate::ports::Ports;
use domain::people::{Person, Right};
use leptos::prelude::use_context;

/// The person of a session, with the installation's data.
pub async fn whose(ports: &Ports, token: Option<&str>) -> Result<Me, AppError> {
    let person = match token {
        Some(token) => ports.accounts.person(token).await?,
        None => None,
    };
    ports.accounts.me(person).await
}

/// The ports and the signed-in person, who must have `right`. Refuses people who must first change
/// a one-time or old password.
pub(super) async fn require(right: Right) -> Result<(Ports, Person), AppError> {
    let ports = ports()?;
    let person = person(&ports).await?;
    allowed(person, right).map(|person| (ports, person))
}

/// The signed-in person: the one for whom a page is being rendered, otherwise the session's. A page
/// looks its session up once, whatever it asks while it is rendered.
///
/// The person of a page is in its request, never in a context of its own: a server function can see the
/// contexts of a page that is rendered at the same time on the same thread, but has its own request.
async fn person(ports: &Ports) -> Result<Option<Person>, AppError> {
    let request = use_context::<http::request::Parts>();
    let found = request.and_then(|it| it.extensions.get::<Result<Me, AppError>>().cloned());
    if let Some(me) = found {
        return me.map(|me| me.person);
    }
    match token(ports).await {
        Some(token) => ports.accounts.person(&token).await,
        None => Ok(None),
    }
}

/// Like [`require`], for requests that an open page makes by itself, which do not extend its
/// session.
pub(super) async fn look_in(right: Right) -> Result<(Ports, Person), AppError> {
    let ports = ports()?;
    let token = token(&ports).await.ok_or(AppError::SignedOut)?;
    let person = ports.accounts.onlooker(&token).await?;
    allowed(person, right).map(|person| (ports, person))
}

fn allowed(person: Option<Person>, right: Right) -> Result<Person, AppError> {
    let person = person.ok_or(AppError::SignedOut)?;
    if !person.must_change_password && person.may(right) {
        Ok(person)
    } else {
        Err(AppError::Forbidden)
    }
}

/// The signed-in person, whatever their rights, and the session's token.
pub(super) async fn asking(ports: &Ports) -> Result<(Person, String), AppError> {
    let person = person(ports).await?.ok_or(AppError::SignedOut)?;
    let token = token(ports).await.ok_or(AppError::SignedOut)?;
    Ok((person, token))
}

pub(super) fn ports() -> Result<Ports, AppError> {
    use_context().ok_or_else(|| AppError::Internal {
        id: String::from("no ports"),
    })
}

pub(super) async fn token(ports: &Ports) -> Option<String> {
    let jar: axum_extra::extract::CookieJar = leptos_axum::extract().await.ok()?;
    jar.get(ports.cookie_name)
        .map(|cookie| cookie.value().to_owned())
}
