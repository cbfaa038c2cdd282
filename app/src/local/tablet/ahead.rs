//! Operations on their way to the disk: the view shows them at once, marked as being saved, and
//! drops them if the disk refuses them.

use super::Tablet;
use super::about::checkpoint_of;
use super::foreseen::Ahead;
use crate::local::kept::{Meta, OutboxEntry, PhotoEntry};
use domain::ids::{CheckpointId, FindingId, OpId, VisitId};
use domain::inspection::Visit;
use domain::sync::op::{Intent, Operation};
use domain::time::Moment;

impl Tablet {
    /// Builds an intent's operation and its text. With `ahead` the view shows it before the disk
    /// has it.
    pub fn write_out(
        &mut self,
        op_id: OpId,
        intent: Intent,
        now: Moment,
        ahead: bool,
    ) -> Option<(OpId, String)> {
        let operation = self.operation(intent, now);
        // An operation is plain data, so serializing cannot fail.
        let body = serde_json::to_string(&operation).ok()?;
        if ahead {
            self.preview(op_id, body.clone(), operation);
        }
        Some((op_id, body))
    }

    /// A separate memory that holds only this visit, for trying something out.
    pub fn trial(&self, visit: VisitId) -> Self {
        let meta = self.meta.clone();
        let mut trial = Self::new(self.user, meta, Vec::new(), Vec::new(), Vec::new());
        let known = self.view.get(&visit);
        trial.view.extend(known.map(|it| (visit, it.clone())));
        trial
    }

    /// Shows an operation that is about to be written, under the number that it will probably get.
    pub fn preview(&mut self, op_id: OpId, body: String, operation: Operation) {
        let waiting = self.ahead.len() as u64;
        let entry = OutboxEntry {
            device: self.meta.device,
            generation: self.meta.generation,
            seq: self.meta.next_seq + waiting,
            op_id,
            body,
            result: None,
            heard_at: None,
        };
        self.apply_operation(&entry, &operation);
        self.ahead.push(Ahead { entry, operation });
    }

    /// The disk has stored the operations, under the numbers of `entries`.
    pub fn landed(&mut self, meta: Meta, entries: &[OutboxEntry], photo: Option<PhotoEntry>) {
        let mut as_foreseen = true;
        for entry in entries {
            let foreseen = self.ahead.iter().position(|it| it.entry == *entry);
            as_foreseen &= foreseen.is_some();
            self.ahead.retain(|it| it.entry.op_id != entry.op_id);
            let key = (entry.generation, entry.seq);
            self.outbox.insert(key, entry.clone());
        }
        self.photos
            .extend(photo.map(|photo| (photo.sha256.clone(), photo)));
        self.meta = meta;
        // Another tab has used the expected numbers: rebuild the view with the real ones.
        if !as_foreseen {
            self.replay();
        }
    }

    /// The disk refused the operations: the view returns to what the disk has.
    pub fn give_up(&mut self, ops: &[OpId]) {
        self.ahead.retain(|it| !ops.contains(&it.entry.op_id));
        self.replay();
    }

    /// Applies the operations on their way on top of what the disk has.
    pub(super) fn replay_ahead(&mut self) {
        let ahead = std::mem::take(&mut self.ahead);
        for it in &ahead {
            self.apply_operation(&it.entry, &it.operation);
        }
        self.ahead = ahead;
    }

    /// Removes and returns the operations on their way, to carry them over into a memory read anew.
    pub fn take_ahead(&mut self) -> Vec<(OpId, String, Operation)> {
        let parts = |it: Ahead| (it.entry.op_id, it.entry.body, it.operation);
        std::mem::take(&mut self.ahead)
            .into_iter()
            .map(parts)
            .collect()
    }

    /// Whether an operation about a checkpoint is on its way to the disk.
    pub fn is_saving(&self, visit: &Visit, checkpoint: &CheckpointId) -> bool {
        self.ahead.iter().any(|it| {
            let intent = &it.operation.intent;
            intent.visit() == visit.id && checkpoint_of(intent, visit) == Some(checkpoint)
        })
    }

    /// What this tablet last recorded about a finding, even if the finding was withdrawn since.
    pub fn last_said(&self, finding: FindingId) -> Option<domain::sync::op::Said> {
        let said = |operation: Operation| match operation.intent {
            Intent::RecordFinding(it) if it.finding == finding => Some(it.said),
            Intent::AmendFinding(it) if it.finding == finding => Some(it.said),
            _ => None,
        };
        let name = finding.to_string();
        let kept = self.outbox.values().rev();
        let kept = kept.filter(|entry| entry.body.contains(&name));
        let ahead = self.ahead.iter().rev().map(|it| it.operation.clone());
        ahead
            .chain(kept.filter_map(OutboxEntry::operation))
            .find_map(said)
    }
}
