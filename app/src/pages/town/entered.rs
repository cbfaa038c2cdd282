//! The parts of a town's card beside its deductions: the quarter's state, the sums, the rows scored
//! by facts, and the places once they are public.

use crate::api::town::{EnteredRow, Scorecard};
use crate::components::{Tag, Tone};
use crate::language::{I18n, table_words};
use crate::pages::scores::trace::trace_line;
use crate::words_of::{fill, full_words, minus, signed_points};
use domain::quarter::State;
use leptos::prelude::*;
use leptos_i18n::td_string;

fn honours(i18n: I18n, good: bool, flag: bool) -> AnyView {
    view! {
        {good.then(|| view! { <Tag tone=Tone::Good words=td_string!(i18n, town.good) /> })}
        {flag.then(|| view! { <Tag tone=Tone::Accent words=td_string!(i18n, town.flag) /> })}
    }
    .into_any()
}

/// The quarter's state in words, and the sums that may be shown.
pub(super) fn result(i18n: I18n, card: &Scorecard) -> AnyView {
    let state = if card.published {
        td_string!(i18n, town.published)
    } else {
        match card.state {
            State::Open => td_string!(i18n, town.state_open),
            State::First => td_string!(i18n, town.state_first),
            State::Second => td_string!(i18n, town.state_second),
            State::Closed => td_string!(i18n, town.state_closed),
        }
    };
    let sums = card.result.clone().map(|it| {
        let figures = [
            (td_string!(i18n, town.total), it.total),
            (td_string!(i18n, town.daily), it.daily),
            (
                td_string!(i18n, town.showcase_points),
                it.showcase
                    .unwrap_or_else(|| td_string!(i18n, town.not_entered).to_owned()),
            ),
            (td_string!(i18n, town.bonus), it.bonus),
            (td_string!(i18n, town.penalty), minus(&it.penalty)),
        ];
        let figures = figures.into_iter().map(|(name, figure)| {
            view! {
                <div class="figure">
                    <dt>{name}</dt>
                    <dd>{figure}</dd>
                </div>
            }
        });
        let place = it
            .place
            .map(|place| fill(td_string!(i18n, town.place), &[("place", &place)]));
        view! {
            <dl class="figures" data-testid="town-result">{figures.collect_view()}</dl>
            <p class="tags">{place} {honours(i18n, it.good, it.red_flag)}</p>
        }
    });
    view! {
        <section class="card score-total">
            <p data-testid="town-state">{state}</p>
            {sums}
        </section>
    }
    .into_any()
}

/// The rows scored by facts.
pub(super) fn rows(i18n: I18n, card: &Scorecard) -> AnyView {
    let rows = card.entered.iter().cloned().map(|row| one(i18n, row));
    view! {
        <h2>{td_string!(i18n, town.entered_rows)}</h2>
        {rows.collect_view()}
    }
    .into_any()
}

fn one(i18n: I18n, row: EnteredRow) -> AnyView {
    let name = table_words(i18n, &row.column.name, row.column.name_en.as_deref()).to_owned();
    // What is not entered yet counts as nothing for now, which is no figure to show.
    let points = row.points.filter(|it| !row.pending || it != "0");
    let of = full_words(i18n, points.is_none(), &row.column.of);
    let mut lines = row.lines;
    // Without points, the lines of one entry have the same text.
    lines.dedup_by(|a, b| (&a.points, &a.why, &a.source) == (&b.points, &b.why, &b.source));
    let lines = lines.into_iter().map(|line| trace_line(i18n, line));
    view! {
        <section class="card score-row" data-testid="town-entered" data-indicator=row.column.id.clone()>
            <header class="score-head">
                <h3>{format!("{} {name}", row.column.id)}</h3>
                <p class="score-points">
                    {points
                        .map(|points| {
                            view! { <span class="score-figure">{signed_points(&points)}</span> }
                        })}
                    <span class="quiet">{of}</span>
                </p>
            </header>
            {row.pending.then(|| view! { <p class="quiet">{td_string!(i18n, town.not_entered)}</p> })}
            <ol class="trace-lines">{lines.collect_view()}</ol>
        </section>
    }
    .into_any()
}

/// The table of places.
pub(super) fn places(i18n: I18n, card: &Scorecard) -> AnyView {
    if card.places.is_empty() {
        return ().into_any();
    }
    let lines = card.places.iter().cloned().map(|it| {
        view! {
            <tr aria-current=it.own.then_some("true") data-testid="town-place">
                <td class="number">{it.place}</td>
                <th scope="row">{it.name}</th>
                <td class="number">{it.total}</td>
                <td>
                    <span class="tags">{honours(i18n, it.good, it.red_flag)}</span>
                </td>
            </tr>
        }
    });
    view! {
        <section class="card quarter-scroll" data-testid="town-places">
            <h2>{td_string!(i18n, town.places)}</h2>
            <table class="quarter-table">
                <thead>
                    <tr>
                        <th class="number" scope="col">{td_string!(i18n, town.place_head)}</th>
                        <th scope="col">{td_string!(i18n, town.town_head)}</th>
                        <th class="number" scope="col">{td_string!(i18n, town.total_head)}</th>
                        <th scope="col">{td_string!(i18n, town.honours_head)}</th>
                    </tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}
