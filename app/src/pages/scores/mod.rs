//! 得分: the towns by the rows of the table. A cell opens its trace beside the sheet, a total opens
//! its town. On a narrow screen the towns are listed by place and opened one at a time. The address
//! names what is open.

mod charts;
mod columns;
mod ids;
mod panel;
mod ranked;
mod sheet;
mod shown;
mod state;
mod table;
mod town;
pub(crate) mod trace;

use crate::api::scores::{Charts, ScoreSheet};
use crate::calls::scores::{read_charts, read_scores, read_trace};
use crate::components::{ErrorState, Loading};
use crate::error::AppError;
use crate::language::use_words;
use crate::pages::exports;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use state::{Open, ScoresState};
use std::sync::Arc;

/// `/scores`; `?quarter=` shows a quarter other than the current one, `?town=` and `?row=` open a
/// town or a cell, `?sort=` and `?fold=` sort the sheet and fold its sections.
#[component]
pub fn Scores() -> impl IntoView {
    let i18n = use_words();
    let state = ScoresState::new();
    // The sheet does not depend on what is open, so that opening a cell loads only its trace.
    let quarter = Memo::new(move |_| state.shown.with(|shown| shown.quarter));
    let cell = Memo::new(move |_| {
        state.shown.with(|shown| {
            let cell = shown.town.clone().zip(shown.row.clone());
            cell.map(|(town, row)| (shown.quarter, town, row))
        })
    });
    let sheet = Resource::new_blocking(move || quarter.get(), read_scores);
    let open: Resource<Open> = Resource::new_blocking(
        move || cell.get(),
        |cell| async move {
            match cell {
                Some((quarter, town, row)) => Some(read_trace(quarter, town, row).await),
                None => None,
            }
        },
    );
    let charts = Resource::new_blocking(move || quarter.get(), read_charts);
    state.listen();
    view! {
        <Title text=td_string!(i18n, scores.title) />
        <div class="scores" class:scores-open=move || state.shown.with(|shown| shown.town.is_some())>
            <Transition fallback=|| view! { <Loading lines=14 /> }>
                {move || {
                    sheet
                        .get()
                        .map(|answer: Result<ScoreSheet, AppError>| match answer {
                            Ok(sheet) => {
                                let exports = exports::panel(i18n, sheet.quarter, sheet.closed);
                                [sheet::whole(i18n, Arc::new(sheet), state, open), exports].into_any()
                            }
                            Err(error) => {
                                view! {
                                    <div class="page-head">
                                        <h1>{td_string!(i18n, scores.title)}</h1>
                                    </div>
                                    <ErrorState error on_retry=move |()| sheet.refetch() />
                                }
                                    .into_any()
                            }
                        })
                }}
            </Transition>
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    charts
                        .get()
                        .map(|answer: Result<Charts, AppError>| match answer {
                            Ok(charts) => charts::panel(i18n, charts),
                            // The sheet already reports this error.
                            Err(AppError::NotSetUp) => ().into_any(),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| charts.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}
