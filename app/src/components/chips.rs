//! Phrases to tap.

use leptos::prelude::*;

/// Adds a phrase to the chosen ones, or removes it.
pub fn toggled(all: RwSignal<Vec<String>>, phrase: String) {
    all.update(|all| match all.iter().position(|it| *it == phrase) {
        Some(at) => {
            all.remove(at);
        }
        None => all.push(phrase),
    });
}

/// Phrases of which any number can be chosen.
#[component]
pub fn Chips(
    /// What the phrases are for.
    #[prop(into)]
    legend: String,
    /// The phrases.
    phrases: Vec<String>,
    /// The chosen phrases.
    #[prop(into)]
    chosen: Signal<Vec<String>>,
    /// Called with the phrase that was tapped.
    #[prop(into)]
    on_toggle: Callback<String>,
    /// Whether only screen readers get the legend.
    #[prop(optional)]
    hide_legend: bool,
    /// A hook for tests, the same for each.
    #[prop(default = "phrase")]
    testid: &'static str,
) -> impl IntoView {
    let chips = phrases
        .into_iter()
        .map(|phrase| {
            let (mine, tapped) = (phrase.clone(), phrase.clone());
            let on = move || chosen.with(|chosen| chosen.contains(&mine));
            view! {
                <button
                    type="button"
                    class="chip"
                    aria-pressed=move || if on() { "true" } else { "false" }
                    data-testid=testid
                    on:click=move |_| on_toggle.run(tapped.clone())
                >
                    {phrase}
                </button>
            }
        })
        .collect_view();
    view! {
        <fieldset class="chips">
            <legend class=if hide_legend { "visually-hidden" } else { "field-label" }>{legend}</legend>
            <div class="chips-row">{chips}</div>
        </fieldset>
    }
    .into_any()
}
