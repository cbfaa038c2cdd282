//! The door: signing in and choosing a password by an invitation, on pages without a program. After
//! signing in, each person's part is loaded.

use crate::frame;
use crate::pages::session::{SignIn, Welcome, Welcoming};
use crate::part::Part;
use leptos::prelude::*;

/// The door as one component.
#[component]
pub fn Door() -> impl IntoView {
    frame(Part::Door, || {
        view! {
            <main id="main" class="page" tabindex="-1">
                {if use_context::<Welcoming>().is_some() {
                    view! { <Welcome /> }.into_any()
                } else {
                    view! { <SignIn /> }.into_any()
                }}
            </main>
        }
        .into_any()
    })
}
