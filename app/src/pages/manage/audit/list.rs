//! The entries, and the hash of the last one.

use super::super::words::by_words;
use super::words::kind_words;
use crate::api::upkeep::{AuditLine, AuditPage};
use crate::components::lists::{Filters, nothing_yet, pager, plain_table};
use crate::language::I18n;
use crate::words_of::{fill, stamp_words};
use leptos::prelude::*;
use leptos_i18n::td_string;

pub(super) fn view(i18n: I18n, page: AuditPage, filters: Filters) -> AnyView {
    let list = match page.lines.is_empty() {
        true => {
            let words = (
                td_string!(i18n, upkeep.audit_nothing),
                td_string!(i18n, upkeep.audit_nothing_text),
            );
            nothing_yet(i18n, filters, words)
        }
        false => lines(i18n, page.lines),
    };
    let head = page.head.map(|(number, hash)| {
        let words = fill(td_string!(i18n, upkeep.audit_head), &[("number", &number)]);
        view! {
            <section class="audit-head" data-testid="audit-head">
                <p>{words} " " <span class="manage-path audit-hash">{hash}</span></p>
                <p class="quiet">{td_string!(i18n, upkeep.audit_head_text)}</p>
            </section>
        }
    });
    view! {
        {list}
        {pager(i18n, filters, page.page, page.pages, page.total)}
        {head}
    }
    .into_any()
}

fn lines(i18n: I18n, lines: Vec<AuditLine>) -> AnyView {
    let columns = [
        td_string!(i18n, upkeep.col_at),
        td_string!(i18n, upkeep.col_by),
        td_string!(i18n, upkeep.col_kind),
        td_string!(i18n, upkeep.col_target),
        td_string!(i18n, upkeep.col_result),
    ];
    let rows = lines.into_iter().map(|it| row(i18n, it)).collect_view();
    plain_table("audit", &columns, rows.into_any())
}

fn row(i18n: I18n, it: AuditLine) -> AnyView {
    let target = match it.named {
        Some(name) => view! { <span lang="zh-CN">{name}</span> }.into_any(),
        None => view! { <span class="manage-path">{it.target}</span> }.into_any(),
    };
    let login = it
        .login
        .map(|login| view! { <span class="quiet manage-under manage-code">{login}</span> });
    let kind = kind_words(i18n, &it.kind).to_owned();
    view! {
        <tr data-testid="entry" data-number=it.number data-kind=it.kind>
            <th scope="row" class="manage-stamp">
                {stamp_words(i18n, it.at)} <span class="quiet manage-under">{it.number}</span>
            </th>
            <td>
                <span lang="zh-CN">{by_words(i18n, &it.by)}</span>
                {login}
            </td>
            <td>{kind}</td>
            <td>{target}</td>
            <td class="audit-result">{it.result}</td>
        </tr>
    }
    .into_any()
}
