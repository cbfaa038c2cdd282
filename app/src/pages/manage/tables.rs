//! 评估表: those that there are, and taking another one in.

use crate::api::manage::SetUp;
use crate::components::file_form::{FileForm, Outcomes};
use crate::components::file_report::Shown;
use crate::language::I18n;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// `shown` is what is said of a file; `on_taken` runs after one was taken in.
pub(super) fn view(
    i18n: I18n,
    it: &SetUp,
    shown: RwSignal<Shown>,
    on_taken: Callback<()>,
) -> AnyView {
    let known = it
        .tables
        .iter()
        .map(|(sha256, id, name)| {
            let to = format!("/api/v1/tables/{sha256}.toml");
            let short: String = sha256.chars().take(8).collect();
            view! {
                <li data-testid="table">
                    <a href=to rel="external" download="" lang="zh-CN">
                        {name.clone()}
                    </a>
                    <span class="quiet manage-code">{format!(" {id} {short}")}</span>
                </li>
            }
        })
        .collect_view();
    let form = it.keeps.then(|| upload(i18n, shown, on_taken));
    view! {
        <details class="manage-tables">
            <summary data-testid="tables">{td_string!(i18n, manage.tables)}</summary>
            <p class="quiet">{td_string!(i18n, manage.tables_text)}</p>
            <ul class="bullets">{known}</ul>
            {form}
        </details>
    }
    .into_any()
}

fn upload(i18n: I18n, shown: RwSignal<Shown>, on_taken: Callback<()>) -> AnyView {
    let form = FileForm {
        field: "table-file",
        address: "/api/v1/tables".to_owned(),
        accept: ".toml",
        label: td_string!(i18n, manage.table_upload),
        hint: td_string!(i18n, manage.table_file_hint),
        check: None,
        take: (td_string!(i18n, manage.table_take), "table-take"),
        shown,
        on_taken,
    };
    let taken = td_string!(i18n, manage.table_taken);
    let outcomes = Outcomes {
        checked: taken,
        nothing_new: td_string!(i18n, manage.table_same),
        taken,
        wrong: td_string!(i18n, manage.table_wrong),
        testid: "table-result",
    };
    view! {
        <p class="actions">
            <a class="button button-secondary" href="/api/v1/tables/new.toml" rel="external" download="">
                {td_string!(i18n, manage.table_new)}
            </a>
        </p>
        {form.view(i18n)}
        <section aria-live="polite">{move || outcomes.view(i18n, shown.get())}</section>
    }
    .into_any()
}
