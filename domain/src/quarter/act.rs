//! The acts on a quarter; each is an event that is kept for ever.

use crate::points::Points;
use crate::scoring::Ruling;
use serde::{Deserialize, Serialize};

/// The signature of the leader in charge (分管领导) under the first evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who signed.
    pub name: String,
    /// On which day, `2026-12-28`.
    pub date: String,
    /// A remark; may be empty.
    #[serde(default)]
    pub remark: String,
}

/// The meeting that settled the quarter (主任办公会).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// On which day, `2026-12-30`.
    pub date: String,
    /// The number of its minutes.
    pub minutes: String,
}

/// A town's total and place at the first evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstResult {
    /// The town's id.
    pub town: String,
    /// Its total, exact.
    pub total: Points,
    /// Its place, from 1.
    pub place: u32,
}

/// An act on a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// The quarter is opened with a table.
    Open {
        /// The table's id.
        table: String,
        /// SHA-256 of its text, hex.
        sha256: String,
    },
    /// 填报中 → 初评.
    First {
        /// The standings at that time; a request for the act leaves them out.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        standings: Vec<FirstResult>,
    },
    /// 分管领导 has signed.
    Sign(Signature),
    /// 初评 → 复核.
    Second,
    /// 主任办公会 has met.
    Meet(Meeting),
    /// 复核 → 已关账.
    Close {
        /// The hash of the frozen document; a request for the act leaves it out.
        #[serde(default)]
        sha256: String,
        /// Why the quarter is closed before its last day is over; `None` if that day has passed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        early: Option<String>,
    },
    /// 退回: one state back, from 初评 or 复核.
    Back {
        /// Why.
        reason: String,
    },
    /// 重新开账: from 已关账 to 初评.
    Reopen {
        /// Why.
        reason: String,
    },
    /// 公布.
    Publish,
    /// 裁定.
    Rule(Ruling),
}

impl Act {
    /// The name of the act in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::First { .. } => "first",
            Self::Sign(_) => "sign",
            Self::Second => "second",
            Self::Meet(_) => "meet",
            Self::Close { .. } => "close",
            Self::Back { .. } => "back",
            Self::Reopen { .. } => "reopen",
            Self::Publish => "publish",
            Self::Rule(_) => "rule",
        }
    }
}
