//! The user interface, shared by the server (`ssr`) and the browser (`hydrate`).

leptos_i18n::load_locales!();
