//! The open tablet, for the inspector's pages.

use crate::local::store::Store;
use crate::local::tablet::Tablet;
use crate::local::tablet::takes::Takes;
use crate::local::worker::Hindered;
use crate::sync::runner::Status;
use domain::ids::VisitId;
use domain::inspection::Visit;
use domain::people::Person;
use domain::table::Table;
use leptos::prelude::*;

/// The open tablet, as a context.
#[derive(Clone, Copy)]
pub(super) struct Here {
    pub(super) store: Store,
    pub(super) status: ReadSignal<Status>,
    pub(super) person: StoredValue<Person>,
    /// Whether the shell is installed: then every address opens without a network.
    pub(super) installed: RwSignal<bool>,
    /// Why the shell is not installed, once that is known or takes too long.
    pub(super) hindered: RwSignal<Option<Hindered>>,
    /// The search in 已提交的检查, kept while a visit is opened and left again.
    pub(super) history: RwSignal<String>,
}

/// The open tablet; the inspector's pages always have it.
pub(super) fn use_here() -> Here {
    expect_context()
}

impl Here {
    /// Whether everything that a visit needs is on the tablet.
    pub(super) fn is_ready(self) -> bool {
        self.installed.get() && self.store.with(|tablet| tablet.is_ready())
    }

    /// The visit of the page's address and its table.
    pub(super) fn with_visit<T>(
        self,
        id: VisitId,
        read: impl FnOnce(&Visit, &Table) -> T,
    ) -> Option<T> {
        self.store
            .with(|tablet| visit_in(tablet, id).map(|(visit, table)| read(visit, table)))
    }

    /// What the visit's findings deduct. Call it only during set-up.
    pub(super) fn takes(self, id: VisitId) -> Memo<Takes> {
        Memo::new(move |before: Option<&Takes>| {
            let takes = self.store.with(|tablet| {
                let (visit, table) = visit_in(tablet, id)?;
                Some(Takes::of(tablet, visit, table, before))
            });
            takes.unwrap_or_default()
        })
    }

    /// Like [`Here::with_visit`], without tracking changes.
    pub(super) fn peek_visit<T>(
        self,
        id: VisitId,
        read: impl FnOnce(&Visit, &Table) -> T,
    ) -> Option<T> {
        self.store
            .peek(|tablet| visit_in(tablet, id).map(|(visit, table)| read(visit, table)))
    }
}

/// A visit and its table.
pub(super) fn visit_in(tablet: &Tablet, id: VisitId) -> Option<(&Visit, &Table)> {
    let visit = tablet.visit(id)?;
    Some((visit, tablet.table_at(visit.opened.at)?))
}
