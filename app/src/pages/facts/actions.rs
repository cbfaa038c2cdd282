//! Actions on the page as a whole: the due date, and signing and reminding for a row.

use super::asked::{Asked, Kept};
use crate::api::facts::{FactsForm, FactsPage, WAIVERS};
use crate::calls::facts::{remind_facts, set_facts_due, sign_facts};
use crate::components::browser::focus;
use crate::components::{Button, ButtonKind, Field, TextArea, use_toasts};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{day_words, error_words, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// 填报截止: as text, and for supervisors also as a field.
pub(super) fn head(i18n: I18n, page: &FactsPage, asked: Asked) -> AnyView {
    let due = page.due.clone();
    let words = match &due {
        Some(due) => {
            let day = day_words(i18n, due);
            fill(td_string!(i18n, facts.due), &[("date", &day)])
        }
        None => td_string!(i18n, facts.no_due).to_owned(),
    };
    let quarter = page.quarter;
    // Data is due within the quarter or the next one, when its results are made up.
    let bounds = (quarter.first_day(), quarter.next().last_day());
    let (value, busy) = (RwSignal::new(due.unwrap_or_default()), RwSignal::new(false));
    let toasts = use_toasts();
    let set = Callback::new(move |()| {
        busy.set(true);
        let due = value.get_untracked();
        spawn_local(async move {
            let answer = set_facts_due(quarter, due).await;
            busy.set(false);
            match answer {
                Ok(()) => asked.refetch(),
                Err(error) => toasts.say(error_words(i18n, &error)),
            }
        });
    });
    view! {
        <p class="quiet" data-testid="facts-due">
            {words}
        </p>
        {(page.supervises && page.open)
            .then(|| {
                view! {
                    <Field
                        id="facts-due-date"
                        label=td_string!(i18n, facts.due_label)
                        kind="date"
                        bounds=bounds
                        value=value
                    />
                    <Button busy=busy on_click=set>
                        {td_string!(i18n, facts.due_set)}
                    </Button>
                }
            })}
    }
    .into_any()
}

/// The id of the field for the reason of signing for the head.
const REASON: &str = "facts-instead-reason";

/// A text field, and its text when it was sent.
type Sent = (RwSignal<String>, String);

/// 负责人审签, 代签 and 催报. Signing is refused while the form has unsaved changes.
pub(super) fn of_row(
    i18n: I18n,
    page: &FactsPage,
    form: &FactsForm,
    asked: Asked,
    kept: Kept,
) -> AnyView {
    let (quarter, head) = (page.quarter, form.head);
    let row = StoredValue::new(form.row.clone());
    let known = page.rows.iter().find(|known| known.id == form.row);
    let is_signed = known.is_some_and(|known| known.signed.is_some());
    let whole = known.is_some_and(|known| known.of.is_none_or(|of| known.entered >= of));
    let (note, reason, busy) = (kept.note, kept.reason, RwSignal::new(false));
    let toasts = use_toasts();
    let after = move |answer: Result<(), AppError>, done: &'static str, (words, sent): Sent| {
        busy.set(false);
        match answer {
            Ok(()) => {
                toasts.say(done);
                // Keep text typed since then: it is for another row or another time.
                if words.with_untracked(|words| words.trim() == sent.trim()) {
                    words.set(String::new());
                }
                asked.refetch();
            }
            Err(AppError::Changed { .. }) => {
                toasts.say(td_string!(i18n, facts.sign_changed));
                asked.refetch();
            }
            Err(error) => toasts.say(error_words(i18n, &error)),
        }
    };
    let send = move |instead: Option<String>, done: &'static str| {
        if kept.dirty.get_untracked() {
            // A signature covers the saved values, not those in the fields.
            toasts.say(td_string!(i18n, facts.sign_unsaved));
            return;
        }
        busy.set(true);
        let row = row.get_value();
        let sent = instead.clone().unwrap_or_default();
        spawn_local(async move {
            let answer = sign_facts(quarter, row, head, instead).await;
            after(answer, done, (reason, sent));
        });
    };
    let sign = Callback::new(move |()| send(None, td_string!(i18n, facts.sign_done)));
    let reason_error = RwSignal::new(None);
    let sign_instead = Callback::new(move |()| {
        let reason = reason.get_untracked().trim().to_owned();
        if reason.is_empty() {
            let needed = td_string!(i18n, facts.sign_reason_needed);
            reason_error.set(Some(needed.to_owned()));
            focus(REASON);
            return;
        }
        reason_error.set(None);
        send(Some(reason), td_string!(i18n, facts.sign_instead_done));
    });
    let remind = Callback::new(move |()| {
        busy.set(true);
        let (row, sent) = (row.get_value(), note.get_untracked());
        spawn_local(async move {
            let answer = remind_facts(quarter, row, sent.clone()).await;
            after(answer, td_string!(i18n, facts.remind_done), (note, sent));
        });
    });
    let reminds = page.supervises && page.open && form.row != WAIVERS && !(is_signed && whole);
    view! {
        <div class="actions">
            {(form.signs && !is_signed)
                .then(|| {
                    view! {
                        <Button kind=ButtonKind::Secondary busy=busy on_click=sign testid="facts-sign">
                            {td_string!(i18n, facts.sign)}
                        </Button>
                    }
                })}
        </div>
        {(form.stands_in && !is_signed)
            .then(|| {
                view! {
                    <details data-testid="facts-instead">
                        <summary>{td_string!(i18n, facts.sign_instead)}</summary>
                        <p class="quiet">{td_string!(i18n, facts.sign_instead_hint)}</p>
                        <TextArea
                            id=REASON
                            label=td_string!(i18n, facts.sign_reason)
                            error=reason_error
                            value=reason
                            rows=2
                            max=200
                            testid="facts-instead-reason"
                        />
                        <Button busy=busy on_click=sign_instead testid="facts-sign-instead">
                            {td_string!(i18n, facts.sign_instead)}
                        </Button>
                    </details>
                }
            })}
        {reminds
            .then(|| {
                view! {
                    <details>
                        <summary>{td_string!(i18n, facts.remind)}</summary>
                        <Field id="facts-note" label=td_string!(i18n, facts.remind_note) value=note />
                        <Button busy=busy on_click=remind testid="facts-remind">
                            {td_string!(i18n, facts.remind)}
                        </Button>
                    </details>
                }
            })}
    }
    .into_any()
}
