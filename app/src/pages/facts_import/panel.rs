//! The import itself: the template, then the check, then the import.

use crate::components::EmptyState;
use crate::components::file_form::{FileForm, Outcomes};
use crate::components::file_report::FileState;
use crate::language::{I18n, use_words};
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Imports a quarter's facts from a file that is checked first.
#[component]
pub fn ImportPanel(
    /// The quarter.
    quarter: Quarter,
) -> impl IntoView {
    let i18n = use_words();
    let shown = RwSignal::new(FileState::Nothing);
    let form = FileForm {
        field: "import-file",
        address: format!("/api/v1/quarters/{quarter}/facts/import"),
        accept: ".xlsx,.xlsm,.ods,.csv,.txt,.xml,.xls,.et",
        label: td_string!(i18n, import.choose),
        hint: td_string!(i18n, import.choose_hint),
        check: Some((td_string!(i18n, import.check), "import-check")),
        take: (td_string!(i18n, import.take), "import-take"),
        beside: Some(("distinct", td_string!(i18n, import.distinct))),
        shown,
        // The imported facts appear on other pages, which read them when opened.
        on_taken: Callback::new(|()| {}),
    };
    let template =
        move |ending: &str| format!("/api/v1/quarters/{quarter}/facts/template.{ending}");
    view! {
        <div class="import stack" data-testid="import">
            <section class="import-step">
                <h2>{td_string!(i18n, import.template)}</h2>
                <p class="quiet">{td_string!(i18n, import.template_text)}</p>
                <p class="actions">
                    <a class="button button-secondary" href=template("xlsx") rel="external" download="">
                        {td_string!(i18n, import.template_xlsx)}
                    </a>
                    <a class="button button-secondary" href=template("csv") rel="external" download="">
                        {td_string!(i18n, import.template_csv)}
                    </a>
                    <a class="button button-secondary" href=template("xlsx?filled=1") rel="external" download="">
                        {td_string!(i18n, import.template_filled)}
                    </a>
                </p>
            </section>
            <section class="import-step">{form.view(i18n)}</section>
            <section class="import-result" aria-live="polite">
                {move || result(i18n, shown.get())}
            </section>
        </div>
    }
    .into_any()
}

fn result(i18n: I18n, shown: FileState) -> AnyView {
    if matches!(shown, FileState::Nothing | FileState::NoFile) {
        return view! {
            <EmptyState
                title=td_string!(i18n, import.empty_title)
                text=td_string!(i18n, import.empty_text)
            />
        }
        .into_any();
    }
    let outcomes = Outcomes {
        checked: td_string!(i18n, import.checked),
        nothing_new: td_string!(i18n, import.nothing_new),
        taken: td_string!(i18n, import.taken),
        wrong: td_string!(i18n, import.wrong),
        testid: "import-result",
    };
    outcomes.view(i18n, shown)
}
