//! The page's data, read again after each change, and the state that survives that.

use crate::api::facts::FactsPage;
use crate::error::AppError;
use leptos::prelude::*;

/// The page's data, read again after each change.
pub(super) type Asked = Resource<Result<FactsPage, AppError>>;

/// The state that survives reading the page again.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    /// The message after the last save.
    pub(super) said: RwSignal<String>,
    /// Whether the open form has unsaved changes: then no new answer replaces it.
    pub(super) dirty: RwSignal<bool>,
    /// The reason for signing for the head.
    pub(super) reason: RwSignal<String>,
    /// The words of a reminder.
    pub(super) note: RwSignal<String>,
}
