//! 检查: every visit of a quarter with its state, and 公开 of a 暗访.

mod appendix;
mod list;
mod query;
mod refused;
mod release;
mod settle;
pub mod sheet;
mod words;

pub use sheet::Sheet;

use crate::calls::visits::read_visits;
use crate::components::lists::{Filters, filter, search_field};
use crate::components::{ErrorState, Loading, QuarterLinks, use_toasts};
use crate::language::use_words;
use crate::places;
use crate::words_of::{form_word, visit_state_word};
use domain::inspection::VisitState;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use query::{FORMS, HIDDEN, REFUSED, query_of};
use release::Releasing;
use std::collections::BTreeSet;

/// `/visits`; `?quarter=`, `?text=`, `?town=`, `?state=`, `?form=`, `?page=`.
#[component]
pub fn Visits() -> impl IntoView {
    let i18n = use_words();
    let toasts = use_toasts();
    let filters = Filters::new(places::VISITS.address);
    let query = Memo::new(move |_| query_of(filters));
    let visits = Resource::new_blocking(move || query.get(), read_visits);
    let reload = Callback::new(move |()| visits.refetch());
    let settling = settle::Settling::new(i18n, toasts, reload);
    let releasing = Releasing::new(i18n, toasts, reload);
    // Clear the marks when the list changes: nothing out of view may be released.
    Effect::new(move || {
        query.track();
        releasing.marked.set(BTreeSet::new());
    });
    let forms = FORMS
        .into_iter()
        .map(|it| (it.as_str().to_owned(), form_word(i18n, it).to_owned()))
        .collect();
    let hidden = (
        HIDDEN.to_owned(),
        td_string!(i18n, visits.to_release).to_owned(),
    );
    let refused = (
        REFUSED.to_owned(),
        td_string!(i18n, visits.not_accepted).to_owned(),
    );
    let states = VisitState::ALL
        .into_iter()
        .map(|it| {
            (
                it.as_str().to_owned(),
                visit_state_word(i18n, it).to_owned(),
            )
        })
        .chain([hidden, refused])
        .collect();
    view! {
        <Title text=td_string!(i18n, visits.title) />
        <div class="manage" data-testid="visits-page">
            <div class="page-head">
                <h1>{td_string!(i18n, visits.title)}</h1>
            </div>
            <div class="manage-tools">
                {search_field(i18n, filters)}
                {filter(i18n, filters, ("state", "filter-state"), td_string!(i18n, visits.col_state), states)}
                {filter(i18n, filters, ("form", "filter-form"), td_string!(i18n, visits.col_form), forms)}
            </div>
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    visits
                        .get()
                        .map(|answer| match answer {
                            Ok(page) => {
                                let (all, shown) = (page.quarters.clone(), page.quarter);
                                view! {
                                    <QuarterLinks path=places::VISITS.address all shown also=filters.also() />
                                    {refused::view(i18n, &page.refused, page.decides, settling)}
                                    {list::view(i18n, &page, filters, releasing)}
                                }
                                    .into_any()
                            }
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| visits.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
            {settle::question(settling)}
            {release::question(releasing)}
        </div>
    }
    .into_any()
}
