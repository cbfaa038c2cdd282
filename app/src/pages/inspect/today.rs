//! 今日检查: first the visits with findings that were sent back, then unfinished visits,
//! assignments, visits handed in, and voided ones.

use crate::components::{
    Banner, BannerKind, Button, ButtonKind, EmptyState, Tag, Tone, each, when,
};
use crate::language::use_words;
use crate::local::tablet::Tablet;
use crate::local::worker;
use crate::pages::inspect::group::group_title;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::history::history;
use crate::pages::inspect::safety::Safety;
use crate::pages::inspect::visit_card::{returned, visit_card};
use crate::words_of::{day_words, fill, form_word, method_word};
use domain::ids::VisitId;
use domain::inspection::{Form, Visit};
use domain::sync::wire::AssignmentRow;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
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
                <section class="group" data-testid="assigned">
                    {group_title(td_string!(i18n, inspect.assigned), Signal::derive(move || assigned().len()))}
                    <ul class="cards">
                        {each(assigned, |it| it.id.to_string(), move |it| view! {
                            <Assignment it />
                        }.into_any())}
                    </ul>
                </section>
            }.into_any())}
            {history(i18n, here, Signal::derive(move || visits.get().closed))}
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

/// The visits, grouped by what the person has to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Groups {
    /// Visits with a finding that was sent back with a question.
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

#[component]
fn Cards(title: &'static str, ids: Signal<Vec<VisitId>>, testid: &'static str) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    view! {
        {when(move || !ids.with(Vec::is_empty), move || view! {
            <section class="group" data-testid=testid>
                {group_title(title, Signal::derive(move || ids.with(Vec::len)))}
                <ul class="cards">
                    {each(move || ids.get(), ToString::to_string, move |id| visit_card(i18n, here, id))}
                </ul>
            </section>
        }.into_any())}
    }
    .into_any()
}

#[component]
fn Assignment(it: Arc<AssignmentRow>) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let name = here.store.peek(|tablet| tablet.site_name(&it.site));
    let href = format!("/inspect/new?site={}&assignment={}", it.site, it.id);
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
                    {it.due.clone().map(|due| view! { <span class="visit-meta">{fill(td_string!(i18n, inspect.due), &[("date", &day_words(i18n, &due))])}</span> })}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// Offers a waiting new version here, where no visit is open on the screen.
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
