//! A visit that was handed in, voided or not accepted: its findings and the supervisors' decisions.

use crate::components::{EmptyState, StateTag, Tag, Tone, each, when};
use crate::language::use_words;
use crate::pages::inspect::finding::FindingDetail;
use crate::pages::inspect::give_up::VoidNote;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::photos::Thumbnail;
use crate::pages::inspect::signed::SiteAnswer;
use crate::pages::inspect::this_visit::ThisVisit;
use crate::pages::inspect::unsaved::UnsavedHere;
use crate::pages::inspect::walk;
use crate::words_of::{fill, form_word, method_word, moment_words, reason_words};
use domain::ids::{CheckpointId, FindingId, VisitId};
use domain::inspection::{Finding, FindingState, Form, Outcome, Photo, noted};
use domain::table::Checkpoint;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use std::collections::BTreeSet;

/// The outcome of a visit. Findings that were sent back with a question can be completed here.
#[component]
pub(super) fn ClosedVisit(id: VisitId) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let takes = here.takes(id);
    provide_context(ThisVisit { id, takes });
    let head = move || {
        here.store.with(|tablet| {
            let visit = tablet.visit(id)?;
            let reason = match visit.closing().map(|closing| &closing.outcome) {
                Some(Outcome::NotInspected { reason }) => Some(reason.clone()),
                _ => None,
            };
            let at = visit.closing().map(|closing| closing.at);
            let void = visit.void().is_some();
            Some((
                tablet.site_name(&visit.site),
                visit.how.method,
                visit.how.form,
                at,
                reason,
                tablet.refusal(id),
                void,
            ))
        })
    };
    // If nothing could be inspected, "no findings" would be false praise.
    let was_inspected = Memo::new(move |_| {
        let outcome = |visit: &domain::inspection::Visit| {
            let outcome = visit.closing().map(|closing| &closing.outcome);
            matches!(outcome, Some(Outcome::Inspected { .. }))
        };
        here.with_visit(id, |visit, _| outcome(visit))
            .unwrap_or_default()
    });
    let findings = move || {
        here.with_visit(id, |visit, _| {
            let mut all: Vec<_> = visit
                .findings
                .values()
                .filter(|it| !visit.is_slip(it))
                .collect();
            all.sort_by_key(|finding| (finding.recorded.at.timestamp(), finding.id));
            all.iter().map(|finding| finding.id).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    };
    // Rows whose notes the disk refused before another tablet ended the visit. No other part of
    // this page shows them, and the person must learn that they are unsaved.
    let elsewhere = Memo::new(move |_| {
        let unsaved = here.store.unsaved();
        let rows = unsaved.with(|all| {
            let of_it = all.iter().filter(|it| it.visit == id);
            of_it
                .map(|it| it.checkpoint.clone())
                .collect::<BTreeSet<_>>()
        });
        let shown = |row: &CheckpointId| {
            let has = |it: &Finding| it.checkpoint == *row;
            here.with_visit(id, |visit, _| visit.findings.values().any(has))
        };
        rows.into_iter()
            .filter(|row| shown(row) != Some(true))
            .collect::<Vec<_>>()
    });
    view! {
        <Title text=td_string!(i18n, inspect.checklist) />
        <div class="stack" data-testid="closed-visit" data-visit=id.to_string()>
            {move || {
                head()
                    .map(|(site, method, form, at, reason, refusal, void)| {
                        view! {
                            <h1>{site}</h1>
                            <p class="visit-tags">
                                <Tag words=method_word(i18n, method) />
                                <Tag
                                    tone=if form == Form::Unannounced { Tone::Accent } else { Tone::Plain }
                                    words=form_word(i18n, form)
                                />
                                {at
                                    .map(|at| {
                                        view! {
                                            <span class="visit-meta">
                                                {fill(td_string!(i18n, inspect.handed_in_at), &[("at", &moment_words(i18n, at))])}
                                            </span>
                                        }
                                    })}
                                {void.then(|| view! { <Tag tone=Tone::Plain words=td_string!(i18n, inspect.void) /> })}
                                {refusal.map(|_| view! { <Tag tone=Tone::Bad words=td_string!(i18n, inspect.refused) /> })}
                            </p>
                            {refusal
                                .map(|it| {
                                    let why = reason_words(i18n, it.reason);
                                    view! {
                                        <p data-testid="visit-refused">
                                            {fill(td_string!(i18n, sync.problem_text), &[("why", &why), ("seq", &it.seq)])}
                                        </p>
                                    }
                                })}
                            {reason.map(|reason| view! { <p>{fill(td_string!(i18n, inspect.not_inspected), &[("reason", &reason)])}</p> })}
                        }
                    })
            }}
            <VoidNote id />
            <SiteAnswer id />
            {when(move || findings().is_empty() && was_inspected.get(), move || view! {
                <EmptyState title=td_string!(i18n, inspect.no_findings) text="" />
            }.into_any())}
            <ul class="rows section">
                {each(move || elsewhere.get(), ToString::to_string, move |checkpoint| {
                    let words = |it: &Checkpoint| walk::words(i18n, &it.name).to_owned();
                    let name = here.peek_visit(id, |_, table| {
                        table.checkpoint(&checkpoint).map(|(_, it)| words(it))
                    });
                    let name = name.flatten().unwrap_or_else(|| checkpoint.to_string());
                    view! {
                        <li class="row row-closed" data-testid="closed-unsaved">
                            <div class="row-words">{name}</div>
                            <UnsavedHere visit=id checkpoint />
                        </li>
                    }
                    .into_any()
                })}
                {each(findings, ToString::to_string, move |finding| view! {
                    <ClosedFinding visit=id finding />
                }.into_any())}
            </ul>
            <p>
                <a class="button button-secondary" href="/inspect">
                    {td_string!(i18n, inspect.today)}
                </a>
            </p>
        </div>
    }
    .into_any()
}

/// A finding as drawn.
#[derive(Clone, PartialEq)]
struct Seen {
    finding: Finding,
    state: FindingState,
    photos: Vec<Photo>,
    /// Whether the finding was sent back with a question. The first change in answer returns it to
    /// the queue; further changes are still possible.
    asked: bool,
}

#[component]
fn ClosedFinding(visit: VisitId, finding: FindingId) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let checkpoint = here.peek_visit(visit, |it, table| {
        let known = it.findings.get(&finding)?;
        Some(table.checkpoint(&known.checkpoint)?.1.clone())
    });
    let Some(checkpoint) = checkpoint.flatten() else {
        return ().into_any();
    };
    let seen = Memo::new(move |before: Option<&Option<Seen>>| {
        let before = before.and_then(Option::as_ref);
        here.with_visit(visit, |it, _| {
            let known = it.findings.get(&finding)?;
            let state = it.state_of(known);
            Some(Seen {
                asked: match state {
                    FindingState::Returned => true,
                    FindingState::Recorded => before.is_some_and(|it| it.asked),
                    _ => false,
                },
                finding: known.clone(),
                state,
                photos: it.photos_of(finding).cloned().collect(),
            })
        })
        .flatten()
    });
    let asked = move || seen.with(|it| it.as_ref().is_some_and(|it| it.asked));
    let refused = move || here.store.with(|tablet| tablet.refusal(visit).is_some());
    let said = move || {
        seen.with(|it| {
            let content = it.as_ref()?.finding.scored_content()?;
            let separator = td_string!(i18n, town.sentence_separator);
            let words = noted(&content.phrases, &content.note, separator);
            Some(view! {
                <p class="row-note">
                    {moment_words(i18n, content.observed_at)}
                    {(content.count > 1).then(|| format!(" · ×{}", content.count))}
                    {(!words.is_empty()).then(|| format!(" · {words}"))}
                </p>
            })
        })
    };
    let question = move || {
        seen.with(|it| {
            let reason = &it.as_ref()?.finding.decision.as_ref()?.reason;
            let words = fill(td_string!(i18n, inspect.question), &[("reason", reason)]);
            (!reason.is_empty()).then(|| view! { <p class="row-note">{words}</p> })
        })
    };
    let name = walk::words(i18n, &checkpoint.name).to_owned();
    let what = StoredValue::new(name.clone());
    let id = checkpoint.id.clone();
    let row = id.to_string();
    let known_row = StoredValue::new(checkpoint);
    view! {
        <li
            class="row row-closed"
            data-testid="closed-finding"
            data-checkpoint=row
            data-state=move || seen.with(|it| it.as_ref().map(|it| it.state.as_str()))
        >
            <div class="row-head">
                <div class="row-words">{name} {said}</div>
                {move || {
                    if refused() {
                        view! { <Tag tone=Tone::Bad words=td_string!(i18n, inspect.refused) /> }.into_any()
                    } else {
                        let state = seen.with(|it| it.as_ref().map(|it| it.state));
                        state.map(|state| view! { <StateTag state /> }).into_any()
                    }
                }}
            </div>
            {question}
            <UnsavedHere visit checkpoint=id />
            {when(asked, move || view! {
                <div class="row-detail">
                    <FindingDetail finding known=known_row />
                </div>
            }.into_any())}
            {when(move || !asked(), move || view! {
                <div class="photos-here">
                    {move || {
                        let photos = seen.with(|it| it.as_ref().map(|it| it.photos.clone()));
                        photos
                            .unwrap_or_default()
                            .into_iter()
                            .map(|photo| view! { <Thumbnail photo what=what.get_value() /> })
                            .collect_view()
                    }}
                </div>
            }.into_any())}
        </li>
    }
    .into_any()
}
