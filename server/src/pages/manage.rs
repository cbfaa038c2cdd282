//! 管理 on the store.

use crate::accounts::token;
use crate::ground::clock::{Clock, OFFSET_SECONDS};
use crate::ground::pinyin::readings;
use crate::ground::qr;
use crate::pages::allowed::allowed;
use crate::pages::quarters::not_done;
use crate::problem::{failed, to_app_error};
use crate::quarter::life;
use crate::registry;
use crate::sheets::workbook::FileRefusal;
use crate::store::{Access, Invitation, Store};
use app::api::manage::{
    EntryForm, INVITATION_DAYS, INVITED_AT_ONCE, Invited, Listing, NewInvited, PeopleQuery,
    PersonLine, SetUp, SiteLine, SiteQuery, TownLine, WrongField,
};
use app::error::AppError;
use app::ports::{Boxed, Manage};
use domain::ids::{TownId, UserId};
use domain::people::{Person, Right};
use domain::registry::{District, Member, Registry, Site};
use domain::search::Search;
use domain::table::Table;
use domain::time::{Moment, Quarter};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Entries on a page.
const PAGE: usize = 50;
/// The longest of each of a district's names, in characters.
const LONGEST: usize = 60;

/// 管理 on the store.
pub struct ManagePort {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
}

impl Manage for ManagePort {
    fn set_up<'a>(&'a self, person: &'a Person) -> Boxed<'a, SetUp> {
        Box::pin(async move {
            allowed(person, Right::SeeRegistry)?;
            self.set_up_of(person).await
        })
    }

    fn name_district<'a>(&'a self, person: &'a Person, district: &'a District) -> Boxed<'a, ()> {
        Box::pin(async move {
            allowed(person, Right::KeepRegistry)?;
            let tidy = |field: &str, text: &str| {
                let text = text.trim();
                if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
                    return Err(AppError::invalid(field, "too-long"));
                }
                Ok(text.to_owned())
            };
            let district = District {
                name: tidy("name", &district.name)?,
                office: tidy("office", &district.office)?,
                prefix: tidy("prefix", &district.prefix)?,
                hotline: tidy("hotline", &district.hotline)?,
            };
            if district.name.is_empty() {
                return Err(AppError::invalid("name", "required"));
            }
            let named = self.store.name_district(&person.login, district).await;
            named.map_err(to_app_error)
        })
    }

    fn open_first<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        table: &'a str,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            allowed(person, Right::KeepRegistry)?;
            let registry = self.registry().await?;
            if registry.towns.is_empty() {
                return Err(AppError::NotSetUp);
            }
            let at = self.clock.moment();
            let store = self.store.as_ref();
            let done = life::open_first(store, quarter, table, person, at).await;
            done.map_err(not_done)
        })
    }

    fn towns<'a>(&'a self, person: &'a Person) -> Boxed<'a, Listing<TownLine>> {
        Box::pin(async move {
            allowed(person, Right::SeeRegistry)?;
            let registry = self.registry().await?;
            let mut sites: BTreeMap<&TownId, u32> = BTreeMap::new();
            for site in registry.sites.iter().filter(|site| !site.closed) {
                *sites.entry(&site.town).or_default() += 1;
            }
            let lines = registry.towns.iter().map(|it| TownLine {
                id: it.id.clone(),
                name: it.name.clone(),
                short: it.short.clone(),
                kind: it.kind,
                order: it.order,
                closed_from: it.closed_from,
                merged_into: it.merged_into.clone(),
                sites: sites.get(&it.id).copied().unwrap_or_default(),
            });
            let lines: Vec<_> = lines.collect();
            let all = lines.len().max(1);
            self.listing(&registry, lines, (1, all), person).await
        })
    }

    fn sites<'a>(
        &'a self,
        person: &'a Person,
        query: &'a SiteQuery,
    ) -> Boxed<'a, Listing<SiteLine>> {
        Box::pin(async move {
            allowed(person, Right::SeeRegistry)?;
            let registry = self.registry().await?;
            let search = Search::new(&query.text);
            let fits = |it: &&Site| {
                query.town.as_ref().is_none_or(|town| *town == it.town)
                    && query.kind.is_none_or(|kind| kind == it.kind)
                    && query.closed.is_none_or(|closed| closed == it.closed)
                    && named(&search, &query.text, &it.name, it.id.as_str())
            };
            let order: BTreeMap<&TownId, usize> = registry
                .towns
                .iter()
                .enumerate()
                .map(|(at, it)| (&it.id, at))
                .collect();
            let mut found: Vec<&Site> = registry.sites.iter().filter(fits).collect();
            found.sort_by_key(|it| (order.get(&it.town).copied(), it.kind));
            let line = |it: &Site| SiteLine {
                id: it.id.clone(),
                town: it.town.clone(),
                town_name: registry
                    .town(&it.town)
                    .map_or_else(String::new, |it| it.name.clone()),
                name: it.name.clone(),
                kind: it.kind,
                address: it.address.clone(),
                position: it
                    .position
                    .map(|at| (degrees(at.latitude()), degrees(at.longitude()))),
                closed: it.closed,
            };
            self.paged(&registry, &found, query.page, line, person)
                .await
        })
    }

    fn people<'a>(
        &'a self,
        person: &'a Person,
        query: &'a PeopleQuery,
    ) -> Boxed<'a, Listing<PersonLine>> {
        Box::pin(async move {
            allowed(person, Right::SeeRegistry)?;
            let registry = self.registry().await?;
            let access = self.access().await?;
            let search = Search::new(&query.text);
            let fits = |it: &&Member| {
                query.role.is_none_or(|role| it.roles.contains(&role))
                    && query
                        .town
                        .as_ref()
                        .is_none_or(|town| it.town.as_ref() == Some(town))
                    && in_state(&query.state, it, &access)
                    && named(&search, &query.text, &it.name, &it.login)
            };
            let found: Vec<&Member> = registry.people.iter().filter(fits).collect();
            let line = |it: &Member| {
                let own = access.get(&it.id);
                let name = |id: &TownId| {
                    registry
                        .town(id)
                        .map_or_else(String::new, |it| it.name.clone())
                };
                PersonLine {
                    id: it.id,
                    login: it.login.clone(),
                    name: it.name.clone(),
                    roles: it.roles.iter().copied().collect(),
                    town: it.town.as_ref().map(|id| (id.clone(), name(id))),
                    offices: it.offices.clone(),
                    avoids: it.avoids.iter().map(name).collect(),
                    disabled: it.disabled,
                    has_password: own.is_some_and(|it| it.has_password),
                    is_invited: own.is_some_and(|it| it.invited.is_some()),
                    seen: own
                        .and_then(|it| it.seen)
                        .map(|at| Moment::new(at, OFFSET_SECONDS)),
                }
            };
            self.paged(&registry, &found, query.page, line, person)
                .await
        })
    }

    fn save<'a>(&'a self, person: &'a Person, entry: &'a EntryForm) -> Boxed<'a, Vec<WrongField>> {
        Box::pin(async move {
            allowed(person, Right::KeepRegistry)?;
            let done = registry::enter(self.store.as_ref(), entry, &person.login).await;
            done.map_err(|refusal| match refusal {
                FileRefusal::Changed => AppError::Changed { revision: 0 },
                FileRefusal::Problem(problem) => failed(problem),
                FileRefusal::Unreadable(_) | FileRefusal::Wrong(..) => {
                    AppError::invalid("entry", "malformed")
                }
            })
        })
    }

    fn invite<'a>(
        &'a self,
        person: &'a Person,
        people: &'a [UserId],
        origin: &'a str,
    ) -> Boxed<'a, Vec<NewInvited>> {
        Box::pin(async move {
            allowed(person, Right::KeepRegistry)?;
            let is_origin = origin.starts_with("https://") || origin.starts_with("http://");
            if !is_origin || origin.len() > 200 {
                return Err(AppError::invalid("origin", "malformed"));
            }
            if people.len() > INVITED_AT_ONCE {
                return Err(AppError::invalid("people", "too-many"));
            }
            let registry = self.registry().await?;
            let until = self.clock.now() + SignedDuration::from_hours(24 * INVITATION_DAYS);
            let (mut links, mut invited) = (Vec::new(), Vec::new());
            let people: std::collections::BTreeSet<&UserId> = people.iter().collect();
            for id in people {
                let member = registry.people.iter().find(|it| it.id == *id);
                let member = member.filter(|it| !it.disabled);
                let member = member.ok_or_else(|| AppError::not_found("person"))?;
                let token = token::new();
                let link = format!("{}/welcome/{token}", origin.trim_end_matches('/'));
                let code = qr::draw(&link);
                let code = code.ok_or_else(|| AppError::invalid("origin", "too-long"))?;
                links.push(Invitation {
                    user: member.id,
                    token_hash: token::hash(&token),
                    until,
                });
                let made = Invited {
                    name: member.name.clone(),
                    login: member.login.clone(),
                    about: String::new(),
                    link,
                    code,
                };
                invited.push(NewInvited {
                    invited: made,
                    roles: member.roles.iter().copied().collect(),
                    until: Moment::new(until, OFFSET_SECONDS),
                });
            }
            let made = self.store.invite(&person.login, links).await;
            made.map_err(to_app_error)?;
            Ok(invited)
        })
    }

    fn waiting<'a>(&'a self, person: &'a Person) -> Boxed<'a, Vec<UserId>> {
        Box::pin(async move {
            allowed(person, Right::KeepRegistry)?;
            let registry = self.registry().await?;
            let access = self.access().await?;
            // A person with a valid invitation keeps it.
            let waiting = registry.people.iter();
            let waiting = waiting.filter(|it| in_state("uninvited", it, &access));
            Ok(waiting.map(|it| it.id).collect())
        })
    }
}

/// Whether a person is in a state of [`PeopleQuery`].
fn in_state(state: &str, it: &Member, access: &BTreeMap<UserId, Access>) -> bool {
    match state {
        "waiting" => waits(it, access),
        "uninvited" => waits(it, access) && !holds_link(it, access),
        "invited" => waits(it, access) && holds_link(it, access),
        _ => true,
    }
}

/// Whether a person has a valid invitation.
fn holds_link(it: &Member, access: &BTreeMap<UserId, Access>) -> bool {
    access.get(&it.id).is_some_and(|it| it.invited.is_some())
}

/// Whether a person still needs a password.
fn waits(it: &Member, access: &BTreeMap<UserId, Access>) -> bool {
    !it.disabled && access.get(&it.id).is_some_and(|it| !it.has_password)
}

/// Whether a name matches a search. An id or a login must match exactly, since people copy it.
pub(super) fn named(search: &Search, text: &str, name: &str, id: &str) -> bool {
    let text = text.trim();
    text.is_empty() || name.contains(text) || id == text || search.fits(name, &readings(name), "")
}

/// How many characters of a search are used.
const SEARCHED: usize = 60;

/// The part of a search that is used.
pub(super) fn searched(text: &str) -> String {
    text.trim().chars().take(SEARCHED).collect()
}

/// The sites whose names match, in characters or pinyin; all sites if the search is blank.
pub(super) fn sites_called<'s>(
    text: &str,
    sites: impl Iterator<Item = &'s Site>,
) -> impl Iterator<Item = &'s Site> {
    let (search, text) = (Search::new(text), text.to_owned());
    sites.filter(move |it| named(&search, &text, &it.name, it.id.as_str()))
}

/// Millionths of a degree as degrees, in the format of forms.
pub(super) fn degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let all = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", all / 1_000_000, all % 1_000_000)
}

impl ManagePort {
    async fn registry(&self) -> Result<Registry, AppError> {
        self.store.registry().await.map_err(to_app_error)
    }

    async fn access(&self) -> Result<BTreeMap<UserId, Access>, AppError> {
        let access = self.store.access(self.clock.now()).await;
        access.map_err(to_app_error)
    }

    async fn set_up_of(&self, person: &Person) -> Result<SetUp, AppError> {
        let store = self.store.as_ref();
        let registry = self.registry().await?;
        let access = self.access().await?;
        let quarters = store.quarters().await.map_err(to_app_error)?;
        let today = Quarter::of(self.clock.moment(), OFFSET_SECONDS);
        let files = life::tables_for(store, today).await;
        let files = files.map_err(failed)?;
        let tables = files.into_iter().map(|(sha256, file)| {
            let name = Table::parse(&file.toml).map_or_else(|_| file.id.clone(), |it| it.name.zh);
            (sha256, file.id, name)
        });
        let active: Vec<&Member> = registry.people.iter().filter(|it| !it.disabled).collect();
        let with = |right| count(active.iter().filter(|it| it.may(right)).count());
        let standing = |state| {
            let those = active.iter().filter(|it| in_state(state, it, &access));
            count(those.count())
        };
        let current = quarters.current();
        let adopted = store.table_files().await.map_err(to_app_error)?;
        Ok(SetUp {
            district: store.district().await.map_err(to_app_error)?,
            towns: count(
                registry
                    .towns
                    .iter()
                    .filter(|it| it.closed_from.is_none())
                    .count(),
            ),
            sites: count(registry.sites.iter().filter(|it| !it.closed).count()),
            people: count(active.len()),
            inspectors: with(Right::Inspect),
            supervisors: with(Right::Decide),
            uninvited: standing("uninvited"),
            invited: standing("invited"),
            quarter: current.map(|it| (it.quarter, it.table.name.zh.clone())),
            tables: tables.collect(),
            has_adopted: !adopted.is_empty(),
            today,
            keeps: person.may(Right::KeepRegistry),
        })
    }

    async fn paged<T, L>(
        &self,
        registry: &Registry,
        found: &[&T],
        asked: u32,
        line: impl Fn(&T) -> L,
        person: &Person,
    ) -> Result<Listing<L>, AppError> {
        let pages = found.len().div_ceil(PAGE).max(1);
        let page = usize::try_from(asked).unwrap_or(1).clamp(1, pages);
        let lines = found.iter().skip((page - 1) * PAGE).take(PAGE);
        let lines = lines.map(|it| line(it)).collect();
        self.listing(registry, lines, (page, found.len()), person)
            .await
    }

    async fn listing<L>(
        &self,
        registry: &Registry,
        lines: Vec<L>,
        (page, total): (usize, usize),
        person: &Person,
    ) -> Result<Listing<L>, AppError> {
        let offices = registry::offices(self.store.as_ref())
            .await
            .map_err(failed)?;
        let towns = registry.towns.iter();
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        Ok(Listing {
            quarter: quarters.counts_from(),
            version: registry.version,
            lines,
            total: count(total),
            page: count(page),
            pages: count(total.div_ceil(PAGE).max(1)),
            towns: towns.map(|it| (it.id.clone(), it.name.clone())).collect(),
            offices,
            keeps: person.may(Right::KeepRegistry),
        })
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
