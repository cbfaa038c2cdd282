//! One of a few, as big buttons side by side: 符合要求 / 有问题 / 不涉及.

use crate::components::finger;
use crate::components::tag::Tone;
use leptos::ev::TouchEvent;
use leptos::prelude::*;

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value that `on_pick` receives.
    pub value: &'static str,
    /// Its words.
    pub label: String,
    /// Its colour when chosen.
    pub tone: Tone,
}

/// A radio group as buttons. The chosen button differs in mark and weight, not in colour alone;
/// arrow keys move as in any radio group. The group always paints `value`: if the page does not
/// accept a pick, the group looks as before.
#[component]
pub fn Segmented(
    /// The group's name, unique on the page.
    #[prop(into)]
    name: String,
    /// The question; only for screen readers unless `show_legend`.
    #[prop(into)]
    legend: String,
    /// Whether to show the question above the buttons.
    #[prop(optional)]
    show_legend: bool,
    /// The choices.
    choices: Vec<Choice>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<Option<&'static str>>,
    /// Whether the group is locked.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Called with the value that was picked.
    #[prop(into)]
    on_pick: Callback<&'static str>,
) -> impl IntoView {
    finger::hear_fingers();
    // The browser's own click of this touch comes later; the group treats both alike.
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

/// The input of the choice whose label is touched.
fn tapped(event: &TouchEvent) -> Option<leptos::web_sys::HtmlInputElement> {
    use leptos::wasm_bindgen::JsCast;
    // Touch events target elements only, and each label of the group follows its input.
    let on: leptos::web_sys::Element = event.target()?.unchecked_into();
    let label = on.closest("label").ok().flatten()?;
    Some(label.previous_element_sibling()?.unchecked_into())
}

/// Checks the input of `chosen` in the group of the event: the browser has checked the tapped input
/// by itself, and an unchanged `value` triggers no repaint.
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
