//! The inspector's part, which the offline shell mounts.
//!
//! It is a program of its own, so that a tablet loads and stores only what it needs without a
//! network: no pages that the server renders, and no hydration code.

use crate::components::browser::{go, reload};
use crate::components::header::{Footer, TabletHeader};
use crate::components::{Button, ButtonKind, EmptyState, Loading, toast};
use crate::language::{self, I18n, use_words};
use crate::local::session as kept;
use crate::pages::inspect;
use crate::part::Part;
use crate::places::link::rel_of;
use crate::places::{self, tablet::Address};
use crate::sync::session::who;
use domain::people::{Person, Right};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::{Html, Title, provide_meta_context};
use leptos_router::WildcardSegment;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;

/// Who works on this tablet.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    /// The server's answer is pending.
    Asking,
    /// This person.
    Person(Person),
    /// Nobody has signed in here, and the server cannot be reached.
    Nobody,
}

/// The inspector's pages as one component.
#[component]
pub fn TabletApp() -> impl IntoView {
    provide_meta_context();
    provide_context(Part::Tablet);
    let i18n = language::provide();
    toast::provide();
    let known = RwSignal::new(kept::current().map_or(Known::Asking, Known::Person));
    if known.with_untracked(|known| *known == Known::Asking) {
        ask(known);
    }
    let person = Signal::derive(move || match known.get() {
        Known::Person(person) => Some(person),
        _ => None,
    });
    let product = td_string!(i18n, common.product);
    view! {
        <Html attr:lang=language::tag(i18n) />
        <Title formatter=move |page: String| {
            if page.is_empty() { product.to_owned() } else { format!("{page} - {product}") }
        } />
        <Router>
            <TabletHeader person=person />
            <main id="main" class="page" tabindex="-1">
                <FlatRoutes fallback=|| ()>
                    <Route
                        path=WildcardSegment("rest")
                        view=move || view! { <Pages known=known /> }.into_any()
                    />
                </FlatRoutes>
            </main>
            <Footer />
            <toast::ToastRegion />
        </Router>
    }
    .into_any()
}

/// If the tablet knows nobody, asks the server once, by the session's cookie.
fn ask(known: RwSignal<Known>) {
    known.set(Known::Asking);
    spawn_local(async move {
        let Some(me) = who().await else {
            return known.set(Known::Nobody);
        };
        kept::remember_demo(me.demo);
        match me.person {
            Some(person) if person.must_change_password => go("/password"),
            Some(person) => {
                kept::remember(&person);
                known.set(Known::Person(person));
            }
            None => go("/sign-in?next=/inspect"),
        }
    });
}

/// The page of an address. The router has a single route: separate routes would weigh more than
/// this match. Pages must therefore read their query by `use_location`: the route's own query stays
/// that of the first address.
#[component]
fn Pages(known: RwSignal<Known>) -> impl IntoView {
    let location = use_location();
    let here = Memo::new(move |_| location.pathname.with(|path| Address::of(path)));
    let is_ours = Memo::new(move |_| here.get().is_some());
    move || {
        if is_ours.get() {
            view! { <ForInspectors known here /> }.into_any()
        } else {
            view! { <NeedsNetwork /> }.into_any()
        }
    }
}

/// Opens the tablet's store for inspectors; tells others that this page is not for them.
#[component]
fn ForInspectors(known: RwSignal<Known>, here: Memo<Option<Address>>) -> impl IntoView {
    let i18n = use_words();
    let page = move || match here.get() {
        Some(Address::Today) => view! { <inspect::Today /> }.into_any(),
        Some(Address::NewVisit) => view! { <inspect::NewVisit /> }.into_any(),
        Some(Address::SyncCentre) => view! { <inspect::SyncCentre /> }.into_any(),
        Some(Address::Checklist(id)) => view! { <inspect::Checklist id /> }.into_any(),
        Some(Address::Finish(id)) => view! { <inspect::Finish id /> }.into_any(),
        None => ().into_any(),
    };
    move || match known.get() {
        Known::Person(person) if person.may(Right::Inspect) => {
            view! { <inspect::Tablet page /> }.into_any()
        }
        Known::Person(person) => not_yours(i18n, &person),
        Known::Asking => view! { <Loading /> }.into_any(),
        Known::Nobody => view! {
            <EmptyState
                title=td_string!(i18n, common.tablet_empty_title)
                text=td_string!(i18n, common.tablet_empty_text)
            >
                <Button kind=ButtonKind::Primary on_click=move |()| ask(known)>
                    {td_string!(i18n, common.retry)}
                </Button>
            </EmptyState>
        }
        .into_any(),
    }
}

/// Says that the person may not see the page, and links home.
fn not_yours(i18n: I18n, person: &Person) -> AnyView {
    let home = places::first_of(person);
    view! {
        <EmptyState
            title=td_string!(i18n, common.not_yours_title)
            text=td_string!(i18n, common.not_yours_text)
        >
            <a class="button button-primary" href=home rel=rel_of(home)>
                {td_string!(i18n, common.to_home)}
            </a>
        </EmptyState>
    }
    .into_any()
}

/// Shown for an address that only the server can render, while the server is unreachable.
#[component]
fn NeedsNetwork() -> impl IntoView {
    let i18n = use_words();
    let home = kept::current()
        .filter(|person| person.may(Right::Inspect))
        .map(|person| places::first_of(&person));
    view! {
        <Title text=td_string!(i18n, common.error_offline) />
        <EmptyState
            title=td_string!(i18n, common.error_offline)
            text=td_string!(i18n, common.needs_network)
        >
            <div class="actions">
                <Button kind=ButtonKind::Primary on_click=move |()| reload()>
                    {td_string!(i18n, common.retry)}
                </Button>
                {home
                    .map(|home| {
                        view! {
                            <a class="button button-secondary" href=home>
                                {td_string!(i18n, common.nav_today)}
                            </a>
                        }
                    })}
            </div>
        </EmptyState>
    }
    .into_any()
}
