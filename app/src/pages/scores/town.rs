//! A town: its total and the parts of it, what is still missing, and its rows by section.

use super::columns::{lost, points_with_full};
use super::state::ScoresState;
use super::table::{change, marks, not_compared};
use crate::api::scores::{Column, ScoreSheet, TownLine};
use crate::language::{I18n, table_words};
use crate::words_of::{fill, minus, quarter_words};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The town's part of the panel.
pub(super) fn town(i18n: I18n, sheet: &ScoreSheet, town: &TownLine, state: ScoresState) -> AnyView {
    let mut rows = sheet.columns.iter().zip(&town.cells);
    let sections = sheet
        .sections
        .iter()
        .zip(&town.sections)
        .map(|(section, sum)| {
            let name = table_words(i18n, &section.name, section.name_en.as_deref()).to_owned();
            let of = points_with_full(i18n, sum, &section.of, section.base);
            let lines = rows
                .by_ref()
                .take(section.rows)
                .map(|(column, points)| row(i18n, town, (column, section.base), points, state))
                .collect_view();
            view! {
                <section class="town-section">
                    <h3>
                        <span>{name}</span>
                        <span class="number">{of}</span>
                    </h3>
                    <ul>{lines}</ul>
                </section>
            }
        })
        .collect_view();
    view! {
        {sums(i18n, town)}
        {compared(i18n, sheet, town)}
        {to_come(i18n, sheet, town)}
        <div class="town-sections">{sections}</div>
    }
    .into_any()
}

fn sums(i18n: I18n, town: &TownLine) -> AnyView {
    let figure = |name: &'static str, points: String| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{points}</dd>
            </div>
        }
    };
    let showcase = town
        .showcase
        .clone()
        .unwrap_or_else(|| td_string!(i18n, scores.not_entered).to_owned());
    let place = fill(td_string!(i18n, scores.place), &[("place", &town.place)]);
    view! {
        <p class="town-total">
            <span class="score-figure" data-testid="town-total">
                {town.total.clone()}
            </span>
            <span>{place}</span>
            {marks(i18n, town)}
        </p>
        <dl class="town-sums">
            {figure(td_string!(i18n, scores.daily), town.daily.clone())}
            {figure(td_string!(i18n, scores.showcase), showcase)}
            {figure(td_string!(i18n, scores.base), town.base.clone())}
            {figure(td_string!(i18n, scores.bonus), town.bonus.clone())}
            {figure(td_string!(i18n, scores.penalty), minus(&town.penalty))}
            {figure(
                td_string!(i18n, scores.visits),
                fill(
                    td_string!(i18n, scores.visit_count),
                    &[("visits", &town.visits), ("sites", &town.sites)],
                ),
            )}
        </dl>
    }
    .into_any()
}

/// The comparison with the last quarter, in words.
fn compared(i18n: I18n, sheet: &ScoreSheet, town: &TownLine) -> AnyView {
    let Some(quarter) = sheet.last else {
        let words = td_string!(i18n, scores.no_last_quarter);
        return view! { <p class="quiet" data-testid="town-compared">{words}</p> }.into_any();
    };
    let quarter = quarter_words(i18n, quarter);
    let Some(last) = &town.last else {
        let words = fill(
            td_string!(i18n, scores.not_in_last),
            &[("quarter", &quarter)],
        );
        return view! { <p class="quiet" data-testid="town-compared">{words}</p> }.into_any();
    };
    let before = fill(
        td_string!(i18n, scores.last_was),
        &[
            ("quarter", &quarter),
            ("points", &last.total),
            ("place", &last.place),
        ],
    );
    let why = not_compared(i18n, town);
    view! {
        <p class="town-compared" data-testid="town-compared">
            <span>{before}</span>
            " "
            {match why {
                None => change(i18n, town),
                Some(why) => view! { <span class="quiet">{why}</span> }.into_any(),
            }}
        </p>
    }
    .into_any()
}

/// What is not entered and what is undecided, if the sheet marks the town.
fn to_come(i18n: I18n, sheet: &ScoreSheet, town: &TownLine) -> AnyView {
    let waits = town.is_undecided().then(|| {
        let words = fill(
            td_string!(i18n, scores.provisional),
            &[
                ("points", &town.provisional),
                ("place", &town.provisional_place),
            ],
        );
        view! { <li>{words}</li> }
    });
    let named = |id: &String| {
        let column = sheet.columns.iter().find(|column| column.id == *id);
        column.map_or_else(
            // Only the showcase has no column.
            || td_string!(i18n, scores.showcase).to_owned(),
            |column| {
                let name = table_words(i18n, &column.name, column.name_en.as_deref());
                format!("{} {name}", column.id)
            },
        )
    };
    let missing: Vec<String> = town.pending.iter().map(named).collect();
    if missing.is_empty() && waits.is_none() {
        return ().into_any();
    }
    let missing = (!missing.is_empty()).then(|| {
        let rows = missing.join(td_string!(i18n, common.list_separator));
        let words = fill(td_string!(i18n, scores.missing_named), &[("rows", &rows)]);
        view! { <li>{words}</li> }
    });
    view! {
        <div class="town-to-come" data-testid="town-to-come">
            <h3>{td_string!(i18n, scores.to_come)}</h3>
            <ul>{waits} {missing}</ul>
        </div>
    }
    .into_any()
}

fn row(
    i18n: I18n,
    town: &TownLine,
    (column, base): (&Column, bool),
    points: &str,
    state: ScoresState,
) -> AnyView {
    let pending = town.pending.contains(&column.id);
    let name = table_words(i18n, &column.name, column.name_en.as_deref()).to_owned();
    let vetoed = town.vetoed.contains(&column.id);
    let lost = !pending && (vetoed || lost(points, &column.of, base));
    let words = match (pending, vetoed) {
        (true, _) => td_string!(i18n, scores.not_entered).to_owned(),
        (false, true) => td_string!(i18n, scores.veto_cell).to_owned(),
        (false, false) => points_with_full(i18n, points, &column.of, base),
    };
    let (id, key) = (town.town.clone(), column.id.clone());
    let to = move || state.href(|shown| shown.with(&id, Some(&key)));
    view! {
        <li>
            <a
                class="town-row"
                href=to
                data-noscroll=""
                data-testid="town-row"
                data-of=column.id.clone()
            >
                <span>
                    <span class="score-id">{column.id.clone()}</span>
                    " "
                    {name}
                </span>
                <span class="number" class:score-missing=pending class:score-lost=lost class:score-vetoed=vetoed>
                    {words}
                </span>
            </a>
        </li>
    }
    .into_any()
}
