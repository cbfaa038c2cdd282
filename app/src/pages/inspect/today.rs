//! 今日检查: first what came back with a question, then unfinished visits, what is assigned, what was
//! handed in and decided, and what was given up.

use crate::components::{
    Banner, BannerKind, Button, ButtonKind, EmptyState, Tag, Tone, each, when,
};
use crate::language::use_words;
use crate::local::tablet::Tablet;
use crate::local::worker;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::safety::Safety;
use crate::pages::inspect::walk;
use crate::words_of::{fill, form_word, method_word, moment_words, state_word};
use domain::ids::VisitId;
use domain::inspection::{Finding, FindingState, Form, Outcome, Visit};
use domain::sync::wire::AssignmentRow;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 今日检查.
#[component]
pub fn Today() -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let visits = Memo::new(move |_| {
        here.store.with(|tablet| {
            let mut groups = Groups::default();
            for visit in tablet.visits() {
                groups.of(visit).push(visit.id);
            }
            groups
        })
    });
    let assigned = move || here.store.with(Tablet::assigned);
    let nothing = move || visits.with(|it| *it == Groups::default()) && assigned().is_empty();
    view! {
        <Title text=td_string!(i18n, inspect.today) />
        <div class="with-bottom-bar">
            <h1>{td_string!(i18n, inspect.today)}</h1>
            <Update />
            <Safety />
            {when(nothing, move || view! {
                <EmptyState
                    title=td_string!(i18n, inspect.nothing_title)
                    text=td_string!(i18n, inspect.nothing_text)
                />
            }.into_any())}
            <Cards
                title=td_string!(i18n, inspect.needs_you)
                ids=Signal::derive(move || visits.get().asked)
                testid="needs-you"
            />
            <Cards
                title=td_string!(i18n, inspect.unfinished)
                ids=Signal::derive(move || visits.get().open)
                testid="unfinished"
            />
            {when(move || !assigned().is_empty(), move || view! {
                <section class="group">
                    <h2 class="group-title">{td_string!(i18n, inspect.assigned)}</h2>
                    <ul class="cards">
                        {each(assigned, |it| it.id.to_string(), move |it| view! {
                            <Assignment it />
                        }.into_any())}
                    </ul>
                </section>
            }.into_any())}
            <Cards
                title=td_string!(i18n, inspect.handed_in)
                ids=Signal::derive(move || visits.get().closed)
                testid="handed-in"
            />
            <Cards
                title=td_string!(i18n, inspect.void_title)
                ids=Signal::derive(move || visits.get().void)
                testid="voided"
            />
            <div class="bottom-bar">
                <a class="button button-primary" href="/inspect/new" data-testid="new-visit">
                    {td_string!(i18n, inspect.new_visit)}
                </a>
            </div>
        </div>
    }
    .into_any()
}

/// The visits by what they want of the person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Groups {
    /// Something in them came back with a question.
    asked: Vec<VisitId>,
    open: Vec<VisitId>,
    closed: Vec<VisitId>,
    void: Vec<VisitId>,
}

impl Groups {
    fn of(&mut self, visit: &Visit) -> &mut Vec<VisitId> {
        if returned(visit).next().is_some() {
            &mut self.asked
        } else if visit.void().is_some() {
            &mut self.void
        } else if visit.is_open() {
            &mut self.open
        } else {
            &mut self.closed
        }
    }
}

/// The findings that came back with a question (退回补充) and still wait for the answer.
fn returned(visit: &Visit) -> impl Iterator<Item = &Finding> {
    let findings = visit.findings.values();
    findings.filter(|finding| finding.state() == FindingState::Returned)
}

#[component]
fn Cards(title: &'static str, ids: Signal<Vec<VisitId>>, testid: &'static str) -> impl IntoView {
    view! {
        {when(move || !ids.with(Vec::is_empty), move || view! {
            <section class="group" data-testid=testid>
                <h2 class="group-title">{title}</h2>
                <ul class="cards">
                    {each(move || ids.get(), ToString::to_string, move |id| view! {
                        <VisitCard id />
                    }.into_any())}
                </ul>
            </section>
        }.into_any())}
    }
    .into_any()
}

#[component]
fn VisitCard(id: VisitId) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let card = move || {
        here.store.with(|tablet| {
            let visit = tablet.visit(id)?;
            let site = tablet.sites.get(&visit.site);
            let progress = tablet
                .table_at(visit.opened.at)
                .zip(site)
                .map(|(table, site)| {
                    let points = walk::checkpoints(table, site.kind, visit.method);
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
    move || {
        card().map(|(site, visit, progress, refused, questions)| {
            let issues = visit.findings.values().filter(|it| it.content().is_some()).count() as u64;
            let open = visit.is_open();
            // Where nothing could be looked at, or nothing counts, no number of faults is said.
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
                            <Tag words=method_word(i18n, visit.method) />
                            <Tag
                                tone=if visit.form == Form::Unannounced { Tone::Accent } else { Tone::Plain }
                                words=form_word(i18n, visit.form)
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
    }
}

/// What supervisors have decided of a visit's findings, counted by state.
fn decisions(i18n: crate::language::I18n, visit: &Visit) -> impl IntoView + use<> {
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

#[component]
fn Assignment(it: Arc<AssignmentRow>) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let name = here.store.peek(|tablet| tablet.site_name(&it.site));
    let href = format!(
        "/inspect/new?site={}&method={}&form={}",
        it.site,
        it.method.as_str(),
        it.form.as_str()
    );
    view! {
        <li>
            <a class="visit-card" href=href data-testid="assignment" data-site=it.site.to_string()>
                <span class="visit-place">{name}</span>
                <span class="visit-tags">
                    <Tag words=method_word(i18n, it.method) />
                    <Tag
                        tone=if it.form == Form::Unannounced { Tone::Accent } else { Tone::Plain }
                        words=form_word(i18n, it.form)
                    />
                    {(!it.note.is_empty()).then(|| view! { <span class="visit-meta" lang="zh-CN">{it.note.clone()}</span> })}
                    {it.due.clone().map(|due| view! { <span class="visit-meta">{fill(td_string!(i18n, inspect.due), &[("date", &due)])}</span> })}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// A new version waits: taken over here, where no visit is open on the screen.
#[component]
fn Update() -> impl IntoView {
    let i18n = use_words();
    let waits = RwSignal::new(false);
    spawn_local(async move {
        if worker::update_waits().await {
            // The page may be gone by now.
            let _ = waits.try_set(true);
        }
    });
    let take = move |()| spawn_local(worker::take_over());
    view! {
        {when(move || waits.get(), move || view! {
            <Banner kind=BannerKind::Note testid="update">
                <strong>{td_string!(i18n, inspect.update_title)}</strong>
                " "
                {td_string!(i18n, inspect.update_text)}
                " "
                <Button kind=ButtonKind::Secondary on_click=take testid="update-now">
                    {td_string!(i18n, inspect.update_now)}
                </Button>
            </Banner>
        }.into_any())}
    }
    .into_any()
}
