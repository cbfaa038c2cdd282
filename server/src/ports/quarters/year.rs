//! A year: its quarters side by side, and the mean of those that are closed.

use crate::evaluation::Evaluation;
use crate::ports::scores::{failed, shown};
use crate::problem::{internal, to_app_error};
use crate::store::Store;
use app::api::quarters::{Year, YearLine};
use app::error::AppError;
use domain::points::Points;
use domain::quarter::State;
use std::cmp::Reverse;

/// Reads a year; the current quarter's where none is named.
pub(crate) async fn read(store: &dyn Store, year: Option<i16>) -> Result<Year, AppError> {
    let known = store.quarters().await.map_err(to_app_error)?;
    let current = known.current().map(|it| it.quarter.year());
    let year = year.or(current).ok_or_else(|| AppError::not_found("year"))?;
    let mut quarters: Vec<_> = known.0.iter().filter(|it| it.quarter.year() == year).collect();
    quarters.sort_by_key(|it| it.quarter);
    let towns = store.towns().await.map_err(to_app_error)?;
    let mut lines: Vec<(YearLine, Vec<Points>)> = towns
        .into_iter()
        .map(|town| {
            let line = YearLine {
                town: town.id,
                name: town.name,
                standings: Vec::new(),
                mean: None,
                place: None,
            };
            (line, Vec::new())
        })
        .collect();
    for quarter in &quarters {
        let evaluation = Evaluation::load(store, Some(quarter.quarter))
            .await
            .map_err(failed)?;
        let case = evaluation.case().map_err(failed)?;
        let scores = case.score(&evaluation.table).map_err(internal)?;
        for (line, closed) in &mut lines {
            let score = scores.towns.iter().find(|it| it.id == line.town.as_str());
            line.standings
                .push(score.map(|it| (shown(it.total), it.place)));
            if quarter.state == State::Closed {
                closed.extend(score.map(|it| it.total));
            }
        }
    }
    let mut means = Vec::new();
    for (line, closed) in &mut lines {
        let count = i64::try_from(closed.len()).unwrap_or(i64::MAX);
        if count > 0 {
            let sum = Points::sum(closed.iter().copied()).map_err(internal)?;
            let mean = sum.over(count).map_err(internal)?;
            line.mean = Some(shown(mean));
            means.push((line.town.clone(), mean));
        }
    }
    for (line, _) in &mut lines {
        let own = means.iter().find(|(town, _)| *town == line.town);
        // Equal means share the better place, and the next place is skipped.
        line.place = own.map(|(_, own)| {
            let better = means.iter().filter(|(_, mean)| mean > own).count();
            u32::try_from(better + 1).unwrap_or(u32::MAX)
        });
    }
    let mut towns: Vec<YearLine> = lines.into_iter().map(|(line, _)| line).collect();
    towns.sort_by_key(|line| (Reverse(line.place.map(Reverse)), line.town.clone()));
    Ok(Year {
        year,
        quarters: quarters.iter().map(|it| (it.quarter, it.state)).collect(),
        towns,
    })
}
