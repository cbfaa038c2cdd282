//! The evaluation of a quarter: what the store holds as a case, its scores, and entering facts.

mod frozen;

pub use frozen::freeze;

use crate::problem::Problem;
use crate::store::{Counted, Entering, KeptFact, NewFact, Store, StoreError};
use domain::ids::TownId;
use domain::people::{Person, Role};
use domain::quarter::{Ruling, State, rule};
use domain::scoring::{Case, CaseError, CaseErrors, Finding, RawFact, Scores, Town};
use domain::table::Table;
use domain::time::{Moment, Quarter};
use http::StatusCode;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// How often facts are checked anew because others were entered meanwhile.
const TRIES: usize = 5;

/// A quarter with all that is scored in it.
pub struct Evaluation {
    /// Which.
    pub quarter: Quarter,
    /// The table that it was opened with.
    pub table: Arc<Table>,
    /// The towns, in the order of lists: id and name.
    pub towns: Vec<(TownId, String)>,
    /// What visits found, with the town of each.
    pub findings: Vec<(TownId, Counted)>,
    /// What was entered.
    pub facts: Vec<KeptFact>,
    /// The highest number of any fact of the quarter, which moves up with each one entered.
    pub highest: u64,
    /// Where the quarter stands.
    pub state: State,
    /// Rulings on ties.
    pub rulings: Vec<Ruling>,
    /// Its results are public.
    pub published: bool,
}

impl Evaluation {
    /// Loads a quarter; the current one where none is named. A closed one is what it was frozen in,
    /// whatever arrived later.
    pub async fn load(store: &dyn Store, quarter: Option<Quarter>) -> Result<Self, Problem> {
        let quarters = store.quarters().await?;
        let found = match quarter {
            Some(wanted) => quarters.0.iter().find(|it| it.quarter == wanted),
            None => quarters.current(),
        };
        let found = found.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
        let name = found.quarter.to_string();
        let book = store.book(found.quarter).await?;
        let book = book.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
        if let Some(frozen) = book.closed() {
            let published = book.life()?.published;
            return frozen::thaw(&frozen.doc, Arc::clone(&found.table), published);
        }
        let life = book.life()?;
        let (facts, highest) = store.facts(&name).await?;
        let table = Arc::clone(&found.table);
        let mut findings = store.counted_in(&name).await?;
        // What the table of the quarter does not know does not score; nor does what was taken back.
        findings.retain(|(_, it)| it.count > 0 && table.checkpoint_str(&it.checkpoint).is_some());
        let towns = store.towns().await?;
        Ok(Self {
            quarter: found.quarter,
            table,
            towns: towns.into_iter().map(|town| (town.id, town.name)).collect(),
            findings,
            facts,
            highest,
            state: book.state,
            published: life.published,
            rulings: life.rulings,
        })
    }

    /// Whether it is what the quarter was frozen in.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// The scores of its case, with the rulings laid over them.
    pub fn scores<'c>(&'c self, case: &'c Case<'_>) -> Result<Scores<'c>, Problem> {
        let mut scores = case.score(&self.table).map_err(Problem::internal)?;
        rule(&mut scores, &self.rulings, self.table.totals.good);
        Ok(scores)
    }

    /// The case, as scoring.md writes it.
    pub fn case(&self) -> Result<Case<'_>, Problem> {
        let facts = self
            .facts
            .iter()
            .map(|kept| serde_json::from_str::<RawFact<'_>>(&kept.fact).map_err(Problem::internal));
        Ok(Case {
            table: Cow::Borrowed(&self.table.id),
            quarter: self.quarter,
            towns: self
                .towns
                .iter()
                .map(|(id, name)| Town {
                    id: Cow::Borrowed(id.as_str()),
                    name: Cow::Borrowed(name),
                })
                .collect(),
            findings: self.findings.iter().map(scored).collect(),
            facts: facts.collect::<Result<_, _>>()?,
        })
    }
}

fn scored((town, it): &(TownId, Counted)) -> Finding<'_> {
    Finding {
        id: Cow::Borrowed(&it.id),
        town: Cow::Borrowed(town.as_str()),
        site: Cow::Borrowed(&it.site),
        visit: Cow::Borrowed(&it.visit),
        observed_at: it.counted_at,
        checkpoint: Cow::Borrowed(&it.checkpoint),
        count: it.count,
        status: it.state.scoring(),
        moved: false,
    }
}

/// Enters facts, all or none. Each takes the place of what its town has in the same slot; what
/// does not score with all the rest is refused with a pointer into `facts`.
pub async fn enter(
    store: &dyn Store,
    quarter: Quarter,
    facts: &[RawFact<'_>],
    by: &Person,
    at: Moment,
) -> Result<(), Problem> {
    enter_or_say(store, quarter, facts, by, at, true)
        .await
        .map_err(Problem::from)
}

/// Why facts are not entered.
#[derive(Debug)]
pub enum NotEntered {
    /// They do not score; the pointers lead into `facts`.
    Wrong(CaseErrors),
    /// Anything else.
    Problem(Problem),
}

impl From<Problem> for NotEntered {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<StoreError> for NotEntered {
    fn from(error: StoreError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<NotEntered> for Problem {
    fn from(why: NotEntered) -> Self {
        match why {
            NotEntered::Wrong(errors) => refused(&errors),
            NotEntered::Problem(problem) => problem,
        }
    }
}

/// As [`enter`], with the faults as they were found. Without `keep` the facts are only checked.
pub async fn enter_or_say(
    store: &dyn Store,
    quarter: Quarter,
    facts: &[RawFact<'_>],
    by: &Person,
    at: Moment,
    keep: bool,
) -> Result<(), NotEntered> {
    for _ in 0..TRIES {
        let quarters = store.quarters().await?;
        let found = quarters.0.iter().find(|it| it.quarter == quarter);
        let found = found.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
        takes_facts(found.state, by)?;
        let evaluation = Evaluation::load(store, Some(quarter)).await?;
        let fresh = new_facts(facts)?;
        check(&evaluation, facts, &fresh)?;
        if !keep {
            return Ok(());
        }
        let entering = Entering {
            quarter: quarter.to_string(),
            facts: fresh,
            seen: evaluation.highest,
            by: by.id,
            at,
        };
        if store.enter_facts(entering).await? {
            return Ok(());
        }
    }
    Err(Problem::unavailable().into())
}

/// From the first evaluation on supervisors alone change what was entered, and nobody does once the
/// quarter is closed.
fn takes_facts(state: State, by: &Person) -> Result<(), Problem> {
    let detail = match state {
        State::Closed => "the quarter is closed",
        State::First | State::Second if !by.is(Role::Supervisor) => {
            "the quarter is being evaluated: only supervisors may change facts now"
        }
        _ => return Ok(()),
    };
    Err(Problem::new(
        StatusCode::CONFLICT,
        "/problems/quarter-state",
        "The quarter takes no facts; nothing was changed",
        detail,
    ))
}

fn new_facts(facts: &[RawFact<'_>]) -> Result<Vec<NewFact>, NotEntered> {
    let mut fresh: Vec<NewFact> = Vec::with_capacity(facts.len());
    let mut slots = HashSet::with_capacity(facts.len());
    let mut errors = Vec::new();
    for (index, fact) in facts.iter().enumerate() {
        let slot = slot(fact);
        let Ok(town) = fact.town.parse::<TownId>() else {
            errors.push(CaseError {
                pointer: format!("/facts/{index}/town"),
                reason: format!("`{}` is no town", fact.town),
            });
            continue;
        };
        if !slots.insert((town.clone(), slot.clone())) {
            errors.push(CaseError {
                pointer: format!("/facts/{index}"),
                reason: format!("`{town}` has a fact for {slot} in this list already"),
            });
        }
        let fact = serde_json::to_string(fact).map_err(Problem::internal)?;
        fresh.push(NewFact {
            town,
            slot,
            fact: Some(fact),
            basis: None,
        });
    }
    if errors.is_empty() {
        Ok(fresh)
    } else {
        Err(NotEntered::Wrong(CaseErrors(errors)))
    }
}

/// What a fact is a fact of: claims and records stand by their id, all else by its row.
pub(crate) fn slot(fact: &RawFact<'_>) -> String {
    let named = match (&fact.waive, &fact.indicator, &fact.id) {
        (Some(row), ..) => row,
        (None, Some(_), Some(id)) if fact.status.is_some() => id,
        (None, Some(row), _) => row,
        (None, None, _) => return String::from("showcase"),
    };
    named.to_string()
}

/// The new facts together with all that stays.
fn check(
    evaluation: &Evaluation,
    facts: &[RawFact<'_>],
    fresh: &[NewFact],
) -> Result<(), NotEntered> {
    let mut case = evaluation.case()?;
    let new: HashSet<(&str, &str)> = fresh
        .iter()
        .map(|it| (it.town.as_str(), it.slot.as_str()))
        .collect();
    let replaced = |kept: &KeptFact| new.contains(&(kept.town.as_str(), kept.slot.as_str()));
    let mut stays = evaluation.facts.iter().map(|kept| !replaced(kept));
    case.facts.retain(|_| stays.next().unwrap_or(true));
    let before = case.facts.len();
    case.facts.extend(facts.iter().cloned());
    let Err(CaseErrors(errors)) = case.score(&evaluation.table) else {
        return Ok(());
    };
    let errors = errors.into_iter().map(|error| locate(error, before));
    Err(NotEntered::Wrong(CaseErrors(errors.collect())))
}

/// Points into the new facts, whose first stood at `before`.
fn locate(error: CaseError, before: usize) -> CaseError {
    let place = error.pointer.strip_prefix("/facts/").and_then(|rest| {
        let (index, key) = rest.split_once('/').unwrap_or((rest, ""));
        let index: usize = index.parse().ok()?;
        Some((index.checked_sub(before), key))
    });
    match place {
        Some((Some(index), key)) => {
            let slash = if key.is_empty() { "" } else { "/" };
            CaseError {
                pointer: format!("/facts/{index}{slash}{key}"),
                ..error
            }
        }
        // With what is new something that stood before does not fit any more.
        Some((None, _)) => CaseError {
            pointer: String::from("/facts"),
            reason: format!(
                "beside them something entered before is wrong: {}",
                error.reason
            ),
        },
        None => error,
    }
}

fn refused(errors: &CaseErrors) -> Problem {
    Problem::unusable(
        "/problems/facts",
        "The facts cannot be taken; nothing was changed",
        errors.to_string(),
    )
}
