//! The charts of 得分: the towns' places over the quarters, and the spread of the towns in each
//! row. The server draws them; a table below each chart has the figures.

use crate::api::scores::{Charts, Spread};
use crate::language::{I18n, table_words};
use crate::words_of::{fill, quarter_words, signed_points};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Both charts.
pub(super) fn panel(i18n: I18n, charts: Charts) -> AnyView {
    view! {
        <section class="charts" aria-label=td_string!(i18n, scores.charts)>
            {courses(i18n, &charts)} {spread(i18n, &charts.spread)}
        </section>
    }
    .into_any()
}

/// Distances in the drawing, in its own units.
const STEP: usize = 140;
const LINE: usize = 28;
const NAME: usize = 150;

fn courses(i18n: I18n, charts: &Charts) -> AnyView {
    let count = charts.quarters.len();
    if count < 2 {
        return view! {
            <section class="card chart" data-testid="chart-courses">
                <h2>{td_string!(i18n, scores.courses)}</h2>
                <p class="quiet">{td_string!(i18n, scores.courses_one)}</p>
            </section>
        }
        .into_any();
    }
    let width = NAME + STEP * count.saturating_sub(1) + NAME;
    let height = LINE * (charts.courses.len() + 1);
    let x = |column: usize| NAME + STEP * column;
    // After a shared place the following ones are vacant, so towns that share a place fit below
    // each other.
    let y = |town: usize, column: usize, place: u32| {
        let before = charts.courses.iter().take(town);
        let same = before.filter(|it| {
            let standing = it.standings.get(column).and_then(Option::as_ref);
            standing.is_some_and(|(_, other)| *other == place)
        });
        LINE * (place as usize + same.count()) + LINE / 2
    };
    let heads = charts
        .quarters
        .iter()
        .enumerate()
        .map(|(column, quarter)| {
            view! {
                <text class="chart-head" x=x(column) y=LINE / 2 text-anchor="middle">
                    {quarter_words(i18n, *quarter)}
                </text>
            }
        })
        .collect_view();
    let lines = charts
        .courses
        .iter()
        .enumerate()
        .map(|(town, course)| {
            let mut points = String::new();
            let (mut first, mut last) = (None, None);
            for (column, standing) in course.standings.iter().enumerate() {
                if let Some((_, place)) = standing {
                    points.push_str(&format!("{},{} ", x(column), y(town, column, *place)));
                    first.get_or_insert((column, *place));
                    last = Some((column, *place));
                }
            }
            let dots = course
                .standings
                .iter()
                .enumerate()
                .filter_map(|(column, standing)| {
                    let (total, place) = standing.as_ref()?;
                    let words = fill(
                        td_string!(i18n, scores.chart_point),
                        &[("town", &course.name), ("place", place), ("total", total)],
                    );
                    Some(view! {
                        <circle cx=x(column) cy=y(town, column, *place) r="5">
                            <title>{words}</title>
                        </circle>
                    })
                })
                .collect_view();
            let name = |at: Option<(usize, u32)>, start: bool| {
                at.map(|(column, place)| {
                    let y = y(town, column, place);
                    let (x, anchor) = if start {
                        (x(column) - 12, "end")
                    } else {
                        (x(column) + 12, "start")
                    };
                    view! {
                        <text x=x y=y text-anchor=anchor dominant-baseline="central">
                            {format!("{place} {}", short(&course.name))}
                        </text>
                    }
                })
            };
            let single = first == last;
            view! {
                <g class="chart-course">
                    <polyline points=points.trim_end().to_owned()></polyline>
                    {dots}
                    {(!single).then(|| name(first, true))}
                    {name(last, false)}
                </g>
            }
        })
        .collect_view();
    let rows = charts
        .courses
        .iter()
        .map(|course| {
            let cells = course
                .standings
                .iter()
                .map(|standing| {
                    let words = standing.as_ref().map_or_else(
                        || String::from("—"),
                        |(total, place)| {
                            fill(
                                td_string!(i18n, scores.chart_cell),
                                &[("total", total), ("place", place)],
                            )
                        },
                    );
                    view! { <td class="number">{words}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{course.name.clone()}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let columns = charts
        .quarters
        .iter()
        .map(|quarter| view! { <th scope="col">{quarter_words(i18n, *quarter)}</th> })
        .collect_view();
    view! {
        <figure class="card chart" data-testid="chart-courses">
            <figcaption>
                <h2>{td_string!(i18n, scores.courses)}</h2>
                <p class="quiet">{td_string!(i18n, scores.courses_text)}</p>
            </figcaption>
            <div class="chart-scroll" tabindex="0" role="region" aria-label=td_string!(i18n, scores.courses)>
                <svg
                    viewBox=format!("0 0 {width} {height}")
                    width=width
                    height=height
                    aria-hidden="true"
                >
                    {heads}
                    {lines}
                </svg>
            </div>
            <details>
                <summary>{td_string!(i18n, scores.as_table)}</summary>
                <div class="chart-scroll" tabindex="0" role="region" aria-label=format!("{} {}", td_string!(i18n, scores.courses), td_string!(i18n, scores.as_table))>
                    <table class="plain-table">
                        <thead>
                            <tr>
                                <th scope="col">{td_string!(i18n, scores.unit)}</th>
                                {columns}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </figure>
    }
    .into_any()
}

/// A name that fits beside a line, without its bracket.
fn short(name: &str) -> &str {
    name.split('（').next().unwrap_or(name)
}

/// The width of a row's drawing, in its own units.
const WIDE: i32 = 500;

fn spread(i18n: I18n, spread: &[Spread]) -> AnyView {
    let rows = spread
        .iter()
        .map(|row| {
            let name = table_words(i18n, &row.column.name, row.column.name_en.as_deref());
            let at = |part: i32| 10 + part.clamp(0, 1000) * (WIDE - 20) / 1000;
            let dots = row
                .parts
                .iter()
                .map(|part| {
                    let x = at(*part);
                    view! { <line class="chart-town" x1=x x2=x y1="8" y2="20"></line> }
                })
                .collect_view();
            let middle = row.parts.get(row.parts.len() / 2).copied().unwrap_or(0);
            let figure = |index: usize| row.points.get(index).cloned().unwrap_or_default();
            let last = row.points.len().saturating_sub(1);
            view! {
                <tr>
                    <th scope="row" class="chart-row">
                        {format!("{} {name}", row.column.id)}
                    </th>
                    <td class="chart-strip">
                        <svg viewBox=format!("0 0 {WIDE} 28") aria-hidden="true" preserveAspectRatio="none">
                            <line class="chart-axis" x1="10" x2=WIDE - 10 y1="14" y2="14"></line>
                            {dots}
                            <line class="chart-middle" x1=at(middle) x2=at(middle) y1="2" y2="26"></line>
                        </svg>
                    </td>
                    <td class="number">{figure(0)}</td>
                    <td class="number">{figure(row.points.len() / 2)}</td>
                    <td class="number">{figure(last)}</td>
                    <td class="number">{signed_points(&row.column.of)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <figure class="card chart" data-testid="chart-spread">
            <figcaption>
                <h2>{td_string!(i18n, scores.spread)}</h2>
                <p class="quiet">{td_string!(i18n, scores.spread_text)}</p>
            </figcaption>
            <div class="chart-scroll" tabindex="0" role="region" aria-label=td_string!(i18n, scores.spread)>
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(i18n, scores.row)}</th>
                            <th scope="col">{td_string!(i18n, scores.spread_towns)}</th>
                            <th scope="col">{td_string!(i18n, scores.least)}</th>
                            <th scope="col">{td_string!(i18n, scores.middle)}</th>
                            <th scope="col">{td_string!(i18n, scores.most)}</th>
                            <th scope="col">{td_string!(i18n, scores.full)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </figure>
    }
    .into_any()
}
