//! The planned visits, each with its state, and withdrawing one.

use crate::api::plan::{Assigned, AssignmentPage, PlanPage};
use crate::calls::plan::withdraw_assignments;
use crate::components::lists::{Filters, filter, nothing_yet, pager, search_field, table};
use crate::components::{ButtonKind, Question, Sheet, Submit, Tag, Toasts, Tone};
use crate::language::I18n;
use crate::places;
use crate::words_of::{
    day_words, error_words, fill, form_word, method_word, moment_words, quarter_words,
};
use domain::inspection::{AssignmentState, Form};
use leptos::prelude::*;
use leptos_i18n::td_string;
use uuid::Uuid;

/// Withdrawing a planned visit, after a confirmation.
#[derive(Clone, Copy)]
pub(super) struct Withdrawing {
    i18n: I18n,
    question: Question<(Uuid, String)>,
}

impl Withdrawing {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            question: Question::new(i18n, toasts, reload),
        }
    }

    fn go(self) {
        let Some((id, _)) = untrack(move || self.question.about()) else {
            return;
        };
        let i18n = self.i18n;
        self.question.send(async move {
            let done = withdraw_assignments(vec![id]).await;
            done.map_err(|error| vec![("", error_words(i18n, &error))])?;
            Ok(td_string!(i18n, plan.said_withdrawn).to_owned())
        });
    }
}

/// The confirmation dialog.
pub(super) fn confirm(i18n: I18n, it: Withdrawing) -> AnyView {
    let words = move || {
        let about = it.question.about();
        let site = about.map(|(_, site)| site).unwrap_or_default();
        fill(td_string!(i18n, plan.withdraw_text), &[("site", &site)])
    };
    let submit = Submit {
        words: td_string!(i18n, plan.withdraw_do),
        kind: ButtonKind::Danger,
        by_button: true,
        testid: "withdraw-do",
    };
    view! {
        <Sheet
            open=it.question.open
            title=Signal::stored(td_string!(i18n, plan.withdraw_title).to_owned())
            testid="withdraw-sheet"
        >
            {move || {
                let text = view! { <p>{words}</p> };
                it.question.form(text.into_any(), submit, move || it.go())
            }}
        </Sheet>
    }
    .into_any()
}

fn state_word(i18n: I18n, state: AssignmentState) -> (Tone, &'static str) {
    match state {
        AssignmentState::Waiting => (Tone::Pending, td_string!(i18n, plan.waiting)),
        AssignmentState::Late => (Tone::Bad, td_string!(i18n, plan.late)),
        AssignmentState::Done => (Tone::Good, td_string!(i18n, plan.done)),
        AssignmentState::Withdrawn => (Tone::Plain, td_string!(i18n, plan.withdrawn)),
    }
}

/// The quarter, and the filters of the list.
pub(super) fn around(i18n: I18n, page: &PlanPage, filters: Filters) -> AnyView {
    let quarter = quarter_words(i18n, page.quarter);
    let lead = fill(td_string!(i18n, plan.lead), &[("quarter", &quarter)]);
    let states = AssignmentState::ALL
        .into_iter()
        .map(|it| (it.as_str().to_owned(), state_word(i18n, it).1.to_owned()))
        .collect();
    let towns = page
        .towns
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()))
        .collect();
    view! {
        <p class="lead">{lead}</p>
        <div class="manage-tools">
            {search_field(i18n, filters)}
            {filter(i18n, filters, ("state", "filter-state"), td_string!(i18n, plan.col_state), states)}
            {filter(i18n, filters, ("town", "filter-town"), td_string!(i18n, plan.col_town), towns)}
        </div>
    }
    .into_any()
}

pub(super) fn view(
    i18n: I18n,
    page: &AssignmentPage,
    plans: bool,
    filters: Filters,
    withdrawing: Withdrawing,
) -> AnyView {
    if page.lines.is_empty() {
        let words = (
            td_string!(i18n, plan.nothing),
            td_string!(i18n, plan.nothing_text),
        );
        return nothing_yet(i18n, filters, words);
    }
    let rows = page
        .lines
        .iter()
        .cloned()
        .map(|it| row(i18n, it, plans, withdrawing))
        .collect_view();
    let columns = [
        td_string!(i18n, plan.col_site),
        td_string!(i18n, plan.col_how),
        td_string!(i18n, plan.col_inspectors),
        td_string!(i18n, plan.col_due),
        td_string!(i18n, plan.col_state),
    ];
    view! {
        {table("assignments", &columns, td_string!(i18n, plan.withdraw), rows.into_any())}
        {pager(i18n, filters, page.page, page.pages, page.total)}
    }
    .into_any()
}

fn row(i18n: I18n, it: Assigned, plans: bool, withdrawing: Withdrawing) -> AnyView {
    let (tone, state) = state_word(i18n, it.state);
    let can = plans && matches!(it.state, AssignmentState::Waiting | AssignmentState::Late);
    let label = format!("{} {}", td_string!(i18n, plan.withdraw), it.site);
    let (id, site) = (it.id, it.site.clone());
    let withdraw = can.then(move || {
        view! {
            <button
                type="button"
                class="button button-quiet"
                aria-label=label
                data-testid="withdraw"
                on:click=move |_| withdrawing.question.ask((id, site.clone()))
            >
                {td_string!(i18n, plan.withdraw)}
            </button>
        }
    });
    let at = moment_words(i18n, it.at);
    let by = fill(td_string!(i18n, plan.by), &[("by", &it.by), ("at", &at)]);
    let by = (!it.by.is_empty()).then_some(by);
    let draw = it.draw.map(|number| {
        let to = format!("{}?n={number}", places::PLAN_DRAW.address);
        let words = fill(td_string!(i18n, plan.from_draw), &[("n", &number)]);
        view! { <a href=to>{words}</a> }
    });
    let form = match it.form {
        Form::Unannounced => Tone::Accent,
        Form::Announced => Tone::Plain,
    };
    view! {
        <tr data-testid="assigned" data-state=it.state.as_str()>
            <th scope="row">
                <span lang="zh-CN">{it.site}</span>
                <span class="quiet plan-by" lang="zh-CN">
                    {[Some(it.town), by, (!it.note.is_empty()).then_some(it.note)]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                        .join(" · ")}
                </span>
            </th>
            <td>
                {method_word(i18n, it.method)} " " <Tag tone=form words=form_word(i18n, it.form) />
            </td>
            <td lang="zh-CN">{it.inspectors.join("、")}</td>
            <td class="plan-due">{it.due.map(|day| day_words(i18n, &day))}</td>
            <td>
                <Tag tone words=state /> " " {draw}
            </td>
            <td class="manage-edit">{withdraw}</td>
        </tr>
    }
    .into_any()
}
