//! When a finding was seen: a 暗访 is often entered later, in the car.

use crate::components::browser::{set_latest, write_back};
use crate::local::clock;
use crate::pages::inspect::this_finding::ThisFinding;
use domain::inspection::observed;
use domain::time::Moment;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The time to the minute, within possible bounds: a wrong year is reported at the field, and the
/// saved time remains.
#[component]
pub(super) fn SeenAt(this: ThisFinding) -> impl IntoView {
    let i18n = this.recorder.i18n;
    let id = format!("seen-{}", this.id);
    let at = this.part(|content| content.observed_at);
    let local = move || at.get().map(minute);
    let wrong = RwSignal::new(false);
    let opened = this.opened();
    let (earliest, latest) = opened
        .map(|opened| observed::bounds(opened, clock::now()))
        .unzip();
    // A page may be open for hours, so compute the latest possible time anew.
    let entered = move |event: leptos::ev::FocusEvent| {
        if let Some(opened) = opened {
            set_latest(&event, &minute(observed::bounds(opened, clock::now()).1));
        }
    };
    let set = move |event: leptos::ev::Event| {
        let now = clock::now();
        let text = format!("{}:00", event_target_value(&event));
        // Clearing the field leaves the time unchanged.
        let typed = Moment::from_civil_text(&text, now.offset_seconds());
        let fits = |at: &Moment| opened.is_none_or(|it| observed::may_be_seen(*at, it, now));
        // Removing the field fires its events once more, after the row is gone.
        let _ = wrong.try_set(typed.is_some_and(|at| !fits(&at)));
        if let Some(at) = typed.filter(fits) {
            this.amend(|said| said.observed_at = at);
        }
    };
    // Wait until the field is left: a year typed digit by digit is wrong at first.
    let left = move |event: leptos::ev::FocusEvent| {
        if wrong.try_get_untracked() == Some(true) {
            let kept = at.try_get_untracked().flatten();
            write_back(&event, &kept.map(minute).unwrap_or_default());
        }
    };
    let problem = format!("{id}-error");
    let described = problem.clone();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {td_string!(i18n, inspect.observed_at)}
            </label>
            {move || {
                wrong
                    .get()
                    .then(|| {
                        view! {
                            <p class="field-error" role="alert" id=problem.clone() data-testid="observed-wrong">
                                {td_string!(i18n, inspect.observed_wrong)}
                            </p>
                        }
                    })
            }}
            <input
                id=id
                class="input"
                type="datetime-local"
                min=earliest.map(minute)
                max=latest.map(minute)
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=move || wrong.get().then(|| described.clone())
                data-testid="observed-at"
                prop:value=local
                on:focus=entered
                on:change=set
                on:blur=left
            />
        </div>
    }
    .into_any()
}

/// The time in the field's format, without seconds.
fn minute(at: Moment) -> String {
    at.wall('T').chars().take(16).collect()
}
