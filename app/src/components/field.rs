//! Text fields with a label, a hint and an error, as on GOV.UK.

use leptos::prelude::*;

/// A one-line field. The error appears between label and field and is linked to it for screen
/// readers; the browser's own error bubbles are not used.
#[component]
pub fn Field(
    /// The id of the input; error summaries link to it.
    id: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// A hint on filling it in.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The field's error.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The field's value.
    value: RwSignal<String>,
    /// The input's type: `text`, `password`, `search`, `date`, `datetime-local` …
    #[prop(default = "text")]
    kind: &'static str,
    /// The input's `autocomplete`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The input's `inputmode`.
    #[prop(optional)]
    inputmode: &'static str,
    /// The earliest and the latest date or time, in the input's format.
    #[prop(optional)]
    bounds: Option<(String, String)>,
    /// Whether only screen readers get the label.
    #[prop(optional)]
    hide_label: bool,
    /// A hook for tests.
    #[prop(optional)]
    testid: &'static str,
) -> impl IntoView {
    let described = described_by(id, hint.is_some(), error);
    let (min, max) = bounds.unzip();
    view! {
        <div class="field" class:field-wrong=move || error.with(Option::is_some)>
            <label for=id class=if hide_label { "visually-hidden" } else { "field-label" }>
                {label}
            </label>
            {hint_view(id, hint)}
            {error_view(id, error)}
            <input
                id=id
                class="input"
                name=id
                type=kind
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                inputmode=(!inputmode.is_empty()).then_some(inputmode)
                min=min
                max=max
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                data-testid=(!testid.is_empty()).then_some(testid)
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}

/// A field of several lines.
#[component]
pub fn TextArea(
    /// The id of the text area; error summaries link to it.
    id: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// A hint on filling it in.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The field's error.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The field's value.
    value: RwSignal<String>,
    /// The number of visible lines.
    #[prop(default = 3)]
    rows: u32,
    /// The greatest number of characters.
    #[prop(default = 2000)]
    max: u32,
    /// Called when the field is left: a good moment to save.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// A hook for tests.
    #[prop(optional)]
    testid: &'static str,
) -> impl IntoView {
    let described = described_by(id, hint.is_some(), error);
    view! {
        <div class="field" class:field-wrong=move || error.with(Option::is_some)>
            <label for=id class="field-label">
                {label}
            </label>
            {hint_view(id, hint)}
            {error_view(id, error)}
            <textarea
                id=id
                class="input"
                name=id
                rows=rows
                maxlength=max
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                data-testid=(!testid.is_empty()).then_some(testid)
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:change=move |event| {
                    if let Some(callback) = on_change {
                        // Removing the field fires this event once more, after its page is gone.
                        callback.try_run(event_target_value(&event));
                    }
                }
            ></textarea>
        </div>
    }
    .into_any()
}

pub(super) fn described_by(
    id: &'static str,
    hint: bool,
    error: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
    move || match (hint, error.with(Option::is_some)) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-hint {id}-error")),
    }
}

pub(super) fn hint_view(id: &'static str, hint: Option<String>) -> AnyView {
    hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })
        .into_any()
}

pub(super) fn error_view(id: &'static str, error: Signal<Option<String>>) -> AnyView {
    (move || {
        error
            .get()
            .map(|error| view! { <p class="field-error" id=format!("{id}-error")>{error}</p> })
    })
    .into_any()
}
