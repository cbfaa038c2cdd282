//! What offices enter for a row, in words: the columns of forms, the lines of traces, and the lines of
//! exported files.

use crate::language::I18n;
use crate::words_of::fill;
use domain::scoring::{EnteredKind, RawFact};
use domain::table::Indicator;
use leptos_i18n::td_string;
use std::fmt::Display;

/// A column's heading.
pub(crate) fn column_words(i18n: I18n, key: &str) -> String {
    if let Some((what, number)) = key.split_once('-') {
        let words = match what {
            "month" => td_string!(i18n, entered.column_month),
            _ => td_string!(i18n, entered.column_judge),
        };
        return fill(words, &[("number", &number)]);
    }
    let words = match key {
        "tier" => td_string!(i18n, entered.column_tier),
        "document" => td_string!(i18n, entered.column_document),
        "full_coverage" => td_string!(i18n, entered.column_full_coverage),
        "benchmark_stations" => td_string!(i18n, entered.column_stations),
        "judgement" => td_string!(i18n, entered.column_judgement),
        "metric" => td_string!(i18n, entered.column_metric),
        "rank" => td_string!(i18n, entered.column_rank),
        "shut" => td_string!(i18n, entered.column_shut),
        "matter" => td_string!(i18n, entered.column_matter),
        "remark" => td_string!(i18n, entered.column_remark),
        "level" => td_string!(i18n, entered.column_level),
        "reads" => td_string!(i18n, entered.column_reads),
        "points" => td_string!(i18n, entered.column_points),
        "finding" => td_string!(i18n, entered.column_finding),
        "status" => td_string!(i18n, entered.column_status),
        "row" => td_string!(i18n, entered.column_row),
        "reason" => td_string!(i18n, entered.column_reason),
        "town" => td_string!(i18n, facts.town),
        _ => td_string!(i18n, entered.column_showcase),
    };
    words.to_owned()
}

/// A line of a trace; its `{text}` is that of [`said`].
pub(crate) fn kind_words(i18n: I18n, kind: EnteredKind) -> &'static str {
    match kind {
        EnteredKind::Tier => td_string!(i18n, entered.tier),
        EnteredKind::Coverage => td_string!(i18n, entered.coverage),
        EnteredKind::Judgement => td_string!(i18n, entered.judgement),
        EnteredKind::Metric => td_string!(i18n, entered.metric),
        EnteredKind::Rank => td_string!(i18n, entered.rank),
        EnteredKind::Monthly => td_string!(i18n, entered.monthly),
        EnteredKind::Shut => td_string!(i18n, entered.shut),
        EnteredKind::NotShut => td_string!(i18n, entered.not_shut),
        EnteredKind::Claim => td_string!(i18n, entered.claim),
        EnteredKind::Waive => td_string!(i18n, entered.waive),
        EnteredKind::Penalty => td_string!(i18n, entered.penalty),
    }
}

/// The value of a fact, in the words and figures that were entered.
pub fn said(fact: &RawFact<'_>, row: &Indicator) -> String {
    let level = level(fact, row);
    match fact.entered() {
        EnteredKind::Waive => shown(&fact.reason),
        EnteredKind::Tier => level.unwrap_or_default(),
        EnteredKind::Coverage => shown(&fact.benchmark_stations),
        EnteredKind::Judgement => shown(&fact.judgement),
        EnteredKind::Metric => shown(&fact.metric),
        EnteredKind::Rank => shown(&fact.rank),
        EnteredKind::Shut | EnteredKind::NotShut => String::new(),
        EnteredKind::Monthly => {
            let months = fact.monthly.iter().flatten();
            months
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("、")
        }
        EnteredKind::Claim => joined([level, text(&fact.matter), text(&fact.reads)]),
        EnteredKind::Penalty => joined([level, text(&fact.points), None]),
    }
}

/// A fact as a line of an exported file. `place` is that of its metric, in a row that ranks metrics.
pub fn in_file(i18n: I18n, fact: &RawFact<'_>, row: &Indicator, place: Option<usize>) -> String {
    let line = match fact.entered() {
        EnteredKind::Waive => td_string!(i18n, entered.waive),
        EnteredKind::Tier => td_string!(i18n, entered.file_tier),
        EnteredKind::Coverage if fact.full_coverage == Some(true) => {
            td_string!(i18n, entered.file_covered)
        }
        EnteredKind::Coverage => td_string!(i18n, entered.file_not_covered),
        EnteredKind::Judgement => judgement_in_file(i18n),
        EnteredKind::Metric if place.is_some() => td_string!(i18n, entered.file_metric),
        EnteredKind::Metric => td_string!(i18n, entered.file_measured),
        EnteredKind::Rank => td_string!(i18n, entered.file_rank),
        EnteredKind::Shut => td_string!(i18n, entered.shut),
        EnteredKind::NotShut => td_string!(i18n, entered.not_shut),
        EnteredKind::Monthly => td_string!(i18n, entered.file_monthly),
        EnteredKind::Claim => return claim_in_file(i18n, fact, row),
        EnteredKind::Penalty => return record_in_file(i18n, &level(fact, row).unwrap_or_default()),
    };
    let values: [(&str, &dyn Display); 2] = [
        ("text", &said(fact, row)),
        ("place", &place.unwrap_or_default()),
    ];
    fill(line, &values)
}

/// A judgement in an exported file.
pub fn judgement_in_file(i18n: I18n) -> &'static str {
    td_string!(i18n, entered.file_judgement)
}

fn claim_in_file(i18n: I18n, fact: &RawFact<'_>, row: &Indicator) -> String {
    let values: [(&str, &dyn Display); 2] = [
        ("level", &level(fact, row).unwrap_or_default()),
        ("matter", &shown(&fact.matter)),
    ];
    let mut claim = fill(td_string!(i18n, entered.file_claim), &values);
    if let Some(reads) = fact.reads {
        claim += &fill(td_string!(i18n, entered.file_reads), &[("reads", &reads)]);
    }
    claim
}

/// A record in an exported file; its level is blank if it has none.
pub fn record_in_file(i18n: I18n, level: &str) -> String {
    match level {
        "" => td_string!(i18n, entered.file_penalty).to_owned(),
        level => fill(
            td_string!(i18n, entered.file_penalty_level),
            &[("level", &level)],
        ),
    }
}

/// The name of the fact's tier or level.
fn level(fact: &RawFact<'_>, row: &Indicator) -> Option<String> {
    let id = fact.tier.as_deref().or(fact.level.as_deref())?;
    let found = row.rule.level(id);
    Some(found.map_or_else(|| id.to_owned(), |level| level.name.zh.clone()))
}

fn text(value: &Option<impl ToString>) -> Option<String> {
    value.as_ref().map(ToString::to_string)
}

fn shown(value: &Option<impl ToString>) -> String {
    text(value).unwrap_or_default()
}

fn joined(parts: [Option<String>; 3]) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}
