//! The lists of a quarter: waivers, the document, late arrivals, the log.

use super::words::{act_word, state_word};
use crate::api::quarters::{Act, QuarterPage};
use crate::language::{I18n, table_words};
use crate::words_of::{day_words, fill, moment_words, quarter_words};
use leptos::prelude::*;
use leptos_i18n::td_string;

pub(super) fn section(title: &'static str, testid: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="card" data-testid=testid>
            <h2>{title}</h2>
            {body}
        </section>
    }
    .into_any()
}

pub(super) fn waivers(i18n: I18n, shown: &QuarterPage) -> AnyView {
    if shown.waivers.is_empty() {
        return ().into_any();
    }
    let lines = shown
        .waivers
        .iter()
        .map(|it| {
            let row = if it.row == "showcase" {
                td_string!(i18n, quarters.showcase)
            } else {
                it.row.as_str()
            };
            let words = fill(
                td_string!(i18n, quarters.waiver),
                &[
                    ("town", &it.town_name),
                    ("row", &row),
                    ("points", &it.points),
                ],
            );
            let at = moment_words(i18n, it.at);
            let entered = fill(
                td_string!(i18n, quarters.entered),
                &[("by", &it.by), ("at", &at)],
            );
            view! {
                <li>
                    <div>{words}</div>
                    <div>{it.reason.clone()}</div>
                    <div class="quiet">{entered}</div>
                </li>
            }
        })
        .collect_view();
    let body = view! { <ul class="quarter-list">{lines}</ul> };
    section(
        td_string!(i18n, quarters.waivers),
        "quarter-waivers",
        body.into_any(),
    )
}

pub(super) fn frozen(i18n: I18n, shown: &QuarterPage) -> AnyView {
    let verify = fill(
        td_string!(i18n, quarters.verify),
        &[("quarter", &shown.quarter)],
    );
    let closed = shown.sha256.clone().map(|hash| {
        view! {
            {behind(td_string!(i18n, quarters.hash), hash, "quarter-hash")}
            <p>{verify}</p>
        }
    });
    let body = view! {
        {closed}
        {behind(td_string!(i18n, quarters.table_hash), shown.table_sha256.clone(), "")}
    };
    section(
        td_string!(i18n, quarters.frozen),
        "quarter-frozen",
        body.into_any(),
    )
}

pub(super) fn late(i18n: I18n, shown: &QuarterPage) -> AnyView {
    if shown.late.is_empty() {
        return ().into_any();
    }
    let lines = shown
        .late
        .iter()
        .map(|it| {
            let kind = match it.kind.as_str() {
                "decision" => td_string!(i18n, quarters.late_decision),
                "visit" => td_string!(i18n, quarters.late_visit),
                _ => td_string!(i18n, quarters.late_finding),
            };
            let name = table_words(i18n, &it.name, it.name_en.as_deref()).to_owned();
            let what = [kind, &it.town_name, &it.site, &name];
            let what = what.into_iter().filter(|words| !words.is_empty());
            let what = what.collect::<Vec<_>>().join(" · ");
            let at = moment_words(i18n, it.received);
            let received = fill(td_string!(i18n, quarters.received), &[("at", &at)]);
            view! {
                <li>
                    <div>{what}</div>
                    <div class="quiet">{received}</div>
                </li>
            }
        })
        .collect_view();
    let body = view! {
        <p>{td_string!(i18n, quarters.late_text)}</p>
        <ul class="quarter-list">{lines}</ul>
    };
    section(
        td_string!(i18n, quarters.late),
        "quarter-late",
        body.into_any(),
    )
}

pub(super) fn log(i18n: I18n, shown: &QuarterPage) -> AnyView {
    if shown.acts.is_empty() {
        let body = view! { <p class="quiet">{td_string!(i18n, quarters.none)}</p> };
        return section(
            td_string!(i18n, quarters.log),
            "quarter-log",
            body.into_any(),
        );
    }
    let lines = shown
        .acts
        .iter()
        .map(|it| {
            let at = moment_words(i18n, it.at);
            // Acts of the server itself have no author.
            let who = match it.by.is_empty() {
                true => at,
                false => fill(
                    td_string!(i18n, quarters.log_line),
                    &[("by", &it.by), ("at", &at)],
                ),
            };
            view! {
                <li>
                    <div>{act_word(i18n, &it.act)}</div>
                    {said(i18n, shown, &it.act).map(|words| view! { <div>{words}</div> })}
                    {hash_of(i18n, &it.act).map(|(words, hash)| behind(words, hash, ""))}
                    <div class="quiet">{who}</div>
                </li>
            }
        })
        .collect_view();
    let body = view! { <ol class="quarter-list">{lines}</ol> };
    section(
        td_string!(i18n, quarters.log),
        "quarter-log",
        body.into_any(),
    )
}

/// The hash in an act, and what it is the hash of.
fn hash_of(i18n: I18n, act: &Act) -> Option<(&'static str, String)> {
    match act {
        Act::Open { sha256, .. } => Some((td_string!(i18n, quarters.table_hash), sha256.clone())),
        Act::Close { sha256, .. } => Some((td_string!(i18n, quarters.hash), sha256.clone())),
        _ => None,
    }
}

/// A hash folded behind its name: only whoever compares it needs to see it.
fn behind(words: &'static str, hash: String, testid: &'static str) -> AnyView {
    view! {
        <details>
            <summary>{words}</summary>
            <p class="quarter-hash" data-testid=testid>
                {hash}
            </p>
        </details>
    }
    .into_any()
}

/// The details of an act beside its name.
fn said(i18n: I18n, shown: &QuarterPage, act: &Act) -> Option<String> {
    match act {
        Act::Open { .. } => Some(shown.table_name.clone()),
        Act::Sign(it) => {
            let day = day_words(i18n, &it.date);
            Some(format!("{} {day} {}", it.name, it.remark))
        }
        Act::Meet(it) => Some(format!("{} {}", day_words(i18n, &it.date), it.minutes)),
        Act::Back { reason } | Act::Reopen { reason } => Some(reason.clone()),
        Act::Close { early, .. } => early.as_ref().map(|reason| {
            fill(
                td_string!(i18n, quarters.closed_early),
                &[("reason", reason)],
            )
        }),
        Act::Rule(it) => {
            let name = |id: &String| {
                let found = shown.towns.iter().find(|(town, _)| town.as_str() == id);
                found.map_or_else(|| id.clone(), |(_, name)| name.clone())
            };
            let towns: Vec<String> = it.chosen.iter().map(name).collect();
            let towns = towns.join(td_string!(i18n, common.list_separator));
            Some(fill(
                td_string!(i18n, quarters.ruled),
                &[("towns", &towns), ("reason", &it.reason)],
            ))
        }
        Act::First { .. } | Act::Second | Act::Publish => None,
    }
}

pub(super) fn quarters(i18n: I18n, shown: &QuarterPage) -> AnyView {
    let lines = shown
        .quarters
        .iter()
        .map(|it| {
            let public = if it.published {
                td_string!(i18n, quarters.published)
            } else {
                td_string!(i18n, quarters.not_published)
            };
            let since = it.since.map(|at| moment_words(i18n, at));
            view! {
                <tr>
                    <th scope="row">
                        <a href=format!("/quarters?quarter={}", it.quarter)>{quarter_words(i18n, it.quarter)}</a>
                    </th>
                    <td>{state_word(i18n, it.state)}</td>
                    <td>{since.unwrap_or_default()}</td>
                    <td>{public}</td>
                    <td>{it.table.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    let body = view! {
        <div class="quarter-scroll">
            <table class="quarter-table">
                <tbody>{lines}</tbody>
            </table>
        </div>
    };
    section(
        td_string!(i18n, quarters.all),
        "quarter-all",
        body.into_any(),
    )
}
