//! The district's workbook: download, check, import.

use crate::components::file_form::{FileForm, Outcomes};
use crate::components::file_report::FileState;
use crate::language::I18n;
use leptos::prelude::*;
use leptos_i18n::td_string;

const WORKBOOK: &str = "/api/v1/registry/workbook.xlsx";

/// The workbook's panel. `shown` is its message; `on_taken` runs after an import.
pub(super) fn workbook_panel(
    i18n: I18n,
    shown: RwSignal<FileState>,
    on_taken: Callback<()>,
) -> AnyView {
    let form = FileForm {
        field: "registry-file",
        address: "/api/v1/registry/import".to_owned(),
        accept: ".xlsx",
        label: td_string!(i18n, manage.upload),
        hint: td_string!(i18n, manage.choose_hint),
        check: Some((td_string!(i18n, import.check), "registry-check")),
        take: (td_string!(i18n, import.take), "registry-take"),
        beside: None,
        shown,
        on_taken,
    };
    let outcomes = Outcomes {
        checked: td_string!(i18n, manage.checked),
        nothing_new: td_string!(i18n, manage.nothing_new),
        taken: td_string!(i18n, manage.taken),
        wrong: td_string!(i18n, manage.wrong),
        testid: "registry-result",
    };
    view! {
        <div class="stack" data-testid="registry-file-panel">
            <p class="actions">
                <a class="button button-secondary" href=WORKBOOK rel="external" download="" data-testid="workbook">
                    {td_string!(i18n, manage.template)}
                </a>
                <a class="button button-quiet" href=format!("{WORKBOOK}?filled=1") rel="external" download="">
                    {td_string!(i18n, manage.template_filled)}
                </a>
            </p>
            {form.view(i18n)}
            <section aria-live="polite">{move || outcomes.view(i18n, shown.get())}</section>
        </div>
    }
    .into_any()
}
