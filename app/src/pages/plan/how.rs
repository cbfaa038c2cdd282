//! What visits planned together have in common: method, form, date, note.

use crate::api::plan::How;
use crate::components::{Field, Select};
use crate::language::I18n;
use crate::words_of::{form_word, method_word};
use domain::inspection::{Form, Method};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The fields.
#[derive(Clone, Copy)]
pub(super) struct HowFields {
    method: RwSignal<String>,
    form: RwSignal<String>,
    due: RwSignal<String>,
    note: RwSignal<String>,
}

const FORMS: [Form; 2] = [Form::Announced, Form::Unannounced];

impl HowFields {
    pub(super) fn new() -> Self {
        Self {
            method: RwSignal::new(Method::Routine.as_str().to_owned()),
            form: RwSignal::new(Form::Announced.as_str().to_owned()),
            due: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
        }
    }

    /// The values of the fields.
    pub(super) fn said(self) -> How {
        let (method, form) = (self.method.get_untracked(), self.form.get_untracked());
        let method = Method::ALL.into_iter().find(|it| it.as_str() == method);
        let form = FORMS.into_iter().find(|it| it.as_str() == form);
        How {
            method: method.unwrap_or(Method::Routine),
            form: form.unwrap_or(Form::Announced),
            due: self.due.get_untracked(),
            note: self.note.get_untracked(),
        }
    }

    /// The fields; `due` is the error of the date, and `today` its earliest value.
    pub(super) fn view(self, i18n: I18n, today: &str, due: Signal<Option<String>>) -> AnyView {
        let methods = Method::ALL
            .into_iter()
            .map(|it| (it.as_str().to_owned(), method_word(i18n, it).to_owned()))
            .collect();
        let forms = FORMS
            .into_iter()
            .map(|it| (it.as_str().to_owned(), form_word(i18n, it).to_owned()))
            .collect();
        view! {
            <div class="manage-pair">
                <Select id="plan-method" label=td_string!(i18n, plan.method) options=methods value=self.method />
                <Select
                    id="plan-form"
                    label=td_string!(i18n, plan.form)
                    hint=td_string!(i18n, plan.form_secret)
                    options=forms
                    value=self.form
                    testid="plan-form"
                />
                <Field
                    id="plan-due"
                    label=td_string!(i18n, plan.due)
                    hint=td_string!(i18n, plan.due_hint)
                    error=due
                    value=self.due
                    kind="date"
                    bounds=(today.to_owned(), "2099-12-31".to_owned())
                />
                <Field
                    id="plan-note"
                    label=td_string!(i18n, plan.note)
                    hint=td_string!(i18n, plan.note_hint)
                    value=self.note
                    testid="plan-note"
                />
            </div>
        }
        .into_any()
    }
}
