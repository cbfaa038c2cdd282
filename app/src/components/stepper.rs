//! A small number with a button at each side.

use crate::components::browser::write_back;
use crate::language::use_words;
use crate::words_of::fill;
use domain::typed::number;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A number from `min` to `max`, changed by the buttons or by typing. The field always shows the
/// number that counts: other input is reported as wrong and not accepted.
#[component]
pub fn Stepper(
    /// The id of the input.
    #[prop(into)]
    id: String,
    /// What is counted.
    #[prop(into)]
    label: String,
    /// The unit after the number (人次).
    #[prop(optional, into)]
    unit: Option<String>,
    /// The least value.
    #[prop(default = 1)]
    min: u32,
    /// The greatest value.
    #[prop(default = 999)]
    max: u32,
    /// The value.
    #[prop(into)]
    value: Signal<u32>,
    /// Called with the new value, always within the bounds.
    #[prop(into)]
    on_change: Callback<u32>,
    /// A hook for tests; the buttons append `-less` and `-more`.
    #[prop(default = "count")]
    testid: &'static str,
) -> impl IntoView {
    let i18n = use_words();
    let wrong = RwSignal::new(false);
    // Removing the field fires its blur event once more, after the component is disposed.
    let change = move |to: u32| {
        let _ = wrong.try_set(false);
        on_change.try_run(to.clamp(min, max));
    };
    let typed = move |event: leptos::ev::Event| {
        match number(&event_target_value(&event)).filter(|it| (min..=max).contains(it)) {
            Some(number) => change(number),
            None => {
                let _ = wrong.try_set(true);
            }
        }
        if let Some(kept) = value.try_get_untracked() {
            write_back(&event, &kept.to_string());
        }
    };
    let problem = format!("{id}-error");
    let described = problem.clone();
    view! {
        <div class="stepper">
            <label class="field-label" for=id.clone()>
                {label}
            </label>
            {move || {
                wrong
                    .get()
                    .then(|| {
                        let bounds = [("min", &min as &dyn std::fmt::Display), ("max", &max)];
                        view! {
                            <p class="field-error" role="alert" id=problem.clone() data-testid=format!("{testid}-wrong")>
                                {fill(td_string!(i18n, common.number_between), &bounds)}
                            </p>
                        }
                    })
            }}
            <div class="stepper-row">
                <button
                    type="button"
                    class="button button-secondary button-icon"
                    aria-label=td_string!(i18n, common.one_less)
                    aria-controls=id.clone()
                    data-testid=format!("{testid}-less")
                    disabled=move || { value.get() <= min }
                    on:click=move |_| change(value.get_untracked().saturating_sub(1))
                >
                    <span aria-hidden="true">"−"</span>
                </button>
                <input
                    id=id.clone()
                    class="input stepper-input"
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    data-testid=testid
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby=move || wrong.get().then(|| described.clone())
                    prop:value=move || value.get().to_string()
                    on:change=typed
                />
                <button
                    type="button"
                    class="button button-secondary button-icon"
                    aria-label=td_string!(i18n, common.one_more)
                    aria-controls=id
                    data-testid=format!("{testid}-more")
                    disabled=move || { value.get() >= max }
                    on:click=move |_| change(value.get_untracked().saturating_add(1))
                >
                    <span aria-hidden="true">"+"</span>
                </button>
                {unit.map(|unit| view! { <span class="stepper-unit">{unit}</span> })}
            </div>
        </div>
    }
    .into_any()
}
