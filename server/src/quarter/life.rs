//! The life of a quarter: performing an act after all checks, opening the next quarter, and
//! verifying what was frozen.

mod verify;

pub use verify::differences;

use crate::ground::clock::OFFSET_SECONDS;
use crate::problem::Problem;
use crate::quarter::evaluation::{Evaluation, freeze};
use crate::store::{Book, NewQuarter, Opened, Stepping, Store, TableFile};
use domain::people::{Person, Right};
use domain::quarter::{
    Act, ActRefusal, FirstResult, Life, Missing, Progress, State, hash, missing, undecided,
};
use domain::scoring::{Ruling, TownScore, fits};
use domain::table::{Table, Takes, builtin_files};
use domain::time::{Moment, Quarter};
use http::StatusCode;
use std::cmp::Reverse;

/// How often an act is checked again because something changed meanwhile.
const TRIES: usize = 5;

/// Why an act was not performed.
#[derive(Debug)]
pub enum NotDone {
    /// The act is not allowed in the quarter's state.
    Refused(ActRefusal),
    /// Something required for the act is missing.
    Missing(Vec<Missing>),
    /// The person lacks the right.
    Forbidden,
    /// The quarter has changed since the person saw it.
    Changed,
    /// The quarter already exists, or its table does not.
    NotOpened(&'static str),
    /// Any other problem.
    Problem(Problem),
}

impl<E: Into<Problem>> From<E> for NotDone {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

/// A quarter with its book.
pub struct QuarterSnapshot {
    /// The stored acts and documents.
    pub book: Book,
    /// The life as its acts add up to it.
    pub life: Life,
    /// The evaluation.
    pub evaluation: Evaluation,
    /// The rows that have facts but no valid signature of their office.
    pub unsigned: Vec<String>,
}

impl QuarterSnapshot {
    /// Loads the quarter. The book is loaded first, so that later changes raise its numbers.
    pub async fn load(store: &Store, quarter: Quarter) -> Result<Self, Problem> {
        let book = store.book(quarter).await?;
        let book = book.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
        let evaluation = Evaluation::load(store, Some(quarter)).await?;
        let mut book = book;
        // Findings of a town that is no longer evaluated need not be decided.
        let evaluated = |town: &str| evaluation.towns.iter().any(|(id, _)| id.as_str() == town);
        book.waiting.retain(|it| evaluated(&it.town));
        let signs = store.row_signs(&quarter.to_string()).await?;
        let signed = |id: &str| signs.iter().any(|it| it.indicator == id && it.stands);
        let rows = evaluation.table.indicators.iter();
        let unsigned = rows
            .filter(|row| row.family().takes() != Takes::Nothing && !signed(&row.id))
            .map(|row| row.id.clone());
        Ok(Self {
            life: book.life()?,
            book,
            unsigned: unsigned.collect(),
            evaluation,
        })
    }

    /// A number that rises with everything that an act signs or closes.
    pub fn head(&self) -> u64 {
        self.book.heads.done
    }

    /// The things missing before the next state.
    pub fn missing(&self) -> Result<Vec<Missing>, Problem> {
        self.told(missing)
    }

    /// The undecided things that do not prevent the next state.
    pub fn undecided(&self) -> Result<Vec<Missing>, Problem> {
        self.told(undecided)
    }

    fn told(&self, what: fn(&Progress<'_>) -> Vec<Missing>) -> Result<Vec<Missing>, Problem> {
        let case = self.evaluation.case()?;
        let scores = self.evaluation.scores(&case)?;
        let facts = case
            .check(&self.evaluation.table)
            .map_err(Problem::internal)?;
        Ok(what(&Progress {
            life: &self.life,
            scores: &scores,
            facts: &facts,
            waiting: &self.book.waiting,
            unsigned: &self.unsigned,
            signed_before: self.is_before(|act| matches!(act, Act::Sign(_))),
            met_before: self.is_before(|act| matches!(act, Act::Meet(_))),
        }))
    }

    /// The towns' totals and places, in order of place.
    fn standings(&self) -> Result<Vec<FirstResult>, Problem> {
        let case = self.evaluation.case()?;
        let scores = self.evaluation.scores(&case)?;
        let stood = |town: &TownScore<'_>| FirstResult {
            town: town.id.to_owned(),
            total: town.total,
            place: town.place,
        };
        Ok(scores.towns.iter().map(stood).collect())
    }

    /// The totals and places when the latest first evaluation began; empty if none has begun.
    pub fn at_first(&self) -> &[FirstResult] {
        let acts = self.book.course.acts.iter().rev();
        let mut begun = acts.filter_map(|kept| match &kept.act {
            Act::First { standings } => Some(standings.as_slice()),
            _ => None,
        });
        begun.next().unwrap_or_default()
    }

    /// Whether a fact was entered or a finding decided after the last matching act.
    fn is_before(&self, wanted: fn(&Act) -> bool) -> bool {
        let last = self.book.course.acts.iter().rfind(|kept| wanted(&kept.act));
        let latest = self.evaluation.highest.max(self.book.heads.decided);
        last.is_some_and(|kept| kept.number < latest)
    }

    /// Whether a ruling settles an existing tie.
    fn settles(&self, ruling: &Ruling) -> Result<bool, Problem> {
        let table = &self.evaluation.table;
        let case = self.evaluation.case()?;
        let scores = case.score(table).map_err(Problem::internal)?;
        let earlier = &self.evaluation.rulings;
        Ok(fits(&scores, earlier, ruling, table.totals.good))
    }
}

/// Performs an act: checks the person, the state and what is missing, and freezes what it closes.
/// `seen` is the [`QuarterSnapshot::head`] that the person saw; the act fails if it has changed since.
pub async fn act(
    store: &Store,
    quarter: Quarter,
    act: &Act,
    seen: Option<u64>,
    by: &Person,
    at: Moment,
) -> Result<(), NotDone> {
    if !by.may(Right::RunQuarters) {
        return Err(NotDone::Forbidden);
    }
    // Only `open` opens a quarter, once.
    if matches!(act, Act::Open { .. }) {
        return Err(NotDone::Refused(ActRefusal::State));
    }
    let act = &trimmed(act);
    for _ in 0..TRIES {
        let looked = QuarterSnapshot::load(store, quarter).await?;
        let mut next = looked.life.clone();
        if let Some(seen) = seen
            && seen != looked.head()
        {
            // The act may be sent again because its response was lost.
            return if is_done(&looked, act, seen, by) {
                Ok(())
            } else {
                Err(NotDone::Changed)
            };
        }
        // A missing signature or meeting is reported together with everything else that is missing.
        if leads(act, &looked) {
            let mut missing = looked.missing()?;
            // Publishing (公布) before the meeting allows objections; everything else must still be
            // complete.
            if matches!(act, Act::Publish) {
                missing.retain(|it| it.code != "meeting");
            }
            if !missing.is_empty() {
                return Err(NotDone::Missing(missing));
            }
        }
        next.take(act).map_err(NotDone::Refused)?;
        if let Act::Rule(ruling) = act
            && !looked.settles(ruling)?
        {
            return Err(NotDone::Refused(ActRefusal::Chosen));
        }
        let (kept, doc) = match act {
            Act::First { .. } => {
                let standings = looked.standings()?;
                (Act::First { standings }, None)
            }
            Act::Close { early, .. } => {
                let early = early_reason(quarter, early.as_deref(), at)?;
                let (toml, life) = (&looked.book.toml, &looked.life);
                let doc = freeze(store, &looked.evaluation, toml, life).await?;
                let sha256 = hash(doc.as_bytes());
                (Act::Close { sha256, early }, Some(doc))
            }
            other => (other.clone(), None),
        };
        let stepping = Stepping {
            quarter,
            act: kept,
            state: next.state,
            doc,
            seen: looked.book.heads,
            by: by.id,
            at,
        };
        if store.step(stepping).await? {
            return Ok(());
        }
    }
    Err(NotDone::Problem(Problem::unavailable()))
}

/// An act with surrounding spaces removed from its reason; a blank reason becomes `None`.
fn trimmed(act: &Act) -> Act {
    match act {
        Act::Close { sha256, early } => {
            let early = early.as_deref().map(str::trim);
            Act::Close {
                sha256: sha256.clone(),
                early: early.filter(|it| !it.is_empty()).map(str::to_owned),
            }
        }
        other => other.clone(),
    }
}

/// Whether the last act is this one, done by the same person after `seen`.
fn is_done(looked: &QuarterSnapshot, act: &Act, seen: u64, by: &Person) -> bool {
    let last = looked.book.course.acts.last();
    last.is_some_and(|kept| {
        kept.number > seen && kept.by_id == Some(by.id) && asked(&kept.act) == asked(act)
    })
}

/// An act without the parts that the server adds, and without a reason that depends on the day.
fn asked(act: &Act) -> Act {
    match act {
        Act::First { .. } => Act::First {
            standings: Vec::new(),
        },
        Act::Close { .. } => Act::Close {
            sha256: String::new(),
            early: None,
        },
        other => other.clone(),
    }
}

/// The reason for closing a quarter before its last day is over, which is then required; `None`
/// after that day.
fn early_reason(
    quarter: Quarter,
    said: Option<&str>,
    at: Moment,
) -> Result<Option<String>, NotDone> {
    if at.date_at(OFFSET_SECONDS).to_string() > quarter.last_day() {
        return Ok(None);
    }
    let said = said.ok_or(NotDone::Refused(ActRefusal::Early))?;
    Ok(Some(said.to_owned()))
}

/// Checks whether facts may be changed: from the first evaluation on only by supervisors, and in a
/// closed quarter by nobody.
pub fn takes_facts(state: State, supervises: bool) -> Result<(), Problem> {
    let detail = match state {
        State::Closed => "the quarter is closed",
        State::First | State::Second if !supervises => {
            "the quarter is being evaluated: only supervisors may change facts now"
        }
        State::Open | State::First | State::Second => return Ok(()),
    };
    Err(Problem::new(
        StatusCode::CONFLICT,
        "/problems/quarter-state",
        "The quarter takes no facts; nothing was changed",
        detail,
    ))
}

/// Whether the act moves the quarter forward, so that nothing may be missing.
fn leads(act: &Act, looked: &QuarterSnapshot) -> bool {
    matches!(
        (act, looked.life.state),
        (Act::First { .. }, State::Open)
            | (Act::Second, State::First)
            | (Act::Close { .. } | Act::Publish, State::Second)
    )
}

/// The tables with which a quarter may be opened, each with its hash: the stored ones, then the
/// program's own that are not stored yet.
pub async fn tables(store: &Store) -> Result<Vec<(String, TableFile)>, Problem> {
    let mut files: Vec<(String, TableFile)> = Vec::new();
    let embedded = builtin_files().iter().map(|(id, toml)| TableFile {
        id: (*id).to_owned(),
        toml: (*toml).to_owned(),
    });
    for file in store.table_files().await?.into_iter().chain(embedded) {
        let sha256 = hash(file.toml.as_bytes());
        if !files.iter().any(|(known, _)| *known == sha256) {
            files.push((sha256, file));
        }
    }
    Ok(files)
}

/// The same for a choice: first the tables in force on the quarter's first day, and of those the newest.
pub async fn tables_for(
    store: &Store,
    quarter: Quarter,
) -> Result<Vec<(String, TableFile)>, Problem> {
    let day = quarter.first_day().parse().map_err(Problem::internal)?;
    let mut files = tables(store).await?;
    files.sort_by_cached_key(|(_, file)| {
        let table = Table::parse(&file.toml).ok();
        let in_force = table.as_ref().is_some_and(|it| it.is_in_force(day));
        Reverse((in_force, table.map(|it| it.effective_from)))
    });
    Ok(files)
}

/// Opens a quarter with the table of this hash or id. The quarter keeps the table's text for ever.
pub async fn open(
    store: &Store,
    quarter: Quarter,
    table: &str,
    by: &Person,
    at: Moment,
) -> Result<(), NotDone> {
    if !by.may(Right::RunQuarters) {
        return Err(NotDone::Forbidden);
    }
    begin(store, quarter, table, by, at).await
}

/// Opens the first quarter of a district, for the administrator who sets it up.
///
/// # Errors
/// As [`open`]; also if a quarter already exists.
pub async fn open_first(
    store: &Store,
    quarter: Quarter,
    table: &str,
    by: &Person,
    at: Moment,
) -> Result<(), NotDone> {
    if !by.may(Right::KeepRegistry) {
        return Err(NotDone::Forbidden);
    }
    if !store.quarters().await?.0.is_empty() {
        return Err(NotDone::NotOpened("there-already"));
    }
    begin(store, quarter, table, by, at).await
}

async fn begin(
    store: &Store,
    quarter: Quarter,
    table: &str,
    by: &Person,
    at: Moment,
) -> Result<(), NotDone> {
    // Only one quarter may be opened ahead: a slip in the year could never be undone.
    let today = Quarter::of(at, OFFSET_SECONDS);
    if quarter > today.next() {
        return Err(NotDone::NotOpened("too-far"));
    }
    let files = tables(store).await?;
    let found = files
        .into_iter()
        .find(|(sha256, file)| sha256 == table || file.id == table);
    let (_, file) = found.ok_or(NotDone::NotOpened("no-table"))?;
    Table::parse(&file.toml).map_err(Problem::internal)?;
    let new = NewQuarter {
        quarter,
        toml: file.toml,
        by: by.id,
        at,
    };
    match store.open_quarter(new).await? {
        Opened::Done => Ok(()),
        Opened::There => Err(NotDone::NotOpened("there-already")),
        Opened::OtherTable => Err(NotDone::NotOpened("other-table")),
    }
}
