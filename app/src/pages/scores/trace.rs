//! A cell's trace: each line with its points, what it is for, and the rule's wording.

use crate::api::scores::{Source, Trace, TraceLine};
use crate::components::StateTag;
use crate::entered::kind_words;
use crate::language::{I18n, table_words};
use crate::words_of::{fill, full_words, moment_attr, moment_words, signed_points, why_word};
use domain::inspection::FindingState;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The trace as the panel shows it.
pub(super) fn content(i18n: I18n, trace: Trace) -> AnyView {
    let of = full_words(i18n, false, &trace.column.of);
    let points = signed_points(&trace.points);
    let none = trace.lines.is_empty();
    view! {
        <p class="score-points">
            <span class="score-figure" data-testid="trace-points">
                {points}
            </span>
            <span class="quiet">{of}</span>
        </p>
        {trace.pending.then(|| view! { <p class="score-provisional">{td_string!(i18n, scores.pending_row)}</p> })}
        {(none && !trace.pending).then(|| view! { <p class="quiet">{td_string!(i18n, scores.no_lines)}</p> })}
        <ol class="trace-lines">
            {trace.lines.into_iter().map(|line| trace_line(i18n, line)).collect_view()}
        </ol>
        <div class="citation">
            <blockquote lang="zh-CN">{trace.standard}</blockquote>
            <cite lang="zh-CN">{trace.citation}</cite>
            <p class="quiet">{fill(td_string!(i18n, town.office), &[("office", &trace.office)])}</p>
        </div>
    }
    .into_any()
}

pub(crate) fn trace_line(i18n: I18n, line: TraceLine) -> AnyView {
    let why = line.why.as_deref().and_then(|why| why_word(i18n, why));
    let lost = line.points.starts_with('-');
    // Before its quarter is scored, a town sees only the entered values.
    let points = (!line.points.is_empty()).then(|| {
        view! {
            <span class="points" class:points-lost=lost>
                {signed_points(&line.points)}
            </span>
        }
    });
    view! {
        <li class="trace-line" data-testid="trace-line">
            {points}
            <div>
                {match line.source {
                    Some(source) => source_view(i18n, source),
                    None => view! { <p>{td_string!(i18n, scores.least_until_entered)}</p> }.into_any(),
                }} {why.map(|why| view! { <p class="deduction-why">{why}</p> })}
            </div>
        </li>
    }
    .into_any()
}

fn source_view(i18n: I18n, source: Source) -> AnyView {
    match source {
        Source::Finding {
            id,
            name,
            name_en,
            site,
            at,
            state,
        } => view! {
            <p>
                <a href=format!("/review?state=all&f={id}") rel="external">
                    {table_words(i18n, &name, name_en.as_deref()).to_owned()}
                </a>
                " "
                {(state != FindingState::Confirmed).then(|| view! { <StateTag state=state /> })}
            </p>
            <p class="quiet">
                {site} " · " <time datetime=moment_attr(at)>{moment_words(i18n, at)}</time>
            </p>
        }
        .into_any(),
        Source::Gate { does, text } => {
            let words = fill(gate_words(i18n, &does), &[("text", &text)]);
            view! { <p>{words}</p> }.into_any()
        }
        Source::Fact { kind, text, by, at } => {
            let words = fill(kind_words(i18n, kind), &[("text", &text)]);
            let entered = fill(
                td_string!(i18n, scores.entered),
                &[("by", &by), ("at", &moment_words(i18n, at))],
            );
            view! {
                <p lang="zh-CN">{words}</p>
                <p class="quiet">{entered}</p>
            }
            .into_any()
        }
    }
}

/// The effect of a shut gate.
pub(crate) fn gate_words(i18n: I18n, does: &str) -> &'static str {
    match does {
        "zeroed" => td_string!(i18n, scores.gate_zeroed),
        "row" => td_string!(i18n, scores.gate_row),
        "daily" => td_string!(i18n, scores.gate_daily),
        "final" => td_string!(i18n, scores.gate_final),
        "good" => td_string!(i18n, scores.gate_good),
        _ => td_string!(i18n, scores.gate_flag),
    }
}
