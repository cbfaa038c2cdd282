//! A simulation's changes and name in the address, so that it can be bookmarked, sent and printed.

use super::entry::{level_words, said};
use super::state::TrialState;
use crate::components::{Banner, BannerKind, Button, ButtonKind, browser};
use crate::language::{I18n, table_words};
use crate::words_of::{fill, with_sign};
use domain::scoring::{Kept, RawFact, Trial, TrialChange};
use domain::table::Indicator;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The name, the changes one by one, and printing.
pub(super) fn view(i18n: I18n, state: TrialState) -> AnyView {
    let heading = move || {
        let name = state.name.text.get();
        (!name.trim().is_empty()).then(|| view! { <h2 class="simulate-heading">{name}</h2> })
    };
    let changes = move || {
        // Each change affects what the others deduct, even one that cannot be scored.
        state.now.track();
        state.changes.track();
        state.fault.track();
        let lines = state.trial.with_value(|trial| {
            let kept = Kept::of(trial).0;
            kept.iter()
                .map(|change| words(i18n, trial, change))
                .collect::<Vec<_>>()
        });
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|words| view! { <li>{words}</li> });
            view! {
                <ol class="simulate-list" data-testid="simulate-list">
                    {lines.collect_view()}
                </ol>
            }
        })
    };
    let lacking = state.lacking;
    view! {
        {heading}
        {(lacking > 0)
            .then(|| {
                let words = fill(td_string!(i18n, simulation.lacking), &[("count", &lacking)]);
                view! {
                    <Banner kind=BannerKind::Warning testid="simulate-lacking">
                        {words}
                    </Banner>
                }
            })}
        {changes}
        <div class="simulate-keep">
            <div class="field">
                <label class="field-label" for="simulate-name">
                    {td_string!(i18n, simulation.name)}
                </label>
                <p class="field-hint">{td_string!(i18n, simulation.name_hint)}</p>
                {state.name.field("text", "simulate-name", "")}
            </div>
            <Button kind=ButtonKind::Secondary on_click=move |()| browser::print()>
                {td_string!(i18n, simulation.print)}
            </Button>
        </div>
    }
    .into_any()
}

/// A change in words, with the points that it gives or deducts.
fn words(i18n: I18n, trial: &Trial<'static>, change: &TrialChange<'static>) -> String {
    let town = |id: &str| {
        let mut towns = trial.case().towns.iter();
        towns
            .find(|it| it.id == id)
            .map_or_else(|| id.to_owned(), |it| it.name.to_string())
    };
    match change {
        TrialChange::Finding { id, counts } => {
            let mut findings = trial.case().findings.iter();
            let Some(index) = findings.position(|it| it.id == *id) else {
                return id.clone();
            };
            let finding = &trial.case().findings[index];
            let checkpoint = trial.table().checkpoint_str(&finding.checkpoint);
            let name = checkpoint.map_or_else(
                || finding.checkpoint.to_string(),
                |(row, it)| {
                    let name = table_words(i18n, &it.name.zh, it.name.en.as_deref());
                    format!("{} {name}", row.id)
                },
            );
            let made = made(i18n, *counts);
            let worth = worth(i18n, trial, index, *counts);
            changed(i18n, &town(&finding.town), &name, &format!("{made}{worth}"))
        }
        TrialChange::Fact {
            town: of,
            slot,
            fact,
        } => {
            let before = trial.at_first(of, slot);
            let either = fact.as_deref().or(before);
            let row = either.and_then(|it| trial.table().indicator(it.indicator.as_deref()?));
            let name = row.map_or_else(
                || td_string!(i18n, simulation.showcase).to_owned(),
                |row| {
                    let name = table_words(i18n, &row.name.zh, row.name.en.as_deref());
                    format!("{} {name}", row.id)
                },
            );
            let change = match fact.as_deref() {
                Some(fact) if fact.status.is_some() => claimed(i18n, row, fact),
                now => format!(
                    "{} → {}",
                    said(i18n, trial, row, before),
                    said(i18n, trial, row, now)
                ),
            };
            changed(i18n, &town(of), &name, &change)
        }
    }
}

/// A change of a town's row, in one line.
fn changed(i18n: I18n, town: &str, row: &str, change: &str) -> String {
    fill(
        td_string!(i18n, simulation.change_of),
        &[("town", &town), ("row", &row), ("change", &change)],
    )
}

/// A claim or record, by its matter, and whether it counts.
fn claimed(i18n: I18n, row: Option<&Indicator>, fact: &RawFact<'_>) -> String {
    let counts = fact.status == Some(domain::scoring::Status::Confirmed);
    let made = made(i18n, counts);
    let level = row.zip(fact.level.as_deref());
    let level = level.map(|(row, level)| level_words(i18n, row, level));
    match fact.matter.as_deref().map(str::to_owned).or(level) {
        Some(matter) => format!("{matter} {made}"),
        None => made.to_owned(),
    }
}

fn made(i18n: I18n, counts: bool) -> &'static str {
    if counts {
        td_string!(i18n, simulation.counts)
    } else {
        td_string!(i18n, simulation.counts_not)
    }
}

/// The points that a struck finding gives back, or a counted one deducts.
fn worth(i18n: I18n, trial: &Trial<'static>, index: usize, counts: bool) -> String {
    let Some(taken) = trial.worth(index) else {
        return String::new();
    };
    let moved = if counts { -taken } else { taken };
    let points = with_sign(&trial.table().totals.brief(moved));
    let words = fill(td_string!(i18n, simulation.takes), &[("points", &points)]);
    format!("{}{words}", td_string!(i18n, simulation.comma))
}
