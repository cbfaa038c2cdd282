//! Which checkpoints a visit has, and in what order.

use crate::language::{I18n, is_english, table_words};
use crate::words_of::{fill, per_word};
use domain::ids::CheckpointId;
use domain::inspection::{Method, SiteKind};
use domain::table::{Checkpoint, Indicator, Per, Table, Text, Walk};
use leptos_i18n::td_string;

/// The places of a walk, in order.
pub(super) const WALK: [Walk; 6] = [
    Walk::Entrance,
    Walk::Hall,
    Walk::Window,
    Walk::Board,
    Walk::SelfService,
    Walk::Files,
];

/// The checkpoints of a visit, in the annex's order: those for its kind of site, and for
/// 档案资料检查 only those found in files.
pub(super) fn checkpoints(
    table: &Table,
    kind: SiteKind,
    method: Method,
) -> Vec<(&Indicator, &Checkpoint)> {
    table
        .checkpoints()
        .filter(|(_, checkpoint)| {
            checkpoint.applies.to(kind)
                && (method != Method::Files || checkpoint.walk == Walk::Files)
        })
        .collect()
}

/// A section of the list: a place of the walk or an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) checkpoints: Vec<CheckpointId>,
    /// Full points, if the section is an indicator that loses points by findings.
    pub(super) of: Option<String>,
}

/// The sections of a visit, by walk or by the annex.
pub(super) fn sections(
    i18n: I18n,
    table: &Table,
    kind: SiteKind,
    method: Method,
    by_walk: bool,
) -> Vec<Section> {
    let all = checkpoints(table, kind, method);
    if by_walk {
        let place = |walk: Walk| Section {
            key: format!("walk-{walk:?}").to_lowercase(),
            name: walk_word(i18n, walk).to_owned(),
            checkpoints: all
                .iter()
                .filter(|it| it.1.walk == walk)
                .map(|it| it.1.id.clone())
                .collect(),
            of: None,
        };
        WALK.into_iter()
            .map(place)
            .filter(|section| !section.checkpoints.is_empty())
            .collect()
    } else {
        let row = |indicator: &Indicator| Section {
            key: format!("row-{}", indicator.id.replace('.', "-")),
            name: format!("{} {}", indicator.id, words(i18n, &indicator.name)),
            checkpoints: all
                .iter()
                .filter(|it| it.0.id == indicator.id)
                .map(|it| it.1.id.clone())
                .collect(),
            of: indicator
                .checkpoints
                .iter()
                .any(|checkpoint| checkpoint.per != Per::Note)
                .then(|| indicator.full.to_string()),
        };
        table
            .indicators
            .iter()
            .map(row)
            .filter(|section| !section.checkpoints.is_empty())
            .collect()
    }
}

/// A table's text in the interface's language.
pub(super) fn words(i18n: I18n, text: &Text) -> &str {
    table_words(i18n, &text.zh, text.en.as_deref())
}

/// What a finding of the checkpoint deducts, as 每缺1项扣1分.
pub(super) fn takes(i18n: I18n, checkpoint: &Checkpoint) -> String {
    let per = per_word(i18n, checkpoint.per.as_str()).unwrap_or_default();
    if checkpoint.per == Per::Note {
        per.to_owned()
    } else {
        let points = checkpoint.points.to_string();
        fill(
            td_string!(i18n, inspect.each_takes),
            &[("per", &per), ("points", &points)],
        )
    }
}

/// Phrases in the interface's language; the table's Chinese is what is stored.
pub(super) fn phrases(i18n: I18n, checkpoint: &Checkpoint) -> Vec<(String, String)> {
    let english = is_english(i18n);
    let shown = |text: &Text| {
        if english {
            text.en().to_owned()
        } else {
            text.zh.clone()
        }
    };
    checkpoint
        .phrases
        .iter()
        .map(|text| (text.zh.clone(), shown(text)))
        .collect()
}

fn walk_word(i18n: I18n, walk: Walk) -> &'static str {
    match walk {
        Walk::Entrance => td_string!(i18n, inspect.walk_entrance),
        Walk::Hall => td_string!(i18n, inspect.walk_hall),
        Walk::Window => td_string!(i18n, inspect.walk_window),
        Walk::Board => td_string!(i18n, inspect.walk_board),
        Walk::SelfService => td_string!(i18n, inspect.walk_self_service),
        Walk::Files => td_string!(i18n, inspect.walk_files),
    }
}
