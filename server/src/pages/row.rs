//! The score of a town's row, now and after a decision.

use crate::problem::{failed, internal, to_app_error};
use crate::quarter::evaluation::{inspected_of, priced, scored_town};
use crate::store::{Listed, Quarters, Store};
use app::api::town::IndicatorLine;
use app::error::AppError;
use domain::inspection::{Counted, ScoringStatus};
use domain::scoring::{Basis, Finding, score_deduct_rows};
use domain::table::Table;

/// Which score of the row to compute.
#[derive(Debug, Clone, Copy)]
pub(super) enum Assumed {
    /// The current score.
    Now,
    /// The score if the finding were confirmed, with this count if given.
    Confirmed(Option<u32>),
}

/// The score of a finding's row in its town and quarter. A finding outside the open quarters is
/// shown with the current quarter, which it does not affect. The points of a row that does not
/// score by deductions are empty.
pub(super) async fn row(
    store: &Store,
    listed: &Listed,
    quarters: &Quarters,
    which: Assumed,
) -> Result<IndicatorLine, AppError> {
    let own = quarters.of(listed.counted_at);
    let current = quarters.current().map(|current| current.quarter);
    let quarter = match current {
        Some(current) if !quarters.is_open(listed.counted_at) => current,
        _ => own,
    };
    let indicator = listed.checkpoint.indicator();
    let Some(table) = quarters.table_of(quarter) else {
        return Ok(line(indicator, String::new(), String::new()));
    };
    let (name, town) = (quarter.to_string(), &listed.town);
    let counted = store.counted(&town.id, &name).await;
    let mut counted = counted.map_err(to_app_error)?;
    let inspected = inspected_of(store, table, &name, &town.id, counted.iter_mut()).await;
    let inspected = inspected.map_err(failed)?;
    let town = scored_town(&town.id, &town.name, &inspected);
    let facts = store.facts(&name).await;
    let (facts, _) = facts.map_err(to_app_error)?;
    let priced = priced(&facts).map_err(failed)?;
    let id = listed.id.to_string();
    let findings: Vec<Finding<'_>> = counted
        .iter()
        .filter_map(|it| scored(it, &town.id, table))
        .map(|mut finding| {
            if let Assumed::Confirmed(count) = which
                && finding.id == id
            {
                finding.status = ScoringStatus::Confirmed;
                finding.count = count.unwrap_or(finding.count);
            }
            let status = priced.get(finding.id.as_ref());
            finding.moved = status.is_some_and(|it| it.counts(Basis::Confirmed));
            finding
        })
        .collect();
    let scores =
        score_deduct_rows(table, quarter, &town, &findings, Basis::Confirmed).map_err(internal)?;
    let score = scores.into_iter().find(|score| score.id == indicator);
    let full = table.indicator(indicator).map(|it| it.full.to_string());
    Ok(match score {
        Some(score) => line(
            indicator,
            table.totals.brief(score.points),
            score.of.to_string(),
        ),
        None => line(indicator, String::new(), full.unwrap_or_default()),
    })
}

fn line(id: &str, points: String, of: String) -> IndicatorLine {
    IndicatorLine {
        id: id.to_owned(),
        points,
        of,
    }
}

/// A finding for the scorer; `None` if its table lacks the checkpoint or its count is zero.
fn scored<'a>(counted: &'a Counted, town: &'a str, table: &Table) -> Option<Finding<'a>> {
    table.checkpoint_str(&counted.checkpoint)?;
    (counted.count > 0).then(|| counted.scored(town))
}
