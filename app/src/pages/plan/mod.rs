//! 计划: what is to be visited and by whom, planned by hand or by draw, and how far the quarter is
//! covered.

mod assign;
mod coverage;
mod how;
mod list;
mod lots;
mod map;
pub mod record;

pub use record::Draw;

use crate::api::plan::{AssignmentQuery, DrawLine, PlanPage};
use crate::calls::plan::{read_assignments, read_plan};
use crate::components::lists::Filters;
use crate::components::{Button, ButtonKind, ErrorState, Loading, Question, Sheet, use_toasts};
use crate::language::{I18n, use_words};
use crate::places;
use crate::who::use_who;
use crate::words_of::{fill, moment_words};
use domain::inspection::AssignmentState;
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

fn query_of(filters: Filters) -> AssignmentQuery {
    let state = filters.get("state");
    AssignmentQuery {
        state: AssignmentState::ALL
            .into_iter()
            .find(|it| it.as_str() == state),
        town: filters.get("town").parse().ok(),
        text: filters.get("text"),
        page: filters.page(),
    }
}

/// `/plan`; `?state=`, `?town=` and `?text=` filter the list, `?page=` is its page.
#[component]
pub fn Plan() -> impl IntoView {
    let i18n = use_words();
    let toasts = use_toasts();
    let filters = Filters::new(places::PLAN.address);
    let plan = Resource::new_blocking(|| (), |()| read_plan());
    let query = Memo::new(move |_| query_of(filters));
    let assignments = Resource::new_blocking(move || query.get(), read_assignments);
    let reload = Callback::new(move |()| {
        plan.refetch();
        assignments.refetch();
    });
    let plans = use_who().may(Right::Plan);
    // The plan as last shown, which the forms refer to.
    let known = RwSignal::new(None::<PlanPage>);
    Effect::new(move || {
        if let Some(Ok(page)) = plan.get() {
            known.set(Some(page));
        }
    });
    let assigning = Question::new(i18n, toasts, reload);
    let drawing = Question::new(i18n, toasts, reload);
    let withdrawing = list::Withdrawing::new(i18n, toasts, reload);
    let tools = plans.then(|| {
        view! {
            <div class="actions">
                <Button kind=ButtonKind::Primary on_click=move |()| assigning.ask(()) testid="assign">
                    {td_string!(i18n, plan.assign)}
                </Button>
                <Button kind=ButtonKind::Secondary on_click=move |()| drawing.ask(()) testid="draw">
                    {td_string!(i18n, plan.draw)}
                </Button>
            </div>
        }
    });
    view! {
        <Title text=td_string!(i18n, plan.title) />
        <div class="manage" data-testid="plan">
            <div class="page-head">
                <h1>{td_string!(i18n, plan.title)}</h1>
            </div>
            {tools}
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    plan.get()
                        .map(|answer| match answer {
                            Ok(page) => list::around(i18n, &page, filters),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| plan.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    assignments
                        .get()
                        .map(|answer| match answer {
                            Ok(page) => list::view(i18n, &page, plans, filters, withdrawing),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| assignments.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
            <Transition>
                {move || plan.get().and_then(Result::ok).map(|page| {
                    view! {
                        {coverage::view(i18n, &page)}
                        {draws(i18n, &page.draws)}
                    }
                })}
            </Transition>
            <Sheet
                open=assigning.open
                title=Signal::stored(td_string!(i18n, plan.assign).to_owned())
                wide=true
                testid="assign-form"
            >
                {move || {
                    known
                        .get_untracked()
                        .map(|page| assign::form(i18n, &page, assigning))
                }}
            </Sheet>
            <Sheet
                open=drawing.open
                title=Signal::stored(td_string!(i18n, plan.draw).to_owned())
                wide=true
                testid="draw-form"
            >
                {move || {
                    known
                        .get_untracked()
                        .map(|page| lots::form(i18n, &page, drawing))
                }}
            </Sheet>
            {list::confirm(i18n, withdrawing)}
        </div>
    }
    .into_any()
}

fn draws(i18n: I18n, all: &[DrawLine]) -> AnyView {
    let lines = all
        .iter()
        .map(|it| {
            let (at, to) = (
                moment_words(i18n, it.at),
                format!("{}?n={}", places::PLAN_DRAW.address, it.number),
            );
            let words = fill(
                td_string!(i18n, plan.draw_line),
                &[
                    ("n", &it.number),
                    ("at", &at),
                    ("by", &it.by),
                    ("sites", &it.sites),
                ],
            );
            view! {
                <li>
                    <a href=to data-testid="draw-line">
                        {words}
                    </a>
                </li>
            }
        })
        .collect_view();
    let nothing = all
        .is_empty()
        .then(|| view! { <p class="quiet">{td_string!(i18n, plan.nothing_drawn)}</p> });
    view! {
        <section class="card manage-step">
            <h2>{td_string!(i18n, plan.draws)}</h2>
            {nothing}
            <ul class="quarter-list">{lines}</ul>
        </section>
    }
    .into_any()
}
