//! 审计日志: entries with the names of people, and the filter of a query.

use crate::ground::clock::OFFSET_SECONDS;
use crate::pages::manage::named;
use crate::pages::upkeep::port::UpkeepPort;
use crate::problem::to_app_error;
use crate::store::{AuditCheck, AuditEntry, AuditFault, AuditFilter, Store, StoreError};
use app::api::upkeep::{AuditLine, AuditPage, AuditQuery, AuditVerdict, COMMAND_LINE};
use app::error::AppError;
use domain::search::Search;
use domain::time::Moment;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Entries on a page.
const PAGE: u32 = 50;
/// The highest page number in an address.
const PAGES: u32 = 10_000_000;
/// How many characters of a result a page shows.
const SHOWN: usize = 300;
/// The longest search text, in characters.
const LONGEST: usize = 100;
/// How many characters are shown of a login that no account has.
const HINT: usize = 2;
/// After how many seconds another verification may be tried.
const VERIFYING: u32 = 5;

/// The people in the audit log, who appear by account id or by login.
pub struct AuditNames {
    /// Name and login, indexed by id and by login.
    known: BTreeMap<String, (String, String)>,
}

impl AuditNames {
    /// Loads everybody who has an account, including disabled ones.
    pub async fn load(store: &Store) -> Result<Self, StoreError> {
        let accounts = store.accounts().await?.into_iter().map(|it| it.person);
        let known = accounts.flat_map(|it| {
            let one = (it.name, it.login.clone());
            [(it.id.to_string(), one.clone()), (it.login, one)]
        });
        Ok(Self {
            known: known.collect(),
        })
    }

    /// The filter of a query; the error names an invalid day.
    pub fn filter(&self, query: &AuditQuery) -> Result<AuditFilter, AppError> {
        let tidy = |text: &str| -> String { text.trim().chars().take(LONGEST).collect() };
        let (who, text, kind) = (tidy(&query.who), tidy(&query.text), tidy(&query.kind));
        let filled = |text: String| (!text.is_empty()).then_some(text);
        let targets = match text.is_empty() {
            true => Vec::new(),
            false => self.called(&text),
        };
        let by = filled(who).map(|who| {
            let mut by = self.called(&who);
            if is_command_line(&who) {
                by.push(COMMAND_LINE.to_owned());
            }
            // Also search the log for the text itself, which finds people who no longer have an
            // account.
            by.push(who);
            by
        });
        Ok(AuditFilter {
            by,
            kind: filled(kind),
            from: start_of("from", &query.from, false)?,
            until: start_of("to", &query.to, true)?,
            text: filled(text),
            targets,
            below: None,
        })
    }

    /// The ids and logins of the people whose name or login matches.
    fn called(&self, text: &str) -> Vec<String> {
        let search = Search::new(text);
        let fits = |(name, login): &(String, String)| named(&search, text, name, login);
        let found = self.known.iter().filter(|(_, one)| fits(one));
        found.map(|(key, _)| key.clone()).collect()
    }

    /// An entry with names and the whole result.
    pub fn line(&self, entry: AuditEntry) -> AuditLine {
        let person = self.known.get(&entry.person);
        let by = match person {
            Some((name, _)) => name.clone(),
            None if entry.kind == "sign-in" && entry.person != COMMAND_LINE => hint(&entry.person),
            None => entry.person,
        };
        let named = self.known.get(&entry.target);
        AuditLine {
            number: entry.number,
            at: entry.at,
            by,
            login: person.map(|(_, login)| login.clone()),
            kind: entry.kind,
            named: named.map(|(name, _)| name.clone()),
            target: entry.target,
            result: entry.result,
        }
    }
}

/// Whether a search means the command line, by its code or its words. It needs at least two
/// characters, since one may belong to a name.
fn is_command_line(who: &str) -> bool {
    let lower = who.to_lowercase();
    let begun = lower.len() > 2 && COMMAND_LINE.starts_with(&lower);
    begun || (lower.chars().count() > 1 && "服务器命令行".contains(&lower))
}

/// The first characters of a login that no account has.
fn hint(typed: &str) -> String {
    let first: String = typed.chars().take(HINT).collect();
    format!("{first}…")
}

/// The start of a day in the district, or with `end` of the next day; `None` for a blank day.
fn start_of(field: &str, day: &str, end: bool) -> Result<Option<Timestamp>, AppError> {
    let day = day.trim();
    if day.is_empty() {
        return Ok(None);
    }
    let bad = || AppError::invalid(field, "day");
    let mut date: Date = day.parse().map_err(|_| bad())?;
    if end {
        date = date.tomorrow().map_err(|_| bad())?;
    }
    let text = format!("{date}T00:00:00");
    let start = Moment::from_civil_text(&text, OFFSET_SECONDS).ok_or_else(bad)?;
    Ok(Some(start.timestamp()))
}

impl UpkeepPort {
    pub(super) async fn logged(&self, query: &AuditQuery) -> Result<AuditPage, AppError> {
        let store = self.store.as_ref();
        let names = AuditNames::load(store).await.map_err(to_app_error)?;
        let filter = names.filter(query)?;
        let total = store.audit_count(filter.clone()).await;
        let total = total.map_err(to_app_error)?;
        let pages = total.div_ceil(PAGE).max(1);
        let page = query.page.clamp(1, PAGES.min(pages));
        let found = store.audit_list(filter, (page - 1) * PAGE, PAGE).await;
        let lines = found.map_err(to_app_error)?.into_iter().map(|entry| {
            let mut line = names.line(entry);
            if line.result.chars().count() > SHOWN {
                line.result = line.result.chars().take(SHOWN).chain(['…']).collect();
            }
            line
        });
        Ok(AuditPage {
            lines: lines.collect(),
            total,
            page,
            pages,
            head: store.audit_head().await.map_err(to_app_error)?,
        })
    }

    pub(super) async fn verify(&self) -> Result<AuditVerdict, AppError> {
        let busy = |_| AppError::Throttled { seconds: VERIFYING };
        let _turn = self.verifying.try_lock().map_err(busy)?;
        let check = self.store.verify_audit().await.map_err(to_app_error)?;
        Ok(match check {
            AuditCheck::Right { entries, last } => AuditVerdict::Right { entries, last },
            AuditCheck::Wrong {
                after, number, why, ..
            } => AuditVerdict::Wrong {
                number,
                after,
                missing: why == AuditFault::Missing,
            },
        })
    }
}
