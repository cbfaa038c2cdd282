//! 得分: the towns by the rows of the table. A cell opens its trace below the sheet; what is open
//! stands in the address.

mod charts;
mod sheet;
pub(crate) mod trace;

use crate::api::scores::{Charts, ScoreSheet, Trace, read_charts, read_scores, read_trace};
use crate::components::{ErrorState, Loading};
use crate::error::AppError;
use crate::language::use_words;
use crate::pages::exports;
use domain::ids::TownId;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// A cell: a town and an indicator.
type Cell = (TownId, String);

/// `/scores`; `?quarter=` shows another quarter than the current one, `?town=` and `?row=` open a
/// cell.
#[component]
pub fn Scores() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let cell = Memo::new(move |_| -> Option<Cell> {
        query.with(|query| Some((query.get("town")?.parse().ok()?, query.get("row")?)))
    });
    let quarter = Memo::new(move |_| -> Option<Quarter> {
        query.with(|query| query.get("quarter")?.parse().ok())
    });
    // The sheet does not depend on the cell, so that opening one asks for nothing but its trace.
    let sheet = Resource::new_blocking(move || quarter.get(), read_scores);
    let open = Resource::new_blocking(
        move || (quarter.get(), cell.get()),
        |(quarter, cell)| async move {
            match cell {
                Some((town, row)) => Some(read_trace(quarter, town, row).await),
                None => None,
            }
        },
    );
    let charts = Resource::new_blocking(move || quarter.get(), read_charts);
    view! {
        <Title text=td_string!(i18n, scores.title) />
        <div class="scores">
            <Transition fallback=|| view! { <Loading lines=14 /> }>
                {move || {
                    sheet
                        .get()
                        .map(|answer: Result<ScoreSheet, AppError>| match answer {
                            Ok(sheet) => {
                                let exports = exports::panel(i18n, sheet.quarter);
                                [sheet::whole(i18n, sheet, cell, quarter.get()), exports].into_any()
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
            <Transition fallback=|| view! { <Loading lines=4 /> }>
                {move || {
                    open.get()
                        .flatten()
                        .map(|answer: Result<Trace, AppError>| match answer {
                            Ok(trace) => trace::panel(i18n, trace, &address(quarter.get())),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| open.refetch() /> }.into_any()
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
                            // The sheet says so.
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

/// The page's address without a cell.
fn address(quarter: Option<Quarter>) -> String {
    quarter.map_or_else(
        || String::from("/scores?"),
        |quarter| format!("/scores?quarter={quarter}&"),
    )
}
