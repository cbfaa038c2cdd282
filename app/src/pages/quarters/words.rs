//! The words for states, acts and refusals.

use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::error_words;
use domain::quarter::{Act, State};
use leptos_i18n::td_string;

pub(crate) fn state_word(i18n: I18n, state: State) -> &'static str {
    match state {
        State::Open => td_string!(i18n, quarters.state_open),
        State::First => td_string!(i18n, quarters.state_first),
        State::Second => td_string!(i18n, quarters.state_second),
        State::Closed => td_string!(i18n, quarters.state_closed),
    }
}

pub(super) fn act_word(i18n: I18n, act: &Act) -> &'static str {
    match act {
        Act::Open { .. } => td_string!(i18n, quarters.act_open),
        Act::First { .. } => td_string!(i18n, quarters.act_first),
        Act::Sign(_) => td_string!(i18n, quarters.act_sign),
        Act::Second => td_string!(i18n, quarters.act_second),
        Act::Meet(_) => td_string!(i18n, quarters.act_meet),
        Act::Close { .. } => td_string!(i18n, quarters.act_close),
        Act::Back { .. } => td_string!(i18n, quarters.act_back),
        Act::Reopen { .. } => td_string!(i18n, quarters.act_reopen),
        Act::Publish => td_string!(i18n, quarters.act_publish),
        Act::Rule(_) => td_string!(i18n, quarters.act_rule),
    }
}

/// Why an act was refused.
pub(super) fn refused(i18n: I18n, error: &AppError) -> String {
    let AppError::Invalid { problem, .. } = error else {
        return error_words(i18n, error);
    };
    let words = match problem.as_str() {
        "state" => td_string!(i18n, quarters.no_state),
        "required" => td_string!(i18n, quarters.no_required),
        "too-long" => td_string!(i18n, quarters.no_long),
        "date" => td_string!(i18n, quarters.no_date),
        "signature" => td_string!(i18n, quarters.no_signature),
        "meeting" => td_string!(i18n, quarters.no_meeting),
        "chosen" => td_string!(i18n, quarters.no_chosen),
        "early" => td_string!(i18n, quarters.no_early),
        "missing" => td_string!(i18n, quarters.no_missing),
        "no-table" => td_string!(i18n, quarters.no_table),
        "too-far" => td_string!(i18n, quarters.no_far),
        "other-table" => td_string!(i18n, quarters.no_other_table),
        "there-already" => td_string!(i18n, quarters.no_there),
        _ => return error_words(i18n, error),
    };
    words.to_owned()
}

/// The headings of a year's export: the town, total and place of each quarter, mean and place.
pub fn year_head(i18n: I18n, quarters: &[(String, Option<State>)]) -> Vec<String> {
    let mut head = vec![td_string!(i18n, quarters.town).to_owned()];
    for (quarter, _) in quarters {
        head.push(format!("{quarter} {}", td_string!(i18n, quarters.total)));
        head.push(format!("{quarter} {}", td_string!(i18n, quarters.rank)));
    }
    head.push(td_string!(i18n, quarters.mean).to_owned());
    head.push(td_string!(i18n, quarters.year_place).to_owned());
    head
}
