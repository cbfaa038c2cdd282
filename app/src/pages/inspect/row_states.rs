//! The states of all rows of the list, computed together at each change, so that a tap redraws only
//! its own row.

use crate::local::store::Store;
use crate::local::tablet::Tablet;
use crate::local::tablet::takes::Before;
use crate::pages::inspect::this_visit::ThisVisit;
use domain::ids::{CheckpointId, FindingId};
use domain::inspection::AnswerValue;
use domain::points::Points;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What a row shows.
#[derive(Clone, Default, PartialEq)]
pub(super) struct RowState {
    pub(super) answer: Option<AnswerValue>,
    /// The standing findings, in the order of recording.
    pub(super) findings: Vec<FindingId>,
    /// What the findings deduct.
    pub(super) points: Points,
    /// Why the findings deduct nothing, if another visit already deducted them or the row is used
    /// up.
    pub(super) before: Option<Before>,
    /// Whether a change of the row is on its way to the disk.
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

/// The states of a visit's rows.
#[derive(Clone, Copy)]
pub(super) struct RowStates {
    visit: ThisVisit,
    store: Store,
    asked: StoredValue<BTreeMap<CheckpointId, ArcRwSignal<RowState>>>,
}

impl RowStates {
    /// Tracks a visit as long as the calling component lives.
    pub(super) fn follow(visit: ThisVisit, store: Store) -> Self {
        let asked = StoredValue::new(BTreeMap::new());
        let rows = Self {
            visit,
            store,
            asked,
        };
        // Run at once, not after the page's other work: a control reads the state right after its
        // tap.
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

    /// The state of a checkpoint's row.
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
