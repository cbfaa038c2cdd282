//! Importing facts from a workbook or a text file, all or none, with a report line by line; and
//! the file to fill.

mod entry;
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
mod said;
mod sheet;
mod standing;
mod stated;
pub mod template;
mod values;
mod whole;
mod wide;

use crate::ground::turns::Turn;
use crate::problem::Problem;
use crate::quarter::entering::{self, Change, enter_or_check};
use crate::quarter::evaluation::Evaluation;
use crate::sheets::workbook::{
    self, Cell, Fault, Place, REPORTED, Refusal, Report, Reporter, Sheet,
};
use crate::store::{KeptFact, Store};
use app::i18n::Locale;
use app::pages::facts_import::words::line_words;
use domain::people::Person;
use domain::scoring::CaseErrors;
use domain::time::{Moment, Quarter};
use entry::Entry;
use form::Form;
use gather::Gathering;
use past::{Log, Past};
use permits::Permits;
use standing::OnRecord;
use std::collections::HashSet;

/// Lines of a sheet among which its stamp stands, in a header that is not read.
const HEAD: usize = 10;

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
    /// A claim or record that is like one that stands but for its number is another one.
    pub distinct: bool,
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
        distinct,
        seen: known,
    } = import;
    let permits = Permits::of(store, by).await?;
    let evaluation = Evaluation::load(store, Some(quarter)).await?;
    let log = store.fact_log(&quarter.to_string()).await;
    let log = log.map_err(Problem::from)?;
    let seen = evaluation.highest;
    if known.is_some_and(|known| known != seen) {
        return Err(Refusal::Changed);
    }
    // Reading is work for a core, which others wait for meanwhile; it goes on though nobody may wait
    // for it any more.
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
    // What is known to be wrong is not told a second time.
    let wrong: HashSet<Place> = faults.iter().map(|fault| fault.place).collect();
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
        changes.push(Change {
            town: fact.town.parse().map_err(Problem::internal)?,
            slot: fact.slot().to_owned(),
            fact: Some(fact),
            basis: before.basis,
            seen: Some(before.before.map_or(0, |it| it.number)),
        });
        cells.push(places);
    }
    let keep = faults.is_empty() && more == 0 && !only_check && !changes.is_empty();
    // Also beside lines that cannot be read: every wrong line is told at once.
    let entered = enter_or_check(store, quarter, &changes, by, at, keep);
    match entered.await {
        Ok(()) => {}
        Err(entering::Refusal::Faults(CaseErrors(errors))) => {
            faults.extend(errors.iter().map(|error| {
                let here = said::fault(error, &changes, &cells, &evaluation.table);
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
    reporter.refuse(faults, more)?;
    // What takes the place of something is seen first: a long report is cut.
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
    Ok(Report {
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
    /// What it says, and what that is to what stands.
    entries: Vec<(Entry, Compared)>,
    faults: Vec<Fault>,
    /// How many faults there are besides.
    more: usize,
    /// Values that stood and were corrected since.
    old: Vec<Fault>,
    /// What is not read, and what nobody sees and is.
    passed: Vec<Fault>,
    /// How many cells and lines are as the file was written.
    as_written: usize,
    evaluation: Evaluation,
}

/// What an entry is to what stands.
struct Compared {
    place: Place,
    /// `new`, `changed`, `unchanged`, or `known`: a record that was taken for one that stands.
    code: &'static str,
    /// What stands in its slot.
    before: Option<Box<KeptFact>>,
    /// What its new value rests on: a file says nothing of it, so that what stood stays.
    basis: Option<String>,
}

impl Compared {
    fn of(entry: &Entry, standing: &OnRecord<'_>) -> Self {
        let (town, slot) = (&entry.fact.town, entry.fact.slot());
        let kept = standing.kept(town, slot);
        let code = match standing.of(town, slot) {
            Some(before) if *before == *entry.fact && entry.is_known => "known",
            Some(before) if *before == *entry.fact => "unchanged",
            Some(_) => "changed",
            None => "new",
        };
        // Judges' sheets do not make another mean.
        let basis = kept.filter(|_| entry.fact.indicator.is_some());
        Self {
            place: entry.place,
            code,
            before: kept.cloned().map(Box::new),
            basis: basis.and_then(|kept| kept.basis.clone()),
        }
    }

    fn is_change(&self) -> bool {
        matches!(self.code, "new" | "changed")
    }
}

fn read(
    file: bytes::Bytes,
    evaluation: Evaluation,
    log: &Log,
    permits: &Permits,
    distinct: bool,
) -> Result<Gathered, Refusal> {
    let mut sheets: Vec<Sheet> = workbook::read_all(&file).map_err(Refusal::Unreadable)?;
    drop(file);
    let form = Form::new(&evaluation.table, evaluation.quarter, &evaluation.towns);
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
        gathering.sheet(at, sheet).map_err(Refusal::Unreadable)?;
        // That of a file to fill is our own.
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
    let entries: Vec<(Entry, Compared)> = entries
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
            faults.push(Fault {
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

/// The line of the report on a sheet that is not read.
fn hidden(sheet: usize) -> Fault {
    Fault {
        place: Place {
            sheet,
            line: 1,
            column: None,
        },
        code: "hidden-sheet",
        values: Vec::new(),
    }
}

/// What the file says of when it was written with what stood: in its notes, or in a header that is not read.
fn stamp(sheets: &[Sheet]) -> Option<(Place, (Quarter, u64))> {
    sheets.iter().enumerate().find_map(|(at, sheet)| {
        let lines = match sheet.name == form::NOTES {
            true => sheet.lines.as_slice(),
            // A title may stand above it.
            false => sheet
                .lines
                .get(..HEAD.min(sheet.lines.len()))
                .unwrap_or_default(),
        };
        lines.iter().find_map(|line| {
            line.cells.iter().find_map(|(column, cell)| {
                let Cell::Text(text) = cell else { return None };
                let place = Place {
                    sheet: at,
                    line: line.number,
                    column: Some(*column),
                };
                Some((place, form::stamped(text)?))
            })
        })
    })
}
