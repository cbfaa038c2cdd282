//! Who may see a page.

use crate::address::{escape, search};
use crate::components::ErrorState;
use crate::language::{I18n, use_words};
use crate::places::link::rel_of;
use crate::places::{self, Place};
use crate::who::use_who;
use crate::words_of::{error_words, fill, role_word};
use domain::people::{Person, Role};
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;

/// Guards an online page: shows its children to people with the page's right, sends others to sign
/// in, and tells those without the right. (The server checks again by itself.)
#[component]
pub fn Guard(
    /// The page's place.
    place: Place,
    /// The page.
    children: ChildrenFn,
) -> impl IntoView {
    let who = use_who();
    let location = use_location();
    let i18n = use_words();
    let sign_in = move || {
        let here = location.pathname.get_untracked() + &search(&location.search.get_untracked());
        format!("{}?next={}", places::SIGN_IN.address, escape(&here))
    };
    move || match who.answer() {
        Ok(me) => match me.person {
            None => view! { <Redirect path=sign_in() /> }.into_any(),
            Some(person) if person.must_change_password => {
                view! { <Redirect path=places::PASSWORD.address /> }.into_any()
            }
            Some(person) if place.right.is_none_or(|right| person.may(right)) => view! {
                {read_only(i18n, place, &person)}
                {children()}
            }
            .into_any(),
            Some(person) => not_yours(i18n, &person),
        },
        Err(error) => view! {
            <Title text=error_words(i18n, &error) />
            <h1 class="visually-hidden">{td_string!(i18n, common.product)}</h1>
            <ErrorState error on_retry=move |()| who.again() />
        }
        .into_any(),
    }
}

/// The page at a place, behind its guard.
pub fn guarded(
    place: Place,
    page: fn() -> AnyView,
) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { <Guard place>{page()}</Guard> }.into_any()
}

/// Tells a person who can only look at the page whose it is to act there.
fn read_only(i18n: I18n, place: Place, person: &Person) -> AnyView {
    let right = place.acts.filter(|right| !person.may(*right));
    let words = right.map(|right| {
        let whose = Role::ALL.into_iter().filter(|it| it.may(right));
        let whose: Vec<_> = whose.map(|it| role_word(i18n, it)).collect();
        let whose = whose.join(td_string!(i18n, common.list_separator));
        fill(td_string!(i18n, common.read_only), &[("whose", &whose)])
    });
    words
        .map(|words| view! { <p class="quiet read-only" data-testid="read-only">{words}</p> })
        .into_any()
}

/// Says that the person may not see the page, and links home.
fn not_yours(i18n: I18n, person: &Person) -> AnyView {
    let home = places::first_of(person);
    view! {
        <Title text=td_string!(i18n, common.not_yours_title) />
        <div class="empty" data-testid="empty">
            <h1 class="empty-title">{td_string!(i18n, common.not_yours_title)}</h1>
            <p>{td_string!(i18n, common.not_yours_text)}</p>
            <a class="button button-primary" href=home rel=rel_of(home)>
                {td_string!(i18n, common.to_home)}
            </a>
        </div>
    }
    .into_any()
}
