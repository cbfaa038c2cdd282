//! 检查表: in the order of a walk or of the annex. A tap shows at once, and as saved when the disk
//! has it.

use crate::components::{Button, ButtonKind, EmptyState, Tag, Tone, each, when};
use crate::language::use_words;
use crate::local::prefs;
use crate::local::tablet::takes::Takes;
use crate::pages::inspect::closed::ClosedVisit;
use crate::pages::inspect::give_up::VoidNote;
use crate::pages::inspect::here::{use_here, visit_in};
use crate::pages::inspect::recorder::use_recorder;
use crate::pages::inspect::rehearsal::Rehearsal;
use crate::pages::inspect::row::Row;
use crate::pages::inspect::row_link::open_at_row;
use crate::pages::inspect::row_states::RowStates;
use crate::pages::inspect::this_visit::ThisVisit;
use crate::pages::inspect::walk::{self, Section};
use crate::words_of::{fill, form_word, method_word};
use domain::ids::{CheckpointId, VisitId};
use domain::inspection::{AnswerValue, Form};
use domain::sync::op::{Answer, Intent};
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

const ORDER: &str = "xuncha.order.by-walk";

/// 检查表; for a visit that was handed in or not accepted, the page about its outcome.
#[component]
pub fn Checklist(
    /// The visit that the address names.
    id: Option<VisitId>,
) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let is_open = Memo::new(move |_| {
        let id = id?;
        let open = here.with_visit(id, |visit, _| visit.is_open())?;
        // If the server did not accept the visit, nothing more can be recorded.
        let refused = here.store.with(|tablet| tablet.refusal(id).is_some());
        Some(open && !refused)
    });
    move || match id.zip(is_open.get()) {
        None => view! {
            <EmptyState
                title=td_string!(i18n, inspect.no_visit_title)
                text=td_string!(i18n, inspect.no_visit_text)
            >
                <a class="button button-primary" href="/inspect">
                    {td_string!(i18n, inspect.today)}
                </a>
            </EmptyState>
        }
        .into_any(),
        Some((id, false)) => view! { <ClosedVisit id /> }.into_any(),
        Some((id, true)) => view! { <OpenVisit id /> }.into_any(),
    }
}

#[component]
fn OpenVisit(id: VisitId) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let takes = here.takes(id);
    let visit = ThisVisit { id, takes };
    provide_context(visit);
    provide_context(RowStates::follow(visit, here.store));
    open_at_row();
    let by_walk = RwSignal::new(prefs::get(ORDER).unwrap_or(true));
    let order = move |walk: bool| {
        by_walk.set(walk);
        prefs::set(ORDER, &walk);
    };
    let head = here.store.peek(|tablet| {
        tablet
            .visit(id)
            .map(|it| (tablet.site_name(&it.site), it.how.method, it.how.form))
    });
    // The sections hold many words: rebuild them when their order or table changes, not at every
    // tap.
    let drawn_by = Memo::new(move |_| {
        let named = here.store.with(|tablet| {
            let (visit, table) = visit_in(tablet, id)?;
            let kind = tablet.sites.get(&visit.site)?.kind;
            Some(format!("{} {}", table.id, kind.as_str()))
        });
        named.unwrap_or_default()
    });
    let sections = move || {
        drawn_by.track();
        let by_walk = by_walk.get();
        let drawn = here.store.peek(|tablet| {
            let (visit, table) = visit_in(tablet, id)?;
            let kind = tablet.sites.get(&visit.site)?.kind;
            Some(walk::sections(i18n, table, kind, visit.how.method, by_walk))
        });
        drawn.unwrap_or_default()
    };
    view! {
        <Title text=td_string!(i18n, inspect.checklist) />
        <div class="with-bottom-bar stack" data-testid="checklist" data-visit=id.to_string()>
            <div class="visit-head">
                {head
                    .map(|(site, method, form)| {
                        view! {
                            <h1>{site}</h1>
                            <div class="visit-head-line">
                                <p class="visit-tags">
                                    <Tag words=method_word(i18n, method) />
                                    <Tag
                                        tone=if form == Form::Unannounced { Tone::Accent } else { Tone::Plain }
                                        words=form_word(i18n, form)
                                    />
                                </p>
                                <div class="tools" role="group" aria-label=td_string!(i18n, inspect.order)>
                                    <OrderButton on=Signal::derive(move || by_walk.get()) pick=move || order(true) testid="by-walk">
                                        {td_string!(i18n, inspect.by_walk)}
                                    </OrderButton>
                                    <OrderButton on=Signal::derive(move || !by_walk.get()) pick=move || order(false) testid="by-annex">
                                        {td_string!(i18n, inspect.by_annex)}
                                    </OrderButton>
                                </div>
                            </div>
                        }
                    })}
            </div>
            <VoidNote id />
            <Rehearsal />
            <div class="checklist">
                {each(sections, |section| section.key.clone(), move |section| view! {
                    <SectionView section />
                }.into_any())}
            </div>
            <div class="bottom-bar">
                <div class="bottom-total" data-testid="running-total">
                    {move || {
                        let total = takes.with(Takes::total);
                        let figure = if total.is_zero() {
                            td_string!(i18n, inspect.nothing_taken).to_owned()
                        } else {
                            format!("−{total}")
                        };
                        view! {
                            <span class="bottom-figure">{figure}</span>
                            <span class="bottom-words">
                                {td_string!(i18n, inspect.total)} " · "
                                {if here.store.saving().get() > 0 {
                                    td_string!(i18n, inspect.saving)
                                } else {
                                    td_string!(i18n, inspect.saved)
                                }}
                            </span>
                        }
                    }}
                </div>
                <a
                    class="button button-primary"
                    href=format!("/inspect/{id}/finish")
                    data-testid="go-finish"
                >
                    {td_string!(i18n, inspect.go_finish)}
                </a>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn OrderButton(
    on: Signal<bool>,
    pick: impl Fn() + 'static,
    testid: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || if on.get() { "true" } else { "false" }
            data-testid=testid
            on:click=move |_| pick()
        >
            {children()}
        </button>
    }
    .into_any()
}

#[component]
fn SectionView(section: Section) -> impl IntoView {
    let i18n = use_words();
    let recorder = use_recorder();
    let visit: ThisVisit = expect_context();
    let checkpoints = StoredValue::new(section.checkpoints.clone());
    let rows: RowStates = expect_context();
    let states: Vec<_> = section.checkpoints.iter().map(|id| rows.of(id)).collect();
    let open = Signal::derive(move || {
        checkpoints.with_value(|all| {
            let all = all.iter().zip(&states);
            all.filter(|(_, row)| row.with(|row| row.answer.is_none()))
                .map(|(id, _)| id.clone())
                .collect::<Vec<_>>()
        })
    });
    let of = section.of.clone();
    let total = section.checkpoints.len();
    let count = move || {
        let done = total - open.with(Vec::len);
        let counted = fill(
            td_string!(i18n, inspect.section_done),
            &[("done", &done), ("total", &total)],
        );
        let taken = visit
            .takes
            .with(|takes| checkpoints.with_value(|all| takes.sum_of(all)));
        match &of {
            Some(of) => {
                let points = taken.to_string();
                let taken = fill(
                    td_string!(i18n, inspect.section_points),
                    &[("points", &points), ("of", &of.clone())],
                );
                format!("{counted} · {taken}")
            }
            None if taken.is_zero() => counted,
            None => {
                let points = taken.to_string();
                format!(
                    "{counted} · {}",
                    fill(
                        td_string!(i18n, inspect.section_points_only),
                        &[("points", &points)]
                    )
                )
            }
        }
    };
    let rest = move |()| {
        let all = |answer: Option<AnswerValue>| -> Vec<Intent> {
            let answered = |checkpoint: &CheckpointId| {
                Intent::Answer(Answer {
                    visit: visit.id,
                    checkpoint: checkpoint.clone(),
                    answer,
                })
            };
            open.with_untracked(|open| open.iter().map(answered).collect())
        };
        let (answers, back) = (all(Some(AnswerValue::Meets)), all(None));
        let words = fill(
            td_string!(i18n, inspect.rest_done),
            &[("count", &answers.len())],
        );
        recorder.record_with_undo(answers, words, back);
    };
    view! {
        <section class="section" data-testid="section" data-section=section.key>
            <div class="section-head">
                <h2 class="section-title">{section.name}</h2>
                <span class="section-count">{count}</span>
                {when(move || !open.with(Vec::is_empty), move || view! {
                    <span class="section-rest">
                        <Button kind=ButtonKind::Quiet on_click=rest testid="rest-meets">
                            {td_string!(i18n, inspect.rest_meets)}
                        </Button>
                    </span>
                }.into_any())}
            </div>
            <ul class="rows">
                {section
                    .checkpoints
                    .into_iter()
                    .map(|checkpoint| view! { <Row checkpoint /> }.into_any())
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}
