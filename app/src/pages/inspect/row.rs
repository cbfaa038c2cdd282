//! One checkpoint of the list: its three answers, and in place what is wrong.

use crate::components::{Choice, Segmented, Tone, each, use_toasts, when};
use crate::language::use_words;
use crate::local::clock;
use crate::pages::inspect::checklist::{ThisVisit, record};
use crate::pages::inspect::finding::FindingDetail;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::walk;
use crate::words_of::answer_word;
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

/// A new finding of a checkpoint, seen now.
fn new_finding(visit: ThisVisit, checkpoint: &CheckpointId) -> Intent {
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
    let i18n = use_words();
    let toasts = use_toasts();
    let here = use_here();
    let visit: ThisVisit = expect_context();
    let id = StoredValue::new(known.id.clone());
    let state = Memo::new(move |_| {
        here.with_visit(visit.id, |it, _| {
            id.with_value(|id| {
                let mut findings: Vec<_> = it.live_findings(id).collect();
                // In the order in which they were recorded, the oldest first.
                findings.sort_by_key(|finding| (finding.recorded.at.timestamp(), finding.id));
                (
                    it.answer(id),
                    findings
                        .into_iter()
                        .map(|finding| finding.id)
                        .collect::<Vec<_>>(),
                )
            })
        })
        .unwrap_or_default()
    });
    let answer = Memo::new(move |_| state.with(|state| state.0));
    let implied = known.implies_not_applicable.clone();
    let pick = move |value: &'static str| {
        let given = |checkpoint: CheckpointId, answer| {
            Intent::Answer(Answer {
                visit: visit.id,
                checkpoint,
                answer,
            })
        };
        let checkpoint = id.get_value();
        let intents = match value {
            MEETS => vec![given(checkpoint, AnswerValue::Meets)],
            NOT_APPLICABLE => vec![given(checkpoint, AnswerValue::NotApplicable)],
            _ if answer.get_untracked() == Some(AnswerValue::Issue) => return,
            _ => {
                let finding = new_finding(visit, &checkpoint);
                let mut intents = vec![given(checkpoint, AnswerValue::Issue), finding];
                let follows = |id: &CheckpointId| given(id.clone(), AnswerValue::NotApplicable);
                intents.extend(implied.iter().map(follows));
                intents
            }
        };
        record(here, i18n, toasts, intents);
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
        let points = visit.takes.with(|takes| id.with_value(|id| takes.at(id)));
        (!points.is_zero()).then(|| format!("−{points}"))
    };
    let can_repeat = known.per == Per::Count;
    let name = format!("c-{}", known.id.as_str().replace(['/', '.'], "-"));
    let known = StoredValue::new(known);
    let again = move |_| {
        record(
            here,
            i18n,
            toasts,
            vec![id.with_value(|id| new_finding(visit, id))],
        )
    };
    view! {
        <li
            class=move || match answer.get() {
                None => "row row-open",
                Some(AnswerValue::Issue) => "row row-issue",
                Some(AnswerValue::Meets) => "row row-meets",
                Some(AnswerValue::NotApplicable) => "row row-na",
            }
            data-testid="row"
            data-checkpoint=id.with_value(ToString::to_string)
            data-answer=move || answer.get().map(as_choice)
        >
            <div class="row-head">
                <div class="row-words">
                    {requirement.clone()}
                    <p class="row-note">{format!("{fault} · {takes}")}</p>
                </div>
                <span class="row-points">{taken}</span>
            </div>
            <Segmented
                name=name
                legend=requirement
                choices=choices.to_vec()
                value=Signal::derive(move || answer.get().map(as_choice))
                on_pick=pick
            />
            {when(move || answer.get() == Some(AnswerValue::Issue), move || view! {
                <div class="row-detail">
                    {each(move || state.get().1, ToString::to_string, move |finding| view! {
                        <FindingDetail finding known />
                    }.into_any())}
                    {can_repeat.then(|| view! {
                        <button type="button" class="button button-quiet" data-testid="record-another" on:click=again>
                            {td_string!(i18n, inspect.one_more)}
                        </button>
                    })}
                </div>
            }.into_any())}
        </li>
    }
    .into_any()
}
