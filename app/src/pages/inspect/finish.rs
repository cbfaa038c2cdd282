//! 提交检查: what is unchecked, what lacks evidence, the sheet for the site and its answer.

use crate::components::sign_pad::{Pad, SignPad};
use crate::components::{Button, ButtonKind, Choice, Field, Segmented, Tone, use_toasts};
use crate::language::use_words;
use crate::pages::inspect::here::{use_here, visit_in_address};
use crate::pages::inspect::photos::Photos;
use crate::pages::inspect::record_sheet::RecordSheet;
use crate::pages::inspect::recorder::disk_words;
use crate::pages::inspect::signed;
use crate::pages::inspect::walk;
use crate::words_of::fill;
use domain::ids::VisitId;
use domain::inspection::{Form, Outcome, Signature};
use domain::sync::op::CloseVisit;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::components::Redirect;

const SIGNED: &str = "signed";
const REFUSED: &str = "refused";

/// What stands between a visit and its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Lacking {
    unchecked: u64,
    /// Names of what must say in words what it is.
    notes: Vec<String>,
    /// Names of what needs a photo.
    photos: Vec<String>,
}

/// 提交检查.
#[component]
pub fn Finish() -> impl IntoView {
    let here = use_here();
    let id = visit_in_address();
    // A visit that has ended meanwhile, or is not here, shows on its own page.
    let open = Memo::new(move |_| {
        id.filter(|id| here.with_visit(*id, |visit, _| visit.closing().is_none()) == Some(true))
    });
    let handed_in = RwSignal::new(false);
    move || match (open.get(), id) {
        (Some(id), _) => view! { <FinishOpen id handed_in /> }.into_any(),
        (None, _) if handed_in.get_untracked() => view! { <Redirect path="/inspect" /> }.into_any(),
        (None, Some(id)) => view! { <Redirect path=format!("/inspect/{id}") /> }.into_any(),
        (None, None) => view! { <Redirect path="/inspect" /> }.into_any(),
    }
}

#[component]
fn FinishOpen(id: VisitId, handed_in: RwSignal<bool>) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let toasts = use_toasts();
    let form = here
        .peek_visit(id, |visit, _| visit.form)
        .unwrap_or(Form::Announced);
    let lacking = Memo::new(move |_| lacking(here, i18n, id));
    let could_not = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let answer = RwSignal::new(None::<&'static str>);
    let answer_words = RwSignal::new(String::new());
    let pad = Pad::default();
    let tried = RwSignal::new(false);
    let busy = RwSignal::new(false);

    let outcome = move || -> Result<Outcome, String> {
        let words = answer_words.get().trim().to_owned();
        if could_not.get() {
            let reason = reason.get().trim().to_owned();
            return if reason.is_empty() {
                Err(td_string!(i18n, inspect.could_not_reason).to_owned())
            } else {
                Ok(Outcome::NotInspected { reason })
            };
        }
        if lacking.with(|it| !it.notes.is_empty()) {
            return Err(td_string!(i18n, inspect.fix_first).to_owned());
        }
        let signature = match (form, answer.get()) {
            (Form::Unannounced, _) => None,
            (Form::Announced, Some(SIGNED)) if !words.is_empty() => Some(Signature::Signed {
                name: words,
                drawing: None,
            }),
            (Form::Announced, Some(REFUSED)) if !words.is_empty() => {
                Some(Signature::Refused { reason: words })
            }
            _ => return Err(td_string!(i18n, inspect.confirmation_needed).to_owned()),
        };
        Ok(Outcome::Inspected { signature })
    };
    let hand_in = move |()| {
        tried.set(true);
        let Ok(outcome) = untrack(outcome) else {
            return;
        };
        busy.set(true);
        // The page gives way as soon as the visit has ended: then to 今日.
        handed_in.set(true);
        spawn_local(async move {
            let close = CloseVisit { visit: id, outcome };
            match signed::hand_in(here.store, close, pad).await {
                Ok(()) => toasts.say(td_string!(i18n, inspect.handed_in_toast)),
                Err(error) => {
                    handed_in.set(false);
                    let _ = busy.try_set(false);
                    toasts.say(fill(
                        td_string!(i18n, inspect.not_saved),
                        &[("why", &disk_words(i18n, &error))],
                    ));
                }
            }
        });
    };
    view! {
        <Title text=td_string!(i18n, inspect.finish) />
        <div class="with-bottom-bar stack" data-testid="finish">
            <h1>{td_string!(i18n, inspect.finish)}</h1>
            {move || (!could_not.get()).then(|| view! { <LackingView lacking=lacking.get() /> })}
            <RecordSheet id />
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="could-not"
                    prop:checked=move || could_not.get()
                    on:change=move |event| could_not.set(event_target_checked(&event))
                />
                <span class="choice-words">{td_string!(i18n, inspect.could_not)}</span>
            </label>
            {move || {
                if could_not.get() {
                    view! { <CouldNot visit=id reason /> }.into_any()
                } else {
                    view! { <Answer form answer words=answer_words pad /> }.into_any()
                }
            }}
            <div class="bottom-bar">
                <div class="bottom-total" role="alert" data-testid="finish-problem">
                    {move || tried.get().then(|| outcome().err())}
                </div>
                <div class="actions">
                    <a class="button button-secondary" href=format!("/inspect/{id}")>
                        {td_string!(i18n, inspect.back_to_list)}
                    </a>
                    <Button kind=ButtonKind::Primary busy=busy on_click=hand_in testid="hand-in">
                        {td_string!(i18n, inspect.hand_in)}
                    </Button>
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn lacking(here: super::here::Here, i18n: crate::language::I18n, id: VisitId) -> Lacking {
    here.store
        .with(|tablet| {
            let visit = tablet.visit(id)?;
            let table = tablet.table_at(visit.opened.at)?;
            let kind = tablet.sites.get(&visit.site)?.kind;
            let all = walk::checkpoints(table, kind, visit.method);
            let unchecked = all
                .iter()
                .filter(|it| visit.answer(&it.1.id).is_none())
                .count() as u64;
            let mut lacking = Lacking {
                unchecked,
                ..Lacking::default()
            };
            for finding in visit.findings.values() {
                let Some(content) = finding.content() else {
                    continue;
                };
                let Some((_, checkpoint)) = table.checkpoint(&finding.checkpoint) else {
                    continue;
                };
                let name = walk::words(i18n, &checkpoint.name).to_owned();
                if checkpoint.note_required && content.note.trim().is_empty() {
                    lacking.notes.push(name.clone());
                }
                if checkpoint.photo && visit.photos_of(finding.id).next().is_none() {
                    lacking.photos.push(name);
                }
            }
            Some(lacking)
        })
        .unwrap_or_default()
}

#[component]
fn LackingView(lacking: Lacking) -> impl IntoView {
    let i18n = use_words();
    let missing = !lacking.notes.is_empty() || !lacking.photos.is_empty();
    view! {
        {if lacking.unchecked == 0 {
            view! { <p class="notice notice-good">{td_string!(i18n, inspect.all_checked)}</p> }.into_any()
        } else {
            view! {
                <div class="notice" data-testid="unchecked">
                    <p><strong>{fill(td_string!(i18n, inspect.unchecked_title), &[("count", &lacking.unchecked)])}</strong></p>
                    <p>{td_string!(i18n, inspect.unchecked_text)}</p>
                </div>
            }
                .into_any()
        }}
        {missing
            .then(|| {
                view! {
                    <div class="notice" data-testid="lacking">
                        <p><strong>{td_string!(i18n, inspect.lacking_title)}</strong></p>
                        <ul class="bullets">
                            {lacking
                                .notes
                                .into_iter()
                                .map(|what| view! { <li>{fill(td_string!(i18n, inspect.lacking_note), &[("what", &what)])}</li> })
                                .collect_view()}
                            {lacking
                                .photos
                                .into_iter()
                                .map(|what| view! { <li>{fill(td_string!(i18n, inspect.lacking_photo), &[("what", &what)])}</li> })
                                .collect_view()}
                        </ul>
                    </div>
                }
            })}
    }
    .into_any()
}

/// The site's answer on an announced visit; an unannounced one has none.
#[component]
fn Answer(
    form: Form,
    answer: RwSignal<Option<&'static str>>,
    words: RwSignal<String>,
    pad: Pad,
) -> impl IntoView {
    let i18n = use_words();
    if form == Form::Unannounced {
        return view! { <p class="notice">{td_string!(i18n, inspect.unannounced_end)}</p> }
            .into_any();
    }
    let choices = vec![
        Choice {
            value: SIGNED,
            label: td_string!(i18n, inspect.signed).to_owned(),
            tone: Tone::Good,
        },
        Choice {
            value: REFUSED,
            label: td_string!(i18n, inspect.refused).to_owned(),
            tone: Tone::Pending,
        },
    ];
    view! {
        <Segmented
            name="site-answer"
            legend=td_string!(i18n, inspect.confirmation)
            show_legend=true
            choices
            value=Signal::derive(move || answer.get())
            on_pick=move |picked| answer.set(Some(picked))
        />
        {move || {
            answer
                .get()
                .map(|picked| {
                    let label = if picked == SIGNED {
                        td_string!(i18n, inspect.signed_name)
                    } else {
                        td_string!(i18n, inspect.refused_reason)
                    };
                    view! {
                        {(picked == SIGNED).then(|| view! { <SignPad pad /> })}
                        <Field id="site-answer-words" label=label value=words testid="site-answer-words" />
                    }
                })
        }}
    }
    .into_any()
}

/// 关门、无人: with the reason and a photo.
#[component]
fn CouldNot(visit: VisitId, reason: RwSignal<String>) -> impl IntoView {
    let i18n = use_words();
    let ready = [
        td_string!(i18n, inspect.reason_closed),
        td_string!(i18n, inspect.reason_nobody),
        td_string!(i18n, inspect.reason_other),
    ];
    view! {
        <div class="chips-row">
            {ready
                .into_iter()
                .map(|words| {
                    view! {
                        <button
                            type="button"
                            class="chip"
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
            id="could-not-reason"
            label=td_string!(i18n, inspect.could_not_reason)
            hint=td_string!(i18n, inspect.could_not_hint).to_owned()
            value=reason
            testid="could-not-reason"
        />
        <Photos visit />
    }
    .into_any()
}
