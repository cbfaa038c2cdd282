//! The user interface, shared by the server (`ssr`) and the browser (`hydrate`).

pub mod api;
pub mod error;
pub mod local;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod sync;

use leptos::prelude::*;

/// The words of the interface, checked at compile time against `locales/`.
mod words {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated from the locale files"
    )]
    // The build-script way pulls in the whole of ICU's data tools, four minutes of compiling.
    #![allow(deprecated)]
    leptos_i18n::load_locales!();
}
pub use words::i18n;

/// The whole product as one component: what the server renders and the browser takes over.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <main>
            <h1 lang="zh-CN">"巡查"</h1>
        </main>
    }
}
