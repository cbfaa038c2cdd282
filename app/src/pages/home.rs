//! `/`: sends each person to their place.

use crate::components::browser::go;
use crate::components::states::Loading;
use crate::who::{home_of, use_who};
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// Sends each person to their place; on the server by a redirect.
#[component]
pub fn Home() -> impl IntoView {
    let who = use_who();
    // Offline the tablet knows who works on it.
    let kept = crate::local::session::current();
    view! {
        <Transition fallback=move || {
            if let Some(person) = &kept {
                go(home_of(person));
            }
            view! { <Loading /> }
        }>
            {move || {
                who.answer()
                    .map(|_| {
                        let to = who.person().as_ref().map_or("/sign-in", home_of);
                        view! { <Redirect path=to /> }
                    })
            }}
        </Transition>
    }
}
