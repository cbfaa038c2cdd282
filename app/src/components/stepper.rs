//! A small number with a button at each side.

use crate::language::use_words;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A number from `min` to `max`, changed by one with each tap or typed in.
#[component]
pub fn Stepper(
    /// The id of the input.
    #[prop(into)]
    id: String,
    /// What is counted.
    #[prop(into)]
    label: String,
    /// The unit behind the number (人次).
    #[prop(optional, into)]
    unit: Option<String>,
    /// The least.
    #[prop(default = 1)]
    min: u32,
    /// The most.
    #[prop(default = 999)]
    max: u32,
    /// The number.
    #[prop(into)]
    value: Signal<u32>,
    /// It was changed, within its bounds.
    #[prop(into)]
    on_change: Callback<u32>,
    /// A hook for tests; the buttons have `-less` and `-more` behind it.
    #[prop(default = "count")]
    testid: &'static str,
) -> impl IntoView {
    let i18n = use_words();
    let change = move |to: u32| on_change.run(to.clamp(min, max));
    view! {
        <div class="stepper">
            <label class="field-label" for=id.clone()>
                {label}
            </label>
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
                    prop:value=move || value.get().to_string()
                    on:change=move |event| {
                        match event_target_value(&event).trim().parse() {
                            Ok(number) => change(number),
                            // What was typed is no number: the old one stands.
                            Err(_) => change(value.get_untracked()),
                        }
                    }
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
