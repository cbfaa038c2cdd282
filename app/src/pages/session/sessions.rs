//! 会话: where a person is signed in, and ending those sessions. One's own are beside the password,
//! others' in 人员.

use crate::api::sessions::{OpenedSession, OpenedWith};
use crate::calls::sessions::{end_own_sessions, end_sessions_of, own_sessions, sessions_of};
use crate::components::{Button, ButtonKind, ErrorState, Loading, Tag, Toasts, Tone};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill, stamp_words};
use domain::ids::UserId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use uuid::Uuid;

/// The open sessions of a person; one's own if `whose` is `None`.
#[derive(Clone, Copy)]
struct Sessions {
    i18n: I18n,
    toasts: Toasts,
    whose: Option<UserId>,
    found: RwSignal<Option<Result<Vec<OpenedSession>, AppError>>>,
    busy: RwSignal<bool>,
}

impl Sessions {
    /// Loads the sessions. The page may be gone when they arrive.
    fn load(self) {
        spawn_local(async move {
            let answer = match self.whose {
                Some(user) => sessions_of(user).await,
                None => own_sessions().await,
            };
            self.found.try_set(Some(answer));
        });
    }

    /// Ends one session, or all except the current one.
    fn end(self, session: Option<Uuid>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = match self.whose {
                Some(user) => end_sessions_of(user, session).await,
                None => end_own_sessions(session).await,
            };
            // If the dialog was closed meanwhile, report the outcome all the same.
            let is_gone = self.busy.try_set(false).is_some();
            self.toasts.say(match answer {
                Ok(n) => fill(td_string!(self.i18n, session.said_ended), &[("n", &n)]),
                Err(error) => error_words(self.i18n, &error),
            });
            if !is_gone {
                self.load();
            }
        });
    }
}

/// The list, loaded once the page's program runs.
pub fn open_sessions(i18n: I18n, toasts: Toasts, whose: Option<UserId>) -> AnyView {
    let sessions = Sessions {
        i18n,
        toasts,
        whose,
        found: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    Effect::new(move || sessions.load());
    let text = match whose {
        Some(_) => td_string!(i18n, session.sessions_text),
        None => td_string!(i18n, session.own_sessions_text),
    };
    view! {
        <section class="stack sessions" data-testid="sessions">
            <h2>{td_string!(i18n, session.sessions)}</h2>
            <p class="quiet">{text}</p>
            {move || {
                sessions
                    .found
                    .with(|found| match found {
                        None => view! { <Loading lines=2 /> }.into_any(),
                        Some(Ok(all)) => frame(sessions, all),
                        Some(Err(error)) => {
                            let error = error.clone();
                            view! { <ErrorState error on_retry=move |()| sessions.load() /> }.into_any()
                        }
                    })
            }}
        </section>
    }
    .into_any()
}

fn frame(sessions: Sessions, all: &[OpenedSession]) -> AnyView {
    let i18n = sessions.i18n;
    if all.is_empty() {
        return view! { <p>{td_string!(i18n, session.sessions_none)}</p> }.into_any();
    }
    let others = all.iter().filter(|it| !it.own).count();
    let rows = all
        .iter()
        .cloned()
        .map(|it| row(sessions, it))
        .collect_view();
    let end_all = (others > 1).then(|| {
        view! {
            <p class="actions">
                <Button
                    kind=ButtonKind::Secondary
                    busy=sessions.busy
                    on_click=move |()| sessions.end(None)
                    testid="end-sessions"
                >
                    {match sessions.whose {
                        Some(_) => td_string!(i18n, session.end_all_of),
                        None => td_string!(i18n, session.end_all),
                    }}
                </Button>
            </p>
        }
    });
    view! {
        <ul class="session-list">{rows}</ul>
        {end_all}
    }
    .into_any()
}

fn with_words(i18n: I18n, with: OpenedWith) -> &'static str {
    match with {
        OpenedWith::Tablet => td_string!(i18n, session.with_tablet),
        OpenedWith::Browser => td_string!(i18n, session.with_browser),
        OpenedWith::Program => td_string!(i18n, session.with_program),
        OpenedWith::Unknown => td_string!(i18n, session.with_unknown),
    }
}

fn row(sessions: Sessions, it: OpenedSession) -> AnyView {
    let i18n = sessions.i18n;
    let with = with_words(i18n, it.with);
    let address = match it.address.is_empty() {
        true => td_string!(i18n, session.address_unknown).to_owned(),
        false => it.address,
    };
    let when = fill(
        td_string!(i18n, session.since),
        &[
            ("since", &stamp_words(i18n, it.since)),
            ("used", &stamp_words(i18n, it.used)),
        ],
    );
    let (id, words) = (it.id, td_string!(i18n, session.end_one));
    let label = format!("{words} {with} {address}");
    let act = match it.own {
        true => {
            let own = td_string!(i18n, session.this_one);
            view! { <Tag tone=Tone::Accent words=own /> }.into_any()
        }
        false => view! {
            <button
                type="button"
                class="button button-quiet"
                aria-label=label
                data-testid="end-session"
                on:click=move |_| sessions.end(Some(id))
            >
                {words}
            </button>
        }
        .into_any(),
    };
    view! {
        <li class="session" data-testid="session">
            <p>
                <strong>{with}</strong>
                " "
                <span class="session-address">{address}</span>
                <span class="quiet session-when">{when}</span>
            </p>
            {act}
        </li>
    }
    .into_any()
}
