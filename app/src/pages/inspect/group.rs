//! Groups of visits on a page.

use leptos::prelude::*;

/// The heading of a group, with how many stand below it.
pub(super) fn group_title(title: &'static str, count: Signal<usize>) -> AnyView {
    view! {
        <h2 class="group-title">
            {title} " " <span class="group-count" data-testid="group-count">{move || count.get()}</span>
        </h2>
    }
    .into_any()
}
