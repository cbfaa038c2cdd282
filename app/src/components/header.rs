//! The frame of every page: the signed-in person, the links, the language and the complaints line.

#[cfg(feature = "ssr")]
use crate::address::search;
use crate::calls::session::sign_out;
use crate::components::browser::{focus, go};
use crate::components::{Button, ButtonKind, Sheet, use_toasts};
use crate::i18n::Locale;
use crate::language::{self, I18n, use_words};
use crate::local::session as tablet;
use crate::part::Part;
use crate::places;
use crate::places::link::rel_of;
use crate::who::use_who;
use crate::words_of::{fill, role_word};
use domain::people::Person;
use domain::registry::District;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_router::hooks::use_location;
use std::future::Future;
use std::pin::Pin;

/// Ends the session; returns whether that succeeded.
pub(crate) type Leave = fn() -> Pin<Box<dyn Future<Output = bool>>>;

/// The head of a rendered page.
#[component]
pub fn Header() -> impl IntoView {
    let i18n = use_words();
    let who = use_who();
    Effect::new(move || {
        if let Ok(me) = who.answer() {
            tablet::remember_demo(me.demo);
        }
    });
    let leave: Leave = || Box::pin(async { sign_out().await.is_ok() });
    view! {
        <SkipLink />
        <header class="site-head">
            {move || {
                let me = who.answer().ok();
                let is_door = use_context::<Part>() == Some(Part::Door);
                let demo = me.as_ref().map_or_else(tablet::is_demo, |me| me.demo);
                let (person, town) = me.map_or((None, None), |me| (me.person, me.town_name));
                // The door starts a new sign-in, so it shows no person.
                let person = person.filter(|_| !is_door);
                head(i18n, person, town, demo, leave)
            }}
        </header>
    }
    .into_any()
}

/// The head of the inspector's pages, for the person stored on the tablet.
#[cfg(feature = "tablet")]
#[component]
pub fn TabletHeader(
    /// The person who works on this tablet.
    #[prop(into)]
    person: Signal<Option<Person>>,
) -> impl IntoView {
    let i18n = use_words();
    let leave: Leave = || Box::pin(crate::sync::session::close());
    view! {
        <SkipLink />
        <header class="site-head">
            {move || head(i18n, person.get(), None, tablet::is_demo(), leave)}
        </header>
    }
    .into_any()
}

#[component]
fn SkipLink() -> impl IntoView {
    let i18n = use_words();
    view! {
        <a
            class="skip-link"
            href="#main"
            rel="external"
            on:click=|event| {
                event.prevent_default();
                focus("main");
            }
        >
            {td_string!(i18n, common.skip)}
        </a>
    }
    .into_any()
}

fn head(
    i18n: I18n,
    person: Option<Person>,
    town: Option<String>,
    demo: bool,
    leave: Leave,
) -> AnyView {
    let home = person
        .as_ref()
        .map_or(places::SIGN_IN.address, places::first_of);
    let links = person.as_ref().map(|person| navigation(i18n, person));
    view! {
        {demo
            .then(|| {
                view! {
                    <p class="demo-banner" data-testid="demo-banner">
                        <strong>{td_string!(i18n, common.demo)}</strong>
                        <span class="demo-text">{td_string!(i18n, common.demo_text)}</span>
                    </p>
                }
            })}
        <div class="site-bar">
            <a class="brand" href=home rel=rel_of(home)>
                <svg class="brand-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
                    <rect width="32" height="32" rx="6"></rect>
                    <path d="M9 16.5l5 5 9.5-11"></path>
                </svg>
                <span class="brand-name">{td_string!(i18n, common.product)}</span>
                <span class="brand-line">{td_string!(i18n, common.tagline)}</span>
            </a>
            {links}
            <div class="site-person">
                {person.map(|person| account(i18n, person, town, leave))}
                <LanguageSwitch />
            </div>
        </div>
    }
    .into_any()
}

fn navigation(i18n: I18n, person: &Person) -> AnyView {
    let location = use_location();
    let mut links = places::navigation(i18n, person);
    if person.must_change_password {
        links.clear();
    }
    // A single page needs no navigation bar: the product's name links to it.
    (links.len() > 1)
        .then(|| {
            view! {
                <nav class="site-nav" aria-label=td_string!(i18n, common.nav)>
                    <ul>
                        {links
                            .into_iter()
                            .map(|(path, words)| {
                                let here = move || {
                                    location.pathname.with(|at| at.starts_with(path)).then_some("page")
                                };
                                view! {
                                    <li>
                                        <a href=path rel=rel_of(path) aria-current=here>
                                            {words}
                                        </a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </nav>
            }
        })
        .into_any()
}

/// The person's name and role, and the button that signs out.
fn account(i18n: I18n, person: Person, town: Option<String>, end: Leave) -> AnyView {
    let roles: Vec<_> = person
        .roles
        .iter()
        .map(|role| role_word(i18n, *role))
        .collect();
    // A town's account is often named after the town: then show the roles instead.
    let role = town
        .filter(|town| *town != person.name)
        .unwrap_or_else(|| roles.join(td_string!(i18n, common.list_separator)));
    let user = person.id;
    let (asking, busy) = (RwSignal::new(false), RwSignal::new(false));
    let waiting = RwSignal::new(0_usize);
    let toasts = use_toasts();
    let leave = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            if end().await {
                tablet::forget();
                go("/sign-in");
            } else {
                busy.set(false);
                asking.set(false);
                toasts.say(td_string!(i18n, common.sign_out_offline));
            }
        });
    });
    let ask = Callback::new(move |()| {
        let count = tablet::waiting(user);
        waiting.set(count);
        if count > 0 {
            asking.set(true);
        } else {
            leave.run(());
        }
    });
    view! {
        <a class="person" href="/password" rel=rel_of("/password") title=td_string!(i18n, common.account)>
            <span class="person-name" data-testid="person-name">
                {person.name}
            </span>
            <span class="person-role">{role}</span>
        </a>
        <Button kind=ButtonKind::Quiet busy=busy on_click=ask testid="sign-out">
            {td_string!(i18n, common.sign_out)}
        </Button>
        <Sheet open=asking title=td_string!(i18n, common.sign_out_title) testid="sign-out-ask">
            <p>{fill(td_string!(i18n, common.sign_out_waiting), &[("count", &waiting.get_untracked())])}</p>
            <div class="actions">
                <Button kind=ButtonKind::Primary on_click=move |()| asking.set(false)>
                    {td_string!(i18n, common.sign_out_stay)}
                </Button>
                <Button kind=ButtonKind::Danger busy=busy on_click=leave testid="sign-out-anyway">
                    {td_string!(i18n, common.sign_out_anyway)}
                </Button>
            </div>
        </Sheet>
    }
    .into_any()
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let i18n = use_words();
    let (to, tag) = if language::is_english(i18n) {
        (Locale::zh_CN, "zh-CN")
    } else {
        (Locale::en, "en")
    };
    #[cfg(feature = "ssr")]
    if use_context::<Part>() == Some(Part::Door) {
        let at = use_location();
        let next = at.pathname.get_untracked() + &search(&at.search.get_untracked());
        return view! {
            <form method="post" action="/language">
                <input type="hidden" name="next" value=next />
                <button class="button button-quiet lang-switch" lang=tag name="to" value=tag data-testid="lang-switch">
                    {td_string!(i18n, common.other_language)}
                </button>
            </form>
        }
        .into_any();
    }
    view! {
        <button
            type="button"
            class="button button-quiet lang-switch"
            lang=tag
            data-testid="lang-switch"
            on:click=move |_| language::switch(to)
        >
            {td_string!(i18n, common.other_language)}
        </button>
    }
    .into_any()
}

/// Whom to complain to, or to ask.
pub(crate) fn complaints(i18n: I18n, district: &District) -> String {
    let office = match district.office.as_str() {
        "" => td_string!(i18n, common.complaints_office),
        office => office,
    };
    let by_phone = match district.hotline.as_str() {
        "" => "",
        _ => td_string!(i18n, common.complaints_by_phone),
    };
    let phone = fill(by_phone, &[("hotline", &district.hotline)]);
    let words = td_string!(i18n, common.complaints);
    fill(words, &[("office", &office), ("phone", &phone)])
}

/// The foot of every page: where to complain. The tablet's pages have no `Who` context; they show
/// the district that the tablet keeps.
#[component]
pub fn Footer() -> impl IntoView {
    let i18n = use_words();
    #[cfg(feature = "tablet")]
    let words = complaints(i18n, &tablet::district().unwrap_or_default());
    #[cfg(not(feature = "tablet"))]
    let who = use_who();
    #[cfg(not(feature = "tablet"))]
    let words = move || match who.said.get() {
        Some(words) => words,
        None => {
            let district = who.answer().ok().and_then(|me| me.district);
            complaints(i18n, &district.unwrap_or_default())
        }
    };
    view! {
        <footer class="site-foot">
            <p data-testid="complaints">{words}</p>
        </footer>
    }
    .into_any()
}
