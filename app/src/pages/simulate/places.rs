//! Where the towns would stand.

use super::Desk;
use crate::components::{Banner, BannerKind, Button, ButtonKind, Tag, Tone};
use crate::language::I18n;
use crate::words_of::{fill, signed_points};
use domain::points::Points;
use domain::scoring::Standing;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// How many things were changed, the way back, and what does not score.
pub(super) fn state(i18n: I18n, desk: Desk, reset: Callback<()>) -> AnyView {
    let words = move || match desk.changes.get() {
        0 => td_string!(i18n, simulation.no_changes).to_owned(),
        count => fill(td_string!(i18n, simulation.changes), &[("count", &count)]),
    };
    view! {
        <div class="tools">
            <p data-testid="simulate-changes">{words}</p>
            <Button kind=ButtonKind::Secondary on_click=reset testid="simulate-reset">
                {td_string!(i18n, simulation.reset)}
            </Button>
        </div>
        {move || {
            desk.fault
                .get()
                .map(|reason| {
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

/// The towns by the place that they would have.
pub(super) fn table(i18n: I18n, desk: Desk, town: RwSignal<String>) -> AnyView {
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
                    {move || {
                        let now = desk.now.get();
                        now.iter().map(|standing| line(i18n, desk, standing, town)).collect_view()
                    }}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(i18n: I18n, desk: Desk, now: &Standing, town: RwSignal<String>) -> AnyView {
    let (before, name) = desk.trial.with_value(|trial| {
        let before = trial
            .before()
            .iter()
            .find(|it| it.town == now.town)
            .cloned();
        let towns = &trial.case().towns;
        let name = towns.iter().find(|it| it.id == now.town);
        (
            before,
            name.map_or_else(String::new, |it| it.name.to_string()),
        )
    });
    let before = before.unwrap_or_else(|| now.clone());
    let change = now.total.minus(before.total).unwrap_or(Points::ZERO);
    let moved = now.place != before.place;
    let (id, here) = (now.town.clone(), now.town.clone());
    view! {
        <tr class:simulate-moved=moved data-town=now.town.clone() data-testid="simulate-line">
            <td class="number">
                <strong>{now.place}</strong>
                {moved
                    .then(|| {
                        let words = td_string!(i18n, simulation.was);
                        view! { <span class="score-later">{fill(words, &[("place", &before.place)])}</span> }
                    })}
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
                {now.good.then(|| view! { <Tag tone=Tone::Good words=td_string!(i18n, simulation.good) /> })}
                " "
                {now.red_flag.then(|| view! { <Tag tone=Tone::Plain words=td_string!(i18n, simulation.flag) /> })}
            </th>
            <td class="number" data-testid="simulate-total">{now.total.rounded(4).to_string()}</td>
            <td class="number">
                {if change.is_zero() {
                    td_string!(i18n, simulation.same).to_owned()
                } else {
                    let sign = if change.is_negative() { "" } else { "+" };
                    format!("{sign}{}", signed_points(&change.rounded(4).to_string()))
                }}
            </td>
        </tr>
    }
    .into_any()
}
