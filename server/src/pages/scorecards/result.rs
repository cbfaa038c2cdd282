//! The parts of a town's card besides its deductions: the rows scored by facts, the sums, and the
//! places.

use crate::pages::scores::{column, gated, zeroed_by};
use crate::problem::{failed, internal};
use crate::quarter::evaluation::View;
use app::api::scores::{Source, TraceLine};
use app::api::town::{EnteredRow, PlaceLine, TownResult};
use app::entered::said;
use app::error::AppError;
use domain::points::Points;
use domain::quarter::State;
use domain::scoring::{Line, RawFact, Taken, TownScore};
use domain::table::{Family, Indicator, Totals};
use std::collections::HashMap;

/// The parts of the card.
pub(super) struct Side {
    /// The gates that take all points of a row, by the row's id. They are shut by facts or findings
    /// that the town may see, so the rows scored by findings follow them in every state.
    pub(super) vetoed: HashMap<String, Vec<String>>,
    pub(super) entered: Vec<EnteredRow>,
    pub(super) result: Option<TownResult>,
    pub(super) places: Vec<PlaceLine>,
}

/// These parts of a card. Without `sees_all` they contain no place, and no points before the first
/// evaluation (初评).
pub(super) fn side(view: &View, sees_all: bool) -> Result<Side, AppError> {
    let evaluation = &view.evaluation;
    let table = &evaluation.table;
    let case = evaluation.case().map_err(failed)?;
    let scores = evaluation.scores(&case).map_err(failed)?;
    let own = scores.towns.iter().find(|it| it.id == view.town.as_str());
    let own = own.ok_or_else(|| AppError::not_found("town"))?;
    let scored = sees_all || evaluation.state != State::Open;
    let rows = table.indicators.iter().zip(&own.indicators);
    let mut entered = Vec::new();
    for (row, cell) in rows {
        if row.family() == Family::Deduct {
            continue;
        }
        let mut lines = Vec::new();
        for line in &cell.lines {
            lines.extend(entered_line(view, row, line, scored)?);
        }
        lines.extend(gated(own, row).filter(|_| scored));
        entered.push(EnteredRow {
            column: column(row),
            points: scored.then(|| table.totals.brief(cell.points)),
            pending: own.pending.contains(&row.id.as_str()),
            lines,
        });
    }
    let name = |id: &str| super::super::quarters::name_of(&evaluation.towns, id);
    let place = |it: &TownScore<'_>| PlaceLine {
        place: it.place,
        name: name(it.id),
        total: table.totals.fixed(it.total),
        good: it.good,
        red_flag: it.red_flag,
        own: it.id == view.town.as_str(),
    };
    let places = scores.towns.iter().filter(|_| sees_all);
    let mut vetoed: HashMap<String, Vec<String>> = HashMap::new();
    for it in &own.gates {
        if let Taken::Row { row, .. } = it.taken {
            let gates = vetoed.entry(row.to_owned()).or_default();
            gates.push(it.gate.to_owned());
        }
    }
    Ok(Side {
        vetoed,
        entered,
        result: scored.then(|| result(&table.totals, own, sees_all)),
        places: places.map(place).collect(),
    })
}

fn result(shown: &Totals, own: &TownScore<'_>, all: bool) -> TownResult {
    TownResult {
        total: shown.fixed(own.total),
        daily: shown.fixed(own.daily),
        showcase: own.showcase.map(|it| shown.fixed(it)),
        bonus: shown.fixed(own.bonus),
        penalty: shown.fixed(own.penalty),
        place: all.then_some(own.place),
        good: all && own.good,
        red_flag: all && own.red_flag,
    }
}

/// A line for a fact; findings have their lines among the deductions.
fn entered_line(
    view: &View,
    row: &Indicator,
    line: &Line<'_>,
    scored: bool,
) -> Result<Option<TraceLine>, AppError> {
    if line.finding.is_some() && line.fact.is_none() {
        return Ok(None);
    }
    if let Some(gate) = &line.gate {
        return Ok(scored.then(|| TraceLine {
            points: view.evaluation.table.totals.brief(line.points),
            exact: line.points,
            why: None,
            source: Some(zeroed_by(gate)),
        }));
    }
    let slot = line.fact.as_deref().unwrap_or(&row.id);
    let facts = view.evaluation.facts.iter();
    let mut facts = facts.filter(|it| it.town == view.town);
    let kept = facts.find(|it| it.slot == slot || it.slot == row.id);
    let Some(kept) = kept else { return Ok(None) };
    let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(internal)?;
    Ok(Some(TraceLine {
        points: if scored {
            view.evaluation.table.totals.brief(line.points)
        } else {
            String::new()
        },
        exact: if scored { line.points } else { Points::ZERO },
        why: line.why.map(|why| why.as_str().to_owned()),
        source: Some(Source::Fact {
            kind: fact.entered(),
            text: said(&fact, row),
            by: kept.by.clone(),
            at: kept.at,
        }),
    }))
}
