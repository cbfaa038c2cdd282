//! The words of the registry: its kinds and states, and the report on a workbook, which the server
//! writes.

use crate::api::manage::WrongField;
use crate::api::upkeep::{COMMAND_LINE, SETUP};
use crate::language::{I18n, is_english};
use crate::words_of::{day_words, fill};
use domain::inspection::SiteKind;
use domain::registry::TownKind;
use leptos_i18n::td_string;
use std::fmt::Display;

/// The outcome of a line: the report's code in words, with its values filled in.
pub fn line_words(i18n: I18n, code: &str, values: &[(&str, &dyn Display)]) -> String {
    let text = match code {
        "new" => td_string!(i18n, manage.line_new),
        "changed" => td_string!(i18n, manage.line_changed),
        _ => fault_words(i18n, code),
    };
    fill(text, values)
}

/// The fault of an entry's field.
pub fn wrong_words(i18n: I18n, wrong: &WrongField) -> String {
    // The code names the missing field by the workbook's heading, which is Chinese.
    if wrong.code == "missing" && is_english(i18n) && !wrong.field.is_empty() {
        return td_string!(i18n, common.problem_required).to_owned();
    }
    let values = wrong.values.iter();
    let values: Vec<(&str, &dyn Display)> = values
        .map(|(name, value)| (name.as_str(), value as &dyn Display))
        .collect();
    line_words(i18n, &wrong.code, &values)
}

/// Says that the registry has changed since the file was checked.
pub fn changed_words(i18n: I18n) -> &'static str {
    td_string!(i18n, manage.changed_meanwhile)
}

/// The messages about a table's file: its faults, its changes, and the lines of its sample.
pub fn table_words(i18n: I18n, code: &str, values: &[(&str, &dyn Display)]) -> String {
    let text = match code {
        "table" => td_string!(i18n, manage.fault_table),
        "no-indicator" => td_string!(i18n, manage.fault_no_indicator),
        "row-new" => td_string!(i18n, manage.table_row_new),
        "row-gone" => td_string!(i18n, manage.table_row_gone),
        "differs" => td_string!(i18n, manage.table_differs),
        "sample" => td_string!(i18n, manage.table_sample),
        "sample-total" => td_string!(i18n, manage.table_sample_total),
        "sample-best" => td_string!(i18n, manage.table_sample_best),
        _ => fault_words(i18n, code),
    };
    fill(text, values)
}

/// Says that the table is unknown.
pub fn table_known_words(i18n: I18n) -> &'static str {
    td_string!(i18n, manage.table_unknown)
}

/// The words of an entry's fault, by its code.
pub fn fault_words(i18n: I18n, code: &str) -> &'static str {
    match code {
        "unknown-sheet" => td_string!(i18n, manage.fault_unknown_sheet),
        "no-head" => td_string!(i18n, manage.fault_no_head),
        "unknown-column" => td_string!(i18n, manage.fault_unknown_column),
        "column-twice" => td_string!(i18n, manage.fault_column_twice),
        "missing-column" => td_string!(i18n, manage.fault_missing_column),
        "headless" => td_string!(i18n, manage.fault_headless),
        "missing" => td_string!(i18n, manage.fault_missing),
        "too-long" => td_string!(i18n, manage.fault_too_long),
        "line-break" => td_string!(i18n, manage.fault_line_break),
        "not-text" => td_string!(i18n, manage.fault_not_text),
        "is-error" => td_string!(i18n, manage.fault_is_error),
        "uncomputed" => td_string!(i18n, manage.fault_uncomputed),
        "unknown-word" => td_string!(i18n, manage.fault_unknown_word),
        "unknown-town" => td_string!(i18n, manage.fault_unknown_town),
        "twice" => td_string!(i18n, manage.fault_twice),
        "name-taken" => td_string!(i18n, manage.fault_name_taken),
        "order" => td_string!(i18n, manage.fault_order),
        "bad-id" => td_string!(i18n, manage.fault_bad_id),
        "site-kind" => td_string!(i18n, manage.fault_site_kind),
        "half-position" => td_string!(i18n, manage.fault_half_position),
        "position" => td_string!(i18n, manage.fault_position),
        "bad-login" => td_string!(i18n, manage.fault_bad_login),
        "no-login" => td_string!(i18n, manage.fault_no_login),
        "login-twice" => td_string!(i18n, manage.fault_login_twice),
        "login-taken" => td_string!(i18n, manage.fault_login_taken),
        "namesake" => td_string!(i18n, manage.fault_namesake),
        "needs-town" => td_string!(i18n, manage.fault_needs_town),
        "no-town-role" => td_string!(i18n, manage.fault_no_town_role),
        "needs-office" => td_string!(i18n, manage.fault_needs_office),
        "no-office-role" => td_string!(i18n, manage.fault_no_office_role),
        "last-administrator" => td_string!(i18n, manage.fault_last_administrator),
        "quarter" => td_string!(i18n, manage.fault_quarter),
        "merged-self" => td_string!(i18n, manage.fault_merged_self),
        "merged-open" => td_string!(i18n, manage.fault_merged_open),
        "closed-past" => td_string!(i18n, manage.fault_closed_past),
        "id-twice" => td_string!(i18n, manage.fault_id_twice),
        "own-account" => td_string!(i18n, manage.fault_own_account),
        "nothing" => td_string!(i18n, manage.fault_nothing),
        _ => td_string!(i18n, manage.fault_refused),
    }
}

/// The word for a town's 类别.
pub fn town_kind_word(i18n: I18n, kind: TownKind) -> &'static str {
    match kind {
        TownKind::Town => td_string!(i18n, manage.kind_town),
        TownKind::Subdistrict => td_string!(i18n, manage.kind_subdistrict),
        TownKind::Zone => td_string!(i18n, manage.kind_zone),
    }
}

/// The word for a site's 类别.
pub fn site_kind_word(i18n: I18n, kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Centre => td_string!(i18n, manage.kind_centre),
        SiteKind::Station => td_string!(i18n, manage.kind_station),
    }
}

/// The name of an author in the audit log, with words for the command line.
pub fn by_words(i18n: I18n, by: &str) -> String {
    match by {
        COMMAND_LINE => td_string!(i18n, upkeep.command_line).to_owned(),
        SETUP => td_string!(i18n, upkeep.by_setup).to_owned(),
        by => by.to_owned(),
    }
}

/// The first day of a table and, if there is one, the last.
pub(super) fn since(i18n: I18n, from: String, until: Option<String>) -> String {
    let from = day_words(i18n, &from);
    match until {
        Some(until) => format!("{from} – {}", day_words(i18n, &until)),
        None => fill(td_string!(i18n, manage.table_since), &[("day", &from)]),
    }
}
