//! 作废: voiding a visit that was begun by mistake, and taking that back.

use crate::components::{Button, ButtonKind, Field, browser};
use crate::language::use_words;
use crate::pages::inspect::recorder::use_recorder;
use crate::words_of::{fill, moment_words};
use domain::ids::VisitId;
use domain::sync::op::{Intent, ResumeVisit, VoidVisit};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// Asks for a reason and voids the visit. `leaving` is set before the visit stops being open, so
/// that the page knows where to go.
#[component]
pub(super) fn GiveUp(id: VisitId, leaving: RwSignal<bool>) -> impl IntoView {
    let i18n = use_words();
    let recorder = use_recorder();
    let reason = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let lacking = move || tried.get() && reason.with(|it| it.trim().is_empty());
    let error = Signal::derive(move || {
        lacking().then(|| td_string!(i18n, inspect.void_reason_needed).to_owned())
    });
    let give_up = move |()| {
        let words = reason.get_untracked().trim().to_owned();
        tried.set(true);
        if words.is_empty() {
            return browser::focus("void-reason");
        }
        busy.set(true);
        leaving.set(true);
        let intent = Intent::VoidVisit(VoidVisit {
            visit: id,
            reason: words,
        });
        let undo = vec![Intent::ResumeVisit(ResumeVisit { visit: id })];
        let words = td_string!(i18n, inspect.voided_toast).to_owned();
        let kept = recorder.end_and_tell(intent);
        spawn_local(async move {
            if kept.await {
                recorder.offer_undo(words, undo);
            } else {
                // The page may be gone by now.
                let _ = leaving.try_set(false);
                let _ = busy.try_set(false);
            }
        });
    };
    let ready = [
        td_string!(i18n, inspect.void_wrong_site),
        td_string!(i18n, inspect.void_twice),
        td_string!(i18n, inspect.void_slip),
    ];
    view! {
        <details class="give-up">
            <summary data-testid="give-up">{td_string!(i18n, inspect.void_ask)}</summary>
            <div class="stack">
                <p>{td_string!(i18n, inspect.void_text)}</p>
                <div class="chips-row">
                    {ready
                        .into_iter()
                        .map(|words| {
                            view! {
                                <button
                                    type="button"
                                    class="chip"
                                    data-testid="void-ready"
                                    aria-pressed=move || if reason.with(|it| it == words) { "true" } else { "false" }
                                    on:click=move |_| reason.set(words.to_owned())
                                >
                                    {words}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                <Field
                    id="void-reason"
                    label=td_string!(i18n, inspect.void_reason)
                    value=reason
                    error
                    testid="void-reason"
                />
                <p>
                    <Button kind=ButtonKind::Danger busy=busy on_click=give_up testid="void-now">
                        {td_string!(i18n, inspect.void_now)}
                    </Button>
                </p>
            </div>
        </details>
    }
    .into_any()
}

/// Says that a visit was voided, with or without effect: by whom, when and why. A void visit can be
/// resumed.
#[component]
pub(super) fn VoidNote(id: VisitId) -> impl IntoView {
    let i18n = use_words();
    let recorder = use_recorder();
    let here = recorder.here;
    let said = Memo::new(move |_| {
        here.store.with(|tablet| {
            let visit = tablet.visit(id)?;
            let said = visit.void().or_else(|| visit.void_without_effect())?;
            let person = tablet.people.get(&said.stamp.by);
            Some((
                visit.void().is_some(),
                person.map_or_else(String::new, |it| it.name.clone()),
                said.stamp.at,
                said.value.reason.clone().unwrap_or_default(),
            ))
        })
    });
    let resume = move |()| {
        let intent = Intent::ResumeVisit(ResumeVisit { visit: id });
        let kept = recorder.record_and_tell(vec![intent]);
        spawn_local(async move {
            if kept.await {
                recorder.say(td_string!(i18n, inspect.resumed_toast).to_owned());
            }
        });
    };
    move || {
        said.get().map(|(holds, by, at, reason)| {
            let text = if holds {
                td_string!(i18n, inspect.void_note)
            } else {
                td_string!(i18n, inspect.void_without_effect)
            };
            let at = moment_words(i18n, at);
            let words = fill(text, &[("by", &by), ("at", &at), ("reason", &reason)]);
            let holds_word = if holds { "true" } else { "false" };
            view! {
                <div class="notice" data-testid="void-note" data-holds=holds_word>
                    <p>{words}</p>
                    {holds
                        .then(|| {
                            view! {
                                <p>
                                    <Button on_click=resume testid="void-undo">
                                        {td_string!(i18n, inspect.void_undo)}
                                    </Button>
                                </p>
                            }
                        })}
                </div>
            }
            .into_any()
        })
    }
}
