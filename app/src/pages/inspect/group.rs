//! Groups of visits on a page.

use leptos::prelude::*;

/// A group's heading, with the number of visits below it.
pub(super) fn group_title(title: &'static str, count: Signal<usize>) -> AnyView {
    view! {
        <h2 class="group-title">
            {title} " " <span class="group-count" data-testid="group-count">{move || count.get()}</span>
        </h2>
    }
    .into_any()
}
