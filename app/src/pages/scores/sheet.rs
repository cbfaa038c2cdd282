//! The sheet: places, totals and every row of the table, with the first column and the head fixed.

use super::Cell;
use crate::api::scores::{Column, ScoreSheet, TownLine};
use crate::components::{Banner, BannerKind, QuarterLinks, Tag, Tone};
use crate::language::{I18n, table_words};
use crate::words_of::{alike_words, fill, minus, quarter_words, signed_points};
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The page's head and the sheet.
pub(super) fn whole(
    i18n: I18n,
    sheet: ScoreSheet,
    cell: Memo<Option<Cell>>,
    chosen: Option<Quarter>,
) -> AnyView {
    let address = super::address(chosen);
    let lead = format!(
        "{} · {}",
        quarter_words(i18n, sheet.quarter),
        sheet.table_name
    );
    let missing = sheet
        .towns
        .iter()
        .filter(|town| !town.pending.is_empty())
        .count();
    let uneven = uneven(&sheet.towns);
    let columns = sheet.columns;
    let lines = sheet
        .towns
        .into_iter()
        .map(|town| line(i18n, town, &columns, cell, &address))
        .collect_view();
    view! {
        <div class="page-head">
            <h1>{td_string!(i18n, scores.title)}</h1>
            <p class="lead">{lead}</p>
            <div class="tools">
                <QuarterLinks path="/scores" all=sheet.quarters shown=sheet.quarter />
                <a
                    class="button button-secondary"
                    href=format!("/simulate?quarter={}", sheet.quarter)
                    data-testid="to-simulation"
                >
                    {td_string!(i18n, simulation.title)}
                </a>
            </div>
        </div>
        {(missing > 0)
            .then(|| {
                view! {
                    <Banner kind=BannerKind::Warning testid="scores-missing">
                        {fill(td_string!(i18n, scores.missing), &[("count", &missing)])}
                    </Banner>
                }
            })}
        {uneven
            .then(|| {
                view! {
                    <Banner kind=BannerKind::Note testid="scores-uneven">
                        {td_string!(i18n, scores.uneven)}
                    </Banner>
                }
            })}
        {sheet
            .undecided
            .into_iter()
            .map(|(what, towns)| {
                let words = if what == "good" {
                    td_string!(i18n, scores.undecided_good)
                } else {
                    td_string!(i18n, scores.undecided_flag)
                };
                let towns = towns.join(td_string!(i18n, common.list_separator));
                view! {
                    <Banner kind=BannerKind::Warning testid="scores-undecided">
                        {fill(words, &[("towns", &towns)])}
                    </Banner>
                }
            })
            .collect_view()}
        {alike_words(i18n, sheet.decimals, &sheet.alike)
            .into_iter()
            .map(|words| {
                view! {
                    <Banner kind=BannerKind::Note testid="scores-alike">
                        {words}
                    </Banner>
                }
            })
            .collect_view()}
        <div class="sheet-scroll" tabindex="0" role="region" aria-label=td_string!(i18n, scores.title)>
            <table class="score-sheet" data-testid="score-sheet">
                <thead>
                    <tr>
                        <th scope="col" class="score-town">
                            {td_string!(i18n, scores.town)}
                        </th>
                        {heads(i18n)
                            .into_iter()
                            .map(|words| view! { <th scope="col">{words}</th> })
                            .collect_view()}
                        {columns.iter().map(|column| head(i18n, column)).collect_view()}
                        <th scope="col">{td_string!(i18n, scores.visits)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        <p class="quiet">{td_string!(i18n, scores.legend)}</p>
    }
    .into_any()
}

fn heads(i18n: I18n) -> [&'static str; 6] {
    [
        td_string!(i18n, scores.total),
        td_string!(i18n, scores.daily),
        td_string!(i18n, scores.showcase),
        td_string!(i18n, scores.base),
        td_string!(i18n, scores.bonus),
        td_string!(i18n, scores.penalty),
    ]
}

fn head(i18n: I18n, column: &Column) -> AnyView {
    let name = table_words(i18n, &column.name, column.name_en.as_deref()).to_owned();
    view! {
        <th scope="col" class="score-column">
            <span class="score-id">{column.id.clone()}</span>
            <span class="score-name">{name}</span>
            <span class="quiet">{signed_points(&column.of)}</span>
        </th>
    }
    .into_any()
}

fn line(
    i18n: I18n,
    town: TownLine,
    columns: &[Column],
    cell: Memo<Option<Cell>>,
    address: &str,
) -> AnyView {
    let waits = town.provisional != town.total;
    let provisional = fill(
        td_string!(i18n, scores.provisional),
        &[
            ("points", &town.provisional),
            ("place", &town.provisional_place),
        ],
    );
    let showcase = town.showcase.clone();
    let figures = [town.daily.clone()]
        .into_iter()
        .map(Some)
        .chain([showcase])
        .chain([
            Some(town.base.clone()),
            Some(town.bonus.clone()),
            Some(minus(&town.penalty)),
        ])
        .map(|figure| match figure {
            Some(figure) => view! { <td class="number">{figure}</td> }.into_any(),
            None => missing_cell(i18n),
        })
        .collect_view();
    let cells = columns
        .iter()
        .zip(&town.cells)
        .map(|(column, points)| cell_view(i18n, &town, column, points, cell, address))
        .collect_view();
    view! {
        <tr data-testid="score-line" data-town=town.town.to_string()>
            <th scope="row" class="score-town">
                <span class="score-place">{town.place}</span>
                <span class="score-town-name">{town.name.clone()}</span>
                <span class="tags">
                    {town.good.then(|| view! { <Tag tone=Tone::Good words=td_string!(i18n, scores.good) /> })}
                    {town.red_flag.then(|| view! { <Tag tone=Tone::Accent words=td_string!(i18n, scores.flag) /> })}
                </span>
            </th>
            <td class="number score-total-cell" data-testid="score-total">
                <strong>{town.total.clone()}</strong>
                {waits.then(|| view! { <span class="score-later">{provisional}</span> })}
            </td>
            {figures}
            {cells}
            <td class="number">
                {fill(
                    td_string!(i18n, scores.visit_count),
                    &[("visits", &town.visits), ("sites", &town.sites)],
                )}
            </td>
        </tr>
    }
    .into_any()
}

fn missing_cell(i18n: I18n) -> AnyView {
    view! { <td class="number score-missing">{td_string!(i18n, scores.not_entered)}</td> }
        .into_any()
}

fn cell_view(
    i18n: I18n,
    town: &TownLine,
    column: &Column,
    points: &str,
    cell: Memo<Option<Cell>>,
    address: &str,
) -> AnyView {
    let pending = town.pending.contains(&column.id);
    let lost = *points != column.of && !pending;
    let words = if pending {
        td_string!(i18n, scores.not_entered).to_owned()
    } else {
        signed_points(points)
    };
    let (id, row) = (town.town.clone(), column.id.clone());
    let label = fill(
        td_string!(i18n, scores.open_cell),
        &[
            ("town", &town.name),
            ("row", &column.id),
            ("points", &words),
        ],
    );
    let here = move || {
        let open = cell.with(|cell| cell.as_ref().is_some_and(|it| it.0 == id && it.1 == row));
        open.then_some("true")
    };
    view! {
        <td class="number" class:score-missing=pending class:score-lost=lost>
            <a
                class="score-cell"
                href=format!("{address}town={}&row={}#trace", town.town, column.id)
                data-noscroll=""
                aria-label=label
                aria-current=here
                data-testid="score-cell"
                data-row=column.id.clone()
            >
                {words.clone()}
            </a>
        </td>
    }
    .into_any()
}

/// Whether one town was visited far more than another: deductions add up over visits.
fn uneven(towns: &[TownLine]) -> bool {
    let visits = || towns.iter().map(|town| town.visits);
    let (most, least) = (visits().max().unwrap_or(0), visits().min().unwrap_or(0));
    most >= 3 && most > 2 * least
}
