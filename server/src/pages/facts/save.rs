//! Saving a form: its lines become changes; faults are reported by line and column.

use super::cells::Shape;
use super::past::past;
use crate::pages::facts::port::FactsPort;
use crate::problem::{failed, to_app_error};
use crate::quarter::entering::{EntryRefusal, FactChange, enter_changes};
use crate::quarter::evaluation::{Evaluation, with_findings};
use crate::store::{KeptFact, PastFact};
use app::api::facts::{FactsEntry, FactsSave, FactsSaved, FormOf, SHOWCASE, WAIVERS};
use app::error::AppError;
use domain::ids::TownId;
use domain::people::Person;
use domain::scoring::{CaseFault, RawFact};
use domain::table::Family;

/// The most lines of a form.
const LONGEST: usize = 2000;

/// A change with the index of its line.
type Asked = (usize, FactChange<'static>);

pub(super) async fn save(
    port: &FactsPort,
    person: &Person,
    save: &FactsSave,
) -> Result<FactsSaved, AppError> {
    if save.lines.len() > LONGEST {
        return Err(AppError::invalid("lines", "too-long"));
    }
    let store = port.store.as_ref();
    let evaluation = Evaluation::load(store, Some(save.quarter))
        .await
        .map_err(failed)?;
    let shape = shape_of(&evaluation, save)?;
    let mut faults = Vec::new();
    let mut asked: Vec<Asked> = Vec::new();
    for (index, line) in save.lines.iter().enumerate() {
        match change(&evaluation, &shape, line) {
            Ok(change) => asked.extend(change.map(|change| (index, change))),
            Err(found) => {
                let found = found.into_iter();
                faults.extend(found.map(|(key, word)| (Some(index), key, word.to_owned())));
            }
        }
    }
    if !faults.is_empty() {
        return Ok(FactsSaved {
            faults,
            ..FactsSaved::default()
        });
    }
    // A blank form with other columns does not take back the current facts.
    if save.lines.iter().all(is_blank) {
        asked.retain(|(_, change)| {
            let before = kept(&evaluation, &change.town, &change.slot);
            before.is_none_or(|before| {
                let fact = serde_json::from_str::<RawFact<'_>>(&before.fact);
                fact.is_ok_and(|fact| !blank(&shape.values(&fact, before.basis.as_deref())))
            })
        });
    }
    let at = port.clock.moment();
    if asked.is_empty() {
        return Ok(FactsSaved {
            at: Some(at),
            ..FactsSaved::default()
        });
    }
    let (lines, changes): (Vec<usize>, Vec<FactChange<'_>>) = asked.into_iter().unzip();
    match enter_changes(store, save.quarter, &changes, person, at).await {
        Ok(()) => {
            let log = store.fact_log(&save.quarter.to_string()).await;
            let log = log.map_err(to_app_error)?;
            let mut stands = Vec::with_capacity(changes.len());
            for (line, change) in lines.into_iter().zip(&changes) {
                // The entry of this time is this line's; others may have been added since.
                let mut values = log.values(&change.town, &change.slot);
                let own = values.find(|it| it.at == at);
                let number = |it: &PastFact| it.fact.as_ref().map_or(0, |_| it.number);
                stands.extend(own.map(|it| (line, number(it))));
            }
            Ok(FactsSaved {
                at: Some(at),
                stands,
                ..FactsSaved::default()
            })
        }
        Err(EntryRefusal::Problem(problem)) => Err(failed(problem)),
        Err(EntryRefusal::Forbidden(_)) => Err(AppError::Forbidden),
        Err(EntryRefusal::Faults(errors)) => {
            let told = errors.0.iter();
            let told = told.map(|error| told_of(&error.pointer, error.fault, &lines, &changes));
            Ok(FactsSaved {
                faults: told.collect(),
                ..FactsSaved::default()
            })
        }
        Err(EntryRefusal::Stale(places)) => {
            let log = store.fact_log(&save.quarter.to_string()).await;
            let log = log.map_err(to_app_error)?;
            let mut stale = Vec::with_capacity(places.len());
            for place in places {
                let change = &changes[place];
                if let Some(newest) = log.values(&change.town, &change.slot).next() {
                    let stands = newest.fact.as_ref().map_or(0, |_| newest.number);
                    stale.push((lines[place], stands, past(&shape, newest)?));
                }
            }
            Ok(FactsSaved {
                stale,
                ..FactsSaved::default()
            })
        }
    }
}

/// The layout in which the form was sent.
fn shape_of<'e>(evaluation: &'e Evaluation, save: &'e FactsSave) -> Result<Shape<'e>, AppError> {
    let ranks = save.columns.iter().any(|key| key == "rank");
    let judged = save.columns.iter().any(|key| key == "judge-1");
    let judges = if judged { save.columns.len() } else { 0 };
    let judges = u8::try_from(judges).unwrap_or(u8::MAX);
    let mut shape = Shape::of(&evaluation.table, &save.row, ranks, judges)
        .ok_or_else(|| AppError::not_found("row"))?;
    shape.strike = save.strike;
    let keys = shape.columns.iter().map(|it| it.key.as_str());
    if keys.eq(save.columns.iter().map(String::as_str)) {
        Ok(shape)
    } else {
        Err(AppError::invalid("columns", "unknown"))
    }
}

fn blank(values: &[String]) -> bool {
    values.iter().all(|value| value.trim().is_empty())
}

fn is_blank(line: &FactsEntry) -> bool {
    blank(&line.values)
}

fn kept<'e>(evaluation: &'e Evaluation, town: &TownId, slot: &str) -> Option<&'e KeptFact> {
    let mut facts = evaluation.entered();
    facts.find(|kept| kept.town == *town && kept.slot == slot)
}

/// The change that a line makes, if any.
fn change(
    evaluation: &Evaluation,
    shape: &Shape<'_>,
    line: &FactsEntry,
) -> Result<Option<FactChange<'static>>, Vec<(String, &'static str)>> {
    let town = match line.town.parse::<TownId>() {
        Ok(town) => town,
        Err(_) if line.seen == 0 && shape.is_blank(&line.values) => return Ok(None),
        Err(_) => return Err(vec![("town".to_owned(), CaseFault::UnknownTown.as_str())]),
    };
    let mut slot = line.slot.clone();
    if !shape.of.is_open() {
        slot = shape.id.to_owned();
    } else if slot.is_empty() && shape.id == WAIVERS {
        slot = line.values.first().cloned().unwrap_or_default();
    } else if slot.is_empty() {
        // A program sent this line; pages give every line its slot.
        slot = uuid::Uuid::now_v7().to_string();
    }
    let read = shape.read(&town, &slot, &line.values)?;
    let before = kept(evaluation, &town, &slot);
    let Some((mut fact, basis)) = read else {
        let fact = before.and_then(|it| serde_json::from_str::<RawFact<'_>>(&it.fact).ok());
        // A blank line does not take back a waiver, nor a fact that was entered in other columns.
        // It does take back a rank, which has either metrics or places.
        let beside = before.zip(fact.as_ref()).is_some_and(|(before, fact)| {
            let elsewhere = blank(&shape.values(fact, before.basis.as_deref()));
            (fact.waive.is_some() && shape.id != WAIVERS)
                || (elsewhere && shape.of != FormOf::Row(Family::Rank))
        });
        let gone = before.is_none() && line.seen == 0;
        return Ok((!gone && !beside).then_some(FactChange {
            town,
            slot,
            fact: None,
            basis: None,
            seen: Some(line.seen),
        }));
    };
    // A blank status keeps the earlier decision.
    let status = shape.columns.iter().position(|it| it.key == "status");
    let chosen = status.and_then(|at| line.values.get(at));
    if let Some(before) = before.filter(|_| chosen.is_some_and(|it| it.trim().is_empty())) {
        let before = serde_json::from_str::<RawFact<'_>>(&before.fact).ok();
        fact.status = before.and_then(|it| it.status).or(fact.status);
    }
    if shape.id == WAIVERS && fact.waive.as_deref() != Some(slot.as_str()) {
        return Err(vec![("row".to_owned(), CaseFault::Misplaced.as_str())]);
    }
    let text = serde_json::to_string(&fact).ok();
    // The form does not contain the findings behind a judgement, so they are not compared.
    let same = before.is_some_and(|it| {
        let said = with_findings(it.basis.as_deref(), &[]);
        Some(&it.fact) == text.as_ref() && said == basis
    });
    Ok((!same).then_some(FactChange {
        town,
        slot,
        fact: Some(Box::new(fact)),
        basis,
        seen: Some(line.seen),
    }))
}

/// A fault with its line and column.
fn told_of(
    pointer: &str,
    fault: CaseFault,
    lines: &[usize],
    changes: &[FactChange<'_>],
) -> (Option<usize>, String, String) {
    let mut parts = pointer.trim_start_matches('/').split('/').skip(1);
    let place = parts.next().and_then(|part| part.parse::<usize>().ok());
    let line = place.and_then(|place| lines.get(place)).copied();
    let key = parts.next().unwrap_or_default();
    let fact = place.and_then(|place| changes.get(place));
    let fact = fact.and_then(|change| change.fact.as_deref());
    let key = match (key, parts.next().and_then(|part| part.parse::<u8>().ok())) {
        ("monthly", Some(month)) => format!("month-{}", month.saturating_add(1)),
        ("monthly", None) => "month-1".to_owned(),
        ("waive", _) => "row".to_owned(),
        // If a key is missing, the pointer leads to the fact as a whole. Only `reads` depends on
        // the level.
        ("", _) if fault == CaseFault::Missing && fact.is_some_and(|it| it.matter.is_some()) => {
            "reads".to_owned()
        }
        ("", _) if fault == CaseFault::Missing => "points".to_owned(),
        (key, _) => key.to_owned(),
    };
    let key = if key == SHOWCASE && line.is_none() {
        String::new()
    } else {
        key
    };
    (line, key, fault.as_str().to_owned())
}
