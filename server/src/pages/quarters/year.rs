//! The year: its four quarters side by side.

use crate::problem::Problem;
use crate::quarter::evaluation::Evaluation;
use crate::store::Store;
use app::api::quarters::{Year, YearLine};
use domain::points::Points;
use domain::quarter::State;
use domain::table::Totals;
use domain::time::Quarter;
use std::cmp::Reverse;

/// A year with exact points, for export.
#[derive(Debug)]
pub struct WholeYear {
    /// The year.
    pub year: i16,
    /// The four quarters, with the state of those that exist.
    pub quarters: Vec<(String, Option<State>)>,
    /// The towns by their place in the year, then in the order of lists.
    pub towns: Vec<YearTown>,
    /// The display of points: that of the last quarter.
    shown: Totals,
}

/// A town's year.
#[derive(Debug)]
pub struct YearTown {
    /// The town's id.
    id: String,
    /// Its name.
    pub name: String,
    /// Total and place in each existing quarter of the year; `None` where the town has none.
    pub quarters: Vec<Option<(Points, u32)>>,
    /// The totals of the closed quarters.
    closed: Vec<Points>,
    /// The mean of these totals.
    pub mean: Option<Points>,
    /// The place by that mean; towns with equal means share it.
    pub place: Option<u32>,
}

impl WholeYear {
    /// The decimals with which points are shown.
    pub fn decimals(&self) -> u32 {
        self.shown.shown_decimals()
    }

    /// The year as pages show it.
    pub fn shown(&self) -> Year {
        let line = |town: &YearTown| {
            let quarters = town.quarters.iter();
            let cell = |(total, place): &(Points, u32)| (self.shown.fixed(*total), *place);
            YearLine {
                town: town.id.clone(),
                name: town.name.clone(),
                quarters: quarters.map(|it| it.as_ref().map(cell)).collect(),
                mean: town.mean.map(|mean| self.shown.fixed(mean)),
                place: town.place,
            }
        };
        Year {
            year: self.year,
            quarters: self.quarters.clone(),
            towns: self.towns.iter().map(line).collect(),
        }
    }
}

/// The quarters of a year, by town. The mean covers only closed quarters.
pub async fn year_of(store: &Store, year: i16) -> Result<WholeYear, Problem> {
    let known = store.quarters().await?;
    let mut towns: Vec<YearTown> = Vec::new();
    let mut quarters = Vec::with_capacity(4);
    let mut shown = Totals::default();
    for number in 1..=4_usize {
        let name = format!("{year}Q{number}");
        let found = name.parse::<Quarter>().ok();
        let found = found.and_then(|named| known.0.iter().find(|it| it.quarter == named));
        quarters.push((name, found.map(|it| it.state)));
        if let Some(found) = found {
            let evaluation = Evaluation::among(store, &known, found.quarter).await?;
            add(&mut towns, number - 1, &evaluation)?;
            shown = evaluation.table.totals.clone();
        }
    }
    for town in &mut towns {
        let count = i64::try_from(town.closed.len()).unwrap_or(i64::MAX);
        let sum = Points::sum(town.closed.iter().copied()).map_err(Problem::internal)?;
        let mean = (count > 0).then(|| sum.over(count)).transpose();
        town.mean = mean.map_err(Problem::internal)?;
    }
    let means: Vec<Points> = towns.iter().filter_map(|town| town.mean).collect();
    for town in &mut towns {
        town.place = town.mean.map(|mean| {
            let better = means.iter().filter(|it| **it > mean).count();
            u32::try_from(better + 1).unwrap_or(u32::MAX)
        });
    }
    towns.sort_by_key(|town| Reverse(town.place.map(Reverse)));
    Ok(WholeYear {
        year,
        quarters,
        towns,
        shown,
    })
}

fn add(towns: &mut Vec<YearTown>, index: usize, evaluation: &Evaluation) -> Result<(), Problem> {
    let case = evaluation.case()?;
    let scores = evaluation.scores(&case)?;
    for (id, name) in &evaluation.towns {
        let Some(score) = scores.towns.iter().find(|it| it.id == id.as_str()) else {
            continue;
        };
        let at = towns.iter().position(|known| known.id == id.as_str());
        let at = at.unwrap_or_else(|| {
            towns.push(YearTown {
                id: id.to_string(),
                name: name.clone(),
                quarters: vec![None; 4],
                closed: Vec::new(),
                mean: None,
                place: None,
            });
            towns.len() - 1
        });
        let Some(town) = towns.get_mut(at) else {
            continue;
        };
        if let Some(cell) = town.quarters.get_mut(index) {
            *cell = Some((score.total, score.place));
        }
        if evaluation.state == State::Closed {
            town.closed.push(score.total);
        }
    }
    Ok(())
}
