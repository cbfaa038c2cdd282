//! One of a few, as big buttons side by side: 符合要求 / 有问题 / 不涉及.

use crate::components::finger;
use crate::components::tag::Tone;
use leptos::ev::TouchEvent;
use leptos::prelude::*;

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it stands for.
    pub value: &'static str,
    /// Its words.
    pub label: String,
    /// Its colour when chosen.
    pub tone: Tone,
}

/// A radio group as buttons. The chosen one differs by a mark and weight, not by colour alone;
/// arrow keys move as in any radio group. What is painted is `value`, whatever was tapped: a choice
/// that is not taken up leaves the group as it was.
#[component]
pub fn Segmented(
    /// The group's name, unique on the page.
    #[prop(into)]
    name: String,
    /// What is asked; for screen readers unless `show_legend`.
    #[prop(into)]
    legend: String,
    /// Show what is asked above the buttons.
    #[prop(optional)]
    show_legend: bool,
    /// The choices.
    choices: Vec<Choice>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<Option<&'static str>>,
    /// Not to be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// A choice was made.
    #[prop(into)]
    on_pick: Callback<&'static str>,
) -> impl IntoView {
    finger::hear_fingers();
    // The browser's own click of a finger comes later; this one is the same to the group.
    let lift = move |event: TouchEvent| {
        if let Some(input) = tapped(&event).filter(|input| finger::taps(&event, input)) {
            input.click();
        }
    };
    let buttons = choices
        .into_iter()
        .map(|choice| {
            let chosen = choice.value;
            let id = format!("{name}-{chosen}");
            view! {
                <div class=format!("segment {}", choice.tone.class())>
                    <input
                        type="radio"
                        class="visually-hidden"
                        id=id.clone()
                        name=name.clone()
                        value=chosen
                        prop:checked=move || value.get() == Some(chosen)
                        disabled=move || disabled.get()
                        on:change=move |event| {
                            on_pick.run(chosen);
                            paint(&event, value.get_untracked());
                        }
                    />
                    <label for=id data-testid=format!("answer-{chosen}")>
                        {choice.label}
                    </label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="segmented" on:touchend=lift>
            <legend class=if show_legend { "field-label" } else { "visually-hidden" }>{legend}</legend>
            <div class="segments">{buttons}</div>
        </fieldset>
    }
    .into_any()
}

/// The choice whose words a finger is on.
fn tapped(event: &TouchEvent) -> Option<leptos::web_sys::HtmlInputElement> {
    use leptos::wasm_bindgen::JsCast;
    // A finger touches elements alone, and each label of the group stands behind its input.
    let on: leptos::web_sys::Element = event.target()?.unchecked_into();
    let label = on.closest("label").ok().flatten()?;
    Some(label.previous_element_sibling()?.unchecked_into())
}

/// Checks what is chosen in the group that the event came from: a browser has checked what was
/// tapped by itself, and a value that stays as it was paints nothing anew.
fn paint(event: &leptos::ev::Event, chosen: Option<&'static str>) {
    use leptos::wasm_bindgen::JsCast;
    use leptos::web_sys::{Element, HtmlInputElement};
    let group = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|input| input.closest("fieldset").ok().flatten());
    let inputs = group.and_then(|group| group.query_selector_all("input").ok());
    let Some(inputs) = inputs else { return };
    for at in 0..inputs.length() {
        let input = inputs.item(at);
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
            input.set_checked(Some(input.value().as_str()) == chosen);
        }
    }
}
