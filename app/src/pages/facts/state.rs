//! State that the parts of a form share: its cells and their messages.

use crate::api::facts::{FactsPast, Priceable};
use domain::time::Quarter;
use leptos::prelude::*;

/// A line's cells, its town where that can be chosen, and the fact as read.
#[derive(Clone)]
pub(super) struct Cells {
    pub(super) town: RwSignal<String>,
    pub(super) values: Vec<RwSignal<String>>,
    pub(super) before: StoredValue<Vec<String>>,
    pub(super) slot: String,
    pub(super) seen: RwSignal<u64>,
}

/// The shared state of the form; each part holds a copy.
#[derive(Clone, Copy)]
pub(super) struct FactsState {
    pub(super) quarter: Quarter,
    pub(super) enters: bool,
    pub(super) dirty: RwSignal<bool>,
    /// Faults: line, column and kind.
    pub(super) faults: RwSignal<Vec<(Option<usize>, String, String)>>,
    /// Pasted texts that are no choice of their cells, in the same form.
    pub(super) pasted: RwSignal<Vec<(Option<usize>, String, String)>>,
    pub(super) stale: RwSignal<Vec<(usize, FactsPast)>>,
    /// As in [`FactsForm::findings`](crate::api::facts::FactsForm::findings).
    pub(super) findings: StoredValue<Vec<Priceable>>,
}
