//! The year: its four quarters side by side.

use crate::evaluation::Evaluation;
use crate::problem::Problem;
use crate::store::Store;
use app::api::quarters::{Year, YearLine};
use domain::points::Points;
use domain::quarter::State;
use domain::table::Totals;
use domain::time::Quarter;
use std::cmp::Reverse;

/// A town while its year is put together.
struct Town {
    name: String,
    quarters: Vec<Option<(String, u32)>>,
    closed: Vec<Points>,
}

/// The quarters of a year, town by town. The mean is of the closed quarters alone; places by it
/// are shared where it is the same.
pub async fn year_of(store: &dyn Store, year: i16) -> Result<Year, Problem> {
    let known = store.quarters().await?;
    let mut towns: Vec<(String, Town)> = Vec::new();
    let mut quarters = Vec::with_capacity(4);
    // The year is shown as its last quarter is.
    let mut shown = Totals::default();
    for number in 1..=4_usize {
        let name = format!("{year}Q{number}");
        let found = name.parse::<Quarter>().ok();
        let found = found.and_then(|named| known.0.iter().find(|it| it.quarter == named));
        quarters.push((name, found.map(|it| it.state)));
        if let Some(found) = found {
            let evaluation = Evaluation::load(store, Some(found.quarter)).await?;
            add(&mut towns, number - 1, &evaluation)?;
            shown = evaluation.table.totals.clone();
        }
    }
    let mut means = Vec::with_capacity(towns.len());
    for (_, town) in &towns {
        let count = i64::try_from(town.closed.len()).unwrap_or(i64::MAX);
        let sum = Points::sum(town.closed.iter().copied()).map_err(Problem::internal)?;
        let mean = (count > 0).then(|| sum.over(count)).transpose();
        means.push(mean.map_err(Problem::internal)?);
    }
    let place = |mean: Points| {
        let better = means.iter().flatten().filter(|it| **it > mean).count();
        u32::try_from(better + 1).unwrap_or(u32::MAX)
    };
    let one = |((id, town), mean): ((String, Town), &Option<Points>)| YearLine {
        town: id,
        name: town.name,
        quarters: town.quarters,
        mean: mean.map(|mean| shown.fixed(mean)),
        place: mean.map(place),
    };
    let mut lines: Vec<YearLine> = towns.into_iter().zip(&means).map(one).collect();
    lines.sort_by_key(|line| Reverse(line.place.map(Reverse)));
    Ok(Year {
        year,
        quarters,
        towns: lines,
    })
}

fn add(
    towns: &mut Vec<(String, Town)>,
    index: usize,
    evaluation: &Evaluation,
) -> Result<(), Problem> {
    let case = evaluation.case()?;
    let scores = evaluation.scores(&case)?;
    for (id, name) in &evaluation.towns {
        let Some(score) = scores.towns.iter().find(|it| it.id == id.as_str()) else {
            continue;
        };
        let at = towns.iter().position(|(known, _)| known == id.as_str());
        let at = at.unwrap_or_else(|| {
            let town = Town {
                name: name.clone(),
                quarters: vec![None; 4],
                closed: Vec::new(),
            };
            towns.push((id.to_string(), town));
            towns.len() - 1
        });
        let Some((_, town)) = towns.get_mut(at) else {
            continue;
        };
        if let Some(cell) = town.quarters.get_mut(index) {
            *cell = Some((evaluation.table.totals.fixed(score.total), score.place));
        }
        if evaluation.state == State::Closed {
            town.closed.push(score.total);
        }
    }
    Ok(())
}
