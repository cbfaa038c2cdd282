//! Importing facts from a workbook or a text file, all or none, with a report line by line; and
//! the file to fill.

mod entry;
mod filled;
mod form;
mod gather;
mod long;
mod notes;
pub(crate) mod permits;
mod said;
mod standing;
pub mod template;
mod values;

use crate::entering::{self, changes_of, enter_or_check};
use crate::evaluation::Evaluation;
use crate::problem::Problem;
use crate::store::Store;
use crate::turns::Turn;
use crate::workbook::{self, Fault, Place, REPORTED, Refusal, Report, Reporter, Sheet};
use app::i18n::Locale;
use app::pages::facts_import::words::line_words;
use domain::people::Person;
use domain::scoring::CaseErrors;
use domain::time::{Moment, Quarter};
use entry::Entry;
use form::Form;
use gather::Gathering;
use permits::Permits;
use standing::Standing;
use std::collections::HashSet;

/// What is imported, where, by whom.
pub struct Import<'i> {
    /// What is kept.
    pub store: &'i dyn Store,
    /// The quarter.
    pub quarter: Quarter,
    /// The file.
    pub file: bytes::Bytes,
    /// Its turn, for as long as it is read.
    pub turn: Turn,
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
    let Import {
        store,
        quarter,
        file,
        turn,
        by,
        at,
        words,
        only_check,
        seen: known,
    } = import;
    let permits = Permits::of(store, by).await?;
    let evaluation = Evaluation::load(store, Some(quarter)).await?;
    let seen = evaluation.highest;
    if known.is_some_and(|known| known != seen) {
        return Err(Refusal::Changed);
    }
    // Reading is work for a core, which others wait for meanwhile; it goes on though nobody may wait
    // for it any more.
    let read = tokio::task::spawn_blocking(move || {
        let read = read(&file, &evaluation, &permits);
        drop((file, turn));
        read
    });
    let Gathered {
        sheets,
        entries,
        mut faults,
        changes,
        table,
    } = read.await.map_err(Problem::internal)??;
    // What is known to be wrong is not told a second time.
    let wrong: HashSet<Place> = faults.iter().map(|fault| fault.place).collect();
    let mut told: Vec<Fault> = changes.iter().map(Compared::told).collect();
    let (fresh, before): (Vec<Entry>, Vec<Compared>) = entries
        .into_iter()
        .zip(changes)
        .filter(|(entry, it)| it.is_change() && !entry.places().any(|place| wrong.contains(&place)))
        .unzip();
    let facts: Vec<_> = fresh.iter().map(|entry| entry.fact.clone()).collect();
    let keep = faults.is_empty() && !only_check && !facts.is_empty();
    // Also beside lines that cannot be read: every wrong line is told at once.
    let entered = async {
        let mut changes = changes_of(&facts)?;
        for (change, before) in changes.iter_mut().zip(&before) {
            change.seen = Some(before.number);
            change.basis.clone_from(&before.basis);
        }
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
        // What the file was laid over is not what stands any more.
        Err(entering::Refusal::Stale(_)) => return Err(Refusal::Changed),
        Err(refusal) => return Err(Problem::from(refusal).into()),
    }
    let reporter = Reporter {
        sheets,
        language: words,
        words: line_words,
    };
    reporter.refuse(faults)?;
    // What takes the place of something is seen first: a long report is cut.
    let rank = |code: &str| match code {
        "changed" => 0,
        "known" => 1,
        "new" => 2,
        _ => 3,
    };
    if told.len() > REPORTED {
        told.sort_by_key(|it| (rank(it.code), it.place));
    } else {
        told.sort_by_key(|it| it.place);
    }
    Ok(Report {
        lines: reporter.lines(&told),
        total: told.len(),
        taken: facts.len(),
        changed: told.iter().filter(|it| it.code == "changed").count(),
        unchanged: told.len() - facts.len(),
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

/// A file as facts.
struct Gathered {
    sheets: Vec<String>,
    entries: Vec<Entry>,
    faults: Vec<Fault>,
    /// What each entry is to what stands.
    changes: Vec<Compared>,
    table: std::sync::Arc<domain::table::Table>,
}

/// What an entry is to what stands.
struct Compared {
    place: Place,
    /// `new`, `changed`, `unchanged`, or `known`: a record that was taken for one that stands.
    code: &'static str,
    /// The number of what stands in its slot, 0 for nothing.
    number: u64,
    /// What its new value rests on: a file says nothing of it, so that what stood stays.
    basis: Option<String>,
}

impl Compared {
    fn of(entry: &Entry, standing: &Standing<'_>) -> Self {
        let (town, slot) = (&entry.fact.town, entry.fact.slot());
        let kept = standing.kept(town, slot);
        let code = match standing.of(town, slot) {
            Some(before) if *before == entry.fact && entry.is_known => "known",
            Some(before) if *before == entry.fact => "unchanged",
            Some(_) => "changed",
            None => "new",
        };
        // Judges' sheets do not make another mean.
        let basis = kept.filter(|_| entry.fact.indicator.is_some());
        Self {
            place: entry.place,
            code,
            number: kept.map_or(0, |kept| kept.number),
            basis: basis.and_then(|kept| kept.basis.clone()),
        }
    }

    /// The line of the report on it.
    fn told(&self) -> Fault {
        Fault {
            place: self.place,
            code: self.code,
            values: Vec::new(),
        }
    }

    fn is_change(&self) -> bool {
        matches!(self.code, "new" | "changed")
    }
}

fn read(file: &[u8], evaluation: &Evaluation, permits: &Permits) -> Result<Gathered, Refusal> {
    let sheets: Vec<Sheet> = workbook::read(file).map_err(Refusal::Unreadable)?;
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
    let changes: Vec<Compared> = entries
        .iter()
        .map(|entry| Compared::of(entry, &standing))
        .collect();
    for (entry, compared) in entries.iter().zip(&changes) {
        let before = standing.of(&entry.fact.town, entry.fact.slot());
        let refused = permits.refuses(&entry.fact, before, &evaluation.table);
        if let (Some(code), true) = (refused, compared.is_change()) {
            faults.push(Fault {
                place: entry.place,
                code,
                values: Vec::new(),
            });
        }
    }
    Ok(Gathered {
        changes,
        sheets: sheets.into_iter().map(|sheet| sheet.name).collect(),
        entries,
        faults,
        table: std::sync::Arc::clone(&evaluation.table),
    })
}
