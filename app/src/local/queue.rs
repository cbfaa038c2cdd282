//! What waits for the disk, and what the disk has refused.

use super::idb::{DiskError, Result};
use super::kept::{Entry, PhotoEntry};
use domain::ids::{CheckpointId, OpId, VisitId};
use domain::sync::op::Intent;
use futures::channel::oneshot;
use js_sys::Uint8Array;
use std::collections::VecDeque;

/// What one act of a person writes, all or nothing.
pub(super) struct Job {
    pub(super) ops: Vec<(OpId, String)>,
    pub(super) intents: Vec<Intent>,
    pub(super) photo: Option<(PhotoEntry, Uint8Array)>,
    pub(super) done: oneshot::Sender<Result<Vec<Entry>>>,
}

/// What waits for the disk.
#[derive(Default)]
pub(super) struct Queue {
    pub(super) jobs: VecDeque<Job>,
    pub(super) writing: bool,
}

/// Something that the disk has refused: it is said beside its row until it is kept or let go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaved {
    /// Its visit.
    pub visit: VisitId,
    /// Its checkpoint: what is about a visit as a whole is said by the page that asks for it.
    pub checkpoint: CheckpointId,
    /// What was to be recorded.
    pub intents: Vec<Intent>,
    /// Why it is not.
    pub why: DiskError,
}

impl Unsaved {
    /// Whether its place is this one.
    pub(super) fn is_at(&self, visit: VisitId, checkpoint: &CheckpointId) -> bool {
        self.visit == visit && self.checkpoint == *checkpoint
    }
}
