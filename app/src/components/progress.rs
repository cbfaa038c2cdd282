//! A progress bar.

use leptos::prelude::*;

/// A bar with its words: "5/10".
#[component]
pub fn ProgressBar(
    /// What the progress is about.
    #[prop(into)]
    label: String,
    /// The part that is done.
    #[prop(into)]
    done: Signal<u32>,
    /// The total.
    #[prop(into)]
    total: Signal<u32>,
) -> impl IntoView {
    view! {
        <div class="progress">
            <progress
                aria-label=label
                max=move || total.get().max(1).to_string()
                value=move || done.get().min(total.get()).to_string()
            ></progress>
            <span class="progress-words">{move || format!("{}/{}", done.get(), total.get())}</span>
        </div>
    }
    .into_any()
}
