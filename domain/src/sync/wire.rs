//! The messages between tablet and server. Their examples are in docs/messages.md, which tests
//! read.

use crate::ids::{DeviceId, OpId};
use crate::inspection::Flag;
use crate::read::{Read, Reader};
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

mod rows;

pub use rows::*;

/// Reads JSON text.
///
/// The browser's program would contain one copy of a type's reader for each kind of source. Reading
/// everything as bytes keeps it to one copy.
pub fn read<T: serde::de::DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_slice(text.as_bytes())
}

/// The most operations in one push.
pub const MAX_OPS: usize = 100;
/// The most bytes in one push.
pub const MAX_BYTES: usize = 256 * 1024;

/// The most earlier device ids of one device.
pub const MAX_OLDER: usize = 64;

/// `POST /api/v1/sync/push`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Push {
    /// The device.
    pub device: DeviceId,
    /// The device id before this one, if a gap or a fork made the tablet take a new id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeds: Option<Succeeds>,
    /// The device ids before `succeeds`, the latest first, at most [`MAX_OLDER`]. A restored server
    /// may know none of the ids between.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub older: Vec<Succeeds>,
    /// The epoch of the server that the device has pulled from.
    pub epoch: String,
    /// The device's clock when it sent this.
    pub clock: Moment,
    /// Operations, their numbers contiguous and rising.
    pub ops: Vec<PushOp>,
}

/// An older device id of the same tablet and person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Succeeds {
    /// The older id.
    pub device: DeviceId,
    /// The number of its last operation that was made on this same tablet.
    pub through: u64,
}

crate::readable!(Succeeds { device, through });

impl Push {
    /// Each device id with the one it succeeds, as the sender claims; the sender's own first.
    pub fn claims(&self) -> impl Iterator<Item = (DeviceId, &Succeeds)> {
        let chain = self.succeeds.iter().chain(&self.older);
        let heads = std::iter::once(self.device).chain(chain.clone().map(|it| it.device));
        heads.zip(chain)
    }
}

/// An operation on the wire.
#[derive(Debug, Serialize, Deserialize)]
pub struct PushOp {
    /// Its number on the device, contiguous from 1.
    pub seq: u64,
    /// Its id.
    pub op_id: OpId,
    /// Its body, exactly as first written.
    pub body: Box<RawValue>,
}

/// 200 to a push: a result for each operation, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pushed {
    /// The results.
    pub results: Vec<OpResult>,
    /// The highest `server_seq` that the server has committed.
    pub durable_through: u64,
}

crate::readable!(Pushed {
    results,
    durable_through
});

/// The result of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpResult {
    /// Its number on the device.
    pub seq: u64,
    /// Its id.
    pub op_id: OpId,
    /// The outcome.
    pub outcome: OutcomeKind,
    /// Its number on the server.
    pub server_seq: u64,
    /// What the server noticed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// Why it was quarantined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<Quarantine>,
}

crate::readable!(OpResult { seq, op_id, outcome, server_seq } optional { flags, quarantine });

/// The three outcomes; with each the operation has arrived and leaves the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// It took effect.
    Applied,
    /// It had arrived before; the other fields are those of its first result.
    Duplicate,
    /// It is kept as it came, has no effect, and is reported to people.
    Quarantined,
}

crate::words!(OutcomeKind {
    Applied = "applied",
    Duplicate = "duplicate",
    Quarantined = "quarantined",
});

/// Why an operation has no effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quarantine {
    /// The kind of fault.
    pub reason: Reason,
    /// Which value is wrong, for a person who can help.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

crate::readable!(Quarantine { reason } optional { detail });

impl Quarantine {
    /// A quarantine whose detail is shortened to what a person reads.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        let detail: String = detail.into();
        Self {
            reason,
            detail: detail.chars().take(300).collect(),
        }
    }
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The body is not an operation.
    Malformed,
    /// The server does not know its version.
    UnknownVersion,
    /// No such site.
    UnknownSite,
    /// No such visit.
    UnknownVisit,
    /// No such finding in the visit.
    UnknownFinding,
    /// No such checkpoint in any table in force.
    UnknownCheckpoint,
    /// The person is not an inspector of the visit.
    NotAnInspector,
    /// A number or a text is out of its range.
    OutOfRange,
    /// The record exists already.
    AlreadyExists,
    /// The id was used for another operation.
    OpIdReused,
    /// The server could not apply it; its log says why.
    Failed,
}

crate::words!(Reason {
    Malformed = "malformed",
    UnknownVersion = "unknown-version",
    UnknownSite = "unknown-site",
    UnknownVisit = "unknown-visit",
    UnknownFinding = "unknown-finding",
    UnknownCheckpoint = "unknown-checkpoint",
    NotAnInspector = "not-an-inspector",
    OutOfRange = "out-of-range",
    AlreadyExists = "already-exists",
    OpIdReused = "op-id-reused",
    Failed = "failed",
});

/// The answer 409 to a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Conflict {
    /// The server lacks earlier numbers.
    Gap {
        /// The number that the server expects.
        expected_seq: u64,
    },
    /// The number was used for another operation: this tablet was restored from an old copy.
    Fork {
        /// The number that the server expects.
        expected_seq: u64,
    },
    /// The server is not the one that was pulled from: pull first.
    Epoch {
        /// The server's epoch.
        epoch: String,
    },
}

impl Read for Conflict {
    fn read(from: &Reader<'_>) -> Self {
        match from.below("kind").text() {
            "gap" => Self::Gap {
                expected_seq: from.key("expected_seq"),
            },
            "fork" => Self::Fork {
                expected_seq: from.key("expected_seq"),
            },
            other => {
                if other != "epoch" {
                    from.below("kind").unknown(other, &["gap", "fork", "epoch"]);
                }
                Self::Epoch {
                    epoch: from.key("epoch"),
                }
            }
        }
    }
}

crate::deserialize_by_reading!(Conflict);

/// The answer to `GET /api/v1/sync/pull`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pulled {
    /// The server's epoch. If it differs from the one in the request, `rows` start from nothing.
    pub epoch: String,
    /// What changed, ordered by `seq`.
    pub rows: Vec<FeedRow>,
    /// The cursor to ask with next.
    pub next: u64,
    /// Whether more rows are ready.
    pub more: bool,
    /// The highest `server_seq` that the server has committed.
    pub durable_through: u64,
}

/// The latest state of one thing.
#[derive(Debug, Serialize, Deserialize)]
pub struct FeedRow {
    /// Its number, which rises with every change.
    pub seq: u64,
    /// The kind of thing, see [`kind`].
    pub kind: String,
    /// The key of the thing within its kind.
    pub key: String,
    /// Its state; `null` if the thing is gone.
    pub body: Box<RawValue>,
}

/// The kinds of rows, with the type of their body.
pub mod kind {
    /// The evaluation table as JSON, by its id.
    pub const TABLE: &str = "table";
    /// [`super::QuarterRow`], by the quarter.
    pub const QUARTER: &str = "quarter";
    /// [`super::TownRow`], by its id.
    pub const TOWN: &str = "town";
    /// [`super::SiteRow`], by its id.
    pub const SITE: &str = "site";
    /// [`super::PersonRow`], by the account: the inspectors who may come along.
    pub const PERSON: &str = "person";
    /// [`super::AssignmentRow`], by its id.
    pub const ASSIGNMENT: &str = "assignment";
    /// [`crate::inspection::Visit`], by its id.
    pub const VISIT: &str = "visit";
    /// [`super::QuarantineRow`], by the operation's id.
    pub const QUARANTINE: &str = "quarantine";
}
