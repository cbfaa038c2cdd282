//! The words of the interface, checked at compile time against `locales/`.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "generated from the locale files"
)]
// The build-script way needs all of ICU's data tools: four minutes of compiling.
#![allow(deprecated)]

leptos_i18n::load_locales!();
