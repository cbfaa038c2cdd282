//! Entering facts, all or none: the person's permits are checked, and the whole quarter must still
//! score.

mod change;
mod matters;

pub use self::change::FactChange;
use crate::problem::Problem;
use crate::quarter::evaluation::Evaluation;
use crate::quarter::evaluation::{behind, rests_on, with_findings};
use crate::quarter::life::takes_facts;
use crate::quarter::permits::Permit;
use crate::store::{Entering, KeptFact, NewFact, Store, StoreError};
use domain::ids::TownId;
use domain::people::Person;
use domain::scoring::{CaseError, CaseErrors, CaseFault, RawFact};
use domain::table::Family;
use domain::time::{Moment, Quarter};
use std::collections::{HashMap, HashSet};

/// How often facts are checked again because others were entered meanwhile.
const TRIES: usize = 5;

/// Why facts were not entered.
#[derive(Debug)]
pub enum EntryRefusal {
    /// A problem unrelated to the facts.
    Problem(Problem),
    /// The faults of the facts, with pointers into `facts`.
    Faults(CaseErrors),
    /// The person may not enter this fact; a pointer into `facts`.
    Forbidden(String),
    /// The indexes of changes whose slots another person has changed meanwhile.
    Stale(Vec<usize>),
}

impl From<Problem> for EntryRefusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<StoreError> for EntryRefusal {
    fn from(error: StoreError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<EntryRefusal> for Problem {
    fn from(refusal: EntryRefusal) -> Self {
        match refusal {
            EntryRefusal::Problem(problem) => problem,
            EntryRefusal::Faults(errors) => refused(&errors),
            EntryRefusal::Forbidden(pointer) => {
                Self::forbidden(format!("{pointer}: not for this person to enter"))
            }
            EntryRefusal::Stale(places) => Self::new(
                http::StatusCode::CONFLICT,
                "/problems/changed",
                "Changed meanwhile",
                format!("facts that were changed meanwhile: {places:?}"),
            ),
        }
    }
}

/// Enters facts, all or none. Each replaces its town's current fact in the same slot. Facts with
/// which the quarter cannot be scored are rejected, with a pointer into `facts`.
pub async fn enter(
    store: &Store,
    quarter: Quarter,
    facts: &[RawFact<'_>],
    by: &Person,
    at: Moment,
) -> Result<(), Problem> {
    let changes = changes_of(facts)?;
    Ok(enter_changes(store, quarter, &changes, by, at).await?)
}

/// Facts as changes that replace any current fact.
pub fn changes_of<'a>(facts: &[RawFact<'a>]) -> Result<Vec<FactChange<'a>>, EntryRefusal> {
    let mut changes = Vec::with_capacity(facts.len());
    let mut errors = Vec::new();
    for (index, fact) in facts.iter().enumerate() {
        match fact.town.parse::<TownId>() {
            Ok(town) => changes.push(FactChange {
                town,
                slot: fact.slot().to_owned(),
                fact: Some(Box::new(fact.clone())),
                basis: None,
                seen: None,
            }),
            Err(_) => errors.push(CaseError {
                pointer: format!("/facts/{index}/town"),
                fault: CaseFault::UnknownTown,
                reason: format!("`{}` is no town", fact.town),
            }),
        }
    }
    if errors.is_empty() {
        Ok(changes)
    } else {
        Err(EntryRefusal::Faults(CaseErrors(errors)))
    }
}

/// Enters changes, all or none. They may take facts back, and name the fact that was read before.
pub async fn enter_changes(
    store: &Store,
    quarter: Quarter,
    changes: &[FactChange<'_>],
    by: &Person,
    at: Moment,
) -> Result<(), EntryRefusal> {
    enter_or_check(store, quarter, changes, by, at, true).await
}

/// Like [`enter_changes`], but without `keep` the changes are only checked.
pub async fn enter_or_check(
    store: &Store,
    quarter: Quarter,
    changes: &[FactChange<'_>],
    by: &Person,
    at: Moment,
    keep: bool,
) -> Result<(), EntryRefusal> {
    let permit = Permit::of(store, by).await?;
    for _ in 0..TRIES {
        let quarters = store.quarters().await?;
        let found = quarters.0.iter().find(|it| it.quarter == quarter);
        let found = found.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
        takes_facts(found.state, permit.supervises)?;
        let evaluation = Evaluation::load(store, Some(quarter)).await?;
        let changes: &[FactChange<'_>] = &matters::in_known_words(&evaluation, changes)?;
        let stands = stands(&evaluation);
        allowed(&permit, &evaluation, &stands, changes)?;
        beside(&stands, changes)?;
        let stale: Vec<usize> = (0..changes.len())
            .filter(|&index| is_stale(&stands, &changes[index]))
            .collect();
        if !stale.is_empty() {
            return Err(EntryRefusal::Stale(stale));
        }
        let fresh = new_facts(&evaluation, &stands, changes, keep)?;
        check(&evaluation, changes)?;
        if !keep {
            return Ok(());
        }
        let entering = Entering {
            quarter: quarter.to_string(),
            state: found.state,
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

/// The current facts, by town and slot.
type Stands<'e> = HashMap<(&'e str, &'e str), &'e KeptFact>;

fn stands(evaluation: &Evaluation) -> Stands<'_> {
    let facts = evaluation.entered();
    facts
        .map(|kept| ((kept.town.as_str(), kept.slot.as_str()), kept))
        .collect()
}

fn kept<'e>(stands: &Stands<'e>, change: &FactChange<'_>) -> Option<&'e KeptFact> {
    let place = (change.town.as_str(), change.slot.as_str());
    stands.get(&place).copied()
}

fn is_stale(stands: &Stands<'_>, change: &FactChange<'_>) -> bool {
    let number = kept(stands, change).map_or(0, |kept| kept.number);
    change.seen.is_some_and(|seen| seen != number)
}

/// Changing a fact requires a permit for both the current and the new one.
fn allowed(
    permit: &Permit,
    evaluation: &Evaluation,
    stands: &Stands<'_>,
    changes: &[FactChange<'_>],
) -> Result<(), EntryRefusal> {
    for (index, change) in changes.iter().enumerate() {
        let before = kept(stands, change)
            .map(|kept| serde_json::from_str::<RawFact<'_>>(&kept.fact))
            .transpose()
            .map_err(Problem::internal)?;
        for fact in change.fact.as_deref().into_iter().chain(before.iter()) {
            if let Some(key) = permit.refused(&evaluation.table, fact) {
                return Err(EntryRefusal::Forbidden(format!("/facts/{index}/{key}")));
            }
        }
    }
    Ok(())
}

/// A waiver does not replace an entered fact, nor the other way round: the current one must be
/// taken back first.
fn beside(stands: &Stands<'_>, changes: &[FactChange<'_>]) -> Result<(), EntryRefusal> {
    let mut errors = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let Some((fact, before)) = change.fact.as_deref().zip(kept(stands, change)) else {
            continue;
        };
        let before: RawFact<'_> = serde_json::from_str(&before.fact).map_err(Problem::internal)?;
        if fact.waive.is_some() != before.waive.is_some() {
            let key = if fact.waive.is_some() { "/waive" } else { "" };
            errors.push(CaseError {
                pointer: format!("/facts/{index}{key}"),
                fault: CaseFault::Second,
                reason: format!("`{}` has a fact for {} already", change.town, change.slot),
            });
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(EntryRefusal::Faults(CaseErrors(errors)))
    }
}

/// The changes as they are stored. Without `keep` they are only checked, and the result is empty.
fn new_facts(
    evaluation: &Evaluation,
    stands: &Stands<'_>,
    changes: &[FactChange<'_>],
    keep: bool,
) -> Result<Vec<NewFact>, EntryRefusal> {
    let mut fresh: Vec<NewFact> = Vec::with_capacity(if keep { changes.len() } else { 0 });
    let mut errors = Vec::new();
    let mut slots = HashSet::with_capacity(changes.len());
    for (index, change) in changes.iter().enumerate() {
        let (town, slot) = (&change.town, &change.slot);
        if !slots.insert((town, slot)) {
            errors.push(CaseError {
                pointer: format!("/facts/{index}"),
                fault: CaseFault::Duplicate,
                reason: format!("`{town}` has a fact for {slot} in this list already"),
            });
        }
        let fact = change.fact.as_deref();
        let taken = slot == "showcase" || evaluation.table.indicator(slot).is_some();
        // A claim with the id of a row would occupy the row's slot.
        if taken && fact.is_some_and(|fact| fact.waive.is_none() && fact.status.is_some()) {
            errors.push(CaseError {
                pointer: format!("/facts/{index}/id"),
                fault: CaseFault::Misplaced,
                reason: format!("`{slot}` is a row, and cannot be the id of a claim or record"),
            });
        }
        if !keep {
            continue;
        }
        let fact = fact.map(serde_json::to_string).transpose();
        fresh.push(NewFact {
            town: town.clone(),
            slot: slot.clone(),
            fact: fact.map_err(Problem::internal)?,
            basis: basis(evaluation, stands, change)?,
        });
    }
    if errors.is_empty() {
        Ok(fresh)
    } else {
        Err(EntryRefusal::Faults(CaseErrors(errors)))
    }
}

/// The basis of a change, with the findings that it rests on. While these are hidden, the town must
/// not see the fact. For a judgement or its waiver, they are the row's findings that wait or count.
/// If there are none and the fact prices none, a correction keeps the findings of the fact that it
/// corrects. A change without `seen` is not a correction.
fn basis(
    evaluation: &Evaluation,
    stands: &Stands<'_>,
    change: &FactChange<'_>,
) -> Result<Option<String>, Problem> {
    let Some(fact) = &change.fact else {
        return Ok(change.basis.clone());
    };
    let row = fact.waive.as_deref().or(fact.indicator.as_deref());
    let row = row.filter(|row| {
        let row = evaluation.table.indicator(row);
        row.is_some_and(|row| row.family() == Family::Judgement)
    });
    let mut found = row
        .map(|row| rests_on(evaluation, &change.town, row))
        .unwrap_or_default();
    if found.is_empty()
        && fact.finding.is_none()
        && change.seen.is_some()
        && let Some(kept) = kept(stands, change)
    {
        let before: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(Problem::internal)?;
        found = behind(&before, kept);
    }
    Ok(with_findings(change.basis.as_deref(), &found))
}

/// Checks the new facts together with the remaining ones. A change may contradict a judgement of 0,
/// because its record now prices another finding or none. The judgement is then set aside and its
/// row is open again, as when a finding is confirmed later.
fn check(evaluation: &Evaluation, changes: &[FactChange<'_>]) -> Result<(), EntryRefusal> {
    let mut case = evaluation.case()?;
    let new: HashSet<(&TownId, &String)> = changes.iter().map(|it| (&it.town, &it.slot)).collect();
    let replaced = |kept: &KeptFact| new.contains(&(&kept.town, &kept.slot));
    let mut stays = evaluation.facts.iter().map(|kept| !replaced(kept));
    case.facts.retain(|_| stays.next().unwrap_or(true));
    let stay = case.facts.len();
    let mut places = Vec::with_capacity(changes.len());
    case.facts.reserve_exact(changes.len());
    for (index, change) in changes.iter().enumerate() {
        if let Some(fact) = &change.fact {
            places.push(index);
            case.facts.push(fact.borrowed());
        }
    }
    let judged = case.outdated().judged.into_iter();
    let stood: Vec<usize> = judged.filter(|&place| place < stay).collect();
    for place in stood.iter().rev() {
        case.facts.remove(*place);
    }
    let before = stay - stood.len();
    let Err(CaseErrors(errors)) = case.can_score(&evaluation.table) else {
        return Ok(());
    };
    let errors = errors
        .into_iter()
        .map(|error| locate(error, before, &places));
    Err(EntryRefusal::Faults(CaseErrors(errors.collect())))
}

/// Converts an error's pointer to one into the changes, whose facts begin at `before`.
fn locate(error: CaseError, before: usize, places: &[usize]) -> CaseError {
    let place = error.pointer.strip_prefix("/facts/").and_then(|rest| {
        let (index, key) = rest.split_once('/').unwrap_or((rest, ""));
        let index: usize = index.parse().ok()?;
        let fresh = index.checked_sub(before);
        Some((fresh.and_then(|index| places.get(index)), key))
    });
    match place {
        Some((Some(index), key)) => {
            let slash = if key.is_empty() { "" } else { "/" };
            CaseError {
                pointer: format!("/facts/{index}{slash}{key}"),
                ..error
            }
        }
        // An earlier fact no longer fits beside the new ones.
        Some((None, _)) => CaseError {
            pointer: String::from("/facts"),
            fault: CaseFault::Before,
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
