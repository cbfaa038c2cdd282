//! The simulated standings.

use super::state::TrialState;
use crate::components::{Banner, BannerKind, Button, ButtonKind, Tag, Tone, when};
use crate::language::I18n;
use crate::pages::facts::fault_words;
use crate::words_of::{fill, with_sign};
use domain::points::Points;
use domain::scoring::Standing;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The number of changes, the button that undoes them, and the fault if they cannot be scored.
pub(super) fn state(i18n: I18n, state: TrialState, reset: Callback<()>) -> AnyView {
    let words = move || match state.changes.get() {
        0 => td_string!(i18n, simulation.no_changes).to_owned(),
        count => fill(td_string!(i18n, simulation.changes), &[("count", &count)]),
    };
    view! {
        <div class="tools">
            <p data-testid="simulate-changes" role="status">
                {words}
            </p>
            {when(move || state.changes.get() > 0, move || view! {
                <Button kind=ButtonKind::Secondary on_click=reset testid="simulate-reset">
                    {td_string!(i18n, simulation.reset)}
                </Button>
            }.into_any())}
        </div>
        {move || {
            state.fault
                .get()
                .map(|fault| {
                    let reason = fault_words(i18n, fault.as_str());
                    let words = fill(td_string!(i18n, simulation.not_scored), &[("reason", &reason)]);
                    view! {
                        <Banner kind=BannerKind::Warning testid="simulate-fault">
                            {words}
                        </Banner>
                    }
                })
        }}
    }
    .into_any()
}

/// The towns by simulated place.
pub(super) fn table(i18n: I18n, state: TrialState, town: RwSignal<String>) -> AnyView {
    view! {
        <div class="chart-scroll" tabindex="0" role="region" aria-label=td_string!(i18n, simulation.title)>
            <table class="plain-table" data-testid="simulate-places">
                <thead>
                    <tr>
                        <th scope="col">{td_string!(i18n, simulation.place)}</th>
                        <th scope="col">{td_string!(i18n, simulation.unit)}</th>
                        <th scope="col">{td_string!(i18n, simulation.total)}</th>
                        <th scope="col">{td_string!(i18n, simulation.change)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || state.now.get()
                        key=|standing| standing.town.clone()
                        children=move |standing| line(i18n, state, standing, town)
                    />
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A town's line, which moves as a whole; only its changed values are redrawn.
fn line(i18n: I18n, state: TrialState, first: Standing, town: RwSignal<String>) -> AnyView {
    let (before, name) = state.trial.with_value(|trial| {
        let mut before = trial.before().iter();
        let mut towns = trial.case().towns.iter();
        (
            before.find(|it| it.town == first.town).cloned(),
            towns
                .find(|it| it.id == first.town)
                .map_or_else(String::new, |it| it.name.to_string()),
        )
    });
    let before = before.unwrap_or_else(|| first.clone());
    let (was, total_was) = (before.place, before.total);
    let shown = state.trial.with_value(|trial| trial.table().totals.clone());
    let brief = shown.clone();
    let (id, here) = (first.town.clone(), first.town.clone());
    let now = Memo::new(move |_| {
        state.now.with(|now| {
            let mut now = now.iter();
            let found = now.find(|it| it.town == before.town);
            found.unwrap_or(&before).clone()
        })
    });
    let place = Memo::new(move |_| now.with(|now| now.place));
    let total = Memo::new(move |_| now.with(|now| now.total));
    let (good, flag) = (
        Memo::new(move |_| now.with(|now| now.good)),
        Memo::new(move |_| now.with(|now| now.red_flag)),
    );
    let moved = move || place.get() != was;
    let change = move || {
        let change = total.get().minus(total_was).unwrap_or(Points::ZERO);
        if change.is_zero() {
            return td_string!(i18n, simulation.same).to_owned();
        }
        // Show a difference that rounds to zero in full: the total has changed.
        let words = match brief.brief(change) {
            nothing if nothing == "0" => change.to_string(),
            words => words,
        };
        with_sign(&words)
    };
    view! {
        <tr class:simulate-moved=moved data-town=first.town data-testid="simulate-line">
            <td class="number">
                <strong>{move || place.get()}</strong>
                {move || {
                    moved()
                        .then(|| {
                            let words = fill(td_string!(i18n, simulation.was), &[("place", &was)]);
                            view! { <span class="score-later">{words}</span> }
                        })
                }}
            </td>
            <th scope="row">
                <button
                    type="button"
                    class="link-button"
                    aria-pressed=move || (town.with(|town| *town == here)).then_some("true")
                    on:click=move |_| town.set(id.clone())
                >
                    {name}
                </button>
                " "
                {move || {
                    good.get()
                        .then(|| view! { <Tag tone=Tone::Good words=td_string!(i18n, simulation.good) /> })
                }}
                " "
                {move || {
                    flag.get()
                        .then(|| view! { <Tag tone=Tone::Plain words=td_string!(i18n, simulation.flag) /> })
                }}
            </th>
            <td class="number" data-testid="simulate-total">
                {move || shown.fixed(total.get())}
            </td>
            <td class="number">{change}</td>
        </tr>
    }
    .into_any()
}
