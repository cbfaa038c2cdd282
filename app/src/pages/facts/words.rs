//! The words for columns, choices and faults.

use crate::api::facts::{CellKind, FactsColumn, FactsPast, FactsRow, Priceable, SHOWCASE, WAIVERS};
use crate::language::{I18n, table_words};
use crate::words_of::day_words;
use leptos_i18n::td_string;

/// A row's number, or the name of a row without one.
pub(super) fn row_words(i18n: I18n, row: &FactsRow) -> String {
    match row.id.as_str() {
        SHOWCASE => td_string!(i18n, facts.showcase).to_owned(),
        WAIVERS => td_string!(i18n, facts.waivers).to_owned(),
        id => id.to_owned(),
    }
}

/// The words of a choice.
pub(super) fn choice_words(
    i18n: I18n,
    (value, words, english): &(String, String, Option<String>),
) -> String {
    if !words.is_empty() {
        return table_words(i18n, words, english.as_deref()).to_owned();
    }
    let words = match value.as_str() {
        "true" => td_string!(i18n, facts.yes),
        "false" => td_string!(i18n, facts.no),
        "pending" => td_string!(i18n, facts.status_pending),
        "confirmed" => td_string!(i18n, facts.status_confirmed),
        "rejected" => td_string!(i18n, facts.status_rejected),
        _ => td_string!(i18n, facts.showcase),
    };
    words.to_owned()
}

/// A line's former values, in one line.
pub(super) fn past_words(i18n: I18n, columns: &[FactsColumn], past: &FactsPast) -> String {
    if past.gone {
        return td_string!(i18n, facts.taken_back).to_owned();
    }
    if past.other.is_empty() {
        values_words(i18n, columns, &past.values)
    } else {
        past.other.clone()
    }
}

/// The values of a line, in one line.
pub(super) fn values_words(i18n: I18n, columns: &[FactsColumn], values: &[String]) -> String {
    let said = columns.iter().zip(values).map(|(column, value)| {
        let choices = match &column.kind {
            CellKind::Choice(choices) => choices,
            // The finding's id would mean nothing to the reader.
            CellKind::Finding if !value.is_empty() => {
                return td_string!(i18n, entered.column_finding).to_owned();
            }
            _ => return value.clone(),
        };
        let choice = choices.iter().find(|choice| choice.0 == *value);
        choice.map_or_else(String::new, |choice| choice_words(i18n, choice))
    });
    let said: Vec<String> = said.filter(|words| !words.is_empty()).collect();
    said.join(" · ")
}

/// A finding that a record may price: day, site, row and fault.
pub(super) fn priceable_words(i18n: I18n, it: &Priceable) -> String {
    let day = day_words(i18n, &it.day);
    let name = table_words(i18n, &it.name, it.name_en.as_deref());
    format!("{day} {} · {} {name}", it.site, it.row)
}

/// The words of a cell's fault.
pub(crate) fn fault_words(i18n: I18n, fault: &str) -> &'static str {
    match fault {
        "missing" | "empty" => td_string!(i18n, facts.fault_missing),
        "range" => td_string!(i18n, facts.fault_range),
        "decimals" => td_string!(i18n, facts.fault_decimals),
        "no-decimal" => td_string!(i18n, facts.fault_no_decimal),
        "no-integer" => td_string!(i18n, facts.fault_no_integer),
        "no-place" => td_string!(i18n, facts.fault_no_place),
        "both-metric-and-rank" | "metric-or-rank" => td_string!(i18n, facts.fault_both),
        "no-reads" => td_string!(i18n, facts.fault_no_reads),
        "fixed-points" => td_string!(i18n, facts.fault_fixed),
        "unknown-choice" => td_string!(i18n, facts.fault_choice),
        "unknown-town" => td_string!(i18n, facts.fault_town),
        "unknown-indicator" => td_string!(i18n, facts.fault_indicator),
        "unknown-level" => td_string!(i18n, facts.fault_level),
        "unknown-finding" => td_string!(i18n, facts.fault_finding),
        "other-town" => td_string!(i18n, facts.fault_other_town),
        "priced-twice" => td_string!(i18n, facts.fault_priced),
        "has-findings" => td_string!(i18n, facts.fault_has_findings),
        "no-waiver" | "by-findings" => td_string!(i18n, facts.fault_no_waiver),
        "second" | "duplicate" => td_string!(i18n, facts.fault_second),
        "before" => td_string!(i18n, facts.fault_before),
        "too-long" => td_string!(i18n, facts.fault_too_long),
        "misplaced" => td_string!(i18n, facts.fault_misplaced),
        _ => td_string!(i18n, facts.fault_other),
    }
}
