//! 导入填报数据: facts from a file, first checked, then imported; and the evidence beside facts.

pub mod evidence;
pub mod panel;
pub mod words;

pub use evidence::Evidence;
pub use panel::ImportPanel;

use crate::calls::fact_files::read_quarter;
use crate::components::{ErrorState, Loading};
use crate::error::AppError;
use crate::language::use_words;
use crate::words_of::{fill, quarter_words};
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/facts/import`; `?quarter=` names a quarter other than the current one.
#[component]
pub fn FactsImport() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let named = Memo::new(move |_| -> Option<Quarter> {
        query.with(|query| query.get("quarter")?.parse().ok())
    });
    let quarter = Resource::new_blocking(move || named.get(), read_quarter);
    view! {
        <Title text=td_string!(i18n, import.title) />
        <div class="stack">
            <h1>{td_string!(i18n, import.title)}</h1>
            <Transition fallback=|| view! { <Loading /> }>
                {move || {
                    quarter
                        .get()
                        .map(|answer: Result<Quarter, AppError>| match answer {
                            Ok(quarter) => {
                                let words = quarter_words(i18n, quarter);
                                view! {
                                    <p class="lead">
                                        {fill(td_string!(i18n, import.quarter), &[("quarter", &words)])}
                                    </p>
                                    <p>{td_string!(i18n, import.lead)}</p>
                                    <ImportPanel quarter />
                                }
                                    .into_any()
                            }
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| quarter.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}
