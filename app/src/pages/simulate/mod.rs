//! 模拟测算: what would follow if a finding did not count or an entry were different. The browser
//! scores the quarter with the same code as the server; no data leaves the page.

mod changes;
mod entry;
mod places;
mod state;
mod trial;

use crate::api::simulation::Simulation;
use crate::calls::simulation::read_simulation;
use crate::components::lists::Filters;
use crate::components::{ErrorState, Loading};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::words_of::{fill, quarter_words};
use domain::scoring::Trial;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
use state::{TrialState, begin};

/// `/simulate`; `?quarter=` names the quarter.
#[component]
pub fn Simulate() -> impl IntoView {
    let i18n = use_words();
    let filters = Filters::new("/simulate");
    let quarter = Memo::new(move |_| -> Option<Quarter> { filters.get("quarter").parse().ok() });
    // Only the browser loads this: without its program the page can do nothing.
    let answer = RwSignal::new(None::<Result<Simulation, AppError>>);
    let ask = move || {
        let quarter = quarter.get();
        answer.set(None);
        spawn_local(async move { answer.set(Some(read_simulation(quarter).await)) });
    };
    Effect::new(ask);
    view! {
        <Title text=td_string!(i18n, simulation.title) />
        <div class="simulate">
            <div class="page-head">
                <h1>{td_string!(i18n, simulation.title)}</h1>
            </div>
            {move || match answer.get().map(|answer| answer.and_then(|it| begin(it, filters))) {
                None => view! { <Loading lines=14 /> }.into_any(),
                Some(Ok((quarter, state))) => whole(i18n, state, quarter),
                Some(Err(error)) => view! { <ErrorState error on_retry=move |()| ask() /> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

fn whole(i18n: I18n, state: TrialState, quarter: Quarter) -> AnyView {
    let first = state
        .trial
        .with_value(|trial| trial.case().towns.first().map(|town| town.id.to_string()));
    let town = RwSignal::new(first.unwrap_or_default());
    // Rebuild the inputs after undoing everything: they would keep their typed text.
    let round = RwSignal::new(0_u32);
    let lead = fill(
        td_string!(i18n, simulation.lead),
        &[("quarter", &quarter_words(i18n, quarter))],
    );
    let reset = move |()| {
        state.change(Trial::reset);
        round.update(|round| *round += 1);
    };
    view! {
        <p class="lead">{lead}</p>
        <div class="simulate-parts">
            <section class="card simulate-places">
                {places::state(i18n, state, Callback::new(reset))} {trial::view(i18n, state)}
                {places::table(i18n, state, town)}
                <p>
                    <a class="button button-secondary" href=format!("/scores?quarter={quarter}")>
                        {td_string!(i18n, simulation.back)}
                    </a>
                </p>
            </section>
            <section class="card simulate-changes">
                {changes::picker(i18n, state, town)}
                {move || {
                    round.track();
                    changes::of_town(i18n, state, &town.get())
                }}
            </section>
        </div>
    }
    .into_any()
}
