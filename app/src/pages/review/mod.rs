//! 核查认定.
use leptos::prelude::*;
/// The page.
#[component]
pub fn Review() -> impl IntoView {}
