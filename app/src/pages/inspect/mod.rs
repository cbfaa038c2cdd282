//! The inspector's pages. They show what lives on the tablet, so the server renders none of it.

use leptos::prelude::*;

/// 今日.
#[component]
pub fn Today() -> impl IntoView {}

/// 选择检查对象.
#[component]
pub fn NewVisit() -> impl IntoView {}

/// What waits to be uploaded.
#[component]
pub fn SyncCentre() -> impl IntoView {}

/// 检查表.
#[component]
pub fn Checklist() -> impl IntoView {}

/// 提交检查.
#[component]
pub fn Finish() -> impl IntoView {}
