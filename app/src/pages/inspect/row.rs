//! One checkpoint of the list: its three answers, and below them its findings.

use crate::components::{Choice, Once, Segmented, Tone, each, when};
use crate::local::clock;
use crate::local::tablet::Tablet;
use crate::local::tablet::takes::Before;
use crate::pages::inspect::finding::FindingDetail;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::recorder::{Recorder, use_recorder};
use crate::pages::inspect::row_states::RowStates;
use crate::pages::inspect::this_visit::ThisVisit;
use crate::pages::inspect::{slips, unsaved::UnsavedHere, walk};
use crate::words_of::{answer_word, fill, moment_as};
use domain::ids::{CheckpointId, FindingId};
use domain::inspection::AnswerValue;
use domain::sync::op::{Answer, Intent, RecordFinding, Said};
use domain::table::{Checkpoint, Per};
use leptos::prelude::*;
use leptos_i18n::td_string;
use uuid::Uuid;

const MEETS: &str = "meets";
const ISSUE: &str = "issue";
const NOT_APPLICABLE: &str = "not-applicable";

fn as_choice(answer: AnswerValue) -> &'static str {
    match answer {
        AnswerValue::Meets => MEETS,
        AnswerValue::Issue => ISSUE,
        AnswerValue::NotApplicable => NOT_APPLICABLE,
    }
}

/// A new finding for a checkpoint, seen now.
pub(super) fn new_finding(visit: ThisVisit, checkpoint: &CheckpointId) -> Intent {
    Intent::RecordFinding(RecordFinding {
        finding: FindingId(Uuid::now_v7()),
        visit: visit.id,
        checkpoint: checkpoint.clone(),
        said: Said {
            count: 1,
            phrases: Vec::new(),
            note: String::new(),
            observed_at: clock::now(),
            position: None,
        },
    })
}

/// One checkpoint.
#[component]
pub(super) fn Row(checkpoint: CheckpointId) -> impl IntoView {
    let here = use_here();
    let visit: ThisVisit = expect_context();
    let known = here.peek_visit(visit.id, |_, table| {
        table
            .checkpoint(&checkpoint)
            .map(|(_, known)| known.clone())
    });
    known.flatten().map(|known| view! { <KnownRow known /> })
}

#[component]
fn KnownRow(known: Checkpoint) -> impl IntoView {
    let recorder = use_recorder();
    let i18n = recorder.i18n;
    let visit: ThisVisit = expect_context();
    let id = StoredValue::new(known.id.clone());
    let rows: RowStates = expect_context();
    let state = rows.of(&known.id);
    let answer = move || state.with(|state| state.answer);
    let implied = StoredValue::new(known.implies_not_applicable.clone());
    let pick = move |value: &'static str| {
        let (id, implied) = (id.get_value(), implied.get_value());
        match value {
            MEETS => answer_otherwise(recorder, visit, id, AnswerValue::Meets),
            NOT_APPLICABLE => answer_otherwise(recorder, visit, id, AnswerValue::NotApplicable),
            _ if state.with_untracked(|state| state.answer) == Some(AnswerValue::Issue) => {}
            _ => answer_issue(recorder, visit, id, &implied),
        }
    };
    let choices = [
        (AnswerValue::Meets, Tone::Good),
        (AnswerValue::Issue, Tone::Bad),
        (AnswerValue::NotApplicable, Tone::Plain),
    ]
    .map(|(answer, tone)| Choice {
        value: as_choice(answer),
        label: answer_word(i18n, answer).to_owned(),
        tone,
    });
    let requirement = walk::words(i18n, &known.requirement).to_owned();
    let fault = walk::words(i18n, &known.name).to_owned();
    let takes = walk::takes(i18n, &known);
    let taken = move || {
        let (points, before) = state.with(|state| (state.points, state.before));
        match before {
            _ if !points.is_zero() => format!("−{points}"),
            Some(Before::Visit(at)) => moment_as(i18n, td_string!(i18n, inspect.taken_before), at),
            Some(Before::UsedUp) => td_string!(i18n, inspect.used_up).to_owned(),
            None => String::new(),
        }
    };
    let name = row_id(&known.id);
    let known = StoredValue::new(known);
    view! {
        <li
            id=name.clone()
            class=move || match answer() {
                None => "row row-open",
                Some(AnswerValue::Issue) => "row row-issue",
                Some(AnswerValue::Meets) => "row row-meets",
                Some(AnswerValue::NotApplicable) => "row row-na",
            }
            class:row-saving=move || state.with(|state| state.saving)
            data-testid="row"
            data-checkpoint=id.with_value(ToString::to_string)
            data-answer=move || answer().map(as_choice)
        >
            <div class="row-head">
                <div class="row-words">
                    {requirement.clone()}
                    <p class="row-note">{format!("{fault} · {takes}")}</p>
                </div>
                <span class="row-points">{taken}</span>
            </div>
            <Segmented
                name=format!("{name}-answer")
                legend=requirement
                choices=choices.to_vec()
                value=Signal::derive(move || answer().map(as_choice))
                on_pick=pick
            />
            <UnsavedHere visit=visit.id checkpoint=id.get_value() />
            {when(move || answer() == Some(AnswerValue::Issue), move || view! {
                <div class="row-detail">
                    {each(move || state.with(|state| state.findings.clone()), ToString::to_string, move |finding| view! {
                        <FindingDetail finding known />
                    }.into_any())}
                    <RowFoot known none=Signal::derive(move || state.with(|state| state.findings.is_empty())) />
                </div>
            }.into_any())}
        </li>
    }
    .into_any()
}

/// The id of a checkpoint's row, for links to it.
pub(super) fn row_id(checkpoint: &CheckpointId) -> String {
    format!("c-{}", checkpoint.as_str().replace(['/', '.'], "-"))
}

/// Below a row's findings: buttons that add another finding and restore a withdrawn one.
#[component]
pub(super) fn RowFoot(known: StoredValue<Checkpoint>, none: Signal<bool>) -> impl IntoView {
    let recorder = use_recorder();
    let i18n = recorder.i18n;
    let visit: ThisVisit = expect_context();
    let (id, repeats) = known.with_value(|known| (known.id.clone(), known.per == Per::Count));
    let id = StoredValue::new(id);
    let gone = move |tablet: &Tablet| {
        let it = tablet.visit(visit.id)?;
        id.with_value(|id| slips::taken_back(tablet, it, id)).pop()
    };
    let store = recorder.here.store;
    let can_come_back = move || none.get() && store.with(|tablet| gone(tablet).is_some());
    let once = Once::default();
    let another = move |event| {
        if once.counts(&event) {
            recorder.record(vec![id.with_value(|id| new_finding(visit, id))]);
        }
    };
    let restore = move |_| {
        if let Some(gone) = store.peek(gone) {
            recorder.record(slips::again(visit.id, vec![gone]));
        }
    };
    view! {
        {when(move || none.get(), move || view! {
            <p class="row-note" data-testid="no-finding">{td_string!(i18n, inspect.nothing_stands)}</p>
        }.into_any())}
        <div class="row-foot">
            {when(can_come_back, move || view! {
                <button type="button" class="button button-secondary" data-testid="bring-back" on:click=restore>
                    {td_string!(i18n, inspect.bring_back)}
                </button>
            }.into_any())}
            {when(move || repeats || none.get(), move || view! {
                <button type="button" class="button button-quiet" data-testid="record-another" on:click=another>
                    {td_string!(i18n, inspect.one_more)}
                </button>
            }.into_any())}
        </div>
    }
    .into_any()
}

/// The intent that answers a checkpoint.
pub(super) fn given(visit: ThisVisit, checkpoint: CheckpointId, answer: AnswerValue) -> Intent {
    Intent::Answer(Answer {
        visit: visit.id,
        checkpoint,
        answer: Some(answer),
    })
}

/// Answers 符合要求 or 不涉及. If that withdraws findings, a toast says so and offers an undo.
fn answer_otherwise(
    recorder: Recorder,
    visit: ThisVisit,
    checkpoint: CheckpointId,
    value: AnswerValue,
) {
    let (lost, back) = way_back(recorder, visit, std::slice::from_ref(&checkpoint));
    let intents = vec![given(visit, checkpoint, value)];
    if lost == 0 {
        return recorder.record(intents);
    }
    let words = [
        (
            "answer",
            &answer_word(recorder.i18n, value) as &dyn std::fmt::Display,
        ),
        ("count", &lost),
    ];
    let words = fill(
        td_string!(recorder.i18n, inspect.answered_otherwise),
        &words,
    );
    recorder.record_with_undo(intents, words, back);
}

/// Answers 有问题: restores the findings that the previous answer withdrew, else adds a new one.
fn answer_issue(
    recorder: Recorder,
    visit: ThisVisit,
    checkpoint: CheckpointId,
    implied: &[CheckpointId],
) {
    let before = recorder.here.store.peek(|tablet| {
        let it = tablet.visit(visit.id)?;
        Some(slips::taken_back_by_answer(tablet, it, &checkpoint))
    });
    let before = before.unwrap_or_default();
    let mut intents = vec![given(visit, checkpoint.clone(), AnswerValue::Issue)];
    if before.is_empty() {
        intents.push(new_finding(visit, &checkpoint));
    } else {
        intents.extend(slips::again(visit.id, before));
    }
    let follows = |id: &CheckpointId| given(visit, id.clone(), AnswerValue::NotApplicable);
    intents.extend(implied.iter().map(follows));
    let (lost, back) = way_back(recorder, visit, implied);
    if lost == 0 {
        return recorder.record(intents);
    }
    let words = fill(
        td_string!(recorder.i18n, inspect.implied_otherwise),
        &[("count", &lost)],
    );
    recorder.record_with_undo(intents, words, back);
}

fn way_back(
    recorder: Recorder,
    visit: ThisVisit,
    checkpoints: &[CheckpointId],
) -> (usize, Vec<Intent>) {
    let store = recorder.here.store;
    store
        .peek(|tablet| Some(slips::way_back(tablet.visit(visit.id)?, checkpoints)))
        .unwrap_or_default()
}
