//! `/`: sends each person to their start page.

use crate::components::browser::go;
use crate::components::states::Loading;
use crate::places;
use crate::who::use_who;
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// Sends each person to their start page: the server redirects, the browser loads the page, which
/// may belong to the inspector's part.
#[component]
pub fn Home() -> impl IntoView {
    let who = use_who();
    move || {
        let person = who.answer().ok().and_then(|me| me.person);
        let to = person
            .as_ref()
            .map_or(places::SIGN_IN.address, places::first_of);
        if cfg!(feature = "ssr") {
            view! { <Redirect path=to /> }.into_any()
        } else {
            go(to);
            view! { <Loading /> }.into_any()
        }
    }
}
