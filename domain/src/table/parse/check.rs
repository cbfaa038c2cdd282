//! Checks across the parts of a table: ids, references and sums.

use super::faults::{Faults, Span};
use super::rules::{unfit, unfit_zh};
use crate::points::{Points, PointsOverflow};
use crate::table::{Family, Rule, Table};
use std::collections::{HashMap, HashSet};

/// The places of a table's parts in its file, in the order of the table's lists.
#[derive(Default)]
pub(super) struct Places {
    pub(super) sections: Vec<Span>,
    pub(super) indicators: Vec<IndicatorPlaces>,
}

/// The places of an indicator's parts.
pub(super) struct IndicatorPlaces {
    pub(super) id: Span,
    pub(super) section: Span,
    pub(super) points: Span,
    pub(super) row: Span,
    pub(super) checkpoints: Vec<CheckpointPlaces>,
}

/// The places of a checkpoint's ids.
#[derive(Default)]
pub(super) struct CheckpointPlaces {
    pub(super) id: Span,
    pub(super) related: Vec<Span>,
    pub(super) implied: Vec<Span>,
}

/// Checks that ids are unique, and that every id that is named exists.
pub(super) fn ids(table: &Table, places: &Places, faults: &mut Faults<'_>) {
    let mut sections = HashSet::new();
    for (section, span) in table.sections.iter().zip(&places.sections) {
        if !sections.insert(section.id.as_str()) && !section.id.is_empty() {
            faults.at(
                span,
                format!("the section id {} is used twice", section.id),
                format!("一级指标编号 {} 重复", section.id),
            );
        }
    }
    let mut indicators = HashSet::new();
    let mut rows = HashSet::new();
    let mut checkpoints = HashSet::new();
    for (indicator, place) in table.indicators.iter().zip(&places.indicators) {
        let id = indicator.id.as_str();
        if !indicators.insert(id) && !id.is_empty() {
            faults.at(
                &place.id,
                format!("the indicator id {id} is used twice"),
                format!("指标编号 {id} 重复"),
            );
        }
        if !rows.insert(indicator.citation.row) {
            faults.at(
                &place.row,
                format!(
                    "indicator {id}: row {} is cited twice",
                    indicator.citation.row
                ),
                format!("行次 {} 重复", indicator.citation.row),
            );
        }
        if !sections.contains(indicator.section.as_str()) && !indicator.section.is_empty() {
            faults.at(
                &place.section,
                format!("indicator {id}: there is no section {}", indicator.section),
                format!("没有编号为 {} 的一级指标", indicator.section),
            );
        }
        for (checkpoint, place) in indicator.checkpoints.iter().zip(&place.checkpoints) {
            if !checkpoints.insert(checkpoint.id.as_str()) {
                faults.at(
                    &place.id,
                    format!("the checkpoint id {} is used twice", checkpoint.id),
                    format!("检查要点编号 {} 重复", checkpoint.id),
                );
            }
        }
    }
    for (indicator, place) in table.indicators.iter().zip(&places.indicators) {
        if let Rule::Gate { effects, .. } = &indicator.rule {
            zeroed(
                table,
                indicator.id.as_str(),
                &effects.zero,
                &place.id,
                faults,
            );
        }
        for (checkpoint, place) in indicator.checkpoints.iter().zip(&place.checkpoints) {
            let related = checkpoint
                .related
                .iter()
                .zip(&place.related)
                .map(|named| ("related", named));
            let implied = checkpoint
                .implies_not_applicable
                .iter()
                .zip(&place.implied)
                .map(|named| ("implies_not_applicable", named));
            for (key, (named, span)) in related.chain(implied) {
                if named == &checkpoint.id {
                    faults.at(
                        span,
                        format!("checkpoint {named}: `{key}` names itself"),
                        "不能列出自己",
                    );
                } else if !checkpoints.contains(named.as_str()) {
                    faults.at(
                        span,
                        format!(
                            "checkpoint {}: `{key}` names {named}, which does not exist",
                            checkpoint.id
                        ),
                        format!("没有检查要点 {named}"),
                    );
                }
            }
        }
    }
}

/// Checks that the rows a gate zeroes have points.
fn zeroed(table: &Table, gate: &str, rows: &[String], span: &Span, faults: &mut Faults<'_>) {
    let gives = |row: &String| {
        let family = table.indicator(row).map(|it| it.family());
        family.is_some_and(|it| it.is_base() || it == Family::Bonus)
    };
    for row in rows.iter().filter(|row| !gives(row)) {
        faults.at(
            span,
            format!("indicator {gate}: `zero` names {row}, which is no row that gives points"),
            format!("不得分指标 {row} 不存在，或者不是得分的指标"),
        );
    }
}

/// Checks that sections sum to their points and the base to 100; that penalties are below zero,
/// gates zero, and all other rows above.
pub(super) fn sums(table: &Table, places: &Places, faults: &mut Faults<'_>) {
    let mut sums: HashMap<&str, Vec<Points>> = HashMap::new();
    let mut base = Vec::new();
    for (indicator, place) in table.indicators.iter().zip(&places.indicators) {
        let (id, full) = (&indicator.id, indicator.full);
        let negative = indicator.family() == Family::Penalty;
        if indicator.family() == Family::Gate {
            if !full.is_zero() {
                faults.at(
                    &place.points,
                    format!("indicator {id}: a gate has no points of its own: `points` is \"0\""),
                    "否决的指标分值填 0",
                );
            }
        } else if full.is_zero() || full.is_negative() != negative {
            let side = if negative { "below" } else { "above" };
            faults.at(
                &place.points,
                format!("indicator {id}: the points of this family are {side} 0"),
                format!("分值应当{}于 0", if negative { "小" } else { "大" }),
            );
        }
        if let Some(reason) = unfit(full.abs()) {
            faults.at(
                &place.points,
                format!("indicator {id}: `points` {reason}"),
                format!("“分值”{}", unfit_zh(full.abs())),
            );
        }
        sums.entry(&indicator.section).or_default().push(full);
        if indicator.family().is_base() {
            base.push(full);
        }
    }
    for (section, span) in table.sections.iter().zip(&places.sections) {
        let parts = sums.remove(section.id.as_str()).unwrap_or_default();
        let wrong = match Points::sum(parts) {
            Ok(sum) if sum == section.points => None,
            Ok(sum) => Some(sum.to_string()),
            Err(PointsOverflow) => Some("too much".to_owned()),
        };
        if let Some(sum) = wrong {
            faults.at(
                span,
                format!(
                    "section {} has {} points, but its indicators sum to {sum}",
                    section.id, section.points
                ),
                format!(
                    "一级指标 {} 为 {} 分，所属指标合计 {}",
                    section.id,
                    section.points,
                    sum_zh(&sum)
                ),
            );
        }
    }
    let total = Points::sum(base);
    if total != Ok(Points::whole(100))
        && let Some(span) = places.indicators.first().map(|place| &place.points)
    {
        let sum = total.map_or_else(|_| "too much".to_owned(), |sum| sum.to_string());
        faults.at(
            span,
            format!("the indicators without bonus and penalty sum to {sum}, not to 100"),
            format!("加分、减分以外的指标合计 {}，应当为 100", sum_zh(&sum)),
        );
    }
}

/// A sum in Chinese: a number, or the words for an overflow.
fn sum_zh(sum: &str) -> &str {
    match sum {
        "too much" => "过大",
        sum => sum,
    }
}
