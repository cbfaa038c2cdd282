//! Importing facts from a workbook or a text file, all or none, with a report for each line; and
//! writing the template.

mod compared;
mod entry;
mod fact_faults;
mod filled;
mod form;
mod gather;
mod head;
mod long;
mod looks;
mod notes;
mod numbers;
mod passed;
mod past;
pub(crate) mod permits;
mod sheet;
mod standing;
mod stated;
pub mod template;
mod values;
mod whole;
mod wide;

use self::compared::Compared;
use crate::ground::turns::Turn;
use crate::problem::Problem;
use crate::quarter::entering::{self, FactChange, enter_or_check};
use crate::quarter::evaluation::Evaluation;
use crate::sheets::workbook::{
    self, Cell, CellPlace, FileRefusal, ImportReport, REPORTED, Remark, Reporter, Sheet,
};
use crate::store::{FactLog, Store};
use app::i18n::Locale;
use app::pages::facts_import::words::line_words;
use domain::people::Person;
use domain::scoring::CaseErrors;
use domain::time::{Moment, Quarter};
use entry::ImportedFact;
use form::FactForm;
use gather::Gathering;
use past::Past;
use permits::Permits;
use standing::OnRecord;
use std::collections::HashSet;

/// How many lines of a sheet are searched for the stamp, which is in a header that is not read.
const HEAD: usize = 10;

/// An import.
pub struct Import<'i> {
    /// The store.
    pub store: &'i Store,
    /// The quarter.
    pub quarter: Quarter,
    /// The file.
    pub file: bytes::Bytes,
    /// The turn, held while the file is read.
    pub turn: Turn,
    /// Who imports it.
    pub by: &'i Person,
    /// When it is imported.
    pub at: Moment,
    /// The language of the report.
    pub words: Locale,
    /// Whether to enter nothing and only report what would be entered.
    pub only_check: bool,
    /// Whether a claim or record that differs from an existing one only in its number is a new one.
    pub distinct: bool,
    /// The highest fact number at the check; `None` imports the file without this comparison.
    pub seen: Option<u64>,
}

/// Imports a file.
///
/// # Errors
/// The file cannot be read, or one of its lines is wrong. Nothing is entered then.
pub async fn import(import: Import<'_>) -> Result<ImportReport, FileRefusal> {
    let Import {
        store,
        quarter,
        file,
        turn,
        by,
        at,
        words,
        only_check,
        distinct,
        seen: known,
    } = import;
    let permits = Permits::of(store, by).await?;
    let evaluation = Evaluation::load(store, Some(quarter)).await?;
    let log = store.fact_log(&quarter.to_string()).await;
    let log = log.map_err(Problem::from)?;
    let seen = evaluation.highest;
    if known.is_some_and(|known| known != seen) {
        return Err(FileRefusal::Changed);
    }
    // Reading keeps a core busy, so it runs outside the async threads. It finishes even if the
    // request is gone.
    let read = tokio::task::spawn_blocking(move || {
        let read = read(file, evaluation, &log, &permits, distinct);
        drop(turn);
        read
    });
    let Gathered {
        sheets,
        entries,
        mut faults,
        more,
        old,
        passed,
        as_written,
        evaluation,
    } = read.await.map_err(Problem::internal)??;
    // Cells already reported as wrong are not reported again.
    let wrong: HashSet<CellPlace> = faults.iter().map(|fault| fault.place).collect();
    let mut told = stated::lines(&entries, &evaluation);
    let unchanged = entries.iter().filter(|(_, it)| !it.is_change()).count();
    let count = entries.len();
    let fresh = entries.into_iter().filter(|(entry, it)| {
        it.is_change() && !entry.places().any(|place| wrong.contains(&place))
    });
    // Facts are moved, not copied: a file may have tens of thousands.
    let (mut changes, mut cells) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut changed = 0;
    for (entry, before) in fresh {
        let (fact, places) = entry.into_parts();
        changed += usize::from(before.code == "changed");
        changes.push(FactChange {
            town: fact.town.parse().map_err(Problem::internal)?,
            slot: fact.slot().to_owned(),
            fact: Some(fact),
            basis: before.basis,
            seen: Some(before.before.map_or(0, |it| it.number)),
        });
        cells.push(places);
    }
    let keep = faults.is_empty() && more == 0 && !only_check && !changes.is_empty();
    // The other lines are checked even if some cannot be read, so that all wrong lines are reported
    // at once.
    let entered = enter_or_check(store, quarter, &changes, by, at, keep);
    match entered.await {
        Ok(()) => {}
        Err(entering::EntryRefusal::Faults(CaseErrors(errors))) => {
            faults.extend(errors.iter().map(|error| {
                let here = fact_faults::fault(error, &changes, &cells, &evaluation.table);
                here.unwrap_or_else(|| elsewhere(error.to_string()))
            }));
        }
        // Rows of other offices were already reported line by line.
        Err(entering::EntryRefusal::Forbidden(_)) if !faults.is_empty() => {}
        // The facts on which the file was based have changed.
        Err(entering::EntryRefusal::Stale(_)) => return Err(FileRefusal::Changed),
        Err(refusal) => return Err(Problem::from(refusal).into()),
    }
    let reporter = Reporter {
        sheets,
        language: words,
        words: line_words,
    };
    reporter.refuse(faults, more)?;
    // Replacements come first, since a long report is cut off.
    let rank = |code: &str| match code {
        "old" | "old-gone" | "hidden-sheet" | "hidden-lines" | "hidden-columns" => 0,
        "passed-above" | "passed-lines" | "passed-columns" => 0,
        "changed" => 1,
        "known" => 2,
        "new" | "new-many" => 3,
        _ => 4,
    };
    let left = old.len();
    told.extend(old.into_iter().chain(passed));
    if told.len() > REPORTED {
        told.sort_by_key(|it| (rank(it.code), it.place));
    } else {
        told.sort_by_key(|it| it.place);
    }
    Ok(ImportReport {
        lines: reporter.lines(&told),
        total: told.len(),
        taken: changes.len(),
        changed,
        unchanged,
        as_written,
        old: left,
        seen,
    })
}

/// A fault in facts entered earlier, which no line of the file causes alone.
fn elsewhere(why: String) -> Remark {
    Remark {
        place: CellPlace {
            sheet: 0,
            line: 1,
            column: None,
        },
        code: "beside",
        values: vec![("why", why)],
    }
}

/// The facts read from a file.
struct Gathered {
    sheets: Vec<String>,
    /// The entries, each compared with the current fact of its slot.
    entries: Vec<(ImportedFact, Compared)>,
    faults: Vec<Remark>,
    /// How many more faults there are.
    more: usize,
    /// Old values, which others have corrected since.
    old: Vec<Remark>,
    /// Parts that are not read, and hidden parts that are.
    passed: Vec<Remark>,
    /// How many cells and lines are unchanged since the file was written.
    as_written: usize,
    evaluation: Evaluation,
}

fn read(
    file: bytes::Bytes,
    evaluation: Evaluation,
    log: &FactLog,
    permits: &Permits,
    distinct: bool,
) -> Result<Gathered, FileRefusal> {
    let mut sheets: Vec<Sheet> = workbook::read_all(&file).map_err(FileRefusal::Unreadable)?;
    drop(file);
    let form = FactForm::new(&evaluation.table, evaluation.quarter, &evaluation.towns);
    let stamp = stamp(&sheets);
    let past = Past::new(log, stamp.map(|(_, (_, number))| number)).map_err(Problem::internal)?;
    let mut standing = OnRecord::new(evaluation.entered()).map_err(Problem::internal)?;
    let mut gathering = Gathering::new(&form, &mut standing, &past, distinct);
    if let Some((place, (quarter, number))) = stamp {
        if quarter != evaluation.quarter {
            gathering.note(
                place,
                "other-quarter",
                vec![("quarter", quarter.to_string())],
            );
        } else if number > evaluation.highest {
            gathering.note(place, "unknown-stamp", vec![("value", number.to_string())]);
        }
    }
    for (at, sheet) in sheets.iter_mut().enumerate() {
        gathering
            .sheet(at, sheet)
            .map_err(FileRefusal::Unreadable)?;
        // The sheet of choices in a template is our own.
        if sheet.hidden && sheet.name != form::CHOICES {
            gathering.passed.push(hidden(at));
        }
    }
    gathering.finish();
    gathering.number();
    gathering.lines_of_before(&evaluation);
    let Gathering {
        entries,
        mut faults,
        old,
        passed,
        more,
        as_written,
        ..
    } = gathering;
    if entries.is_empty() && faults.is_empty() && old.is_empty() && as_written == 0 {
        faults.push(Remark {
            place: CellPlace {
                sheet: 0,
                line: 1,
                column: None,
            },
            code: "nothing",
            values: Vec::new(),
        });
    }
    let entries: Vec<(ImportedFact, Compared)> = entries
        .into_iter()
        .map(|entry| {
            let compared = Compared::of(&entry, &standing);
            (entry, compared)
        })
        .collect();
    for (entry, compared) in &entries {
        let before = standing.of(&entry.fact.town, entry.fact.slot());
        let refused = permits.refuses(&entry.fact, before, &evaluation.table);
        if let (Some(code), true) = (refused, compared.is_change()) {
            faults.push(Remark {
                place: entry.place,
                code,
                values: Vec::new(),
            });
        }
    }
    Ok(Gathered {
        sheets: sheets.into_iter().map(|sheet| sheet.name).collect(),
        entries,
        faults,
        more,
        old,
        passed,
        as_written,
        evaluation,
    })
}

/// The report's line about a hidden sheet that was read.
fn hidden(sheet: usize) -> Remark {
    Remark {
        place: CellPlace {
            sheet,
            line: 1,
            column: None,
        },
        code: "hidden-sheet",
        values: Vec::new(),
    }
}

/// The file's stamp, if it was written with the current facts: in the notes, or in a header that is
/// not read.
fn stamp(sheets: &[Sheet]) -> Option<(CellPlace, (Quarter, u64))> {
    sheets.iter().enumerate().find_map(|(at, sheet)| {
        let lines = match sheet.name == form::NOTES {
            true => sheet.lines.as_slice(),
            // A title may be above the header.
            false => sheet
                .lines
                .get(..HEAD.min(sheet.lines.len()))
                .unwrap_or_default(),
        };
        lines.iter().find_map(|line| {
            line.cells.iter().find_map(|(column, cell)| {
                let Cell::Text(text) = cell else { return None };
                let place = CellPlace {
                    sheet: at,
                    line: line.number,
                    column: Some(*column),
                };
                Some((place, form::stamped(text)?))
            })
        })
    })
}
