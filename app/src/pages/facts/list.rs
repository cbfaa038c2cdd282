//! The rows for which facts are entered, each with its office and its progress.

use crate::api::facts::{FactsPage, FactsRow, Signed};
use crate::components::browser::show_current;
use crate::components::{Banner, BannerKind, Tag, Tone};
use crate::language::{I18n, table_words};
use crate::words_of::{fill, moment_words};
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::words::row_words;

/// Notices at the top: reminders of the person's own rows, and a due date that has passed.
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

/// The id of the list.
const ROWS: &str = "facts-rows";

/// Links to the rows before and after the open one, and to all rows.
pub(super) fn beside(i18n: I18n, page: &FactsPage, open: &str) -> AnyView {
    let at = page.rows.iter().position(|row| row.id == open);
    let at = at.unwrap_or_default();
    let to = |row: Option<&FactsRow>, words: &'static str, rel: &'static str| {
        row.map(|row| {
            let href = format!("/facts?quarter={}&row={}", page.quarter, row.id);
            let title = row_words(i18n, row);
            view! {
                <a href=href rel=format!("external {rel}") title=title data-testid=format!("facts-{rel}")>
                    {words}
                </a>
            }
        })
    };
    let before = at.checked_sub(1).and_then(|at| page.rows.get(at));
    view! {
        <nav class="facts-beside" aria-label=td_string!(i18n, facts.beside)>
            {to(before, td_string!(i18n, facts.row_before), "prev")}
            <a class="facts-all" href=format!("#{ROWS}")>
                {td_string!(i18n, facts.rows)}
            </a>
            {to(page.rows.get(at + 1), td_string!(i18n, facts.row_after), "next")}
        </nav>
    }
    .into_any()
}

/// The list.
pub(super) fn rows(i18n: I18n, page: &FactsPage, open: Option<&str>) -> AnyView {
    Effect::new(|| request_animation_frame(|| show_current(ROWS)));
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
        <nav class="facts-rows" id=ROWS aria-label=td_string!(i18n, facts.rows)>
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
    let signed = row.signed.as_ref().map(|signed| signed_words(i18n, signed));
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
                    {row.late.then(|| view! { <Tag tone=Tone::Bad words=td_string!(i18n, facts.late) /> })}
                    {row.soon.then(|| view! { <Tag tone=Tone::Pending words=td_string!(i18n, facts.soon) /> })}
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

/// Who signed and when; when signed for the head, also why.
fn signed_words(i18n: I18n, signed: &Signed) -> String {
    let Signed { by, at, instead } = signed;
    let at = moment_words(i18n, *at);
    match instead {
        None => fill(td_string!(i18n, facts.signed), &[("by", by), ("at", &at)]),
        Some(reason) => fill(
            td_string!(i18n, facts.signed_instead),
            &[("by", by), ("at", &at), ("reason", reason)],
        ),
    }
}
