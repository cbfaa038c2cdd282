//! The figures behind the charts of 得分.

use super::columns::column;
use crate::problem::failed;
use crate::quarter::evaluation::Evaluation;
use crate::store::Store;
use app::api::scores::{Charts, Course, Spread};
use app::error::AppError;
use domain::points::Points;
use domain::time::Quarter;

/// The most quarters side by side: two years.
const QUARTERS: usize = 8;

/// Scores every quarter up to the wanted one.
pub(super) async fn draw(store: &Store, quarter: Option<Quarter>) -> Result<Charts, AppError> {
    let last = Evaluation::load(store, quarter).await.map_err(failed)?;
    let mut quarters: Vec<Quarter> = last.quarters.0.iter().map(|it| it.quarter).collect();
    quarters.sort_unstable();
    quarters.retain(|it| *it <= last.quarter);
    let quarters = quarters.split_off(quarters.len().saturating_sub(QUARTERS));
    let mut courses: Vec<Course> = last
        .towns
        .iter()
        .map(|(_, name)| Course {
            name: name.clone(),
            standings: Vec::with_capacity(quarters.len()),
        })
        .collect();
    let mut spread = Vec::new();
    for quarter in &quarters {
        let evaluation = Evaluation::among(store, &last.quarters, *quarter)
            .await
            .map_err(failed)?;
        let case = evaluation.case().map_err(failed)?;
        let scores = evaluation.scores(&case).map_err(failed)?;
        let totals = &evaluation.table.totals;
        for ((id, _), course) in last.towns.iter().zip(&mut courses) {
            let score = scores.towns.iter().find(|it| it.id == id.as_str());
            course
                .standings
                .push(score.map(|it| (totals.fixed(it.total), it.place)));
        }
        if *quarter != last.quarter {
            continue;
        }
        for (row, indicator) in evaluation.table.indicators.iter().enumerate() {
            let cells = scores.towns.iter().filter_map(|it| it.indicators.get(row));
            let mut points: Vec<_> = cells.map(|it| it.points).collect();
            points.sort_unstable();
            spread.push(Spread {
                column: column(indicator),
                parts: points
                    .iter()
                    .map(|it| thousandths(*it, indicator.full))
                    .collect(),
                points: points.into_iter().map(|it| totals.brief(it)).collect(),
            });
        }
    }
    Ok(Charts {
        quarters,
        courses,
        spread,
    })
}

/// The share of the full points in thousandths, rounded; used only for drawing.
fn thousandths(points: Points, full: Points) -> i32 {
    let part = points
        .divided(full)
        .and_then(|part| part.times(1000))
        .map(|part| part.rounded(0).to_string());
    part.ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}
