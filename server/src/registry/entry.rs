//! Entering one entry of the registry from a page's form. It is parsed like a line of the workbook,
//! so that both accept and reject the same.

use super::FileRefusal;
use super::form::{
    PERSON_STATES, RegistryColumn, RegistrySheet, Row, SITE_KINDS, SITE_STATES, TOWN_KINDS, word_of,
};
use super::listed::Listed;
use crate::problem::Problem;
use crate::registry::checks::{locked_out, offices};
use crate::sheets::workbook::{CellPlace, SheetForm};
use crate::store::Store;
use app::api::manage::{EntryForm, WrongField};
use domain::inspection::SiteKind;
use domain::people::Role;
use domain::registry::{Plan, TownKind};

const HERE: CellPlace = CellPlace {
    sheet: 0,
    line: 1,
    column: None,
};

/// The fields of a form; the index of each is its column.
const FIELDS: [(&str, RegistryColumn); 16] = [
    ("id", RegistryColumn::Id),
    ("name", RegistryColumn::Name),
    ("short", RegistryColumn::Short),
    ("kind", RegistryColumn::Kind),
    ("order", RegistryColumn::Order),
    ("closed_from", RegistryColumn::ClosedFrom),
    ("merged_into", RegistryColumn::MergedInto),
    ("town", RegistryColumn::Town),
    ("address", RegistryColumn::Address),
    ("latitude", RegistryColumn::Latitude),
    ("longitude", RegistryColumn::Longitude),
    ("state", RegistryColumn::State),
    ("login", RegistryColumn::Login),
    ("roles", RegistryColumn::Roles),
    ("offices", RegistryColumn::Offices),
    ("avoids", RegistryColumn::Avoids),
];

/// Enters or changes an entry; returns its faults, none if it was entered.
///
/// # Errors
/// The form has no such list or field, or the registry has changed since it was filled in.
pub async fn enter(
    store: &Store,
    entry: &EntryForm,
    by: &str,
) -> Result<Vec<WrongField>, FileRefusal> {
    let part = match entry.list.as_str() {
        "towns" => RegistrySheet::Towns,
        "sites" => RegistrySheet::Sites,
        "people" => RegistrySheet::People,
        _ => return Err(Problem::bad_request("list: no such list").into()),
    };
    let row = row(part, entry)?;
    let registry = store.registry().await.map_err(Problem::from)?;
    if registry.version != entry.version {
        return Err(FileRefusal::Changed);
    }
    let offices = offices(store).await?;
    let from = store.quarters().await.map_err(Problem::from)?.counts_from();
    let mut listed = Listed::new(&registry, &offices, from);
    if entry.is_new {
        listed.all_are_new();
    }
    let rows = [row];
    match part {
        RegistrySheet::Towns => listed.add_towns(&rows),
        RegistrySheet::Sites => listed.add_sites(&rows),
        RegistrySheet::People => listed.add_people(&rows),
    }
    let mut faults = std::mem::take(&mut listed.faults);
    let people: Vec<_> = listed.people.into_iter().map(|(_, it)| it).collect();
    faults.extend(locked_out(&registry, &people, &[HERE], by));
    if !faults.is_empty() {
        return Ok(faults.into_iter().map(wrong).collect());
    }
    let towns = listed.towns.into_iter().map(|(_, it)| it).collect();
    let sites = listed.sites.into_iter().map(|(_, it)| it).collect();
    let mut plan = Plan::of(&registry, towns, sites, people);
    if plan.is_empty() {
        return Ok(Vec::new());
    }
    plan.counts_from = from;
    let done = store.change_registry(by, plan).await;
    if done.map_err(Problem::from)? {
        Ok(Vec::new())
    } else {
        Err(FileRefusal::Changed)
    }
}

fn row(part: RegistrySheet, entry: &EntryForm) -> Result<Row, Problem> {
    let mut row = Row::empty(part, HERE);
    for (name, text) in &entry.fields {
        let at = FIELDS.iter().position(|(known, _)| known == name);
        let known = at.filter(|at| part.columns().contains(&FIELDS[*at].1));
        let Some(at) = known else {
            return Err(Problem::bad_request(format!("fields: no field `{name}`")));
        };
        let column = FIELDS[at].1;
        // The ids of many towns or offices make a long value.
        let longest = match column {
            RegistryColumn::Avoids | RegistryColumn::Offices => 2000,
            _ => super::form::LONGEST,
        };
        if text.chars().count() > longest || text.chars().any(char::is_control) {
            return Err(Problem::bad_request(format!("fields/{name}: too long")));
        }
        let place = CellPlace {
            column: u32::try_from(at).ok(),
            ..HERE
        };
        row.put(column, place, &worded(part, column, &column.typed(text)));
    }
    Ok(row)
}

/// A choice of the form in the workbook's words.
fn worded(part: RegistrySheet, column: RegistryColumn, code: &str) -> String {
    let word = match (part, column) {
        (RegistrySheet::Towns, RegistryColumn::Kind) => {
            let kind = TownKind::ALL.into_iter().find(|it| it.as_str() == code);
            kind.map(|it| word_of(&TOWN_KINDS, it))
        }
        (RegistrySheet::Sites, RegistryColumn::Kind) => {
            let kind = SiteKind::ALL.into_iter().find(|it| it.as_str() == code);
            kind.map(|it| word_of(&SITE_KINDS, it))
        }
        (RegistrySheet::Sites, RegistryColumn::State) => {
            Some(word_of(&SITE_STATES, code == "closed"))
        }
        (RegistrySheet::People, RegistryColumn::State) => {
            Some(word_of(&PERSON_STATES, code == "closed"))
        }
        (RegistrySheet::People, RegistryColumn::Roles) => {
            let word = |code: &str| {
                let role = Role::ALL.into_iter().find(|it| it.as_str() == code);
                role.map_or(code, |it| it.names().0).to_owned()
            };
            let roles: Vec<String> = code.split(',').map(word).collect();
            return roles.join("、");
        }
        _ => None,
    };
    word.unwrap_or(code).to_owned()
}

fn wrong(fault: crate::sheets::workbook::Remark) -> WrongField {
    let field = fault.place.column.and_then(|at| FIELDS.get(at as usize));
    let field = match (field, fault.code) {
        (Some((name, _)), _) => (*name).to_owned(),
        // Reports a missing value at its field; the fault names the field by its header.
        (None, "missing") => {
            let head = fault.values.iter().find(|(name, _)| *name == "column");
            let head = head.map_or("", |(_, head)| head.as_str());
            let found = FIELDS.iter().find(|(_, column)| {
                RegistrySheet::ALL
                    .iter()
                    .any(|part| part.head(*column) == head)
            });
            found.map_or("", |(name, _)| name).to_owned()
        }
        (None, "twice" | "name-taken" | "namesake") => "name".to_owned(),
        (None, "login-twice" | "no-login") => "login".to_owned(),
        (None, "site-kind") => "kind".to_owned(),
        _ => String::new(),
    };
    let values = fault.values.into_iter();
    WrongField {
        field,
        code: fault.code.to_owned(),
        values: values
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        words: String::new(),
    }
}
