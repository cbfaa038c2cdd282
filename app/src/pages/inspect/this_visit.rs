//! The visit that a page is about, for its parts.

use crate::local::tablet::takes::Takes;
use domain::ids::VisitId;
use leptos::prelude::*;

/// The visit that a page is about, as a context.
#[derive(Clone, Copy)]
pub(super) struct ThisVisit {
    pub(super) id: VisitId,
    pub(super) takes: Memo<Takes>,
}
