//! The rows that take facts, each with its office and how far it is.

use crate::api::facts::{FactsPage, FactsRow};
use crate::components::{Banner, BannerKind, Tag, Tone};
use crate::language::{I18n, table_words};
use crate::words_of::{fill, moment_words};
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::words::row_words;

/// What the person is told first: reminders of the own rows, and that the date is over.
pub(super) fn banners(i18n: I18n, page: &FactsPage) -> AnyView {
    let reminded = |row: &&FactsRow| row.own && !page.supervises && row.reminded.is_some();
    let reminders = page
        .rows
        .iter()
        .filter(reminded)
        .filter_map(|row| {
            let (by, at, note) = row.reminded.clone()?;
            let words = fill(
                td_string!(i18n, facts.reminder),
                &[
                    ("by", &by),
                    ("at", &moment_words(i18n, at)),
                    ("row", &row_words(i18n, row)),
                ],
            );
            Some(view! {
                <Banner kind=BannerKind::Warning testid="facts-reminder">
                    {words} " " <span lang="zh-CN">{note}</span>
                </Banner>
            })
        })
        .collect_view();
    let late = page.rows.iter().filter(|row| row.own && row.late).count();
    view! {
        {(!page.open)
            .then(|| view! { <Banner kind=BannerKind::Note>{td_string!(i18n, facts.closed)}</Banner> })}
        {(page.open && late > 0)
            .then(|| {
                view! {
                    <Banner kind=BannerKind::Warning testid="facts-late">
                        {fill(td_string!(i18n, facts.late_rows), &[("count", &late)])}
                    </Banner>
                }
            })}
        {reminders}
    }
    .into_any()
}

/// The list.
pub(super) fn rows(i18n: I18n, page: &FactsPage, open: Option<&str>) -> AnyView {
    let quarter = page.quarter;
    let rows = page
        .rows
        .iter()
        .map(|row| {
            item(
                i18n,
                row,
                (quarter, page.supervises),
                open == Some(row.id.as_str()),
            )
        })
        .collect_view();
    view! {
        <nav class="facts-rows" aria-label=td_string!(i18n, facts.rows)>
            <ul>{rows}</ul>
        </nav>
    }
    .into_any()
}

fn item(i18n: I18n, row: &FactsRow, (quarter, supervises): (Quarter, bool), here: bool) -> AnyView {
    let count = match row.of {
        Some(of) => fill(
            td_string!(i18n, facts.entered_of),
            &[("count", &row.entered), ("of", &of)],
        ),
        None => fill(td_string!(i18n, facts.entered), &[("count", &row.entered)]),
    };
    let signed = row.signed.as_ref().map(|(by, at)| {
        fill(
            td_string!(i18n, facts.signed),
            &[("by", by), ("at", &moment_words(i18n, *at))],
        )
    });
    let name = if row.name.is_empty() {
        row_words(i18n, row)
    } else {
        let name = table_words(i18n, &row.name, row.name_en.as_deref());
        format!("{} {name}", row.id)
    };
    view! {
        <li data-testid="facts-row" data-row=row.id.clone()>
            <a
                class="facts-row"
                rel="external"
                href=format!("/facts?quarter={quarter}&row={}", row.id)
                aria-current=here.then_some("page")
            >
                <strong>{name}</strong>
                <span class="quiet" lang="zh-CN">
                    {row.office.clone()}
                </span>
                <span class="tags">
                    <span class="quiet">{count}</span>
                    {(row.own && !supervises).then(|| view! { <Tag tone=Tone::Accent words=td_string!(i18n, facts.own) /> })}
                    {row.late.then(|| view! { <Tag tone=Tone::Pending words=td_string!(i18n, facts.late) /> })}
                    {row
                        .reminded
                        .is_some()
                        .then(|| view! { <Tag tone=Tone::Pending words=td_string!(i18n, facts.reminded) /> })}
                </span>
                {signed.map(|words| view! { <span class="quiet">{words}</span> })}
            </a>
        </li>
    }
    .into_any()
}
