//! `/sign-in`: a plain form that needs no program. Which program a person needs is known only after
//! they have signed in.

use crate::components::{Button, ButtonKind, ErrorSummary, Field, error_of};
use crate::error::AppError;
use crate::language::use_words;
use crate::words_of::error_words;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

/// A refused sign-in, as a context while the form is shown again.
#[derive(Debug, Clone, Default)]
pub struct Attempt {
    /// The name as typed.
    pub login: String,
    /// Why it was refused; `None` if a field was left empty.
    pub refused: Option<AppError>,
    /// Whether the password was left empty.
    pub no_password: bool,
}

/// Asks for name and password.
#[component]
pub fn SignIn() -> impl IntoView {
    let i18n = use_words();
    let attempt: Option<Attempt> = use_context();
    let mut wrong = Vec::new();
    if let Some(attempt) = &attempt {
        if attempt.login.is_empty() {
            wrong.push(("login", td_string!(i18n, session.login_required).to_owned()));
        }
        if attempt.no_password {
            let words = td_string!(i18n, session.password_required);
            wrong.push(("password", words.to_owned()));
        }
        if let Some(error) = &attempt.refused {
            let field = match error {
                AppError::WrongPassword => "password",
                _ => "",
            };
            wrong.push((field, error_words(i18n, error)));
        }
    }
    let errors = RwSignal::new(wrong);
    let login = RwSignal::new(attempt.map(|it| it.login).unwrap_or_default());
    view! {
        <Title text=td_string!(i18n, session.title) />
        <div class="narrow sign-in">
            <h1>{td_string!(i18n, session.title)}</h1>
            <p class="lead">{td_string!(i18n, session.lead)}</p>
            <ErrorSummary errors=errors />
            <p id="door-offline" class="error-summary" role="alert" tabindex="-1" hidden>
                {error_words(i18n, &AppError::Offline)}
            </p>
            <form id="sign-in" method="post" novalidate>
                <Field
                    id="login"
                    label=td_string!(i18n, session.login)
                    error=error_of(errors, "login")
                    value=login
                    autocomplete="username"
                    testid="sign-in-login"
                />
                <Field
                    id="password"
                    label=td_string!(i18n, session.password)
                    error=error_of(errors, "password")
                    value=RwSignal::new(String::new())
                    kind="password"
                    autocomplete="current-password"
                    testid="sign-in-password"
                />
                <div class="actions actions-form">
                    <Button kind=ButtonKind::Primary submit=true testid="sign-in-submit">
                        {td_string!(i18n, session.submit)}
                    </Button>
                </div>
            </form>
            <p class="quiet">{td_string!(i18n, session.offline_hint)}</p>
        </div>
    }
}
