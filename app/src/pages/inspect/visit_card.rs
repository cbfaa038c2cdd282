//! A visit on 今日检查: where, how and when, how far it is, and the supervisors' decisions.

use crate::components::{Tag, Tone};
use crate::language::I18n;
use crate::pages::inspect::here::Here;
use crate::pages::inspect::walk;
use crate::words_of::{fill, form_word, method_word, moment_words, state_word};
use domain::ids::VisitId;
use domain::inspection::{Finding, FindingState, Form, Outcome, Visit};
use leptos::prelude::*;
use leptos_i18n::td_string;
use std::collections::BTreeMap;

/// The findings that were sent back with a question (退回补充) and are not answered yet.
pub(super) fn returned(visit: &Visit) -> impl Iterator<Item = &Finding> {
    let findings = visit.findings.values();
    findings.filter(|finding| finding.state() == FindingState::Returned)
}

/// A visit's current state, as a link to it.
pub(super) fn visit_card(i18n: I18n, here: Here, id: VisitId) -> AnyView {
    let card = move || {
        here.store.with(|tablet| {
            let visit = tablet.visit(id)?;
            let site = tablet.sites.get(&visit.site);
            let progress = tablet
                .table_at(visit.opened.at)
                .zip(site)
                .map(|(table, site)| {
                    let points = walk::checkpoints(table, site.kind, visit.how.method);
                    let done = points
                        .iter()
                        .filter(|it| visit.answer(&it.1.id).is_some())
                        .count();
                    (done as u64, points.len() as u64)
                });
            let refused = tablet.refusal(id).is_some();
            let questions: Vec<(String, String)> = returned(visit)
                .map(|finding| {
                    let known = tablet.checkpoint(visit, &finding.checkpoint);
                    let name = known.map(|it| walk::words(i18n, &it.name).to_owned());
                    let decision = finding.decision.as_ref();
                    (
                        name.unwrap_or_else(|| finding.checkpoint.to_string()),
                        decision.map_or_else(String::new, |it| it.reason.clone()),
                    )
                })
                .collect();
            Some((
                tablet.site_name(&visit.site),
                visit.clone(),
                progress,
                refused,
                questions,
            ))
        })
    };
    (move || {
        card().map(|(site, visit, progress, refused, questions)| {
            let issues = visit.findings.values().filter(|it| it.content().is_some()).count() as u64;
            let open = visit.is_open();
            // If nothing was inspected or nothing counts, show no number of faults.
            let instead = match (visit.void(), visit.closing().map(|it| &it.outcome)) {
                (Some(void), _) => {
                    let reason = void.value.reason.clone().unwrap_or_default();
                    Some(fill(td_string!(i18n, inspect.void_because), &[("reason", &reason)]))
                }
                (None, Some(Outcome::NotInspected { reason })) => {
                    Some(fill(td_string!(i18n, inspect.not_inspected), &[("reason", reason)]))
                }
                _ => None,
            };
            let counts = instead.is_none() || (issues > 0 && visit.void().is_none());
            let count = counts.then(|| fill(td_string!(i18n, inspect.issues), &[("count", &issues)]));
            view! {
                <li>
                    <a
                        class=if open { "visit-card visit-card-open" } else { "visit-card" }
                        href=format!("/inspect/{id}")
                        data-testid="visit-card"
                        data-visit=id.to_string()
                    >
                        <span class="visit-place">{site}</span>
                        <span class="visit-tags">
                            <Tag words=method_word(i18n, visit.how.method) />
                            <Tag
                                tone=if visit.how.form == Form::Unannounced { Tone::Accent } else { Tone::Plain }
                                words=form_word(i18n, visit.how.form)
                            />
                            <span class="visit-meta">{moment_words(i18n, visit.opened.at)}</span>
                        </span>
                        <span class="visit-tags">
                            {(open)
                                .then(|| {
                                    progress
                                        .map(|(done, total)| {
                                            view! {
                                                <span>{fill(td_string!(i18n, inspect.progress), &[("done", &done), ("total", &total)])}</span>
                                            }
                                        })
                                })}
                            {instead.map(|words| view! { <span data-testid="instead">{words}</span> })}
                            {count.map(|words| view! { <span data-testid="issues">{words}</span> })}
                            {decisions(i18n, &visit)}
                            {refused.then(|| view! { <Tag tone=Tone::Bad words=td_string!(i18n, inspect.refused) /> })}
                        </span>
                        {questions
                            .into_iter()
                            .map(|(name, reason)| {
                                let words = fill(td_string!(i18n, inspect.question), &[("reason", &reason)]);
                                view! {
                                    <span class="visit-question" data-testid="visit-question">
                                        <strong>{name}</strong> " " {words}
                                    </span>
                                }
                            })
                            .collect_view()}
                    </a>
                </li>
            }
        })
    })
    .into_any()
}

/// The supervisors' decisions on a visit's findings, counted by state.
fn decisions(i18n: I18n, visit: &Visit) -> impl IntoView + use<> {
    let mut counts: BTreeMap<FindingState, u64> = BTreeMap::new();
    for finding in visit
        .findings
        .values()
        .filter(|finding| finding.decision.is_some())
    {
        *counts.entry(finding.state()).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(state, count)| {
            let word = state_word(i18n, state);
            view! {
                <Tag
                    tone=Tone::of_state(state)
                    words=fill(td_string!(i18n, inspect.decided), &[("state", &word), ("count", &count)])
                />
            }
        })
        .collect_view()
}
