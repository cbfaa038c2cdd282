//! The words of an import's report, which the server writes.

use crate::language::I18n;
use crate::words_of::fill;
use leptos_i18n::td_string;
use std::fmt::Display;

/// The outcome of a line: the report's code in words, with its values filled in.
pub fn line_words(i18n: I18n, code: &str, values: &[(&str, &dyn Display)]) -> String {
    let text = match code {
        "new" => td_string!(i18n, import.line_new),
        "changed" => td_string!(i18n, import.line_changed),
        "unchanged" => td_string!(i18n, import.line_unchanged),
        "known" => td_string!(i18n, import.line_known),
        "new-many" => td_string!(i18n, import.line_new_many),
        "unchanged-many" => td_string!(i18n, import.line_unchanged_many),
        "old" => td_string!(i18n, import.line_old),
        "old-gone" => td_string!(i18n, import.line_old_gone),
        "conflict" => td_string!(i18n, import.fault_conflict),
        "conflict-gone" => td_string!(i18n, import.fault_conflict_gone),
        "same-but-number" => td_string!(i18n, import.fault_same_but_number),
        "hidden-sheet" => td_string!(i18n, import.line_hidden_sheet),
        "hidden-lines" => td_string!(i18n, import.line_hidden_lines),
        "hidden-columns" => td_string!(i18n, import.line_hidden_columns),
        "passed-above" => td_string!(i18n, import.line_passed_above),
        "passed-lines" => td_string!(i18n, import.line_passed_lines),
        "passed-columns" => td_string!(i18n, import.line_passed_columns),
        "percent-beside" => td_string!(i18n, import.fault_percent_beside),
        "other-scale" => td_string!(i18n, import.fault_other_scale),
        "merged" => td_string!(i18n, import.fault_merged),
        "other-quarter" => td_string!(i18n, import.fault_other_quarter),
        "unknown-stamp" => td_string!(i18n, import.fault_unknown_stamp),
        "open-quote" => td_string!(i18n, import.fault_open_quote),
        "maybe-percent" => td_string!(i18n, import.fault_maybe_percent),
        "is-percent" => td_string!(i18n, import.fault_is_percent),
        "uncomputed" => td_string!(i18n, import.fault_uncomputed),
        "second" => td_string!(i18n, import.fault_second),
        "no-header" => td_string!(i18n, import.fault_no_header),
        "unknown-column" => td_string!(i18n, import.fault_unknown_column),
        "headless" => td_string!(i18n, import.fault_headless),
        "twice-column" => td_string!(i18n, import.fault_twice_column),
        "no-town" => td_string!(i18n, import.fault_no_town),
        "unknown-town" => td_string!(i18n, import.fault_unknown_town),
        "no-indicator" => td_string!(i18n, import.fault_no_indicator),
        "unknown-indicator" => td_string!(i18n, import.fault_unknown_indicator),
        "findings-only" => td_string!(i18n, import.fault_findings_only),
        "unknown-item" => td_string!(i18n, import.fault_unknown_item),
        "missing" => td_string!(i18n, import.fault_missing),
        "not-here" => td_string!(i18n, import.fault_not_here),
        "not-a-number" => td_string!(i18n, import.fault_not_a_number),
        "not-whole" => td_string!(i18n, import.fault_not_whole),
        "not-yes-no" => td_string!(i18n, import.fault_not_yes_no),
        "unknown-tier" => td_string!(i18n, import.fault_unknown_tier),
        "unknown-level" => td_string!(i18n, import.fault_unknown_level),
        "unknown-status" => td_string!(i18n, import.fault_unknown_status),
        "is-date" => td_string!(i18n, import.fault_is_date),
        "is-error" => td_string!(i18n, import.fault_is_error),
        "too-long" => td_string!(i18n, import.fault_too_long),
        "bad-id" => td_string!(i18n, import.fault_bad_id),
        "twice" => td_string!(i18n, import.fault_twice),
        "range" => td_string!(i18n, import.fault_range),
        "range-judgement" => td_string!(i18n, import.fault_range_judgement),
        "judgement-zero" => td_string!(i18n, import.fault_judgement_zero),
        "metric-or-rank" => td_string!(i18n, import.fault_metric_or_rank),
        "metric-or-rank-row" => td_string!(i18n, import.fault_metric_or_rank_row),
        "rank-zero" => td_string!(i18n, import.fault_rank_zero),
        "points-fixed" => td_string!(i18n, import.fault_points_fixed),
        "no-reads" => td_string!(i18n, import.fault_no_reads),
        "needs-reads" => td_string!(i18n, import.fault_needs_reads),
        "finding" => td_string!(i18n, import.fault_finding),
        "id-taken" => td_string!(i18n, import.fault_id_taken),
        "cannot-waive" => td_string!(i18n, import.fault_cannot_waive),
        "beside" => td_string!(i18n, import.fault_beside),
        "supervisors-only" => td_string!(i18n, import.fault_supervisors_only),
        "other-office" => td_string!(i18n, import.fault_other_office),
        "heads-only" => td_string!(i18n, import.fault_heads_only),
        "nothing" => td_string!(i18n, import.fault_nothing),
        _ => td_string!(i18n, import.fault_refused),
    };
    fill(text, values)
}

/// Why a file cannot be read.
pub fn unreadable_words(i18n: I18n, code: &str) -> &'static str {
    match code {
        "old-workbook" => td_string!(i18n, import.file_old_workbook),
        "encrypted" => td_string!(i18n, import.file_encrypted),
        "binary-workbook" => td_string!(i18n, import.file_binary),
        "html" => td_string!(i18n, import.file_html),
        "numbers" => td_string!(i18n, import.file_numbers),
        "document" => td_string!(i18n, import.file_document),
        "pdf" => td_string!(i18n, import.file_pdf),
        "picture" => td_string!(i18n, import.file_picture),
        "archive" => td_string!(i18n, import.file_archive),
        "unknown-format" => td_string!(i18n, import.file_unknown),
        "encoding" => td_string!(i18n, import.file_encoding),
        "too-large-inside" => td_string!(i18n, import.file_too_large),
        _ => td_string!(i18n, import.file_damaged),
    }
}

/// Which file types are accepted as evidence.
pub fn evidence_type_words(i18n: I18n) -> &'static str {
    td_string!(i18n, import.evidence_type)
}

/// The server is busy with other files.
pub fn busy_words(i18n: I18n) -> &'static str {
    td_string!(i18n, import.busy)
}

/// Others have entered facts between the check and the import.
pub fn changed_words(i18n: I18n) -> &'static str {
    td_string!(i18n, import.changed_since)
}
