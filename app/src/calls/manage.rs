//! 管理: setting the district up, reading its registry and changing an entry.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::manage::{
    EntryForm, Invited, Listing, PeopleQuery, PersonLine, RecordedPosition, SetUp, SiteLine,
    SiteQuery, TownLine, WrongField,
};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::language;
#[cfg(feature = "ssr")]
use crate::pages::manage::words::wrong_words;
#[cfg(feature = "ssr")]
use crate::pages::session::welcome::invited_words;
use domain::ids::{SiteId, UserId};
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::registry::District;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The progress of the district's setup.
#[server(prefix = "/api/page", endpoint = "set_up", input = Json)]
pub async fn read_set_up() -> Result<SetUp, AppError> {
    let (ports, person) = require(Right::SeeRegistry).await?;
    ports.manage.set_up(&person).await
}

/// Sets the district's names.
#[server(prefix = "/api/page", endpoint = "name_district", input = Json)]
pub async fn put_district(district: District) -> Result<(), AppError> {
    let (ports, person) = require(Right::KeepRegistry).await?;
    ports.manage.name_district(&person, &district).await
}

/// Opens a district's first quarter with the table of the given hash.
#[server(prefix = "/api/page", endpoint = "open_first_quarter", input = Json)]
pub async fn open_first_quarter(quarter: Quarter, table: String) -> Result<(), AppError> {
    let (ports, person) = require(Right::KeepRegistry).await?;
    ports.manage.open_first(&person, quarter, &table).await
}

/// The towns, including closed ones.
#[server(prefix = "/api/page", endpoint = "registry_towns", input = Json)]
pub async fn registry_towns() -> Result<Listing<TownLine>, AppError> {
    let (ports, person) = require(Right::SeeRegistry).await?;
    ports.manage.towns(&person).await
}

/// A page of the sites.
#[server(prefix = "/api/page", endpoint = "registry_sites", input = Json)]
pub async fn registry_sites(query: SiteQuery) -> Result<Listing<SiteLine>, AppError> {
    let (ports, person) = require(Right::SeeRegistry).await?;
    ports.manage.sites(&person, &query).await
}

/// A page of the people.
#[server(prefix = "/api/page", endpoint = "registry_people", input = Json)]
pub async fn registry_people(query: PeopleQuery) -> Result<Listing<PersonLine>, AppError> {
    let (ports, person) = require(Right::SeeRegistry).await?;
    ports.manage.people(&person, &query).await
}

/// Creates or changes one entry; returns its faults, empty if it was saved.
#[server(prefix = "/api/page", endpoint = "save_entry", input = Json)]
pub async fn save_entry(entry: EntryForm) -> Result<Vec<WrongField>, AppError> {
    let (ports, person) = require(Right::KeepRegistry).await?;
    let mut faults = ports.manage.save(&person, &entry).await?;
    for it in &mut faults {
        it.words = wrong_words(language::chosen(), it);
    }
    Ok(faults)
}

/// Invites people, at most 50 in one request; `origin` is the server's address as the browser knows
/// it.
#[server(prefix = "/api/page", endpoint = "invite", input = Json)]
pub async fn invite_people(people: Vec<UserId>, origin: String) -> Result<Vec<Invited>, AppError> {
    let (ports, person) = require(Right::KeepRegistry).await?;
    let made = ports.manage.invite(&person, &people, &origin).await?;
    let told = made.into_iter().map(|it| Invited {
        about: invited_words(language::chosen(), &it.roles, it.until),
        ..it.invited
    });
    Ok(told.collect())
}

/// Everybody without a password.
#[server(prefix = "/api/page", endpoint = "uninvited", input = Json)]
pub async fn uninvited() -> Result<Vec<UserId>, AppError> {
    let (ports, person) = require(Right::KeepRegistry).await?;
    ports.manage.waiting(&person).await
}

/// The recorded position to offer for a site; `None` if its entry is right or no position was
/// recorded.
#[server(prefix = "/api/page", endpoint = "taken_position", input = Json)]
pub async fn taken_position(site: SiteId) -> Result<Option<RecordedPosition>, AppError> {
    let (ports, person) = require(Right::KeepRegistry).await?;
    ports.sites.taken(&person, &site).await
}
