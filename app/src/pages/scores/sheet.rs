//! The page's head with notes on the whole quarter, the sheet, and the panel.

use super::shown::Shown;
use super::state::{Open, ScoresState};
use super::{panel, ranked, table};
use crate::api::scores::{ScoreSheet, TownLine};
use crate::components::{Banner, BannerKind, QuarterLinks};
use crate::language::I18n;
use crate::words_of::{alike_words, fill, quarter_words};
use leptos::prelude::*;
use leptos_i18n::td_string;
use std::sync::Arc;

/// The page's head, the sheet and the panel.
pub(super) fn whole(
    i18n: I18n,
    sheet: Arc<ScoreSheet>,
    state: ScoresState,
    open: Resource<Open>,
) -> AnyView {
    let lead = format!(
        "{} · {}",
        quarter_words(i18n, sheet.quarter),
        sheet.table_name
    );
    let missing = sheet
        .towns
        .iter()
        .filter(|town| !town.pending.is_empty())
        .count();
    let uneven = uneven(&sheet.towns);
    // Do not redraw the sheet when something is opened.
    let stands = Memo::new(move |_| {
        state
            .shown
            .with(|shown| (shown.order.clone(), shown.folded.clone()))
    });
    let drawn = {
        let sheet = Arc::clone(&sheet);
        move || {
            let (order, folded) = stands.get();
            let shown = Shown {
                order,
                folded,
                quarter: state.shown.with_untracked(|shown| shown.quarter),
                ..Shown::default()
            };
            table::table(i18n, &sheet, &shown, state)
        }
    };
    view! {
        <div class="page-head">
            <h1>{td_string!(i18n, scores.title)}</h1>
            <p class="lead">{lead}</p>
            <div class="tools">
                <QuarterLinks path="/scores" all=sheet.quarters.clone() shown=sheet.quarter />
                <a
                    class="button button-secondary"
                    href=format!("/simulate?quarter={}", sheet.quarter)
                    data-testid="to-simulation"
                >
                    {td_string!(i18n, simulation.title)}
                </a>
            </div>
        </div>
        <div class="score-notes">
        {(missing > 0)
            .then(|| {
                view! {
                    <Banner kind=BannerKind::Warning testid="scores-missing">
                        {fill(td_string!(i18n, scores.missing), &[("count", &missing)])}
                    </Banner>
                }
            })}
        {uneven
            .then(|| {
                view! {
                    <Banner kind=BannerKind::Note testid="scores-uneven">
                        {td_string!(i18n, scores.uneven)}
                    </Banner>
                }
            })}
        {sheet
            .undecided
            .iter()
            .map(|(what, towns)| {
                let words = if what == "good" {
                    td_string!(i18n, scores.undecided_good)
                } else {
                    td_string!(i18n, scores.undecided_flag)
                };
                let towns = towns.join(td_string!(i18n, common.list_separator));
                view! {
                    <Banner kind=BannerKind::Warning testid="scores-undecided">
                        {fill(words, &[("towns", &towns)])}
                    </Banner>
                }
            })
            .collect_view()}
        {alike_words(i18n, sheet.decimals, &sheet.alike)
            .into_iter()
            .map(|words| {
                view! {
                    <Banner kind=BannerKind::Note testid="scores-alike">
                        {words}
                    </Banner>
                }
            })
            .collect_view()}
        </div>
        {ranked::ranked(i18n, &sheet, state)}
        <div class="score-both">
            <div class="score-wide">
                {drawn}
                <p class="quiet score-legend">{td_string!(i18n, scores.legend)}</p>
            </div>
            {panel::panel(i18n, Arc::clone(&sheet), state, open)}
        </div>
    }
    .into_any()
}

/// Whether one town was visited far more often than another: deductions add up over visits.
fn uneven(towns: &[TownLine]) -> bool {
    let visits = || towns.iter().map(|town| town.visits);
    let (most, least) = (visits().max().unwrap_or(0), visits().min().unwrap_or(0));
    most >= 3 && most > 2 * least
}
