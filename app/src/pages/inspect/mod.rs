//! The inspector's pages. They show what lives on the tablet, so they exist in the browser only;
//! the server answers their addresses with the offline shell.
#![allow(
    unreachable_pub,
    reason = "#[component] makes a `pub` of its own inside private modules"
)]

#[cfg(feature = "hydrate")]
mod checklist;
#[cfg(feature = "hydrate")]
mod closed;
#[cfg(feature = "hydrate")]
mod finding;
#[cfg(feature = "hydrate")]
mod finish;
#[cfg(feature = "hydrate")]
mod here;
#[cfg(feature = "hydrate")]
mod new_visit;
#[cfg(feature = "hydrate")]
mod photos;
#[cfg(feature = "hydrate")]
mod record_sheet;
#[cfg(feature = "hydrate")]
mod row;
#[cfg(feature = "hydrate")]
mod strip;
#[cfg(feature = "hydrate")]
mod sync_centre;
#[cfg(feature = "hydrate")]
mod today;
#[cfg(feature = "hydrate")]
mod walk;

#[cfg(feature = "hydrate")]
pub use {
    checklist::Checklist, finish::Finish, here::Tablet, new_visit::NewVisit,
    sync_centre::SyncCentre, today::Today,
};

#[cfg(not(feature = "hydrate"))]
pub use on_server::*;

/// The same names where there is no tablet.
#[cfg(not(feature = "hydrate"))]
mod on_server {
    use leptos::prelude::*;

    /// Opens the tablet's store around the inspector's pages.
    #[component]
    pub fn Tablet() -> impl IntoView {}

    /// 今日检查.
    #[component]
    pub fn Today() -> impl IntoView {}

    /// 选择检查对象.
    #[component]
    pub fn NewVisit() -> impl IntoView {}

    /// 上传与同步.
    #[component]
    pub fn SyncCentre() -> impl IntoView {}

    /// 检查表.
    #[component]
    pub fn Checklist() -> impl IntoView {}

    /// 提交检查.
    #[component]
    pub fn Finish() -> impl IntoView {}
}
