//! `/sign-in`.

use crate::api::session::sign_in;
use crate::components::browser::go;
use crate::components::{Button, ButtonKind, ErrorSummary, Field, error_of};
use crate::error::AppError;
use crate::language::use_words;
use crate::who::{home_of, safe_next};
use crate::words_of::error_words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Signs in and goes on to where one wanted to go.
#[component]
pub fn SignIn() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let login = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let errors = RwSignal::new(Vec::<(&'static str, String)>::new());

    let submit = move || {
        let (name, secret) = (
            login.get_untracked().trim().to_owned(),
            password.get_untracked(),
        );
        let mut wrong = Vec::new();
        if name.is_empty() {
            wrong.push(("login", td_string!(i18n, session.login_required).to_owned()));
        }
        if secret.is_empty() {
            wrong.push((
                "password",
                td_string!(i18n, session.password_required).to_owned(),
            ));
        }
        let complete = wrong.is_empty();
        errors.set(wrong);
        if !complete || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let next = query.with_untracked(|query| query.get("next"));
        spawn_local(async move {
            match sign_in(name, secret).await {
                Ok(person) => {
                    crate::local::session::remember(&person);
                    let wanted = next.as_deref().and_then(safe_next);
                    let home = home_of(&person);
                    go(match wanted {
                        Some(wanted) if !person.must_change_password => wanted,
                        _ => home,
                    });
                }
                Err(error) => {
                    busy.set(false);
                    let field = match error {
                        AppError::WrongPassword => "password",
                        _ => "",
                    };
                    errors.set(vec![(field, error_words(i18n, &error))]);
                }
            }
        });
    };

    view! {
        <Title text=td_string!(i18n, session.title) />
        <div class="narrow sign-in">
            <h1>{td_string!(i18n, session.title)}</h1>
            <p class="lead">{td_string!(i18n, session.lead)}</p>
            <ErrorSummary errors=errors />
            <form
                method="post"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    submit();
                }
            >
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
                    value=password
                    kind="password"
                    autocomplete="current-password"
                    testid="sign-in-password"
                />
                <div class="actions actions-form">
                    <Button kind=ButtonKind::Primary submit=true busy=busy testid="sign-in-submit">
                        {td_string!(i18n, session.submit)}
                    </Button>
                </div>
            </form>
            <p class="quiet">{td_string!(i18n, session.offline_hint)}</p>
        </div>
    }
}
