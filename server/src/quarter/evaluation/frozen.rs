//! Converting a quarter to the document that its closing freezes, and back.

use super::loaded::Evaluation;
use crate::problem::Problem;
use crate::store::{KeptFact, KnownQuarter, Quarters, Store};
use domain::ids::TownId;
use domain::inspection::{Counted, Inspected};
use domain::quarter::{Document, FrozenFact, FrozenFinding, FrozenTable, Life, State, Visited};
use domain::scoring::Case;
use domain::table::Table;
use serde_json::value::to_raw_value;
use std::collections::HashMap;
use std::sync::Arc;

/// The document of a quarter; the hash is computed over its bytes.
pub async fn freeze(
    store: &Store,
    evaluation: &Evaluation,
    toml: &str,
    life: &Life,
) -> Result<String, Problem> {
    let case = evaluation.case()?;
    let scores = case.score(&evaluation.table).map_err(Problem::internal)?;
    let scores = to_raw_value(&scores).map_err(Problem::internal)?;
    let case = to_raw_value(&case).map_err(Problem::internal)?;
    let names = evaluation.sites(store).await?;
    let places = evaluation.findings.iter().map(|(_, found)| FrozenFinding {
        finding: found.id.clone(),
        site: names.get(&found.site).unwrap_or(&found.site).clone(),
        state: found.state,
    });
    let entered = evaluation.facts.iter().map(|kept| FrozenFact {
        number: kept.number,
        town: kept.town.to_string(),
        slot: kept.slot.clone(),
        basis: kept.basis.clone(),
        by: kept.by.clone(),
        at: kept.at,
    });
    let visited = store.visit_counts(&evaluation.quarter.to_string()).await?;
    let visited = visited.into_iter().map(|(town, visits, sites)| Visited {
        town: town.to_string(),
        visits,
        sites,
    });
    let document = Document {
        quarter: evaluation.quarter,
        table: FrozenTable {
            id: evaluation.table.id.clone(),
            sha256: evaluation.table.sha256.clone(),
            toml: toml.to_owned(),
        },
        case: &case,
        entered: entered.collect(),
        places: places.collect(),
        visited: Some(visited.collect()),
        rulings: life.rulings.clone(),
        signature: life.signed.clone(),
        meeting: life.met.clone(),
        scores: &scores,
    };
    serde_json::to_string(&document).map_err(Problem::internal)
}

/// The quarter from its document.
pub(super) fn thaw(
    doc: &str,
    quarters: &Quarters,
    known: &KnownQuarter,
    published: bool,
) -> Result<Evaluation, Problem> {
    let document: Document<'_> = serde_json::from_str(doc).map_err(Problem::internal)?;
    let case = Case::read(document.case.get()).map_err(Problem::internal)?;
    // If the quarter's table has been replaced since, use the table of the closing.
    let table = if document.table.sha256 == known.table.sha256 {
        Arc::clone(&known.table)
    } else {
        Arc::new(Table::parse(&document.table.toml).map_err(Problem::internal)?)
    };
    let mut visited = None;
    for it in document.visited.iter().flatten() {
        let town = it.town.parse().map_err(Problem::internal)?;
        let all: &mut Vec<_> = visited.get_or_insert_default();
        all.push((town, it.visits, it.sites));
    }
    let mut towns = Vec::with_capacity(case.towns.len());
    let mut inspected = HashMap::new();
    for town in &case.towns {
        let id: TownId = town.id.parse().map_err(Problem::internal)?;
        let not_applicable = town.not_applicable.iter();
        let of_town = Inspected {
            sites: town.sites,
            not_applicable: not_applicable.map(ToString::to_string).collect(),
        };
        inspected.insert(id.clone(), of_town);
        towns.push((id, town.name.to_string()));
    }
    let states: HashMap<&str, _> = document
        .places
        .iter()
        .map(|place| (place.finding.as_str(), place.state))
        .collect();
    let mut findings = Vec::with_capacity(case.findings.len());
    for it in &case.findings {
        let state = states.get(it.id.as_ref()).copied();
        let counted = Counted {
            id: it.id.to_string(),
            site: it.site.to_string(),
            visit: it.visit.to_string(),
            checkpoint: it.checkpoint.to_string(),
            count: it.count,
            counted_at: it.observed_at,
            finder: it.finder,
            state: state.ok_or_else(|| Problem::internal("a frozen finding has no state"))?,
        };
        findings.push((it.town.parse().map_err(Problem::internal)?, counted));
    }
    let mut facts = Vec::with_capacity(case.facts.len());
    for (fact, entry) in case.facts.iter().zip(document.entered) {
        facts.push(KeptFact {
            number: entry.number,
            town: entry.town.parse().map_err(Problem::internal)?,
            slot: entry.slot,
            fact: serde_json::to_string(fact).map_err(Problem::internal)?,
            basis: entry.basis,
            by: entry.by,
            at: entry.at,
        });
    }
    let highest = facts.iter().map(|it| it.number).max().unwrap_or(0);
    Ok(Evaluation {
        quarter: document.quarter,
        quarters: quarters.clone(),
        table,
        towns,
        findings,
        inspected,
        facts,
        aside: Vec::new(),
        visited: visited.or_else(|| document.visited.map(|_| Vec::new())),
        highest,
        state: State::Closed,
        rulings: document.rulings,
        published,
    })
}
