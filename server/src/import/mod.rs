//! Importing facts from a workbook or a text file, all or none, with a report line by line; and
//! the file to fill.

mod cells;
mod entry;
mod filled;
mod form;
mod gather;
mod inflate;
mod long;
mod notes;
pub(crate) mod permits;
mod said;
mod sheets;
mod standing;
pub mod template;
mod values;

pub use sheets::Unreadable;

use crate::entering::{self, changes_of, enter_or_check};
use crate::evaluation::Evaluation;
use crate::problem::Problem;
use crate::store::Store;
use app::i18n::Locale;
use app::pages::facts_import::words::line_words;
use cells::Sheet;
use domain::people::Person;
use domain::scoring::{CaseErrors, Status};
use domain::time::{Moment, Quarter};
use entry::{Entry, Fault, Place};
use form::Form;
use gather::Gathering;
use permits::Permits;
use serde::Serialize;
use standing::Standing;
use std::collections::HashSet;
use std::fmt::Display;
use tokio::sync::Semaphore;

/// Lines of a report; how many there are in all is told beside them.
const REPORTED: usize = 200;

/// A workbook that is read takes memory by the hundred megabytes: no more than this many at once.
static READERS: Semaphore = Semaphore::const_new(2);

/// What came of a file.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What came of its lines, in their order, 200 at most.
    pub lines: Vec<Reported>,
    /// How many there are in all.
    pub total: usize,
    /// How many facts were entered, or would be.
    pub taken: usize,
    /// How many stand already as the file says.
    pub unchanged: usize,
    /// What stood when the file was read: taking it after a check names it.
    pub seen: u64,
}

/// A line of a report.
#[derive(Debug, Clone, Serialize)]
pub struct Reported {
    /// The sheet's name; empty for a text file.
    pub sheet: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in letters; empty for the line as a whole.
    pub column: String,
    /// What it is: `new`, `changed`, `unchanged`, or what is wrong.
    pub code: &'static str,
    /// The same in words.
    pub words: String,
}

/// Why nothing of a file was taken.
#[derive(Debug)]
pub enum Refusal {
    /// It cannot be read at all.
    Unreadable(Unreadable),
    /// Lines are wrong: the first 200, and how many there are in all.
    Wrong(Vec<Reported>, usize),
    /// Others have entered facts since the check.
    Changed,
    /// Anything else.
    Problem(Problem),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// What is imported, where, by whom.
pub struct Import<'i> {
    /// What is kept.
    pub store: &'i dyn Store,
    /// The quarter.
    pub quarter: Quarter,
    /// The file.
    pub file: bytes::Bytes,
    /// Who imports it.
    pub by: &'i Person,
    /// When.
    pub at: Moment,
    /// The language of the report.
    pub words: Locale,
    /// Nothing is entered: the report says what would be.
    pub only_check: bool,
    /// What stood at the check; none takes the file whatever stands.
    pub seen: Option<u64>,
}

/// Imports a file.
///
/// # Errors
/// The file cannot be read, or a line of it is wrong: nothing was entered then.
pub async fn import(import: Import<'_>) -> Result<Report, Refusal> {
    let permits = Permits::of(import.store, import.by).await?;
    let evaluation = Evaluation::load(import.store, Some(import.quarter)).await?;
    let seen = evaluation.highest;
    if import.seen.is_some_and(|known| known != seen) {
        return Err(Refusal::Changed);
    }
    let _turn = READERS.acquire().await.map_err(Problem::internal)?;
    let file = import.file.clone();
    // Reading is work for a core, which others wait for meanwhile.
    let read = tokio::task::spawn_blocking(move || read(&file, &evaluation));
    let Gathered {
        sheets,
        entries,
        mut faults,
        changes,
        statuses,
        table,
    } = read.await.map_err(Problem::internal)??;
    for ((entry, before), (_, change)) in entries.iter().zip(&statuses).zip(&changes) {
        let refused = permits.refuses(&entry.fact, *before, &table);
        if let (Some(code), true) = (refused, *change != "unchanged") {
            faults.push(Fault {
                place: entry.place,
                code,
                values: Vec::new(),
            });
        }
    }
    // What is known to be wrong is not told a second time.
    let wrong: HashSet<Place> = faults.iter().map(|fault| fault.place).collect();
    let fresh: Vec<Entry> = entries
        .into_iter()
        .zip(&changes)
        .filter(|(entry, change)| {
            change.1 != "unchanged" && !entry.places().any(|place| wrong.contains(&place))
        })
        .map(|(entry, _)| entry)
        .collect();
    let facts: Vec<_> = fresh.iter().map(|entry| entry.fact.clone()).collect();
    let keep = faults.is_empty() && !import.only_check && !facts.is_empty();
    // Also beside lines that cannot be read: every wrong line is told at once.
    let entered = async {
        let changes = changes_of(&facts)?;
        let Import {
            store,
            quarter,
            by,
            at,
            ..
        } = import;
        enter_or_check(store, quarter, &changes, by, at, keep).await
    };
    match entered.await {
        Ok(()) => {}
        Err(entering::Refusal::Faults(CaseErrors(errors))) => {
            faults.extend(errors.iter().map(|error| {
                let here = said::fault(error, &fresh, &table);
                here.unwrap_or_else(|| elsewhere(error.to_string()))
            }));
        }
        // Whose row it is was told line by line before.
        Err(entering::Refusal::Forbidden(_)) if !faults.is_empty() => {}
        Err(refusal) => return Err(Problem::from(refusal).into()),
    }
    let say = |(place, code, values): (Place, &'static str, &[(&'static str, String)])| {
        let sheet = sheets.get(place.sheet);
        Reported {
            sheet: sheet.cloned().unwrap_or_default(),
            line: place.line,
            column: place.column.map(cells::letters).unwrap_or_default(),
            code,
            words: said_in(import.words, code, values),
        }
    };
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.place);
        let first = faults.iter().take(REPORTED);
        let lines = first.map(|it| say((it.place, it.code, &it.values)));
        return Err(Refusal::Wrong(lines.collect(), faults.len()));
    }
    let mut changes = changes;
    changes.sort_by_key(|(place, _)| *place);
    let lines = changes.iter().take(REPORTED);
    Ok(Report {
        lines: lines
            .map(|(place, code)| say((*place, code, &[])))
            .collect(),
        total: changes.len(),
        taken: facts.len(),
        unchanged: changes.len() - facts.len(),
        seen,
    })
}

/// A fault of something that stood before, which no line of the file is to blame for alone.
fn elsewhere(why: String) -> Fault {
    Fault {
        place: Place {
            sheet: 0,
            line: 1,
            column: None,
        },
        code: "beside",
        values: vec![("why", why)],
    }
}

fn said_in(words: Locale, code: &str, values: &[(&'static str, String)]) -> String {
    let values: Vec<(&str, &dyn Display)> = values
        .iter()
        .map(|(name, value)| (*name, value as &dyn Display))
        .collect();
    line_words(words, code, &values)
}

/// A file as facts.
struct Gathered {
    sheets: Vec<String>,
    entries: Vec<Entry>,
    faults: Vec<Fault>,
    /// What each entry is to what stands: `new`, `changed` or `unchanged`.
    changes: Vec<(Place, &'static str)>,
    /// The status of what each entry takes the place of.
    statuses: Vec<Option<Status>>,
    table: std::sync::Arc<domain::table::Table>,
}

fn read(file: &[u8], evaluation: &Evaluation) -> Result<Gathered, Refusal> {
    let sheets: Vec<Sheet> = sheets::read(file).map_err(Refusal::Unreadable)?;
    let form = Form::new(&evaluation.table, evaluation.quarter, &evaluation.towns);
    let mut standing = Standing::new(evaluation.entered()).map_err(Problem::internal)?;
    let mut gathering = Gathering::new(&form, &mut standing);
    for (at, sheet) in sheets.iter().enumerate() {
        gathering.sheet(at, sheet);
    }
    gathering.finish();
    gathering.number();
    let Gathering {
        entries,
        mut faults,
        ..
    } = gathering;
    if entries.is_empty() && faults.is_empty() {
        faults.push(Fault {
            place: Place {
                sheet: 0,
                line: 1,
                column: None,
            },
            code: "nothing",
            values: Vec::new(),
        });
    }
    let changes = entries.iter().map(|entry| {
        let change = match standing.of(&entry.fact.town, entry.fact.slot()) {
            Some(before) if *before == entry.fact => "unchanged",
            Some(_) => "changed",
            None => "new",
        };
        (entry.place, change)
    });
    let statuses = entries.iter().map(|entry| {
        let before = standing.of(&entry.fact.town, entry.fact.slot());
        before.and_then(|it| it.status)
    });
    Ok(Gathered {
        changes: changes.collect(),
        statuses: statuses.collect(),
        sheets: sheets.into_iter().map(|sheet| sheet.name).collect(),
        entries,
        faults,
        table: std::sync::Arc::clone(&evaluation.table),
    })
}
