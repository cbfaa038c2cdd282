//! The rows that a tablet pulls, beside visits and tables.

use super::Quarantine;
use crate::ids::{DeviceId, OpId, SiteId, TownId, UserId, VisitId};
use crate::read::{Read, Reader};
use crate::time::{Moment, Quarter};
use serde::Serialize;

/// A quarter of evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuarterRow {
    /// The quarter.
    pub quarter: Quarter,
    /// The table that it was opened with.
    pub table: String,
    /// SHA-256 of that table's file, hex.
    pub table_sha256: String,
    /// Whether findings may still be recorded in it.
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
    pub id: TownId,
    /// Its name (罗村镇).
    pub name: String,
    /// Its order in lists.
    pub order: u32,
    /// Whether it is invented, for demonstrations.
    pub demo: bool,
    /// From this quarter on it is not evaluated, and its sites are not visited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_from: Option<Quarter>,
}

crate::readable!(TownRow { id, name, order } optional { demo, closed_from });

/// A place that is inspected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteRow {
    /// Its id.
    pub id: SiteId,
    /// The town it belongs to.
    pub town: TownId,
    /// Its name (罗村镇便民服务中心).
    pub name: String,
    /// The first letters of its name's pinyin (lczbmfwzx), for searching.
    pub initials: String,
    /// For each character of the name its readings in pinyin, without tones, separated by spaces;
    /// see [`crate::search`].
    pub pinyin: Vec<String>,
    /// Centre or station.
    pub kind: crate::inspection::SiteKind,
    /// Its address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Its position, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<crate::position::Position>,
    /// The time of its last visit that was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_visit: Option<Moment>,
    /// How many confirmed findings of the quarter it has. Messages keep the key's first name, since
    /// tablets have stored rows with it.
    #[serde(rename = "open_findings")]
    pub confirmed_findings: u32,
    /// Whether it is no longer inspected.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

crate::readable!(SiteRow {
    id, town, name, initials, kind,
} optional {
    pinyin, address, last_visit, position, closed,
} named {
    confirmed_findings = "open_findings",
});

/// A person who inspects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonRow {
    /// The account.
    pub id: UserId,
    /// The name to show.
    pub name: String,
    /// The login, which tells people of the same name apart.
    pub login: String,
    /// The offices (科室) of the person, which tell people apart better where they differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<String>,
    /// Whether the person no longer inspects; the name is kept for earlier visits.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

crate::readable!(PersonRow { id, name } optional { login, offices, gone });

/// A planned visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssignmentRow {
    /// Its id.
    pub id: uuid::Uuid,
    /// The site.
    pub site: SiteId,
    /// 考核方式.
    pub method: crate::inspection::Method,
    /// 检查形式.
    pub form: crate::inspection::Form,
    /// The inspectors.
    pub inspectors: Vec<UserId>,
    /// The last date, as `2026-11-30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// A note for the inspectors.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The visit that fulfilled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_by: Option<VisitId>,
}

crate::readable!(AssignmentRow { id, site, method, form, inspectors } optional { due, note, done_by });

/// A quarantined operation of the person who pulls.
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
