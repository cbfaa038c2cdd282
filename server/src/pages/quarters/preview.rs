//! A preview of a closing.

use crate::pages::quarters::names::name_of;
use crate::pages::scores::alike;
use crate::problem::{failed, internal};
use crate::quarter::life::QuarterSnapshot;
use app::api::quarters::{Preview, PreviewLine};
use app::error::AppError;
use domain::inspection::FindingState;
use domain::points::Points;
use domain::quarter::State;
use domain::scoring::TownScore;

/// The result that a closing would fix now; `None` before the first evaluation and after the
/// closing.
pub(super) fn of(looked: &QuarterSnapshot) -> Result<Option<Preview>, AppError> {
    if !matches!(looked.life.state, State::First | State::Second) {
        return Ok(None);
    }
    let evaluation = &looked.evaluation;
    let case = evaluation.case().map_err(failed)?;
    let scores = evaluation.scores(&case).map_err(failed)?;
    let mut towns = Vec::with_capacity(scores.towns.len());
    for town in &scores.towns {
        towns.push(line(looked, town)?);
    }
    let findings = evaluation.findings.iter();
    let rejected = findings.filter(|(_, it)| it.state == FindingState::Rejected);
    Ok(Some(Preview {
        towns,
        decimals: evaluation.table.totals.shown_decimals(),
        alike: alike(evaluation, &scores),
        rejected: u32::try_from(rejected.count()).unwrap_or(u32::MAX),
    }))
}

fn line(looked: &QuarterSnapshot, town: &TownScore<'_>) -> Result<PreviewLine, AppError> {
    let shown = &looked.evaluation.table.totals;
    let then = looked.at_first().iter().find(|it| it.town == town.id);
    let since_first = then.map(|then| {
        let difference = town.total.minus(then.total).map_err(internal)?;
        let words = if difference.is_zero() {
            String::new()
        } else {
            signed(difference, shown.fixed(difference))
        };
        Ok::<_, AppError>((words, then.place))
    });
    Ok(PreviewLine {
        place: town.place,
        name: name_of(&looked.evaluation.towns, town.id),
        total: shown.fixed(town.total),
        daily: shown.fixed(town.daily),
        showcase: town.showcase.map(|it| shown.fixed(it)),
        good: town.good,
        red_flag: town.red_flag,
        since_first: since_first.transpose()?,
    })
}

/// The difference with its sign; one that rounds to zero is shown exactly.
fn signed(difference: Points, fixed: String) -> String {
    let is_nothing = fixed.chars().all(|it| matches!(it, '-' | '0' | '.'));
    let words = if is_nothing {
        difference.to_string()
    } else {
        fixed
    };
    if difference.is_negative() {
        words
    } else {
        format!("+{words}")
    }
}
