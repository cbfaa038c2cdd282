//! The sections of the table with their sums, and each town compared with the previous quarter.

use crate::problem::{failed, internal};
use crate::quarter::evaluation::Evaluation;
use crate::store::Store;
use app::api::scores::{LastLine, Section};
use app::error::AppError;
use domain::points::Points;
use domain::scoring::TownScore;
use domain::table::{Table, Totals};
use domain::time::Quarter;
use std::collections::HashMap;

/// The sections in the order of the table's rows, each with the number of its consecutive rows.
pub(super) fn sections(table: &Table) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for row in &table.indicators {
        match sections.last_mut() {
            Some(last) if last.id == row.section => last.rows += 1,
            _ => {
                let known = table.section(&row.section);
                sections.push(Section {
                    id: row.section.clone(),
                    name: known.map_or_else(|| row.section.clone(), |it| it.name.zh.clone()),
                    name_en: known.and_then(|it| it.name.en.clone()),
                    of: known.map_or_else(String::new, |it| it.points.to_string()),
                    rows: 1,
                    base: row.family().is_base(),
                });
            }
        }
    }
    sections
}

/// The sum of each section's rows.
pub(super) fn sums(
    shown: &Totals,
    sections: &[Section],
    score: &TownScore<'_>,
) -> Result<Vec<String>, AppError> {
    let mut rows = score.indicators.iter();
    let sum = |section: &Section| {
        let rows = rows.by_ref().take(section.rows);
        let mut sum = Points::ZERO;
        for row in rows {
            sum = sum.plus(row.points).map_err(internal)?;
        }
        Ok(shown.brief(sum))
    };
    sections.iter().map(sum).collect()
}

/// The totals and places of the previous quarter.
pub(super) struct Last {
    pub(super) quarter: Quarter,
    towns: HashMap<String, (Points, u32, bool)>,
}

/// The newest quarter before `quarter`, scored.
pub(super) async fn last(store: &Store, now: &Evaluation) -> Result<Option<Last>, AppError> {
    let known = now.quarters.0.iter().map(|it| it.quarter);
    let before = known.filter(|it| *it < now.quarter);
    let Some(before) = before.max() else {
        return Ok(None);
    };
    let evaluation = Evaluation::among(store, &now.quarters, before)
        .await
        .map_err(failed)?;
    let case = evaluation.case().map_err(failed)?;
    let scores = evaluation.scores(&case).map_err(failed)?;
    let towns = scores.towns.iter();
    Ok(Some(Last {
        quarter: before,
        towns: towns
            .map(|it| (it.id.to_owned(), (it.total, it.place, it.complete)))
            .collect(),
    }))
}

/// A town compared with the previous quarter; `None` if it was not evaluated then.
pub(super) fn against(
    shown: &Totals,
    last: Option<&Last>,
    score: &TownScore<'_>,
) -> Result<Option<LastLine>, AppError> {
    let Some((total, place, complete)) = last.and_then(|last| last.towns.get(score.id)) else {
        return Ok(None);
    };
    // The shown figures are compared, so that the difference matches them.
    let decimals = shown.shown_decimals();
    let now = score.total.rounded(decimals);
    let change = now.minus(total.rounded(decimals)).map_err(internal)?;
    Ok(Some(LastLine {
        total: shown.fixed(*total),
        place: *place,
        change: shown.brief(change),
        complete: *complete,
    }))
}
