//! Invitations: links and codes with which people choose a password, to hand over or print.

use crate::api::manage::{INVITATION_DAYS, INVITED_AT_ONCE, Invited};
use crate::calls::manage::{invite_people, uninvited};
use crate::components::browser::{focus, origin, print};
use crate::components::{Banner, BannerKind, Button, ButtonKind, ProgressBar, Toasts};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use domain::ids::UserId;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use leptos_i18n::td_string;

/// The id of the section with the invitations.
const SLIPS: &str = "invitations";

/// Creating invitations, and those that were created.
#[derive(Clone, Copy)]
pub(super) struct Inviting {
    i18n: I18n,
    toasts: Toasts,
    made: RwSignal<Vec<Invited>>,
    /// How many of how many have been created, while that runs.
    under_way: RwSignal<Option<(usize, usize)>>,
    reload: Callback<()>,
}

impl Inviting {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            toasts,
            made: RwSignal::new(Vec::new()),
            under_way: RwSignal::new(None),
            reload,
        }
    }

    /// Whether invitations are being created.
    pub(super) fn busy(self) -> Signal<bool> {
        Signal::derive(move || self.under_way.with(Option::is_some))
    }

    /// Invites these people.
    pub(super) fn these(self, people: Vec<UserId>) {
        if self.under_way.with_untracked(Option::is_some) {
            return;
        }
        self.under_way.set(Some((0, people.len())));
        spawn_local(async move { self.make(people).await });
    }

    /// Invites everybody who has no password yet.
    pub(super) fn everybody(self) {
        if self.under_way.with_untracked(Option::is_some) {
            return;
        }
        self.under_way.set(Some((0, 0)));
        spawn_local(async move {
            match uninvited().await {
                Ok(people) => self.make(people).await,
                Err(error) => self.over(Some(error)),
            }
        });
    }

    async fn make(self, people: Vec<UserId>) {
        if people.is_empty() {
            self.toasts
                .say(td_string!(self.i18n, manage.nobody_to_invite));
        }
        let (all, mut done) = (people.len(), 0);
        for some in people.chunks(INVITED_AT_ONCE) {
            if self.under_way.try_set(Some((done, all))).is_some() {
                return;
            }
            match invite_people(some.to_vec(), origin()).await {
                Ok(invited) => {
                    done += invited.len();
                    // Links are shown only once: keep other people's, and drop those that a new
                    // invitation has invalidated.
                    let anew = |it: &Invited| invited.iter().any(|new| new.login == it.login);
                    let kept = self.made.try_update(|made| {
                        made.retain(|it| !anew(it));
                        made.splice(0..0, invited.iter().cloned());
                    });
                    if kept.is_none() {
                        return;
                    }
                }
                Err(error) => return self.over(Some(error)),
            }
        }
        self.over(None);
        // Scroll up to the invitations after they are drawn: the person may be far down the list.
        tick().await;
        focus(SLIPS);
    }

    fn over(self, error: Option<AppError>) {
        if self.under_way.try_set(None).is_some() {
            return;
        }
        if let Some(error) = error {
            self.toasts.say(error_words(self.i18n, &error));
        }
        self.reload.try_run(());
    }
}

/// The invitations that were created, each with its code and link, which are shown only once.
pub(super) fn invitations(i18n: I18n, inviting: Inviting) -> AnyView {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let under_way = inviting.under_way;
    let done = Signal::derive(move || number(under_way.get().unwrap_or_default().0));
    let total = Signal::derive(move || number(under_way.get().unwrap_or_default().1));
    let long = Memo::new(move |_| {
        let under_way = inviting.under_way.get();
        under_way.is_some_and(|(_, all)| all > INVITED_AT_ONCE)
    });
    let progress = move || {
        long.get().then(|| {
            view! { <ProgressBar label=td_string!(i18n, manage.invited_title) done total /> }
        })
    };
    let shown = move || {
        let made = inviting.made.get();
        (!made.is_empty()).then(|| {
            let slips = made.into_iter().map(|it| slip(i18n, it)).collect_view();
            let words = fill(
                td_string!(i18n, manage.invited_text),
                &[("days", &INVITATION_DAYS)],
            );
            view! {
                <section class="invitations" id=SLIPS tabindex="-1" data-testid="invitations">
                    <h2>{td_string!(i18n, manage.invited_title)}</h2>
                    <Banner kind=BannerKind::Warning>{words}</Banner>
                    {unreachable(i18n)}
                    <p class="actions">
                        <Button kind=ButtonKind::Secondary on_click=move |()| print()>
                            {td_string!(i18n, manage.print)}
                        </Button>
                        <Button
                            kind=ButtonKind::Quiet
                            on_click=move |()| inviting.made.set(Vec::new())
                            testid="invitations-close"
                        >
                            {td_string!(i18n, common.close)}
                        </Button>
                    </p>
                    <ul class="invitation-slips">{slips}</ul>
                </section>
            }
        })
    };
    view! {
        {progress}
        {shown}
    }
    .into_any()
}

/// A warning if links of this address lead other devices to themselves.
fn unreachable(i18n: I18n) -> AnyView {
    let address = origin();
    let is_local = ["//localhost", "//127.", "//[::1]"];
    let is_local = is_local.iter().any(|it| address.contains(it));
    is_local
        .then(|| {
            let words = td_string!(i18n, manage.invited_local);
            let words = fill(words, &[("address", &address)]);
            view! { <Banner kind=BannerKind::Failure testid="invited-local">{words}</Banner> }
        })
        .into_any()
}

fn slip(i18n: I18n, it: Invited) -> AnyView {
    let alt = fill(td_string!(i18n, manage.qr_of), &[("name", &it.name)]);
    let source = format!("data:image/svg+xml,{}", crate::address::escape(&it.code));
    let login = it.login.clone();
    view! {
        <li class="invitation" data-testid="invitation" data-login=login>
            <img src=source alt=alt width="160" height="160" />
            <p>
                <strong lang="zh-CN">{it.name}</strong>
                " "
                <span class="manage-code">{it.login}</span>
            </p>
            <p>{it.about}</p>
            <p class="quiet">{td_string!(i18n, manage.invited_hint)}</p>
            <p class="manage-code invitation-link" data-testid="invitation-link">
                {it.link}
            </p>
        </li>
    }
    .into_any()
}
