//! 得分及扣分明细.
use leptos::prelude::*;
/// The page.
#[component]
pub fn Town() -> impl IntoView {}
