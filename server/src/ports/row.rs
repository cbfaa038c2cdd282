//! A town's row of the table, as it stands and as it would stand.

use crate::evaluation::priced;
use crate::problem::{failed, internal, to_app_error};
use crate::store::{Counted, Listed, Quarters, Store};
use app::api::town::IndicatorLine;
use app::error::AppError;
use domain::inspection::ScoringStatus;
use domain::scoring::{Basis, Finding, score_deduct_rows};
use domain::table::Table;
use std::borrow::Cow;

/// Which state of the row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Row {
    /// As it stands.
    Now,
    /// With the finding confirmed, with this count where it has one.
    Confirmed(Option<u32>),
}

/// The row of a finding's indicator, of its town and quarter; what was seen in no open quarter is
/// shown beside the current one, which it does not touch. The points of a row that does not score
/// by deductions are empty.
pub(super) async fn row(
    store: &dyn Store,
    listed: &Listed,
    quarters: &Quarters,
    which: Row,
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
    let counted = store
        .counted(&listed.town.id, &quarter.to_string())
        .await
        .map_err(to_app_error)?;
    let facts = store.facts(&quarter.to_string()).await;
    let (facts, _) = facts.map_err(to_app_error)?;
    let priced = priced(&facts).map_err(failed)?;
    let id = listed.id.to_string();
    let findings: Vec<Finding<'_>> = counted
        .iter()
        .filter_map(|it| scored(it, listed.town.id.as_str(), table))
        .map(|mut finding| {
            if let Row::Confirmed(count) = which
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
        score_deduct_rows(table, quarter, &findings, Basis::Confirmed).map_err(internal)?;
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

/// A finding for the scorer; none where the table does not know it or nothing of it is left.
fn scored<'a>(counted: &'a Counted, town: &'a str, table: &Table) -> Option<Finding<'a>> {
    table.checkpoint_str(&counted.checkpoint)?;
    (counted.count > 0).then(|| Finding {
        id: Cow::Borrowed(&counted.id),
        town: Cow::Borrowed(town),
        site: Cow::Borrowed(&counted.site),
        visit: Cow::Borrowed(&counted.visit),
        observed_at: counted.counted_at,
        checkpoint: Cow::Borrowed(&counted.checkpoint),
        count: counted.count,
        status: counted.state.scoring(),
        moved: false,
    })
}
