//! What is asked anew after each change, and what stays meanwhile.

use crate::api::facts::FactsPage;
use crate::error::AppError;
use leptos::prelude::*;

/// What the page shows, asked anew after each change.
pub(super) type Asked = Resource<Result<FactsPage, AppError>>;

/// What stays while the page is asked anew.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    /// What was said after saving.
    pub(super) said: RwSignal<String>,
    /// Whether the open form has what is not saved: then no answer takes its place.
    pub(super) dirty: RwSignal<bool>,
    /// Why somebody signs for the head.
    pub(super) reason: RwSignal<String>,
    /// What goes with a reminder.
    pub(super) note: RwSignal<String>,
}
