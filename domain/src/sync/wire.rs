//! The messages between tablet and server, as they stand on the wire. Shapes are examples in
//! docs/messages.md, which the tests read.

use crate::ids::{DeviceId, OpId};
use crate::inspection::Flag;
use crate::read::{Read, Reader};
use crate::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Reads JSON text.
///
/// The browser's program holds a copy of a type's reader for each kind of source: reading
/// everything as bytes keeps it to one.
pub fn read<T: serde::de::DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_slice(text.as_bytes())
}

/// At most this many operations in one push.
pub const MAX_OPS: usize = 100;
/// At most this many bytes in one push.
pub const MAX_BYTES: usize = 256 * 1024;

/// At most this many devices before the one that a device goes on from.
pub const MAX_OLDER: usize = 64;

/// `POST /api/v1/sync/push`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Push {
    /// The device.
    pub device: DeviceId,
    /// The device that this one goes on from, after a gap or a fork.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeds: Option<Succeeds>,
    /// The devices that `succeeds` goes on from in turn, the latest first, at most [`MAX_OLDER`]: a
    /// restored server may know none of those between.
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
    /// The last of its operations that was made on this very tablet.
    pub through: u64,
}

crate::readable!(Succeeds { device, through });

impl Push {
    /// Which device goes on from which, as the sender says: the sender's own first.
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
    /// Its body, in the very text in which it was written.
    pub body: Box<RawValue>,
}

/// 200 to a push: a result for each operation, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pushed {
    /// The results.
    pub results: Vec<OpResult>,
    /// The highest committed number.
    pub durable_through: u64,
}

crate::readable!(Pushed {
    results,
    durable_through
});

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpResult {
    /// Its number on the device.
    pub seq: u64,
    /// Its id.
    pub op_id: OpId,
    /// What became of it.
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

/// The three ways; with each the operation has arrived and leaves the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// It took effect.
    Applied,
    /// It had arrived before; the rest is the first result.
    Duplicate,
    /// It is kept as it came, has no effect, and people are told.
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
    /// The kind of trouble.
    pub reason: Reason,
    /// What and where, for a person who can help.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

crate::readable!(Quarantine { reason } optional { detail });

impl Quarantine {
    /// A quarantine with its detail, cut to what a person reads.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        let detail: String = detail.into();
        Self {
            reason,
            detail: detail.chars().take(300).collect(),
        }
    }
}

/// The kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The body is no operation.
    Malformed,
    /// Its version is none that this server knows.
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

/// 409 to a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Conflict {
    /// The server lacks what comes before.
    Gap {
        /// The number that it waits for.
        expected_seq: u64,
    },
    /// The number was used for another operation: this tablet was restored from an old copy.
    Fork {
        /// The number that it waits for.
        expected_seq: u64,
    },
    /// The server is another than the one pulled from: pull first.
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

/// `GET /api/v1/sync/pull`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pulled {
    /// The server's epoch. When it is another than the one asked with, `rows` start from nothing.
    pub epoch: String,
    /// What changed, in the order of its number.
    pub rows: Vec<Row>,
    /// The cursor to ask with next.
    pub next: u64,
    /// There is more now.
    pub more: bool,
    /// The highest committed number.
    pub durable_through: u64,
}

/// The latest state of one thing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    /// Its number: it moves up with every change.
    pub seq: u64,
    /// What it is: see [`kind`].
    pub kind: String,
    /// Which one.
    pub key: String,
    /// Its state; `null` says that it is gone.
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

/// A quarter of evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuarterRow {
    /// Which.
    pub quarter: crate::time::Quarter,
    /// The table that it was opened with.
    pub table: String,
    /// SHA-256 of that table's file, hex.
    pub table_sha256: String,
    /// Findings may still be recorded in it.
    pub open: bool,
}

crate::readable!(QuarterRow {
    quarter,
    table,
    table_sha256,
    open
});

/// A town, subdistrict or development zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TownRow {
    /// Its id.
    pub id: crate::ids::TownId,
    /// Its name (罗村镇).
    pub name: String,
    /// Its place in lists.
    pub order: u32,
    /// It is made up, for showing the product.
    pub demo: bool,
    /// From this quarter on it is evaluated no more, and its sites are not visited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_from: Option<Quarter>,
}

crate::readable!(TownRow { id, name, order } optional { demo, closed_from });

/// A place that is inspected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteRow {
    /// Its id.
    pub id: crate::ids::SiteId,
    /// The town it belongs to.
    pub town: crate::ids::TownId,
    /// Its name (罗村镇便民服务中心).
    pub name: String,
    /// The first letters of its name's pinyin (lczbmfwzx), for searching.
    pub initials: String,
    /// For each character of the name its readings in pinyin, without tones, with a space between;
    /// see [`crate::search`].
    pub pinyin: Vec<String>,
    /// Centre or station.
    pub kind: crate::inspection::SiteKind,
    /// Where it stands, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Where it stands on earth, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<crate::position::Position>,
    /// When it was last visited, of visits that have been handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_visit: Option<Moment>,
    /// How many confirmed findings of the quarter it has.
    pub open_findings: u32,
    /// It is not inspected any more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

crate::readable!(SiteRow {
    id, town, name, initials, kind,
} optional {
    pinyin, address, last_visit, open_findings, position, closed,
});

/// Somebody who inspects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonRow {
    /// The account.
    pub id: crate::ids::UserId,
    /// The name to show.
    pub name: String,
    /// What tells people of one name apart: the login.
    pub login: String,
    /// The offices (科室) that the person belongs to, which tell better where they differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<String>,
    /// The person does not inspect any more; the name is kept for what was.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

crate::readable!(PersonRow { id, name } optional { login, offices, gone });

/// A visit that somebody is to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssignmentRow {
    /// Its id.
    pub id: uuid::Uuid,
    /// The place.
    pub site: crate::ids::SiteId,
    /// 考核方式.
    pub method: crate::inspection::Method,
    /// 检查形式.
    pub form: crate::inspection::Form,
    /// Who.
    pub inspectors: Vec<crate::ids::UserId>,
    /// By which date, as `2026-11-30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// What the inspectors are told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The visit that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_by: Option<crate::ids::VisitId>,
}

crate::readable!(AssignmentRow { id, site, method, form, inspectors } optional { due, note, done_by });

/// An operation of one's own that has no effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuarantineRow {
    /// The operation.
    pub op_id: OpId,
    /// Its device.
    pub device: DeviceId,
    /// Its number on the device.
    pub seq: u64,
    /// When the server received it.
    pub received_at: Moment,
    /// Why.
    #[serde(flatten)]
    pub quarantine: Quarantine,
}

impl Read for QuarantineRow {
    fn read(from: &Reader<'_>) -> Self {
        Self {
            op_id: from.key("op_id"),
            device: from.key("device"),
            seq: from.key("seq"),
            received_at: from.key("received_at"),
            quarantine: Quarantine::read(from),
        }
    }
}

crate::deserialize_by_reading!(QuarantineRow);
