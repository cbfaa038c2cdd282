//! The words for values that several pages show, so that every page uses the same.

use crate::api::scores::Alike;
use crate::error::AppError;
use crate::language::{I18n, is_english};
use domain::inspection::{
    AnswerValue, FinderLevel, FindingState, Flag, Form, Method, SiteKind, VisitState,
};
use domain::people::Role;
use domain::sync::wire::Reason;
use leptos_i18n::td_string;
use std::fmt::{Display, Write};

mod moments;

pub use moments::*;

/// Fills the `{name}` places of a text. This is plain code because the library's `{{ name }}`
/// generates types for each text; a test checks that the languages have the same places.
pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            rest = after;
            break;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            // Writing into a string cannot fail.
            let _ = write!(out, "{value}");
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The word for a 考核方式.
pub fn method_word(i18n: I18n, method: Method) -> &'static str {
    match method {
        Method::Routine => td_string!(i18n, common.method_routine),
        Method::SpotCheck => td_string!(i18n, common.method_spot_check),
        Method::Dispatch => td_string!(i18n, common.method_dispatch),
        Method::Files => td_string!(i18n, common.method_files),
        Method::CallBack => td_string!(i18n, common.method_call_back),
    }
}

/// The word for a 检查形式.
pub fn form_word(i18n: I18n, form: Form) -> &'static str {
    match form {
        Form::Announced => td_string!(i18n, common.form_announced),
        Form::Unannounced => td_string!(i18n, common.form_unannounced),
    }
}

/// The word for a finder.
pub fn finder_word(i18n: I18n, finder: FinderLevel) -> &'static str {
    match finder {
        FinderLevel::DistrictOffice => td_string!(i18n, common.finder_district),
        FinderLevel::CityBureau => td_string!(i18n, common.finder_city_bureau),
        FinderLevel::InvitedMonitor => td_string!(i18n, common.finder_monitor),
        FinderLevel::ThirdParty => td_string!(i18n, common.finder_third_party),
        FinderLevel::HigherOffice => td_string!(i18n, common.finder_higher),
        FinderLevel::Media => td_string!(i18n, common.finder_media),
    }
}

/// The word for a kind of site.
pub fn site_kind_word(i18n: I18n, kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Centre => td_string!(i18n, common.site_centre),
        SiteKind::Station => td_string!(i18n, common.site_station),
    }
}

/// The word for a role.
pub fn role_word(i18n: I18n, role: Role) -> &'static str {
    let (zh, en) = role.names();
    if is_english(i18n) { en } else { zh }
}

/// The word for a visit's state.
pub fn visit_state_word(i18n: I18n, state: VisitState) -> &'static str {
    match state {
        VisitState::Open => td_string!(i18n, visits.state_open),
        VisitState::HandedIn => td_string!(i18n, visits.state_handed_in),
        VisitState::NotInspected => td_string!(i18n, visits.state_not_inspected),
        VisitState::Void => td_string!(i18n, visits.state_void),
    }
}

/// The word for a finding's state.
pub fn state_word(i18n: I18n, state: FindingState) -> &'static str {
    match state {
        FindingState::Recorded => td_string!(i18n, common.state_recorded),
        FindingState::Confirmed => td_string!(i18n, common.state_confirmed),
        FindingState::Rejected => td_string!(i18n, common.state_rejected),
        FindingState::Merged => td_string!(i18n, common.state_merged),
        FindingState::Returned => td_string!(i18n, common.state_returned),
        FindingState::Withdrawn => td_string!(i18n, common.state_withdrawn),
    }
}

/// The short word for a server's flag.
pub fn flag_word(i18n: I18n, flag: Flag) -> &'static str {
    match flag {
        Flag::Concurrent => td_string!(i18n, common.flag_concurrent),
        Flag::Skewed => td_string!(i18n, common.flag_skewed),
        Flag::Late => td_string!(i18n, common.flag_late),
        Flag::PossibleDuplicate => td_string!(i18n, common.flag_duplicate),
        Flag::Resurrected => td_string!(i18n, common.flag_resurrected),
    }
}

/// A flag as a sentence that says what to check.
pub fn flag_text(i18n: I18n, flag: Flag) -> &'static str {
    match flag {
        Flag::Concurrent => td_string!(i18n, common.flag_concurrent_text),
        Flag::Skewed => td_string!(i18n, common.flag_skewed_text),
        Flag::Late => td_string!(i18n, common.flag_late_text),
        Flag::PossibleDuplicate => td_string!(i18n, common.flag_duplicate_text),
        Flag::Resurrected => td_string!(i18n, common.flag_resurrected_text),
    }
}

/// Why a line deducted nothing, by the codes of scoring.md; `None` for the code of a newer server.
pub fn why_word(i18n: I18n, why: &str) -> Option<&'static str> {
    Some(match why {
        "same-item" => td_string!(i18n, common.why_same_item),
        "same-visit" => td_string!(i18n, common.why_same_visit),
        "once" => td_string!(i18n, common.why_once),
        "exhausted" => td_string!(i18n, common.why_exhausted),
        "note" => td_string!(i18n, common.why_note),
        "moved" => td_string!(i18n, common.why_moved),
        "same-matter" => td_string!(i18n, common.why_same_matter),
        "capped" => td_string!(i18n, common.why_capped),
        _ => return None,
    })
}

/// The word for how a checkpoint counts: `item`, `occurrence`, `count`, `once` or `note`.
pub fn per_word(i18n: I18n, per: &str) -> Option<&'static str> {
    Some(match per {
        "item" => td_string!(i18n, common.per_item),
        "occurrence" => td_string!(i18n, common.per_occurrence),
        "count" => td_string!(i18n, common.per_count),
        "once" => td_string!(i18n, common.per_once),
        "note" => td_string!(i18n, common.per_note),
        _ => return None,
    })
}

/// The word for an answer: 符合要求, 有问题 or 不涉及.
pub fn answer_word(i18n: I18n, answer: AnswerValue) -> &'static str {
    match answer {
        AnswerValue::Meets => td_string!(i18n, common.answer_meets),
        AnswerValue::NotApplicable => td_string!(i18n, common.answer_not_applicable),
        AnswerValue::Issue => td_string!(i18n, common.answer_issue),
    }
}

/// Why an operation was quarantined.
pub fn reason_words(i18n: I18n, reason: Reason) -> &'static str {
    match reason {
        Reason::Malformed => td_string!(i18n, sync.reason_malformed),
        Reason::UnknownVersion => td_string!(i18n, sync.reason_unknown_version),
        Reason::UnknownSite => td_string!(i18n, sync.reason_unknown_site),
        Reason::UnknownVisit => td_string!(i18n, sync.reason_unknown_visit),
        Reason::UnknownFinding => td_string!(i18n, sync.reason_unknown_finding),
        Reason::UnknownCheckpoint => td_string!(i18n, sync.reason_unknown_checkpoint),
        Reason::NotAnInspector => td_string!(i18n, sync.reason_not_an_inspector),
        Reason::OutOfRange => td_string!(i18n, sync.reason_out_of_range),
        Reason::AlreadyExists => td_string!(i18n, sync.reason_already_exists),
        Reason::OpIdReused => td_string!(i18n, sync.reason_op_id_reused),
        Reason::Failed => td_string!(i18n, sync.reason_failed),
    }
}

/// The words for what happened.
pub fn error_words(i18n: I18n, error: &AppError) -> String {
    match error {
        AppError::SignedOut => td_string!(i18n, common.error_signed_out).to_owned(),
        AppError::WrongPassword => td_string!(i18n, common.error_wrong_password).to_owned(),
        AppError::Locked { minutes } => fill(
            td_string!(i18n, common.error_locked),
            &[("minutes", minutes)],
        ),
        AppError::Throttled { seconds } => fill(
            td_string!(i18n, common.error_throttled),
            &[("seconds", seconds)],
        ),
        AppError::Forbidden => td_string!(i18n, common.error_forbidden).to_owned(),
        AppError::NotFound { .. } => td_string!(i18n, common.error_not_found).to_owned(),
        AppError::Invalid { problem, .. } => problem_words(i18n, problem).to_owned(),
        AppError::Changed { .. } => td_string!(i18n, common.error_changed).to_owned(),
        AppError::NotSetUp => td_string!(i18n, common.error_not_set_up).to_owned(),
        AppError::Offline => td_string!(i18n, common.error_offline).to_owned(),
        AppError::Full => td_string!(i18n, common.error_full).to_owned(),
        AppError::Internal { id } => fill(td_string!(i18n, common.error_internal), &[("id", id)]),
    }
}

/// The words for what was kept.
pub fn error_kept(i18n: I18n, error: &AppError) -> &'static str {
    match error {
        AppError::Changed { .. } => td_string!(i18n, common.kept_changed),
        _ => td_string!(i18n, common.kept_nothing_changed),
    }
}

/// The words for what to do.
pub fn error_todo(i18n: I18n, error: &AppError) -> &'static str {
    match error {
        AppError::SignedOut => td_string!(i18n, common.todo_sign_in),
        AppError::Forbidden | AppError::NotFound { .. } => td_string!(i18n, common.todo_go_back),
        AppError::Invalid { .. } | AppError::WrongPassword => td_string!(i18n, common.todo_correct),
        AppError::Locked { .. } | AppError::Throttled { .. } => td_string!(i18n, common.todo_wait),
        AppError::Changed { .. } => td_string!(i18n, common.todo_look_again),
        AppError::NotSetUp => td_string!(i18n, common.todo_set_up),
        AppError::Offline => td_string!(i18n, common.todo_network),
        AppError::Full | AppError::Internal { .. } => td_string!(i18n, common.todo_tell),
    }
}

/// The words for a value's fault, by the codes of [`AppError::Invalid`].
pub fn problem_words(i18n: I18n, problem: &str) -> &'static str {
    match problem {
        "required" | "empty" => td_string!(i18n, common.problem_required),
        "too-short" => td_string!(i18n, common.problem_too_short),
        "too-long" => td_string!(i18n, common.problem_too_long),
        "weak" | "too-weak" => td_string!(i18n, common.problem_weak),
        "contains-login" => td_string!(i18n, common.problem_contains_login),
        "wrong" => td_string!(i18n, common.problem_wrong),
        "same" | "unchanged" => td_string!(i18n, common.problem_same),
        "out-of-range" => td_string!(i18n, common.problem_out_of_range),
        "unknown" => td_string!(i18n, common.problem_unknown),
        "outside-quarter" | "no-open-quarter" => td_string!(i18n, common.problem_outside_quarter),
        "not-allowed" => td_string!(i18n, common.problem_not_allowed),
        "state" => td_string!(i18n, common.problem_state),
        "day" => td_string!(i18n, common.problem_day),
        "frozen" => td_string!(i18n, common.problem_frozen),
        _ => td_string!(i18n, common.problem_other),
    }
}

/// Explains why towns with equal figures have different places: a sentence for each group of towns,
/// with the exact totals.
pub fn alike_words(i18n: I18n, decimals: u32, groups: &[Alike]) -> Vec<String> {
    let separator = td_string!(i18n, common.list_separator);
    let sentence = |group: &Alike| {
        let towns = group.iter().map(|(name, exact)| format!("{name} {exact}"));
        let towns = towns.collect::<Vec<_>>().join(separator);
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("decimals", &decimals), ("towns", &towns)];
        fill(td_string!(i18n, scores.alike), &values)
    };
    groups.iter().map(sentence).collect()
}

/// The full points of a row, beside its points or alone; empty for a row that has no points.
pub fn full_words(i18n: I18n, alone: bool, of: &str) -> String {
    let most = of.trim_start_matches(['-', '\u{2212}']);
    let words = match (most == of, alone) {
        _ if most == "0" => "",
        (true, false) => td_string!(i18n, town.of),
        (true, true) => td_string!(i18n, town.of_alone),
        (false, false) => td_string!(i18n, town.of_less),
        (false, true) => td_string!(i18n, town.of_less_alone),
    };
    fill(words, &[("of", &most)])
}

/// Signed points with a true minus sign, and no sign for zero.
pub fn signed_points(points: &str) -> String {
    points
        .strip_prefix('-')
        .map_or_else(|| points.to_owned(), |rest| format!("\u{2212}{rest}"))
}

/// A difference with a plus or a true minus sign, and no sign for zero.
pub fn with_sign(points: &str) -> String {
    let plus = !points.starts_with(['-', '+']) && points.chars().any(|it| !matches!(it, '0' | '.'));
    let signed = signed_points(points);
    if plus { format!("+{signed}") } else { signed }
}

/// Lost points, given without sign, with a true minus sign.
pub fn minus(points: &str) -> String {
    if points.chars().all(|it| matches!(it, '0' | '.')) {
        points.to_owned()
    } else {
        format!("\u{2212}{points}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{day_words, fill, minus, signed_points};
    use crate::i18n::Locale;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn values_take_their_places() {
        assert_eq!(fill("{a}月{b}日", &[("a", &11), ("b", &"22")]), "11月22日");
        assert_eq!(fill("none", &[("a", &1)]), "none");
    }

    #[test]
    fn a_day_is_told_as_people_write_it() {
        for (day, chinese, english) in [
            ("2026-11-02", "2026年11月2日", "2 Nov 2026"),
            ("2022-01-31", "2022年1月31日", "31 Jan 2022"),
            ("", "", ""),
            ("2026-11", "2026-11", "2026-11"),
            ("2026-11-02-", "2026-11-02-", "2026-11-02-"),
        ] {
            assert_eq!(day_words(Locale::zh_CN, day), chinese);
            assert_eq!(day_words(Locale::en, day), english);
        }
    }

    #[test]
    fn a_minus_is_a_minus() {
        assert_eq!(signed_points("-1.5"), "\u{2212}1.5");
        assert_eq!(signed_points("0"), "0");
    }

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|part| Some(part.split_once('}')?.0))
            .collect()
    }

    #[test]
    fn points_lost_have_their_sign() {
        assert_eq!(
            (minus("0"), minus("2.5")),
            ("0".to_owned(), "−2.5".to_owned())
        );
    }

    #[test]
    fn both_languages_have_the_same_keys_and_places() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let read = |language: &str, name: &std::ffi::OsStr| -> BTreeMap<String, String> {
            let text = std::fs::read_to_string(folder.join(language).join(name)).unwrap();
            serde_json::from_str(&text).unwrap()
        };
        let mut files = 0;
        for file in std::fs::read_dir(folder.join("zh-CN")).unwrap() {
            files += 1;
            let name = file.unwrap().file_name();
            let (chinese, english) = (read("zh-CN", &name), read("en", &name));
            assert!(chinese.keys().eq(english.keys()));
            for (key, text) in &chinese {
                assert_eq!(places(text), places(&english[key]), "{key}");
            }
        }
        assert!(files > 5, "only {files} files: looked in the wrong place");
    }
}
