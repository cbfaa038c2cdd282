//! The words of the audit log, which stores codes.

use crate::language::I18n;
use crate::words_of::{fill, role_word};
use domain::people::Role;
use leptos_i18n::td_string;

/// Every kind of entry, in the order of the filter's list.
pub const KINDS: [&str; 33] = [
    "sign-in",
    "sign-out",
    "set-password",
    "invite",
    "accept-invitation",
    "add-account",
    "account",
    "lock-account",
    "end-session",
    "town",
    "site",
    "name-district",
    "table",
    "quarter",
    "assign",
    "withdraw-assignment",
    "draw",
    "witness-draw",
    "decide",
    "release",
    "enter-fact",
    "sign-row",
    "sign-row-instead",
    "remind",
    "set-facts-due",
    "add-evidence",
    "withdraw-evidence",
    "revoke-device",
    "allow-device",
    "rescue",
    "settle-refused",
    "backup",
    "restore",
];

/// The words for a kind; a code without words is shown unchanged.
pub fn kind_words(i18n: I18n, kind: &str) -> &str {
    match kind {
        "sign-in" => td_string!(i18n, upkeep.kind_sign_in),
        "sign-out" => td_string!(i18n, upkeep.kind_sign_out),
        "set-password" => td_string!(i18n, upkeep.kind_set_password),
        "invite" => td_string!(i18n, upkeep.kind_invite),
        "accept-invitation" => td_string!(i18n, upkeep.kind_accept_invitation),
        "add-account" => td_string!(i18n, upkeep.kind_add_account),
        "account" => td_string!(i18n, upkeep.kind_account),
        "lock-account" => td_string!(i18n, upkeep.kind_lock_account),
        "end-session" => td_string!(i18n, upkeep.kind_end_session),
        "town" => td_string!(i18n, upkeep.kind_town),
        "site" => td_string!(i18n, upkeep.kind_site),
        "name-district" => td_string!(i18n, upkeep.kind_name_district),
        "table" => td_string!(i18n, upkeep.kind_table),
        "quarter" => td_string!(i18n, upkeep.kind_quarter),
        "assign" => td_string!(i18n, upkeep.kind_assign),
        "withdraw-assignment" => td_string!(i18n, upkeep.kind_withdraw_assignment),
        "draw" => td_string!(i18n, upkeep.kind_draw),
        "witness-draw" => td_string!(i18n, upkeep.kind_witness_draw),
        "decide" => td_string!(i18n, upkeep.kind_decide),
        "release" => td_string!(i18n, upkeep.kind_release),
        "enter-fact" => td_string!(i18n, upkeep.kind_enter_fact),
        "sign-row" => td_string!(i18n, upkeep.kind_sign_row),
        "sign-row-instead" => td_string!(i18n, upkeep.kind_sign_row_instead),
        "remind" => td_string!(i18n, upkeep.kind_remind),
        "set-facts-due" => td_string!(i18n, upkeep.kind_set_facts_due),
        "add-evidence" => td_string!(i18n, upkeep.kind_add_evidence),
        "withdraw-evidence" => td_string!(i18n, upkeep.kind_withdraw_evidence),
        "revoke-device" => td_string!(i18n, upkeep.kind_revoke_device),
        "allow-device" => td_string!(i18n, upkeep.kind_allow_device),
        "settle-refused" => td_string!(i18n, upkeep.kind_settle_refused),
        "rescue" => td_string!(i18n, upkeep.kind_rescue),
        "backup" => td_string!(i18n, upkeep.kind_backup),
        "restore" => td_string!(i18n, upkeep.kind_restore),
        kind => kind,
    }
}

/// The words for a result; results that are no code are shown unchanged.
pub fn result_words(i18n: I18n, result: &str) -> String {
    let known = match result {
        "done" => Some(td_string!(i18n, upkeep.said_done)),
        "none" => Some(td_string!(i18n, upkeep.said_none)),
        "locked" => Some(td_string!(i18n, upkeep.said_locked)),
        "opened" => Some(td_string!(i18n, upkeep.said_opened)),
        "withdrawn" => Some(td_string!(i18n, upkeep.said_withdrawn)),
        "taken back" => Some(td_string!(i18n, upkeep.said_taken_back)),
        "released" => Some(td_string!(i18n, upkeep.said_released)),
        "made" => Some(td_string!(i18n, upkeep.said_made)),
        "password set" => Some(td_string!(i18n, upkeep.said_password)),
        "a new epoch" => Some(td_string!(i18n, upkeep.said_epoch)),
        _ => None,
    };
    if let Some(words) = known {
        return words.to_owned();
    }
    let from = [
        ("signed in from ", td_string!(i18n, upkeep.said_in)),
        ("wrong password from ", td_string!(i18n, upkeep.said_wrong)),
        (
            "wrong password, locked from ",
            td_string!(i18n, upkeep.said_wrong_locked),
        ),
        (
            "no such account from ",
            td_string!(i18n, upkeep.said_unknown),
        ),
        (
            "locked by an administrator from ",
            td_string!(i18n, upkeep.said_barred),
        ),
    ];
    for (start, words) in from {
        if let Some(address) = result.strip_prefix(start) {
            return fill(words, &[("from", &address)]);
        }
    }
    let role = |word: &str| Role::ALL.into_iter().find(|it| it.as_str() == word);
    let roles: Option<Vec<Role>> = result.split(' ').map(role).collect();
    if let Some(roles) = roles {
        let words: Vec<&str> = roles.into_iter().map(|it| role_word(i18n, it)).collect();
        return words.join(td_string!(i18n, common.list_separator));
    }
    if let Some(n) = result.strip_suffix(" ended") {
        return fill(td_string!(i18n, upkeep.said_ended), &[("n", &n)]);
    }
    result.to_owned()
}

/// The headings of the export.
pub fn audit_heads(i18n: I18n) -> [&'static str; 8] {
    [
        td_string!(i18n, upkeep.col_number),
        td_string!(i18n, upkeep.col_at),
        td_string!(i18n, upkeep.col_by),
        td_string!(i18n, upkeep.col_login),
        td_string!(i18n, upkeep.col_kind),
        td_string!(i18n, upkeep.col_target),
        td_string!(i18n, upkeep.col_result),
        td_string!(i18n, upkeep.col_hash),
    ]
}
