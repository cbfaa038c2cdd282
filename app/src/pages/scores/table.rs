//! The sheet on a wide screen: every town by every row, with the first column and the headings
//! fixed.

use super::columns::{Group, Head, What, groups, in_order, lost, with_full};
use super::ids::cell_id;
use super::shown::Shown;
use super::state::ScoresState;
use crate::api::scores::{ScoreSheet, TownLine};
use crate::language::I18n;
use crate::words_of::{fill, minus, signed_points, with_sign};
use leptos::prelude::*;
use leptos_i18n::td_string;
use std::sync::Arc;

/// The sheet in the state of the address.
pub(super) fn table(
    i18n: I18n,
    sheet: &Arc<ScoreSheet>,
    shown: &Shown,
    state: ScoresState,
) -> AnyView {
    let groups = groups(i18n, sheet, shown);
    // Ignore sorting by a column that is folded away.
    let order = shown.order.as_ref();
    let order = order.filter(|order| groups.iter().any(|it| it.has(&order.key)));
    let towns = in_order(&sheet.towns, &groups, order);
    let over = groups.iter().map(|it| group(i18n, it, shown, state));
    let heads = groups.iter().enumerate().flat_map(|(at, it)| {
        let heads = it.heads.iter().enumerate();
        heads.map(move |(column, it)| (at > 0 && column == 0, it))
    });
    let heads = heads.map(|(first, it)| head(i18n, it, first, shown, state));
    let lines = towns.iter().map(|town| line(i18n, town, &groups, state));
    let by_place = order.is_none().then_some("ascending");
    let place = Shown {
        order: None,
        ..shown.clone()
    };
    view! {
        <div
            class="sheet-scroll score-scroll"
            tabindex="0"
            role="region"
            aria-label=td_string!(i18n, scores.title)
        >
            <table class="score-sheet" data-testid="score-sheet">
                <thead>
                    <tr class="score-groups">
                        <td class="score-town"></td>
                        {over.collect_view()}
                    </tr>
                    <tr class="score-heads">
                        <th scope="col" class="score-town" aria-sort=by_place>
                            <a
                                id="sort-place"
                                class="score-sort"
                                href=place.href()
                                data-noscroll=""
                                prop:replace=true
                                on:click=move |_| state.stay_at("sort-place")
                            >
                                {td_string!(i18n, scores.town)}
                                {mark(by_place)}
                            </a>
                        </th>
                        {heads.collect_view()}
                    </tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The arrow for a column's sorting.
fn mark(direction: Option<&'static str>) -> Option<AnyView> {
    let sign = match direction? {
        "ascending" => "▲",
        _ => "▼",
    };
    Some(
        view! {
            <span class="score-direction" aria-hidden="true">
                {sign}
            </span>
        }
        .into_any(),
    )
}

fn group(i18n: I18n, it: &Group, shown: &Shown, state: ScoresState) -> AnyView {
    let span = it.heads.len().to_string();
    let Some(key) = it.key.clone() else {
        return view! { <td class="score-group" colspan=span></td> }.into_any();
    };
    let to = shown.folding(&key).href();
    let words = if it.folded {
        td_string!(i18n, scores.unfold)
    } else {
        td_string!(i18n, scores.fold)
    };
    let label = fill(words, &[("section", &it.full)]);
    let (id, stay) = (format!("fold-{key}"), format!("fold-{key}"));
    view! {
        <th scope="colgroup" class="score-group" colspan=span>
            <a
                id=id
                class="score-fold"
                href=to
                title=it.full.clone()
                aria-label=label
                aria-expanded=if it.folded { "false" } else { "true" }
                data-noscroll=""
                prop:replace=true
                data-testid="score-fold"
                data-section=key
                on:click=move |_| state.stay_at(&stay)
            >
                <span aria-hidden="true" class="score-direction">
                    {if it.folded { "▸" } else { "▾" }}
                </span>
                <span class="score-group-name">{it.short.clone()}</span>
            </a>
        </th>
    }
    .into_any()
}

fn head(i18n: I18n, it: &Head, first: bool, shown: &Shown, state: ScoresState) -> AnyView {
    let direction = shown.direction(&it.key);
    let to = shown.sorted(&it.key).href();
    let (id, stay) = (format!("sort-{}", it.key), format!("sort-{}", it.key));
    let is_row = matches!(it.what, What::Row(_));
    let full = match &it.of {
        Some(of) => with_full(i18n, &it.full, of, it.base),
        None => it.full.clone(),
    };
    view! {
        <th scope="col" class="score-column" class:score-first=first aria-sort=direction>
            <a
                id=id
                class="score-sort"
                href=to
                data-noscroll=""
                prop:replace=true
                data-testid="score-sort"
                data-key=it.key.clone()
                on:click=move |_| state.stay_at(&stay)
            >
                <span class="score-id">{it.short.clone()} {mark(direction)}</span>
                {(full != it.short)
                    .then(|| view! { <span class="visually-hidden">{full.clone()}</span> })}
                {is_row.then(|| view! { <span class="score-name">{it.full.clone()}</span> })}
                {it.of.clone().map(|of| view! { <span class="quiet">{of}</span> })}
                <span class="score-tip" aria-hidden="true">
                    {full}
                </span>
            </a>
        </th>
    }
    .into_any()
}

fn line(i18n: I18n, town: &TownLine, groups: &[Group], state: ScoresState) -> AnyView {
    let cells = groups.iter().enumerate().flat_map(|(at, it)| {
        let heads = it.heads.iter().enumerate();
        heads.map(move |(column, it)| (at > 0 && column == 0, it))
    });
    let cells = cells.map(|(first, it)| cell(i18n, town, it, first, state));
    let id = town.town.clone();
    let here = move || state.is_open(&id, None).then_some("true");
    view! {
        <tr data-testid="score-line" data-town=town.town.to_string() aria-current=here>
            <th scope="row" class="score-town">
                <span class="score-place">{town.place}</span>
                <span class="score-town-name" title=town.name.clone()>
                    {town.name.clone()}
                </span>
                " "
                {marks(i18n, town)}
            </th>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

/// 好 and 担当作为, one character each.
pub(super) fn marks(i18n: I18n, town: &TownLine) -> AnyView {
    let mark = |is: bool, short: &'static str, full: &'static str, tone: &'static str| {
        is.then(|| {
            view! {
                <abbr class=format!("score-mark {tone}") title=full aria-label=full>
                    {short}
                </abbr>
            }
        })
    };
    view! {
        {mark(
            town.good,
            td_string!(i18n, scores.good_short),
            td_string!(i18n, scores.good_full),
            "tone-good",
        )}
        {mark(
            town.red_flag,
            td_string!(i18n, scores.flag_short),
            td_string!(i18n, scores.flag),
            "tone-accent",
        )}
        {mark(
            !town.vetoed.is_empty(),
            td_string!(i18n, scores.veto_short),
            td_string!(i18n, scores.veto),
            "tone-bad",
        )}
    }
    .into_any()
}

fn cell(i18n: I18n, town: &TownLine, head: &Head, first: bool, state: ScoresState) -> AnyView {
    match head.what {
        What::Total => total(i18n, town, state),
        What::Change => {
            view! { <td class="number score-change">{change(i18n, town)}</td> }.into_any()
        }
        What::Daily => plain(town.daily.clone(), first),
        What::Showcase => match town.showcase.clone() {
            Some(points) => plain(points, first),
            None => missing(i18n),
        },
        What::Base => plain(town.base.clone(), first),
        What::Bonus => plain(town.bonus.clone(), first),
        What::Penalty => plain(minus(&town.penalty), first),
        What::Section(at) => plain(
            signed_points(town.sections.get(at).map_or("", String::as_str)),
            first,
        ),
        What::Row(at) => row(i18n, town, (head, at), first, state),
        What::Visits => {
            let words = fill(
                td_string!(i18n, scores.visit_count),
                &[("visits", &town.visits), ("sites", &town.sites)],
            );
            view! {
                <td class="number score-first score-visits" title=words.clone() aria-label=words>
                    {format!("{}/{}", town.visits, town.sites)}
                </td>
            }
            .into_any()
        }
    }
}

fn plain(words: String, first: bool) -> AnyView {
    view! { <td class="number" class:score-first=first>{words}</td> }.into_any()
}

fn missing(i18n: I18n) -> AnyView {
    view! { <td class="number score-missing">{td_string!(i18n, scores.cell_missing)}</td> }
        .into_any()
}

/// The total, with a mark if part of it is still undecided; the town's panel has the details.
fn total(i18n: I18n, town: &TownLine, state: ScoresState) -> AnyView {
    let waits = town.waits();
    // The link is named by what it shows, and by hidden words around that: so whoever speaks the
    // visible words to choose it is understood.
    let before = fill(td_string!(i18n, scores.total_of), &[("town", &town.name)]);
    let after = match waits {
        true => td_string!(i18n, scores.open_town_waits),
        false => td_string!(i18n, scores.open_town),
    };
    let id = town.town.clone();
    let to = move || state.href(|shown| shown.with(&id, None));
    let id = town.town.clone();
    let here = move || state.is_open(&id, None).then_some("true");
    view! {
        <td class="number score-total-cell">
            <a
                id=cell_id(town.town.as_str(), None)
                class="score-cell"
                href=to
                data-noscroll=""
                aria-current=here
                data-testid="score-total"
            >
                <span class="visually-hidden">{before} " "</span>
                <strong>{town.total.clone()}</strong>
                {waits
                    .then(|| {
                        view! { <span class="score-waits">{td_string!(i18n, scores.waits)}</span> }
                    })}
                <span class="visually-hidden">{after}</span>
            </a>
        </td>
    }
    .into_any()
}

/// Why a town cannot be compared with the previous quarter: one of the two is incomplete.
pub(super) fn not_compared(i18n: I18n, town: &TownLine) -> Option<&'static str> {
    if !town.pending.is_empty() {
        return Some(td_string!(i18n, scores.incomplete_why));
    }
    let last = town.last.as_ref();
    let whole = last.is_none_or(|last| last.complete);
    (!whole).then_some(td_string!(i18n, scores.last_incomplete_why))
}

/// The change since the last quarter in points and places, or a word if there is nothing to
/// compare.
pub(super) fn change(i18n: I18n, town: &TownLine) -> AnyView {
    let Some(last) = &town.last else {
        return view! { <span class="quiet">{td_string!(i18n, scores.no_last)}</span> }.into_any();
    };
    if let Some(why) = not_compared(i18n, town) {
        return view! {
            <span class="quiet" title=why>
                {td_string!(i18n, scores.incomplete)}
            </span>
        }
        .into_any();
    }
    let sign = with_sign(&last.change);
    let places = i64::from(last.place) - i64::from(town.place);
    let (arrow, words) = match places {
        0 => ("=", td_string!(i18n, scores.same_place)),
        1.. => ("↑", td_string!(i18n, scores.places_up)),
        _ => ("↓", td_string!(i18n, scores.places_down)),
    };
    let count = places.unsigned_abs();
    let words = fill(words, &[("count", &count)]);
    let title = words.clone();
    let short = match count {
        0 => arrow.to_owned(),
        count => format!("{arrow}{count}"),
    };
    view! {
        <span>{sign}</span>
        <span class="score-places" title=title>
            <span aria-hidden="true">{short}</span>
            <span class="visually-hidden">{words}</span>
        </span>
    }
    .into_any()
}

fn row(
    i18n: I18n,
    town: &TownLine,
    (head, at): (&Head, usize),
    first: bool,
    state: ScoresState,
) -> AnyView {
    let points = town.cells.get(at).map_or("", String::as_str);
    let pending = town.pending.contains(&head.key);
    let vetoed = town.vetoed.contains(&head.key);
    let words = match (pending, vetoed) {
        (true, _) => td_string!(i18n, scores.cell_missing).to_owned(),
        (false, true) => td_string!(i18n, scores.veto_cell).to_owned(),
        (false, false) => signed_points(points),
    };
    let of = head.of.as_deref().unwrap_or_default();
    let lost = !pending && (vetoed || lost(points, of, head.base));
    let label = fill(
        td_string!(i18n, scores.open_cell),
        &[("town", &town.name), ("row", &head.key), ("points", &words)],
    );
    let (id, key) = (town.town.clone(), head.key.clone());
    let to = move || state.href(|shown| shown.with(&id, Some(&key)));
    let (id, key) = (town.town.clone(), head.key.clone());
    let here = move || state.is_open(&id, Some(&key)).then_some("true");
    view! {
        <td
            class="number"
            class:score-first=first
            class:score-missing=pending
            class:score-lost=lost
            class:score-vetoed=vetoed
        >
            <a
                id=cell_id(town.town.as_str(), Some(&head.key))
                class="score-cell"
                href=to
                data-noscroll=""
                aria-label=label
                aria-current=here
                data-testid="score-cell"
                data-row=head.key.clone()
            >
                {words.clone()}
            </a>
        </td>
    }
    .into_any()
}
