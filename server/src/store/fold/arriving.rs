//! A push as it arrived, with its operations hashed and decoded, and the names in a group of them.

use crate::store::sync::Pushing;
use domain::ids::{DeviceId, FindingId, OpId, PhotoId, SiteId, UserId, VisitId};
use domain::sync::op::{self, Intent, Operation};
use domain::sync::wire::{Push, Quarantine, Reason, Succeeds};
use domain::time::{Moment, Span};
use serde_json::value::RawValue;
use std::collections::BTreeSet;

/// Who sent a push, and what it says beside its operations.
#[derive(Debug, Clone)]
pub(in crate::store) struct Sender {
    pub(in crate::store) by: UserId,
    pub(in crate::store) device: DeviceId,
    pub(in crate::store) received: Moment,
    pub(in crate::store) by_rescue: bool,
    pub(in crate::store) clock: Moment,
    pub(super) epoch: String,
    pub(super) succeeds: Option<Succeeds>,
    /// Each device with the one that it succeeds, as the sender claims; the sender's own first.
    pub(super) claims: Vec<(DeviceId, Succeeds)>,
}

impl Sender {
    /// The server's clock minus the device's.
    pub(in crate::store) fn skew(&self) -> Span {
        let received = self.received.timestamp();
        received.duration_since(self.clock.timestamp())
    }
}

/// An operation of a push, hashed and decoded.
#[derive(Debug)]
pub(in crate::store) struct Read {
    pub(in crate::store) seq: u64,
    pub(in crate::store) op_id: OpId,
    pub(in crate::store) body: Box<RawValue>,
    pub(in crate::store) hash: String,
    pub(in crate::store) decoded: Result<Operation, Quarantine>,
}

/// A push that waits to be written.
#[derive(Debug)]
pub(in crate::store) struct Arriving {
    pub(in crate::store) sender: Sender,
    pub(in crate::store) ops: Vec<Read>,
}

impl From<Pushing> for Arriving {
    fn from(pushing: Pushing) -> Self {
        let Pushing {
            by,
            push,
            received,
            by_rescue,
        } = pushing;
        let claims = push.claims().map(|(device, it)| (device, it.clone()));
        let claims = claims.collect();
        let Push {
            device,
            succeeds,
            older: _,
            epoch,
            clock,
            ops,
        } = push;
        let ops = ops.into_iter().map(|op| Read {
            seq: op.seq,
            op_id: op.op_id,
            hash: op::hash(op.op_id, op.body.get()),
            decoded: op::decode(op.body.get()),
            body: op.body,
        });
        Self {
            ops: ops.collect(),
            sender: Sender {
                by,
                device,
                received,
                by_rescue,
                clock,
                epoch,
                succeeds,
                claims,
            },
        }
    }
}

impl Arriving {
    /// Each operation as a push of its own.
    pub(in crate::store) fn singles(self) -> impl Iterator<Item = Self> {
        let Self { sender, ops } = self;
        ops.into_iter().map(move |op| Self {
            sender: sender.clone(),
            ops: vec![op],
        })
    }

    /// Gives the operations up: they are kept as they came, without any effect.
    pub(in crate::store) fn give_up(&mut self) {
        for op in &mut self.ops {
            op.decoded = Err(Quarantine::new(Reason::Failed, ""));
        }
    }
}

/// What a group of pushes names, for loading.
#[derive(Debug, Default)]
pub(in crate::store) struct Names {
    /// The devices that sent the pushes, and all that they claim to succeed.
    pub(in crate::store) devices: BTreeSet<DeviceId>,
    pub(in crate::store) ops: Vec<OpId>,
    /// The first and the last number of each push.
    pub(in crate::store) spans: Vec<(DeviceId, u64, u64)>,
    pub(in crate::store) visits: BTreeSet<VisitId>,
    /// The visits that are handed in, also named above.
    pub(in crate::store) closed: BTreeSet<VisitId>,
    /// The sites of new visits.
    pub(in crate::store) sites: BTreeSet<SiteId>,
    /// The findings and photos that are new.
    pub(in crate::store) findings: BTreeSet<FindingId>,
    pub(in crate::store) photos: BTreeSet<PhotoId>,
    /// The hashes of these photos, each with its person.
    pub(in crate::store) files: BTreeSet<(UserId, String)>,
}

impl Names {
    pub(in crate::store) fn of(pushes: &[Arriving]) -> Self {
        let mut names = Self::default();
        for push in pushes {
            names.add(push);
        }
        names
    }

    fn add(&mut self, push: &Arriving) {
        let device = push.sender.device;
        self.devices.insert(device);
        let claims = push.sender.claims.iter();
        self.devices
            .extend(claims.flat_map(|(device, it)| [*device, it.device]));
        self.ops.extend(push.ops.iter().map(|op| op.op_id));
        if let (Some(first), Some(last)) = (push.ops.first(), push.ops.last()) {
            self.spans.push((device, first.seq, last.seq));
        }
        for operation in push.ops.iter().filter_map(|op| op.decoded.as_ref().ok()) {
            self.visits.insert(operation.intent.visit());
            self.intent(push.sender.by, &operation.intent);
        }
    }

    fn intent(&mut self, by: UserId, intent: &Intent) {
        match intent {
            Intent::OpenVisit(it) => {
                self.sites.insert(it.site.clone());
            }
            Intent::RecordFinding(it) => {
                self.findings.insert(it.finding);
            }
            Intent::AttachPhoto(it) => {
                self.photos.insert(it.photo);
                self.files.insert((by, it.sha256.clone()));
            }
            Intent::CloseVisit(it) => {
                self.closed.insert(it.visit);
            }
            // These name only their visit and things inside it.
            Intent::Answer(_)
            | Intent::AmendFinding(_)
            | Intent::WithdrawFinding(_)
            | Intent::WithdrawPhoto(_)
            | Intent::RestorePhoto(_)
            | Intent::VoidVisit(_)
            | Intent::ResumeVisit(_) => {}
        }
    }
}
