//! A choice from a list, with the browser's own control.

use super::field::{described_by, error_view, hint_view};
use leptos::prelude::*;

/// A labelled list to choose one value from.
#[component]
pub fn Select(
    /// The id of the list; error summaries link to it.
    id: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// A hint below the label.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The field's error.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The values with their words.
    options: Vec<(String, String)>,
    /// The chosen value.
    value: RwSignal<String>,
    /// Called after another value was chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// A hook for tests.
    #[prop(optional)]
    testid: &'static str,
) -> impl IntoView {
    let chosen = value.get_untracked();
    let options = options
        .into_iter()
        .map(|(of, words)| {
            let selected = of == chosen;
            view! {
                <option value=of selected=selected>
                    {words}
                </option>
            }
        })
        .collect_view();
    let described = described_by(id, hint.is_some(), error);
    view! {
        <div class="field" class:field-wrong=move || error.with(Option::is_some)>
            <label for=id class="field-label">
                {label}
            </label>
            {hint_view(id, hint)}
            {error_view(id, error)}
            <select
                id=id
                class="input"
                prop:value=move || value.get()
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                data-testid=(!testid.is_empty()).then_some(testid)
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    value.set(chosen.clone());
                    if let Some(callback) = on_change {
                        callback.run(chosen);
                    }
                }
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}
