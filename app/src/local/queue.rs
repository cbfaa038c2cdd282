//! What waits for the disk, and what the disk refused.

use super::idb::{DiskError, Result};
use super::kept::{OutboxEntry, PhotoEntry};
use domain::ids::{CheckpointId, OpId, VisitId};
use domain::sync::op::Intent;
use futures::channel::oneshot;
use js_sys::Uint8Array;
use std::collections::VecDeque;

/// What one action of a person writes, all or nothing.
pub(super) struct Job {
    pub(super) ops: Vec<(OpId, String)>,
    pub(super) intents: Vec<Intent>,
    pub(super) photo: Option<(PhotoEntry, Uint8Array)>,
    pub(super) done: oneshot::Sender<Result<Vec<OutboxEntry>>>,
}

/// What waits for the disk.
#[derive(Default)]
pub(super) struct Queue {
    pub(super) jobs: VecDeque<Job>,
    pub(super) writing: bool,
}

/// Intents that the disk refused, shown beside their row until they are saved or dismissed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaved {
    /// Its visit.
    pub visit: VisitId,
    /// The checkpoint. Intents about a whole visit are not listed here: the page that made them
    /// reports the refusal.
    pub checkpoint: CheckpointId,
    /// The intents that were to be recorded.
    pub intents: Vec<Intent>,
    /// Why they were refused.
    pub why: DiskError,
}

impl Unsaved {
    /// Whether it belongs to this checkpoint of this visit.
    pub(super) fn is_at(&self, visit: VisitId, checkpoint: &CheckpointId) -> bool {
        self.visit == visit && self.checkpoint == *checkpoint
    }
}
