//! What a simulation can change: a town's findings, entries, claims and records.

use super::entry;
use super::state::TrialState;
use crate::language::{I18n, table_words};
use crate::words_of::{fill, moment_words, with_sign};
use domain::points::Points;
use domain::scoring::{Status, Trial};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The most findings for which the deduction is shown: each is computed anew at every change.
const TOLD: usize = 60;

/// The select for a town.
pub(super) fn picker(i18n: I18n, state: TrialState, town: RwSignal<String>) -> AnyView {
    let options = state.trial.with_value(|trial| {
        let towns = trial.case().towns.iter();
        towns
            .map(|it| view! { <option value=it.id.to_string()>{it.name.to_string()}</option> })
            .collect_view()
    });
    view! {
        <div class="field">
            <label class="field-label" for="simulate-town">
                {td_string!(i18n, simulation.town)}
            </label>
            <select
                id="simulate-town"
                class="input"
                data-testid="simulate-town"
                prop:value=move || town.get()
                on:change=move |event| town.set(event_target_value(&event))
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// Everything of a town that can be changed.
pub(super) fn of_town(i18n: I18n, state: TrialState, town: &str) -> AnyView {
    let (findings, claims) = (findings(i18n, state, town), claims(i18n, state, town));
    view! {
        <fieldset class="simulate-group">
            <legend>{td_string!(i18n, simulation.findings)}</legend>
            {if findings.is_empty() {
                view! { <p class="quiet">{td_string!(i18n, simulation.no_findings)}</p> }.into_any()
            } else {
                findings.into_any()
            }}
        </fieldset>
        <fieldset class="simulate-group">
            <legend>{td_string!(i18n, simulation.claims)}</legend>
            {if claims.is_empty() {
                view! { <p class="quiet">{td_string!(i18n, simulation.no_claims)}</p> }.into_any()
            } else {
                claims.into_any()
            }}
        </fieldset>
        <fieldset class="simulate-group">
            <legend>{td_string!(i18n, simulation.facts)}</legend>
            {entry::of_town(i18n, state, town)}
        </fieldset>
    }
    .into_any()
}

fn findings(i18n: I18n, state: TrialState, town: &str) -> Vec<AnyView> {
    state.trial.with_value(|trial| {
        let found = trial.case().findings.iter().enumerate();
        let own = found.filter(|(_, it)| it.town == town);
        let many = own.clone().count();
        own.map(|(index, finding)| {
            let checkpoint = trial.table().checkpoint_str(&finding.checkpoint);
            let checkpoint = checkpoint.map(|(_, checkpoint)| checkpoint);
            let name = checkpoint.map_or_else(
                || finding.checkpoint.to_string(),
                |it| table_words(i18n, &it.name.zh, it.name.en.as_deref()).to_owned(),
            );
            let row = finding.checkpoint.split('/').next().unwrap_or_default();
            let seen = state.seen.with_value(|seen| seen.get(index).cloned());
            let seen = seen.map_or_else(String::new, |(site, at)| {
                format!("{site} · {}", moment_words(i18n, at))
            });
            let seen = worth(i18n, state, seen, move |trial| {
                (many <= TOLD).then(|| trial.worth(index)).flatten()
            });
            tick(
                format!("{row} {name}"),
                seen,
                finding.status == Status::Confirmed,
                Callback::new(move |counts| state.change(|trial| trial.count(index, counts))),
            )
        })
        .collect()
    })
}

/// What an item deducts or gives now, followed by its description.
fn worth(
    i18n: I18n,
    state: TrialState,
    said: String,
    of: impl Fn(&Trial<'static>) -> Option<Points> + Send + Sync + 'static,
) -> Signal<String> {
    Signal::derive(move || {
        // The value depends on everything else that counts.
        state.now.track();
        let taken = state.trial.with_value(|trial| {
            let shown = &trial.table().totals;
            of(trial).map(|taken| (taken.is_zero(), shown.brief(-taken)))
        });
        let words = match taken {
            None => return said.clone(),
            Some((true, _)) => td_string!(i18n, simulation.takes_nothing).to_owned(),
            Some((false, points)) => fill(
                td_string!(i18n, simulation.takes),
                &[("points", &with_sign(&points))],
            ),
        };
        format!("{words} · {said}")
    })
}

fn claims(i18n: I18n, state: TrialState, town: &str) -> Vec<AnyView> {
    state.trial.with_value(|trial| {
        let facts = trial.case().facts.iter();
        let own = facts.filter(|it| it.town == town && it.status.is_some());
        own.filter_map(|fact| {
            let id = fact.id.as_ref()?.to_string();
            let row = trial.table().indicator(fact.indicator.as_deref()?)?;
            let name = table_words(i18n, &row.name.zh, row.name.en.as_deref());
            let said = [
                fact.matter.as_ref().map(ToString::to_string),
                fact.level
                    .as_ref()
                    .map(|level| entry::level_words(i18n, row, level)),
                fact.points.map(|points| points.to_string()),
            ];
            let said: Vec<String> = said.into_iter().flatten().collect();
            let of = id.clone();
            let said = said.join(" · ");
            let said = worth(i18n, state, said, move |trial| trial.worth_of_fact(&of));
            Some(tick(
                format!("{} {name}", row.id),
                said,
                fact.status == Some(Status::Confirmed),
                Callback::new(move |counts| state.change(|trial| trial.count_fact(&id, counts))),
            ))
        })
        .collect()
    })
}

/// A checkbox with two lines of text.
fn tick(title: String, text: Signal<String>, counts: bool, set: Callback<bool>) -> AnyView {
    view! {
        <label class="simulate-tick">
            <input
                type="checkbox"
                data-testid="simulate-tick"
                prop:checked=counts
                on:change=move |event| set.run(event_target_checked(&event))
            />
            <span>
                <span class="simulate-name">{title}</span>
                <span class="quiet">{move || text.get()}</span>
            </span>
        </label>
    }
    .into_any()
}
