//! When a finding was seen: a 暗访 is often entered later, in the car.

use crate::local::clock;
use crate::pages::inspect::finding::ThisFinding;
use domain::time::Moment;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The time to the minute, within what can be true.
#[component]
pub(super) fn SeenAt(this: ThisFinding) -> impl IntoView {
    let i18n = this.recorder.i18n;
    let id = format!("seen-{}", this.id);
    let at = this.part(|content| content.observed_at);
    let local = move || {
        at.get()
            .map(|at| at.wall('T').chars().take(16).collect::<String>())
    };
    let set = move |event| {
        let offset = clock::now().offset_seconds();
        let text = format!("{}:00", event_target_value(&event));
        // An emptied field leaves the time as it was.
        if let Some(at) = Moment::from_civil_text(&text, offset) {
            this.amend(|said| said.observed_at = at);
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {td_string!(i18n, inspect.observed_at)}
            </label>
            <input
                id=id
                class="input"
                type="datetime-local"
                data-testid="observed-at"
                prop:value=local
                on:change=set
            />
        </div>
    }
    .into_any()
}
