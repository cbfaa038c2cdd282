//! A table as the annex prints it.

use super::super::words::since;
use crate::api::tables::{TableRow, TableSection, TableSheet};
use crate::calls::tables::read_table;
use crate::components::{ErrorState, Loading};
use crate::language::{I18n, use_words};
use crate::places;
use crate::words_of::{day_words, fill, quarter_words};
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/manage/tables/sheet?t=HASH`.
#[component]
pub fn TablePage() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("t").unwrap_or_default()));
    let table = Resource::new_blocking(move || asked.get(), read_table);
    view! {
        <Title text=td_string!(i18n, manage.tables) />
        <div class="manage">
            <p class="no-print">
                <a href=places::MANAGE_TABLES.address>{td_string!(i18n, manage.table_back)}</a>
            </p>
            <Transition fallback=|| view! { <Loading lines=12 /> }>
                {move || {
                    table
                        .get()
                        .map(|answer| match answer {
                            Ok(it) => sheet(i18n, it),
                            Err(error) => {
                                view! {
                                    <h1>{td_string!(i18n, manage.tables)}</h1>
                                    <ErrorState error on_retry=move |()| table.refetch() />
                                }
                                    .into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn sheet(i18n: I18n, it: TableSheet) -> AnyView {
    let line = it.line;
    let issued = fill(
        td_string!(i18n, manage.table_issued),
        &[
            ("document", &line.document),
            ("issuer", &it.issuer),
            ("day", &day_words(i18n, &it.issued)),
        ],
    );
    let used = line
        .used
        .iter()
        .map(|quarter| quarter_words(i18n, *quarter));
    let used = used
        .collect::<Vec<_>>()
        .join(td_string!(i18n, common.list_separator));
    let used = (!used.is_empty()).then(|| {
        let words = fill(
            td_string!(i18n, manage.table_used_in),
            &[("quarters", &used)],
        );
        view! { <p class="quiet">{words}</p> }
    });
    let readings = readings(it.readings);
    let rows = it.sections.into_iter().map(section).collect_view();
    view! {
        <div class="page-head">
            <h1 lang="zh-CN">{line.name}</h1>
        </div>
        <p lang="zh-CN">{issued}</p>
        <p class="quiet">{since(i18n, line.from, line.until)}</p>
        {used}
        <div lang="zh-CN">{readings}</div>
        <div class="manage-annex-frame" tabindex="0" role="region" aria-label=td_string!(i18n, manage.tables)>
            <table class="manage-annex" lang="zh-CN" data-testid="annex">
                <thead>
                    <tr>
                        <th scope="col">"一级指标"</th>
                        <th scope="col">"二级指标"</th>
                        <th scope="col">"分值"</th>
                        <th scope="col">"工作要求及评估标准"</th>
                        <th scope="col">"考核方式"</th>
                        <th scope="col">"责任科室"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A section's rows; the section's name spans all of them.
fn section(it: TableSection) -> AnyView {
    let count = it.rows.len().to_string();
    let mut head = Some(view! {
        <th scope="rowgroup" rowspan=count>
            {format!("{} {}（{}分）", it.id, it.name, it.points)}
        </th>
    });
    it.rows
        .into_iter()
        .map(|row| {
            let head = head.take();
            let standard = standard(&row);
            view! {
                <tr>
                    {head}
                    <th scope="row">{format!("{} {}", row.id, row.name)}</th>
                    <td class="number">{row.points}</td>
                    <td>{standard}</td>
                    <td>{row.method}</td>
                    <td>{row.office}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any()
}

/// The regulation's wording, and below it the checkpoints made of it.
fn standard(row: &TableRow) -> AnyView {
    let checkpoints = row
        .checkpoints
        .iter()
        .map(|(name, words)| {
            view! {
                <li>
                    {name.clone()} <span class="quiet">{format!(" {words}")}</span>
                </li>
            }
        })
        .collect_view();
    let listed =
        (!row.checkpoints.is_empty()).then(|| view! { <ul class="bullets">{checkpoints}</ul> });
    view! {
        <p>{row.standard.clone()}</p>
        <details class="manage-rule">
            <summary>{row.rule.clone()}</summary>
            {readings(row.readings.clone())}
            {listed}
        </details>
    }
    .into_any()
}

fn readings(all: Vec<String>) -> AnyView {
    all.into_iter()
        .map(|it| view! { <p class="quiet">{format!("〔理解〕{it}")}</p> })
        .collect_view()
        .into_any()
}
