//! The towns by place, for screens too narrow for the sheet; each opens on its own.

use super::ids::rank_id;
use super::state::ScoresState;
use super::table::{change, marks};
use crate::api::scores::{ScoreSheet, TownLine};
use crate::language::I18n;
use crate::words_of::fill;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The list.
pub(super) fn ranked(i18n: I18n, sheet: &ScoreSheet, state: ScoresState) -> AnyView {
    let compared = sheet.last.is_some();
    let lines = sheet
        .towns
        .iter()
        .map(|town| line(i18n, town, compared, state));
    view! {
        <ol class="ranked" data-testid="score-ranked" aria-label=td_string!(i18n, scores.ranked)>
            {lines.collect_view()}
        </ol>
    }
    .into_any()
}

fn line(i18n: I18n, town: &TownLine, compared: bool, state: ScoresState) -> AnyView {
    let id = town.town.clone();
    let to = move || state.href(|shown| shown.with(&id, None));
    let missing = town.pending.len();
    let waits = town.is_undecided();
    view! {
        <li>
            <a
                id=rank_id(town.town.as_str())
                class="ranked-town"
                href=to
                data-noscroll=""
                data-testid="ranked-town"
                data-of=town.town.to_string()
            >
                <span class="ranked-place">{town.place}</span>
                <span class="ranked-name">
                    <span>{town.name.clone()} " " {marks(i18n, town)}</span>
                    <span class="ranked-notes">
                        {(missing > 0)
                            .then(|| {
                                let words = fill(td_string!(i18n, scores.missing_rows), &[("count", &missing)]);
                                view! { <span class="score-missing">{words}</span> }
                            })}
                        {waits
                            .then(|| {
                                view! { <span class="score-missing">{td_string!(i18n, scores.waits_full)}</span> }
                            })}
                    </span>
                </span>
                <span class="ranked-total">
                    <strong>{town.total.clone()}</strong>
                    {compared.then(|| view! { <span class="ranked-change">{change(i18n, town)}</span> })}
                </span>
            </a>
        </li>
    }
    .into_any()
}
