//! One of a few, as big buttons side by side: 符合要求 / 有问题 / 不涉及.

use crate::components::tag::Tone;
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
/// arrow keys move as in any radio group.
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
                        on:change=move |_| on_pick.run(chosen)
                    />
                    <label for=id data-testid=format!("answer-{chosen}")>
                        {choice.label}
                    </label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="segmented">
            <legend class=if show_legend { "field-label" } else { "visually-hidden" }>{legend}</legend>
            <div class="segments">{buttons}</div>
        </fieldset>
    }
    .into_any()
}
