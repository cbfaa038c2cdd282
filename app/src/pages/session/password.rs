//! `/password`: a new password; required first after a one-time password.

use crate::calls::session::change_password;
use crate::components::browser::go;
use crate::components::{
    Banner, BannerKind, Button, ButtonKind, ErrorState, ErrorSummary, Field, error_of, use_toasts,
};
use crate::error::AppError;
use crate::language::use_words;
use crate::pages::session::sessions::open_sessions;
use crate::places;
use crate::who::use_who;
use crate::words_of::{error_words, problem_words};
use domain::people::Person;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::components::Redirect;

/// Asks for the old and the new password.
#[component]
pub fn ChangePassword() -> impl IntoView {
    let i18n = use_words();
    let who = use_who();
    view! {
        <Title text=td_string!(i18n, session.change_title) />
        {move || match who.answer() {
            Ok(me) => match me.person {
                Some(person) => view! { <Form person /> }.into_any(),
                None => view! { <Redirect path="/sign-in?next=/password" /> }.into_any(),
            },
            Err(error) => view! { <ErrorState error on_retry=move |()| who.again() /> }.into_any(),
        }}
    }
}

#[component]
fn Form(person: Person) -> impl IntoView {
    let i18n = use_words();
    let toasts = use_toasts();
    let forced = person.must_change_password;
    let old = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let repeat = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let done = RwSignal::new(false);
    let errors = RwSignal::new(Vec::<(&'static str, String)>::new());
    let changed = Person {
        must_change_password: false,
        ..person.clone()
    };

    let name = person.login.clone();
    let submit = move || {
        let (before, after) = (old.get_untracked(), new.get_untracked());
        let mut wrong = Vec::new();
        if before.is_empty() {
            wrong.push(("old", td_string!(i18n, session.old_required).to_owned()));
        }
        if !is_strong(&after) {
            wrong.push(("new", problem_words(i18n, "weak").to_owned()));
        } else if after.to_lowercase().contains(&name.to_lowercase()) {
            wrong.push(("new", problem_words(i18n, "contains-login").to_owned()));
        } else if after == before {
            wrong.push(("new", problem_words(i18n, "same").to_owned()));
        }
        if after != repeat.get_untracked() {
            wrong.push((
                "repeat",
                td_string!(i18n, session.repeat_differs).to_owned(),
            ));
        }
        let complete = wrong.is_empty();
        errors.set(wrong);
        if !complete || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let changed = changed.clone();
        spawn_local(async move {
            match change_password(before, after).await {
                Ok(()) => {
                    crate::local::session::remember(&changed);
                    if forced {
                        go(places::first_of(&changed));
                        return;
                    }
                    busy.set(false);
                    done.set(true);
                    for field in [old, new, repeat] {
                        field.set(String::new());
                    }
                }
                Err(error) => {
                    busy.set(false);
                    let field = match &error {
                        AppError::WrongPassword => "old",
                        AppError::Invalid { field, .. } if field == "old" => "old",
                        AppError::Invalid { .. } => "new",
                        _ => "",
                    };
                    let words = if error == AppError::WrongPassword {
                        problem_words(i18n, "wrong").to_owned()
                    } else {
                        error_words(i18n, &error)
                    };
                    errors.set(vec![(field, words)]);
                }
            }
        });
    };

    view! {
        <div class="narrow">
            <h1>{td_string!(i18n, session.change_title)}</h1>
            {forced
                .then(|| {
                    view! {
                        <Banner kind=BannerKind::Warning>{td_string!(i18n, session.change_forced)}</Banner>
                    }
                })}
            {move || {
                done.get()
                    .then(|| {
                        view! {
                            <Banner kind=BannerKind::Success testid="password-changed">
                                {td_string!(i18n, session.change_done)}
                            </Banner>
                        }
                    })
            }}
            <ErrorSummary errors=errors />
            <form
                method="post"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    done.set(false);
                    submit();
                }
            >
                <input
                    class="visually-hidden"
                    type="text"
                    name="username"
                    autocomplete="username"
                    value=person.login
                    tabindex="-1"
                    aria-hidden="true"
                    readonly
                />
                <Field
                    id="old"
                    label=td_string!(i18n, session.old)
                    error=error_of(errors, "old")
                    value=old
                    kind="password"
                    autocomplete="current-password"
                    testid="password-old"
                />
                <Field
                    id="new"
                    label=td_string!(i18n, session.new)
                    hint=td_string!(i18n, session.new_hint)
                    error=error_of(errors, "new")
                    value=new
                    kind="password"
                    autocomplete="new-password"
                    testid="password-new"
                />
                <Field
                    id="repeat"
                    label=td_string!(i18n, session.repeat)
                    error=error_of(errors, "repeat")
                    value=repeat
                    kind="password"
                    autocomplete="new-password"
                    testid="password-repeat"
                />
                <div class="actions actions-form">
                    <Button kind=ButtonKind::Primary submit=true busy=busy testid="password-submit">
                        {td_string!(i18n, session.change_submit)}
                    </Button>
                </div>
            </form>
            {(!forced).then(|| open_sessions(i18n, toasts, None))}
        </div>
    }
}

/// Whether the password has at least 8 characters of 3 of the 4 classes. The server decides; this
/// saves a round trip.
fn is_strong(password: &str) -> bool {
    let classes = [
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    password.chars().count() >= 8 && classes.into_iter().filter(|there| *there).count() >= 3
}
