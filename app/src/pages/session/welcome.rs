//! `/welcome/{link}`: an invited person chooses a password, in a plain form that needs no program.

use crate::components::{Button, ButtonKind, EmptyState, ErrorSummary, Field, error_of};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::words_of::{dated_words, error_words, fill, problem_words, role_word};
use domain::people::{Person, Role};
use domain::time::Moment;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

/// The person whom a link invites, as a context while the page is shown.
#[derive(Debug, Clone, Default)]
pub struct Welcoming {
    /// The person, and until when the link is valid; `None` if it is not.
    pub person: Option<(Person, Moment)>,
    /// Why the form was refused.
    pub refused: Option<Refused>,
}

/// Why a password was refused.
#[derive(Debug, Clone)]
pub enum Refused {
    /// The password is not allowed: a code that the locale files put into words.
    Password(&'static str),
    /// The two inputs differ.
    Differs,
}

/// The roles of an invited person, and until when the link is valid.
pub(crate) fn invited_words(i18n: I18n, roles: &[Role], until: Moment) -> String {
    let roles: Vec<&str> = roles.iter().map(|it| role_word(i18n, *it)).collect();
    let roles = roles.join(td_string!(i18n, common.list_separator));
    let until = dated_words(i18n, until);
    let words = td_string!(i18n, manage.invited_about);
    fill(words, &[("roles", &roles), ("until", &until)])
}

/// Asks for a password, twice.
#[component]
pub fn Welcome() -> impl IntoView {
    let i18n = use_words();
    let welcoming: Welcoming = use_context().unwrap_or_default();
    let Some((person, until)) = welcoming.person else {
        return view! {
            <Title text=td_string!(i18n, manage.welcome_title) />
            <EmptyState
                title=td_string!(i18n, manage.welcome_gone)
                text=td_string!(i18n, manage.welcome_gone_text)
            />
        }
        .into_any();
    };
    let wrong = match welcoming.refused {
        None => Vec::new(),
        Some(Refused::Password(code)) => vec![("new", problem_words(i18n, code).to_owned())],
        Some(Refused::Differs) => {
            let words = td_string!(i18n, session.repeat_differs);
            vec![("repeat", words.to_owned())]
        }
    };
    let errors = RwSignal::new(wrong);
    let lead = fill(
        td_string!(i18n, manage.welcome_lead),
        &[("name", &person.name), ("login", &person.login)],
    );
    let roles: Vec<Role> = person.roles.iter().copied().collect();
    let about = invited_words(i18n, &roles, until);
    view! {
        <Title text=td_string!(i18n, manage.welcome_title) />
        <div class="narrow sign-in" data-testid="welcome">
            <h1>{td_string!(i18n, manage.welcome_title)}</h1>
            <p class="lead">{lead}</p>
            <p data-testid="welcome-about">{about}</p>
            <ErrorSummary errors=errors />
            <p id="door-offline" class="error-summary" role="alert" tabindex="-1" hidden>
                {error_words(i18n, &AppError::Offline)}
            </p>
            <form id="welcome" method="post" novalidate>
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
                    id="new"
                    label=td_string!(i18n, session.new)
                    hint=td_string!(i18n, session.new_hint)
                    error=error_of(errors, "new")
                    value=RwSignal::new(String::new())
                    kind="password"
                    autocomplete="new-password"
                    testid="welcome-new"
                />
                <Field
                    id="repeat"
                    label=td_string!(i18n, manage.welcome_again)
                    error=error_of(errors, "repeat")
                    value=RwSignal::new(String::new())
                    kind="password"
                    autocomplete="new-password"
                    testid="welcome-repeat"
                />
                <div class="actions actions-form">
                    <Button kind=ButtonKind::Primary submit=true testid="welcome-submit">
                        {td_string!(i18n, manage.welcome_submit)}
                    </Button>
                </div>
            </form>
        </div>
    }
    .into_any()
}
