//! 提交检查: unchecked rows, missing evidence, the record for the site and the site's answer.

use crate::components::sign_pad::{Pad, SignPad};
use crate::components::{
    Button, ButtonKind, Choice, Field, Segmented, Sheet, Tone, browser, use_toasts,
};
use crate::language::{I18n, use_words};
use crate::pages::inspect::give_up::GiveUp;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::lacking::{Lacking, LackingView};
use crate::pages::inspect::photos::Photos;
use crate::pages::inspect::record_sheet::RecordSheet;
use crate::pages::inspect::recorder::disk_words;
use crate::pages::inspect::signed;
use crate::sync::runner::Status;
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

/// 提交检查.
#[component]
pub fn Finish(
    /// The visit that the address names.
    id: Option<VisitId>,
) -> impl IntoView {
    let here = use_here();
    // A visit that has ended, or is not on this tablet, shows on its own page.
    let open = Memo::new(move |_| here.with_visit(id?, |visit, _| visit.is_open()));
    let handed_in = RwSignal::new(false);
    move || match (open.get(), id) {
        (Some(true), Some(id)) => view! { <FinishOpen id handed_in /> }.into_any(),
        _ if handed_in.get_untracked() => view! { <Redirect path="/inspect" /> }.into_any(),
        (_, Some(id)) => view! { <Redirect path=format!("/inspect/{id}") /> }.into_any(),
        (_, None) => view! { <Redirect path="/inspect" /> }.into_any(),
    }
}

/// What prevents handing in a visit, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FormFault {
    /// A required note is missing, or something is not saved.
    Notes,
    /// The reason why nothing could be inspected is missing.
    CouldNot,
    /// The choice between signed and refused is missing.
    Answer,
    /// Neither a name nor a drawn signature is given.
    Name,
    /// The reason for the site's refusal is missing.
    Refusal,
}

impl FormFault {
    /// The field that shows the fault.
    fn field(self) -> &'static str {
        match self {
            Self::Notes => "lacking",
            Self::CouldNot => "could-not-reason",
            Self::Answer => "site-answer",
            Self::Name | Self::Refusal => "site-answer-words",
        }
    }

    fn words(self, i18n: I18n) -> &'static str {
        match self {
            Self::Notes => td_string!(i18n, inspect.fix_first),
            Self::CouldNot => td_string!(i18n, inspect.could_not_needed),
            Self::Answer => td_string!(i18n, inspect.confirmation_needed),
            Self::Name => td_string!(i18n, inspect.name_needed),
            Self::Refusal => td_string!(i18n, inspect.refusal_needed),
        }
    }
}

/// The form's inputs.
#[derive(Clone, Copy)]
struct Entered {
    form: Form,
    lacking: Memo<Lacking>,
    could_not: RwSignal<bool>,
    reason: RwSignal<String>,
    answer: RwSignal<Option<&'static str>>,
    words: RwSignal<String>,
    pad: Pad,
    /// Whether somebody has tried to hand the visit in: only then are faults shown.
    tried: RwSignal<bool>,
}

impl Entered {
    fn faults(self) -> Vec<FormFault> {
        if self.could_not.get() {
            let lacks = self.reason.with(|it| it.trim().is_empty());
            return lacks.then_some(FormFault::CouldNot).into_iter().collect();
        }
        let notes = |it: &Lacking| !it.notes.is_empty() || !it.unsaved.is_empty();
        let notes = self.lacking.with(notes);
        let no_words = self.words.with(|it| it.trim().is_empty());
        let answer = match (self.form, self.answer.get()) {
            (Form::Unannounced, _) => None,
            // A drawn signature needs no name.
            (_, Some(SIGNED)) => (no_words && !self.pad.is_drawn()).then_some(FormFault::Name),
            (_, Some(_)) => no_words.then_some(FormFault::Refusal),
            (_, None) => Some(FormFault::Answer),
        };
        notes
            .then_some(FormFault::Notes)
            .into_iter()
            .chain(answer)
            .collect()
    }

    /// The words of this field's fault, once somebody has tried to hand in.
    fn fault_at(self, i18n: I18n, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let faults = if self.tried.get() {
                self.faults()
            } else {
                Vec::new()
            };
            let found = faults.into_iter().find(|it| it.field() == field);
            found.map(|it| it.words(i18n).to_owned())
        })
    }

    /// How the visit ends. Call it only when there is no fault.
    fn outcome(self) -> Outcome {
        let words = self.words.get().trim().to_owned();
        if self.could_not.get() {
            let reason = self.reason.get().trim().to_owned();
            return Outcome::NotInspected { reason };
        }
        let signature = match (self.form, self.answer.get()) {
            (Form::Announced, Some(SIGNED)) => Some(Signature::Signed {
                name: words,
                drawing: None,
            }),
            (Form::Announced, Some(_)) => Some(Signature::Refused { reason: words }),
            _ => None,
        };
        Outcome::Inspected { signature }
    }
}

#[component]
fn FinishOpen(id: VisitId, handed_in: RwSignal<bool>) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let toasts = use_toasts();
    let form = here
        .peek_visit(id, |visit, _| visit.how.form)
        .unwrap_or(Form::Announced);
    let lacking = Memo::new(move |_| Lacking::of(here, i18n, id));
    let could_not = RwSignal::new(false);
    let entered = Entered {
        form,
        lacking,
        could_not,
        reason: RwSignal::new(String::new()),
        answer: RwSignal::new(None),
        words: RwSignal::new(String::new()),
        pad: Pad::default(),
        tried: RwSignal::new(false),
    };
    let busy = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let send = move || {
        asking.set(false);
        busy.set(true);
        let outcome = untrack(|| entered.outcome());
        // This page stays until the disk has the closing, then leads to 今日.
        handed_in.set(true);
        spawn_local(async move {
            let close = CloseVisit { visit: id, outcome };
            match signed::hand_in(here.store, close, entered.pad).await {
                Ok(()) => {
                    let status = here.status.try_get_untracked().unwrap_or_default();
                    toasts.say(match status {
                        // The strip shows what has to be done first.
                        Status { pause: Some(_), .. } => td_string!(i18n, inspect.handed_in_kept),
                        Status {
                            unreachable: true, ..
                        } => {
                            td_string!(i18n, inspect.handed_in_offline)
                        }
                        _ => td_string!(i18n, inspect.handed_in_toast),
                    });
                }
                Err(error) => {
                    let _ = handed_in.try_set(false);
                    let _ = busy.try_set(false);
                    toasts.say(fill(
                        td_string!(i18n, inspect.not_saved),
                        &[("why", &disk_words(i18n, &error))],
                    ));
                }
            }
        });
    };
    let hand_in = move |()| {
        entered.tried.set(true);
        if let Some(fault) = untrack(|| entered.faults()).first() {
            return browser::focus(fault.field());
        }
        let doubtful = !could_not.get_untracked() && lacking.with_untracked(Lacking::is_doubtful);
        if doubtful {
            asking.set(true);
        } else {
            send();
        }
    };
    let first_fault = move || {
        let faults = if entered.tried.get() {
            entered.faults()
        } else {
            Vec::new()
        };
        faults.first().map(|it| it.words(i18n))
    };
    view! {
        <Title text=td_string!(i18n, inspect.finish) />
        <div class="with-bottom-bar stack" data-testid="finish">
            <h1>{td_string!(i18n, inspect.finish)}</h1>
            {move || {
                (!could_not.get()).then(|| view! { <LackingView visit=id lacking=lacking.get() /> <RecordSheet id /> })
            }}
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
                    view! { <CouldNot visit=id entered /> }.into_any()
                } else {
                    view! { <Answer entered /> }.into_any()
                }
            }}
            <GiveUp id leaving=handed_in />
            <div class="bottom-bar">
                <div class="bottom-total" role="alert" data-testid="finish-problem">
                    {first_fault}
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
        <Sheet open=asking title=td_string!(i18n, inspect.sure_title) testid="hand-in-sure">
            {move || lacking.with(|lacking| doubts(i18n, lacking))}
            <div class="actions">
                <Button on_click=move |()| asking.set(false) testid="not-yet">
                    {td_string!(i18n, inspect.not_yet)}
                </Button>
                <Button kind=ButtonKind::Primary on_click=move |()| send() testid="hand-in-anyway">
                    {td_string!(i18n, inspect.hand_in_anyway)}
                </Button>
            </div>
        </Sheet>
    }
    .into_any()
}

/// Reasons to hesitate before handing in.
fn doubts(i18n: I18n, lacking: &Lacking) -> AnyView {
    let unchecked = lacking.is_mostly_unchecked().then(|| {
        fill(
            td_string!(i18n, inspect.sure_unchecked),
            &[
                ("count", &lacking.unchecked.len()),
                ("total", &lacking.rows),
            ],
        )
    });
    let photos = (!lacking.photos.is_empty()).then(|| {
        let names: Vec<&str> = lacking.photos.iter().map(|it| it.1.as_str()).collect();
        let names = names.join(td_string!(i18n, common.list_separator));
        fill(td_string!(i18n, inspect.sure_photos), &[("what", &names)])
    });
    let lines = unchecked.into_iter().chain(photos);
    lines
        .map(|words| view! { <p>{words}</p> })
        .collect_view()
        .into_any()
}

/// The site's answer on an announced visit; an unannounced visit has none.
#[component]
fn Answer(entered: Entered) -> impl IntoView {
    let i18n = use_words();
    let Entered {
        form,
        answer,
        words,
        pad,
        ..
    } = entered;
    let unanswered = entered.fault_at(i18n, FormFault::Answer.field());
    let wordless = entered.fault_at(i18n, FormFault::Name.field());
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
            label: td_string!(i18n, inspect.refused_to_sign).to_owned(),
            tone: Tone::Pending,
        },
    ];
    view! {
        <div
            id="site-answer"
            tabindex="-1"
            class="field"
            class:field-wrong=move || unanswered.with(Option::is_some)
            data-testid="site-answer"
        >
            {move || unanswered.get().map(|words| view! { <p class="field-error">{words}</p> })}
            <Segmented
                name="site-answer"
                legend=td_string!(i18n, inspect.confirmation)
                show_legend=true
                choices
                value=Signal::derive(move || answer.get())
                on_pick=move |picked| answer.set(Some(picked))
            />
        </div>
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
                        <Field id="site-answer-words" label=label value=words error=wordless testid="site-answer-words" />
                    }
                })
        }}
    }
    .into_any()
}

/// 关门、无人: the reason and a photo.
#[component]
fn CouldNot(visit: VisitId, entered: Entered) -> impl IntoView {
    let i18n = use_words();
    let reason = entered.reason;
    let error = entered.fault_at(i18n, FormFault::CouldNot.field());
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
            error
            testid="could-not-reason"
        />
        <Photos visit />
    }
    .into_any()
}
