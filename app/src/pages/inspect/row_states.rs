//! What every row of the list shows, worked out once for all of them at each change: a tap then wakes
//! its own row alone.

use crate::local::store::Store;
use crate::local::tablet::Tablet;
use crate::local::tablet::takes::Before;
use crate::pages::inspect::this_visit::ThisVisit;
use domain::ids::{CheckpointId, FindingId};
use domain::inspection::AnswerValue;
use domain::points::Points;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A row as it is drawn.
#[derive(Clone, Default, PartialEq)]
pub(super) struct RowState {
    pub(super) answer: Option<AnswerValue>,
    /// The findings that stand, in the order in which they were recorded.
    pub(super) findings: Vec<FindingId>,
    /// What they take.
    pub(super) points: Points,
    /// Why they take nothing, where another visit has taken it or the row is used up.
    pub(super) before: Option<Before>,
    /// Something of it is on its way to the disk.
    pub(super) saving: bool,
}

impl RowState {
    fn of(tablet: &Tablet, visit: ThisVisit, checkpoint: &CheckpointId) -> Self {
        let Some(it) = tablet.visit(visit.id) else {
            return Self::default();
        };
        let mut findings: Vec<_> = it.live_findings(checkpoint).collect();
        findings.sort_by_key(|finding| (finding.recorded.at.timestamp(), finding.id));
        Self {
            answer: it.answer(checkpoint),
            findings: findings.into_iter().map(|finding| finding.id).collect(),
            points: visit.takes.with(|takes| takes.at(checkpoint)),
            before: visit.takes.with(|takes| takes.before(checkpoint)),
            saving: tablet.is_saving(it, checkpoint),
        }
    }
}

/// The rows of a visit.
#[derive(Clone, Copy)]
pub(super) struct RowStates {
    visit: ThisVisit,
    store: Store,
    asked: StoredValue<BTreeMap<CheckpointId, ArcRwSignal<RowState>>>,
}

impl RowStates {
    /// Follows a visit for as long as the component lives that asks.
    pub(super) fn follow(visit: ThisVisit, store: Store) -> Self {
        let asked = StoredValue::new(BTreeMap::new());
        let rows = Self {
            visit,
            store,
            asked,
        };
        // At once, and not after the page's other work: a control asks right after its tap what it
        // is to show.
        ImmediateEffect::new_scoped(move || rows.look());
        rows
    }

    fn look(self) {
        self.store.with(|tablet| {
            self.asked.with_value(|asked| {
                for (checkpoint, row) in asked {
                    let now = RowState::of(tablet, self.visit, checkpoint);
                    if row.with_untracked(|was| *was != now) {
                        row.set(now);
                    }
                }
            });
        });
    }

    /// The row of a checkpoint.
    pub(super) fn of(self, checkpoint: &CheckpointId) -> RwSignal<RowState> {
        let known = self
            .asked
            .with_value(|asked| asked.get(checkpoint).cloned());
        let row = known.unwrap_or_else(|| {
            let now = |tablet: &Tablet| RowState::of(tablet, self.visit, checkpoint);
            let row = ArcRwSignal::new(untrack(|| self.store.peek(now)));
            let (id, kept) = (checkpoint.clone(), row.clone());
            self.asked.update_value(|asked| {
                asked.insert(id, kept);
            });
            row
        });
        row.into()
    }
}
