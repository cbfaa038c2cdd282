//! Importing the registry from a workbook, all or none, with a report for each line; and writing
//! the workbook.

mod checks;
mod entry;
mod form;
mod listed;
mod names;
mod template;

use self::checks::locked_out;
pub use self::checks::offices;
use crate::ground::turns::Turn;
use crate::problem::Problem;
use crate::sheets::workbook::{
    self, CellPlace, FileRefusal, ImportReport, Remark, Reporter, Rows, Unreadable,
};
use crate::store::Store;
use app::i18n::Locale;
use app::pages::manage::words::line_words;
use domain::ids::TownId;
use domain::registry::{EntryChange, Member, Plan, Registry, Site, Town};
use domain::time::Quarter;
use form::{PERSON_STATES, RegistrySheet, SITE_KINDS, SITE_STATES, TOWN_KINDS, word_of};
use listed::Listed;
use std::collections::HashMap;

pub use entry::enter;

/// An import.
pub struct Import<'i> {
    /// The store.
    pub store: &'i Store,
    /// The file.
    pub file: bytes::Bytes,
    /// The turn, held while the file is read; the command line needs none.
    pub turn: Option<Turn>,
    /// The login of the importing account, or the name of the importing program.
    pub by: &'i str,
    /// The language of the report.
    pub words: Locale,
    /// Changes nothing; the report says what would change.
    pub only_check: bool,
    /// The registry's version at the check; `None` imports the file without this comparison.
    pub seen: Option<u64>,
}

/// The workbook; with `filled` it holds the current registry.
///
/// # Errors
/// Stored data cannot be read, or the library cannot write the workbook.
pub async fn workbook(store: &Store, filled: bool) -> Result<Vec<u8>, Problem> {
    let registry = store.registry().await?;
    let offices = offices(store).await?;
    let written = move || template::workbook(&registry, &offices, filled);
    let written = tokio::task::spawn_blocking(written).await;
    written
        .map_err(Problem::internal)?
        .map_err(Problem::internal)
}

/// Imports a file.
///
/// # Errors
/// The file cannot be read, or one of its lines is wrong. Nothing is changed then.
pub async fn import(import: Import<'_>) -> Result<ImportReport, FileRefusal> {
    let Import {
        store,
        file,
        turn,
        by,
        words,
        only_check,
        seen,
    } = import;
    let registry = store.registry().await.map_err(Problem::from)?;
    if seen.is_some_and(|seen| seen != registry.version) {
        return Err(FileRefusal::Changed);
    }
    let offices = offices(store).await?;
    let from = store.quarters().await.map_err(Problem::from)?.counts_from();
    let version = registry.version;
    let importer = by.to_owned();
    // Reading keeps a core busy, so it runs outside the async threads.
    let read = tokio::task::spawn_blocking(move || {
        let read = read(&file, &registry, (&offices, from), &importer);
        drop((file, turn));
        read
    });
    let read = read.await.map_err(Problem::internal)?;
    let Read {
        sheets,
        faults,
        mut plan,
        lines,
        listed,
    } = read.map_err(FileRefusal::Unreadable)?;
    let reporter = Reporter {
        sheets,
        language: words,
        words: line_words,
    };
    reporter.refuse(faults, 0)?;
    let (new, changed) = plan.counts();
    let report = ImportReport {
        lines: reporter.lines(&lines),
        total: lines.len(),
        taken: new + changed,
        changed,
        unchanged: listed - new - changed,
        as_written: 0,
        old: 0,
        seen: version,
    };
    if !only_check && !plan.is_empty() {
        plan.counts_from = from;
        let done = store.change_registry(by, plan).await;
        if !done.map_err(Problem::from)? {
            return Err(FileRefusal::Changed);
        }
    }
    Ok(report)
}

/// A file as a plan to change the registry.
struct Read {
    sheets: Vec<String>,
    faults: Vec<Remark>,
    plan: Plan,
    /// The new and changed entries with their places.
    lines: Vec<Remark>,
    /// How many entries the file lists.
    listed: usize,
}

fn read(
    file: &[u8],
    registry: &Registry,
    (offices, from): (&[String], Option<Quarter>),
    by: &str,
) -> Result<Read, Unreadable> {
    let sheets = workbook::read(file)?;
    let mut rows: Rows<RegistrySheet> = Rows::of(&sheets);
    let [towns, sites, people] = rows.by_sheet([
        RegistrySheet::Towns,
        RegistrySheet::Sites,
        RegistrySheet::People,
    ]);
    let mut listed = Listed::new(registry, offices, from);
    listed.add_towns(&towns);
    listed.add_sites(&sites);
    listed.add_people(&people);
    let mut faults = std::mem::take(&mut rows.faults);
    faults.append(&mut listed.faults);
    let Listed {
        towns,
        sites,
        people,
        ..
    } = listed;
    let count = towns.len() + sites.len() + people.len();
    let (town_places, towns): (Vec<CellPlace>, Vec<Town>) = towns.into_iter().unzip();
    let (site_places, sites): (Vec<CellPlace>, Vec<Site>) = sites.into_iter().unzip();
    let (people_places, people): (Vec<CellPlace>, Vec<Member>) = people.into_iter().unzip();
    faults.extend(locked_out(registry, &people, &people_places, by));
    let mut names = registry.towns.clone();
    names.extend(towns.iter().cloned());
    let mut lines = Vec::new();
    let town_places = places_by(&towns, town_places, |it| it.id.to_string());
    let site_places = places_by(&sites, site_places, |it| it.id.to_string());
    let people_places = places_by(&people, people_places, |it| it.login.clone());
    let plan = Plan::of(registry, towns, sites, people);
    for it in &plan.towns {
        let place = town_places.get(it.after.id.as_str()).copied();
        lines.extend(place.map(|place| told(place, it, |one| town_words(one, &names))));
    }
    for it in &plan.sites {
        let place = site_places.get(it.after.id.as_str()).copied();
        lines.extend(place.map(|place| told(place, it, |site| site_words(site, &names))));
    }
    for it in &plan.people {
        let place = people_places.get(&it.after.login).copied();
        lines.extend(place.map(|place| told(place, it, |one| member_words(one, &names))));
    }
    Ok(Read {
        sheets: sheets.into_iter().map(|sheet| sheet.name).collect(),
        faults,
        plan,
        lines,
        listed: count,
    })
}

/// The place of each entry in the file, by its key.
fn places_by<T>(
    all: &[T],
    places: Vec<CellPlace>,
    key: fn(&T) -> String,
) -> HashMap<String, CellPlace> {
    all.iter().map(key).zip(places).collect()
}

/// The report's line for an entry: the content of a new one, or the changes.
fn told<T>(
    place: CellPlace,
    change: &EntryChange<T>,
    words: impl Fn(&T) -> Vec<(&'static str, String)>,
) -> Remark {
    let after = words(&change.after);
    match &change.before {
        None => {
            let all = after.iter().map(|(_, text)| text.as_str());
            let all: Vec<_> = all.filter(|it| !it.is_empty()).collect();
            Remark {
                place,
                code: "new",
                values: vec![("what", all.join("，"))],
            }
        }
        Some(before) => {
            let before = words(before);
            let differs = before.iter().zip(&after).filter(|(was, is)| was.1 != is.1);
            let named = |text: &str| {
                if text.is_empty() {
                    "（空）".to_owned()
                } else {
                    text.to_owned()
                }
            };
            let what =
                differs.map(|(was, is)| format!("{}：{} → {}", is.0, named(&was.1), named(&is.1)));
            let name = after.first().map(|(_, text)| text.clone());
            Remark {
                place,
                code: "changed",
                values: vec![
                    ("name", name.unwrap_or_default()),
                    ("what", what.collect::<Vec<_>>().join("；")),
                ],
            }
        }
    }
}

fn town_words(it: &Town, towns: &[Town]) -> Vec<(&'static str, String)> {
    vec![
        ("全称", it.name.clone()),
        ("简称", it.short.clone()),
        ("类别", word_of(&TOWN_KINDS, it.kind).to_owned()),
        ("排序", it.order.to_string()),
        (
            "撤销起始季度",
            it.closed_from.map_or_else(String::new, |at| at.to_string()),
        ),
        ("并入", name_of(towns, it.merged_into.as_ref())),
    ]
}

fn site_words(it: &Site, towns: &[Town]) -> Vec<(&'static str, String)> {
    let position = it.position.map(|at| (at.latitude(), at.longitude()));
    vec![
        ("名称", it.name.clone()),
        ("所属镇办", name_of(towns, Some(&it.town))),
        ("类别", word_of(&SITE_KINDS, it.kind).to_owned()),
        ("地址", it.address.clone()),
        (
            "坐标",
            position.map_or_else(String::new, |(north, east)| {
                format!("{}，{}", f64::from(north) / 1e6, f64::from(east) / 1e6)
            }),
        ),
        ("状态", word_of(&SITE_STATES, it.closed).to_owned()),
    ]
}

fn member_words(it: &Member, towns: &[Town]) -> Vec<(&'static str, String)> {
    let roles: Vec<_> = it.roles.iter().map(|role| role.names().0).collect();
    vec![
        ("姓名", it.name.clone()),
        ("登录名", it.login.clone()),
        ("角色", roles.join("、")),
        ("所属镇办", name_of(towns, it.town.as_ref())),
        ("责任科室", it.offices.join("、")),
        (
            "回避镇办",
            it.avoids
                .iter()
                .map(|id| name_of(towns, Some(id)))
                .collect::<Vec<_>>()
                .join("、"),
        ),
        ("状态", word_of(&PERSON_STATES, it.disabled).to_owned()),
    ]
}

/// A town's name, as in the file if the file lists the town.
fn name_of(towns: &[Town], id: Option<&TownId>) -> String {
    id.and_then(|id| towns.iter().rev().find(|town| town.id == *id))
        .map(|town| town.name.clone())
        .unwrap_or_default()
}
