//! 数据填报: the rows for which facts are entered, beside one row's form. The address names the
//! open row.

mod actions;
mod asked;
mod cell;
mod form;
mod line;
mod lines;
mod list;
mod modes;
mod paste;
mod pasting;
mod saving;
mod spread;
mod state;
mod words;

pub(crate) use words::fault_words;

use crate::api::facts::{FactsPage, FactsQuery};
use crate::calls::facts::read_facts;
use crate::components::{ErrorState, Loading};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::who::use_who;
use crate::words_of::quarter_words;
use asked::{Asked, Kept};
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/facts`; `?row=` opens a form, `?by=` and `?judges=` choose how it is filled in.
#[component]
pub fn Facts() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| FactsQuery {
            quarter: query.get("quarter").and_then(|text| text.parse().ok()),
            row: query.get("row"),
            by: query.get("by"),
            judges: query.get("judges").and_then(|text| text.parse().ok()),
        })
    });
    let page = Resource::new_blocking(move || asked.get(), read_facts);
    // State that must survive reading the page again: the message after saving, unsaved changes,
    // and the words typed for a signature or a reminder.
    let kept = Kept {
        said: RwSignal::new(String::new()),
        dirty: RwSignal::new(false),
        reason: RwSignal::new(String::new()),
        note: RwSignal::new(String::new()),
    };
    // Words for one row's office must not be sent to another's.
    Effect::new(move |before: Option<FactsQuery>| {
        let now = asked.get();
        if before.is_some_and(|before| (before.quarter, &before.row) != (now.quarter, &now.row)) {
            kept.reason.set(String::new());
            kept.note.set(String::new());
        }
        now
    });
    let dirty = kept.dirty;
    view! {
        <Title text=td_string!(i18n, facts.title) />
        <div class="facts-page">
            <Transition fallback=|| view! { <Loading lines=14 /> }>
                {
                    let shown = Memo::new_owning(move |shown: Option<Answer>| {
                        let new = page.get();
                        match shown {
                            Some(shown) if dirty.get_untracked() && is_of_one_row(&shown, &new) => {
                                (shown, false)
                            }
                            _ => (new, true),
                        }
                    });
                    move || {
                    shown.get()
                        .map(|answer: Result<FactsPage, AppError>| match answer {
                            Ok(answer) => whole(i18n, answer, page, kept),
                            Err(error) => {
                                view! {
                                    <div class="page-head">
                                        <h1>{td_string!(i18n, facts.title)}</h1>
                                    </div>
                                    <ErrorState error on_retry=move |()| page.refetch() />
                                }
                                    .into_any()
                            }
                        })
                    }
                }
            </Transition>
        </div>
    }
    .into_any()
}

/// The last answer for the page, if any.
type Answer = Option<Result<FactsPage, AppError>>;

/// Whether both answers are for the same quarter and row; a failed answer counts as the same.
fn is_of_one_row(shown: &Answer, new: &Answer) -> bool {
    let (Some(Ok(shown)), Some(new)) = (shown, new) else {
        return new.is_none();
    };
    let row = |page: &FactsPage| page.form.as_ref().map(|form| form.row.clone());
    new.as_ref().map_or(true, |new| {
        shown.quarter == new.quarter && row(shown) == row(new)
    })
}

fn whole(i18n: I18n, mut page: FactsPage, asked: Asked, kept: Kept) -> AnyView {
    let lead = format!(
        "{} · {}",
        quarter_words(i18n, page.quarter),
        page.table_name
    );
    let form = page.form.take();
    let head = actions::head(i18n, &page, asked);
    let banners = list::banners(i18n, &page);
    let list = list::rows(i18n, &page, form.as_ref().map(|form| form.row.as_str()));
    let form = match form {
        Some(form) => form::panel(i18n, &page, form, asked, kept),
        None => view! { <p class="quiet">{td_string!(i18n, facts.choose)}</p> }.into_any(),
    };
    view! {
        <div class="page-head">
            <h1>{td_string!(i18n, facts.title)}</h1>
            <p class="lead">{lead}</p>
            <div class="facts-tools">
                {head}
                {use_who()
                    .may(Right::EnterFacts)
                    .then(|| {
                        view! {
                            <a
                                class="button button-secondary"
                                href=format!("/facts/import?quarter={}", page.quarter)
                                data-testid="to-import"
                            >
                                {td_string!(i18n, import.title)}
                            </a>
                        }
                    })}
            </div>
        </div>
        {banners}
        <div class="facts-both">
            {list}
            <div>{form}</div>
        </div>
    }
    .into_any()
}
