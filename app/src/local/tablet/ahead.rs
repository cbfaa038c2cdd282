//! What is on its way to the disk: it shows at once, marked as being saved, and leaves the view again
//! should the disk refuse it.

use super::Tablet;
use super::about::checkpoint_of;
use super::foreseen::Ahead;
use crate::local::kept::{Entry, Meta, PhotoEntry};
use domain::ids::{CheckpointId, FindingId, OpId, VisitId};
use domain::inspection::Visit;
use domain::sync::op::{Intent, Operation};
use domain::time::Moment;

impl Tablet {
    /// The operation of an intent made now, as it is written, and shown at once where it is to be seen
    /// `ahead` of the disk.
    pub fn write_out(
        &mut self,
        op_id: OpId,
        intent: Intent,
        now: Moment,
        ahead: bool,
    ) -> Option<(OpId, String)> {
        let operation = self.operation(intent, now);
        // An operation is plain data: writing it as text cannot fail.
        let body = serde_json::to_string(&operation).ok()?;
        if ahead {
            self.preview(op_id, body.clone(), operation);
        }
        Some((op_id, body))
    }

    /// One visit in a memory of its own, to try something on.
    pub fn trial(&self, visit: VisitId) -> Self {
        let meta = self.meta.clone();
        let mut trial = Self::new(self.user, meta, Vec::new(), Vec::new(), Vec::new());
        let known = self.view.get(&visit);
        trial.view.extend(known.map(|it| (visit, it.clone())));
        trial
    }

    /// Shows an operation that is about to be written.
    pub fn preview(&mut self, op_id: OpId, body: String, operation: Operation) {
        let waiting = self.ahead.len() as u64;
        let entry = Entry {
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

    /// The disk has them, under these numbers.
    pub fn landed(&mut self, meta: Meta, entries: &[Entry], photo: Option<PhotoEntry>) {
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
        // Another tab has taken the numbers meanwhile: what was shown bears others.
        if !as_foreseen {
            self.replay();
        }
    }

    /// The disk did not take them: the view is again what the disk has.
    pub fn give_up(&mut self, ops: &[OpId]) {
        self.ahead.retain(|it| !ops.contains(&it.entry.op_id));
        self.replay();
    }

    /// Applies what is on its way over what the disk has.
    pub(super) fn replay_ahead(&mut self) {
        let ahead = std::mem::take(&mut self.ahead);
        for it in &ahead {
            self.apply_operation(&it.entry, &it.operation);
        }
        self.ahead = ahead;
    }

    /// What is on its way, to be carried over to a memory that was read anew.
    pub fn take_ahead(&mut self) -> Vec<(OpId, String, Operation)> {
        let parts = |it: Ahead| (it.entry.op_id, it.entry.body, it.operation);
        std::mem::take(&mut self.ahead)
            .into_iter()
            .map(parts)
            .collect()
    }

    /// Whether something of a checkpoint is on its way to the disk.
    pub fn is_saving(&self, visit: &Visit, checkpoint: &CheckpointId) -> bool {
        self.ahead.iter().any(|it| {
            let intent = &it.operation.intent;
            intent.visit() == visit.id && checkpoint_of(intent, visit) == Some(checkpoint)
        })
    }

    /// What the tablet itself last said of a finding, also of one that was taken back since.
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
            .chain(kept.filter_map(Entry::operation))
            .find_map(said)
    }
}
