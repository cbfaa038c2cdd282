//! A preview of what closing would fix: points, places, honours, and what changed since 初评.

use super::lists::section;
use crate::api::quarters::{PreviewLine, QuarterPage};
use crate::components::{Tag, Tone};
use crate::language::I18n;
use crate::words_of::{alike_words, fill, signed_points};
use leptos::prelude::*;
use leptos_i18n::td_string;

pub(super) fn view(i18n: I18n, shown: &QuarterPage) -> AnyView {
    let Some(preview) = &shown.preview else {
        return ().into_any();
    };
    let heads = [
        td_string!(i18n, bulletin.place),
        td_string!(i18n, quarters.town),
        td_string!(i18n, scores.total),
        td_string!(i18n, scores.daily),
        td_string!(i18n, scores.showcase),
        td_string!(i18n, quarters.since_first),
    ];
    let heads = heads.map(|head| view! { <th scope="col">{head}</th> });
    let lines = preview.towns.iter().map(|it| line(i18n, it));
    let notes = alike_words(i18n, preview.decimals, &preview.alike);
    let out = (preview.rejected > 0).then(|| {
        fill(
            td_string!(i18n, quarters.stays_out),
            &[("count", &preview.rejected)],
        )
    });
    let body = view! {
        <p class="quiet">{td_string!(i18n, quarters.preview_text)}</p>
        <div class="chart-scroll" tabindex="0" role="region" aria-label=td_string!(i18n, quarters.preview)>
            <table class="plain-table">
                <thead>
                    <tr>{heads.collect_view()}</tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
        {notes.into_iter().chain(out).map(|words| view! { <p class="quiet">{words}</p> }).collect_view()}
    };
    section(
        td_string!(i18n, quarters.preview),
        "quarter-preview",
        body.into_any(),
    )
}

fn line(i18n: I18n, it: &PreviewLine) -> AnyView {
    let showcase = it.showcase.clone();
    let showcase = showcase.unwrap_or_else(|| td_string!(i18n, scores.not_entered).to_owned());
    view! {
        <tr data-testid="preview-line">
            <td class="number">{it.place}</td>
            <th scope="row">
                {it.name.clone()}
                <span class="tags">
                    {it.good.then(|| view! { <Tag tone=Tone::Good words=td_string!(i18n, scores.good) /> })}
                    {it.red_flag.then(|| view! { <Tag tone=Tone::Accent words=td_string!(i18n, scores.flag) /> })}
                </span>
            </th>
            <td class="number">{it.total.clone()}</td>
            <td class="number">{it.daily.clone()}</td>
            <td class="number">{showcase}</td>
            <td class="number">{since_first(i18n, it)}</td>
        </tr>
    }
    .into_any()
}

/// `+0.50，第 3 名 → 第 2 名`.
fn since_first(i18n: I18n, it: &PreviewLine) -> String {
    let Some((difference, place)) = &it.since_first else {
        return td_string!(i18n, quarters.not_in_first).to_owned();
    };
    let points = if difference.is_empty() {
        td_string!(i18n, quarters.as_in_first).to_owned()
    } else {
        signed_points(difference)
    };
    if *place == it.place {
        return points;
    }
    fill(
        td_string!(i18n, quarters.moved_since_first),
        &[("points", &points), ("was", place), ("now", &it.place)],
    )
}
