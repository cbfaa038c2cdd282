//! What is wrong, said in place: how many, which phrases, a note, when, photos.

use crate::components::{Chips, Stepper, Toast, use_toasts};
use crate::language::use_words;
use crate::local::clock;
use crate::pages::inspect::checklist::{ThisVisit, record};
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::noted_position::NotedPosition;
use crate::pages::inspect::photos::Photos;
use crate::pages::inspect::walk;
use domain::ids::FindingId;
use domain::inspection::Content;
use domain::sync::op::{AmendFinding, Intent, Said, WithdrawFinding};
use domain::table::{Checkpoint, Per};
use domain::time::Moment;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::time::Duration;

/// A pause in typing after which the note is kept, should the field not be left.
const TYPING: Duration = Duration::from_millis(600);

fn said(content: &Content) -> Said {
    Said {
        count: content.count,
        phrases: content.phrases.clone(),
        note: content.note.clone(),
        observed_at: content.observed_at,
        position: content.position,
    }
}

/// One finding, to be completed.
#[component]
pub(super) fn FindingDetail(finding: FindingId, known: StoredValue<Checkpoint>) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let toasts = use_toasts();
    let visit: ThisVisit = expect_context();
    let content = Memo::new(move |_| {
        here.with_visit(visit.id, |it, _| {
            it.findings.get(&finding)?.content().cloned()
        })
        .flatten()
    });
    let amend = move |change: &dyn Fn(&mut Said)| {
        let Some(now) = content.get_untracked() else {
            return;
        };
        let before = said(&now);
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            let intent = AmendFinding {
                finding,
                visit: visit.id,
                said: after,
            };
            record(here, i18n, toasts, vec![Intent::AmendFinding(intent)]);
        }
    };
    let take_back = move |_| {
        let Some(last) = content.get_untracked() else {
            return;
        };
        record(
            here,
            i18n,
            toasts,
            vec![Intent::WithdrawFinding(WithdrawFinding {
                finding,
                visit: visit.id,
            })],
        );
        let undo = move |()| {
            let intent = AmendFinding {
                finding,
                visit: visit.id,
                said: said(&last),
            };
            record(here, i18n, toasts, vec![Intent::AmendFinding(intent)]);
        };
        // The row goes with the finding; what is made in a promise belongs to nobody and stays.
        spawn_local(async move {
            toasts.show(Toast {
                words: td_string!(i18n, inspect.taken_back).to_owned(),
                action: Some((td_string!(i18n, common.undo), Callback::new(undo))),
            });
        });
    };
    let phrases = known.with_value(|known| walk::phrases(i18n, known));
    let stored = StoredValue::new(phrases.clone());
    let chosen = Signal::derive(move || {
        let chosen =
            content.with(|it| it.as_ref().map(|it| it.phrases.clone()).unwrap_or_default());
        let shown = |zh: &String| {
            stored.with_value(|all| {
                all.iter()
                    .find(|it| it.0 == *zh)
                    .map_or_else(|| zh.clone(), |it| it.1.clone())
            })
        };
        chosen.iter().map(shown).collect::<Vec<_>>()
    });
    let toggle = move |shown: String| {
        let zh = stored.with_value(|all| {
            all.iter()
                .find(|it| it.1 == shown)
                .map_or_else(|| shown.clone(), |it| it.0.clone())
        });
        amend(
            &|said: &mut Said| match said.phrases.iter().position(|it| *it == zh) {
                Some(at) => {
                    said.phrases.remove(at);
                }
                None => said.phrases.push(zh.clone()),
            },
        );
    };
    let counts = known.with_value(|known| known.per == Per::Count);
    let note_required = known.with_value(|known| known.note_required);
    view! {
        <div class="finding-here" data-testid="finding" data-finding=finding.to_string()>
            {counts
                .then(|| {
                    view! {
                        <Stepper
                            id=format!("count-{finding}")
                            label=td_string!(i18n, inspect.count)
                            unit=td_string!(i18n, inspect.count_unit)
                            value=Signal::derive(move || content.with(|it| it.as_ref().map_or(1, |it| it.count)))
                            on_change=move |count| amend(&|said: &mut Said| said.count = count)
                        />
                    }
                })}
            {(!phrases.is_empty())
                .then(|| {
                    view! {
                        <Chips
                            legend=td_string!(i18n, inspect.phrases)
                            phrases=phrases.iter().map(|it| it.1.clone()).collect()
                            chosen
                            on_toggle=toggle
                            hide_legend=true
                        />
                    }
                })}
            <Note
                id=format!("note-{finding}")
                required=note_required
                kept=Signal::derive(move || content.with(|it| it.as_ref().map(|it| it.note.clone()).unwrap_or_default()))
                on_keep=move |note: String| amend(&|said: &mut Said| said.note.clone_from(&note))
            />
            <Photos visit=visit.id finding known />
            <NotedPosition
                kept=Signal::derive(move || content.with(|it| it.as_ref().and_then(|it| it.position)))
                on_note=move |fix| amend(&|said: &mut Said| said.position = fix)
            />
            <div class="finding-foot">
                <SeenAt
                    id=format!("seen-{finding}")
                    at=Signal::derive(move || content.with(|it| it.as_ref().map(|it| it.observed_at)))
                    on_set=move |at| amend(&|said: &mut Said| said.observed_at = at)
                />
                <button type="button" class="button button-quiet" data-testid="take-back" on:click=take_back>
                    {td_string!(i18n, inspect.take_back)}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// A note that keeps itself: on leaving the field and after a pause in typing.
#[component]
fn Note(
    id: String,
    required: bool,
    kept: Signal<String>,
    #[prop(into)] on_keep: Callback<String>,
) -> impl IntoView {
    let i18n = use_words();
    let typed = RwSignal::new(kept.get_untracked());
    let typing = StoredValue::new(0_u32);
    // What another tab or the server changes shows here, unless somebody is typing.
    Effect::new(move |_| {
        let kept = kept.get();
        if typing.get_value() == 0 {
            typed.set(kept);
        }
    });
    let input = move |event| {
        typed.set(event_target_value(&event));
        typing.update_value(|turn| *turn += 1);
        let turn = typing.get_value();
        set_timeout(
            move || {
                // The row may be gone by now.
                if typing.try_get_value() == Some(turn)
                    && let Some(typed) = typed.try_get_untracked()
                {
                    typing.set_value(0);
                    on_keep.try_run(typed);
                }
            },
            TYPING,
        );
    };
    let label = if required {
        td_string!(i18n, inspect.note_required)
    } else {
        td_string!(i18n, inspect.note)
    };
    let missing = move || required && typed.with(|typed| typed.trim().is_empty());
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {label}
            </label>
            <textarea
                id=id
                class="input"
                rows="2"
                maxlength="2000"
                placeholder=td_string!(i18n, inspect.note_hint)
                aria-invalid=move || missing().then_some("true")
                data-testid="note"
                prop:value=move || typed.get()
                on:input=input
                on:change=move |_| {
                    // A field that is taken away is left once more, after its row has gone.
                    if let Some(typed) = typed.try_get_untracked() {
                        typing.set_value(0);
                        on_keep.try_run(typed);
                    }
                }
            ></textarea>
        </div>
    }
    .into_any()
}

/// When it was seen: a 暗访 is often entered later, in the car.
#[component]
fn SeenAt(
    id: String,
    at: Signal<Option<Moment>>,
    #[prop(into)] on_set: Callback<Moment>,
) -> impl IntoView {
    let i18n = use_words();
    let local = move || {
        at.get()
            .map(|at| at.wall('T').chars().take(16).collect::<String>())
    };
    let set = move |event| {
        let offset = clock::now().offset_seconds();
        let text = format!("{}:00", event_target_value(&event));
        // An emptied field leaves the time as it was.
        if let Some(at) = Moment::from_civil_text(&text, offset) {
            on_set.try_run(at);
        }
    };
    view! {
        <div class="field field-inline">
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
