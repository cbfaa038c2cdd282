//! 评估表: the versions, each as the annex prints it, and importing another one.

pub mod sheet;

use super::tabs::Tabs;
use super::words::since;
use crate::api::tables::{TableLine, TableList};
use crate::calls::tables::read_tables;
use crate::components::file_form::{FileForm, Outcomes};
use crate::components::file_report::FileState;
use crate::components::lists::table;
use crate::components::{ErrorState, Loading};
use crate::language::{I18n, use_words};
use crate::places;
use crate::words_of::{fill, quarter_words};
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

pub use sheet::TablePage;

/// `/manage/tables`.
#[component]
pub fn Tables() -> impl IntoView {
    let i18n = use_words();
    let tables = Resource::new_blocking(|| (), |()| read_tables());
    // The message about a file survives when the list is redrawn.
    let shown = RwSignal::new(FileState::Nothing);
    let reload = Callback::new(move |()| tables.refetch());
    view! {
        <Title text=td_string!(i18n, manage.tables) />
        <div class="manage">
            <div class="page-head">
                <h1>{td_string!(i18n, manage.tables)}</h1>
            </div>
            <Tabs here=places::MANAGE_TABLES.address />
            <p class="lead">{td_string!(i18n, manage.tables_text)}</p>
            <Transition fallback=|| view! { <Loading lines=6 /> }>
                {move || {
                    tables
                        .get()
                        .map(|answer| match answer {
                            Ok(it) => listed(i18n, it, shown, reload),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| tables.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn listed(i18n: I18n, it: TableList, shown: RwSignal<FileState>, reload: Callback<()>) -> AnyView {
    let columns = [
        td_string!(i18n, manage.table_name),
        td_string!(i18n, manage.table_from),
        td_string!(i18n, manage.table_used),
    ];
    let rows = it.tables.into_iter().map(|it| row(i18n, it)).collect_view();
    let files = td_string!(i18n, manage.table_files);
    let form = it.keeps.then(|| upload(i18n, shown, reload));
    view! {
        {table("tables", &columns, files, rows.into_any())}
        {form}
    }
    .into_any()
}

fn row(i18n: I18n, it: TableLine) -> AnyView {
    let to = format!("{}?t={}", places::MANAGE_TABLE.address, it.sha256);
    let file = |ending: &str| format!("/api/v1/tables/{}.{ending}", it.sha256);
    let used = match it.used.is_empty() {
        true => td_string!(i18n, manage.table_unused).to_owned(),
        false => {
            let all = it.used.iter().map(|quarter| quarter_words(i18n, *quarter));
            all.collect::<Vec<_>>()
                .join(td_string!(i18n, common.list_separator))
        }
    };
    let counts = fill(
        td_string!(i18n, manage.table_counts),
        &[("rows", &it.indicators), ("points", &it.checkpoints)],
    );
    let short: String = it.sha256.chars().take(8).collect();
    let files = view! {
        <a class="button button-quiet" href=file("xlsx") rel="external" download="">
            {td_string!(i18n, manage.table_book)}
        </a>
        <a class="button button-quiet" href=file("toml") rel="external" download="">
            ".toml"
        </a>
    };
    view! {
        <tr data-testid="table" data-id=it.id.clone()>
            <th scope="row" lang="zh-CN">
                <a href=to>{it.name}</a>
                <span class="quiet manage-under">{it.document}</span>
                <span class="quiet manage-under manage-code">{format!("{} {short}", it.id)}</span>
                <span class="quiet manage-under">{counts}</span>
            </th>
            <td class="manage-day">{since(i18n, it.from, it.until)}</td>
            <td>{used}</td>
            <td class="manage-edit">{files}</td>
        </tr>
    }
    .into_any()
}

fn upload(i18n: I18n, shown: RwSignal<FileState>, on_taken: Callback<()>) -> AnyView {
    let form = FileForm {
        field: "table-file",
        address: "/api/v1/tables".to_owned(),
        accept: ".xlsx,.toml",
        label: td_string!(i18n, manage.table_upload),
        hint: td_string!(i18n, manage.table_file_hint),
        check: Some((td_string!(i18n, manage.table_check), "table-check")),
        take: (td_string!(i18n, manage.table_take), "table-take"),
        beside: None,
        shown,
        on_taken,
    };
    let outcomes = Outcomes {
        checked: td_string!(i18n, manage.table_checked),
        nothing_new: td_string!(i18n, manage.table_same),
        taken: td_string!(i18n, manage.table_taken),
        wrong: td_string!(i18n, manage.table_wrong),
        testid: "table-result",
    };
    view! {
        <section class="card manage-step">
            <h2>{td_string!(i18n, manage.table_adopt)}</h2>
            <p class="quiet">{td_string!(i18n, manage.table_adopt_text)}</p>
            <p class="actions">
                <a class="button button-secondary" href="/api/v1/tables/new.xlsx" rel="external" download="">
                    {td_string!(i18n, manage.table_new)}
                </a>
            </p>
            {form.view(i18n)}
            <div aria-live="polite">{move || outcomes.view(i18n, shown.get())}</div>
        </section>
    }
    .into_any()
}
