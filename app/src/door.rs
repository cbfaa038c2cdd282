//! The door: signing in, on a page without a program. Behind it each person's part is loaded.

use crate::frame;
use crate::pages::session::SignIn;
use crate::who::Part;
use leptos::prelude::*;

/// The door as one component.
#[component]
pub fn Door() -> impl IntoView {
    frame(Part::Door, || {
        view! {
            <main id="main" class="page" tabindex="-1">
                <SignIn />
            </main>
        }
        .into_any()
    })
}
