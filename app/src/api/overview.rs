//! 概览: what a person has to do now, each with a number, and the state of the quarter.

use domain::quarter::State;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The current quarter; `None` if there is none yet.
    pub quarter: Option<Now>,
    /// What the person is responsible for, with the number waiting.
    pub needs: Vec<Need>,
    /// Whether the setup is unfinished and the person can finish it.
    pub sets_up: bool,
    /// The towns' totals, in order of place.
    pub totals: Vec<Total>,
    /// Findings by row, in the table's order, without rows that have none.
    pub findings: Vec<Counted>,
    /// For each town, how many of its sites were visited.
    pub coverage: Vec<Covered>,
}

/// The current quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// The quarter.
    pub quarter: Quarter,
    /// Its state.
    pub state: State,
    /// Days until its last day; `None` when that has passed.
    pub days_left: Option<u32>,
}

/// The matters that can wait for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Findings that wait for a decision.
    Review,
    /// Those that were decided or sent back and have since been answered or changed.
    Answered,
    /// Findings sent back to an inspector.
    Returned,
    /// 暗访 that are not released.
    Hidden,
    /// Planned visits whose date has passed.
    Late,
    /// Towns without a visit in the quarter.
    Unvisited,
    /// Rows with towns that are not entered.
    Rows,
    /// Rows that are due and not entered or not signed.
    Due,
    /// Rows that are entered and await the signature of the office's head.
    Unsigned,
    /// Deductions in the last two weeks.
    Deductions,
    /// Findings that wait for a decision, as far as the town may see them.
    Pending,
    /// People without a password.
    Uninvited,
    /// Records of the quarter's visits that were not accepted.
    Refused,
    /// Tablets that reported unsent data.
    Unsent,
    /// No backup this week.
    Backup,
    /// No backup yet.
    FirstBackup,
    /// Failed sign-ins in the last day.
    FailedSignIns,
    /// The free part of the disk in per cent, if it is low.
    Disk,
}

/// A matter that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The matter.
    pub what: What,
    /// The number waiting.
    pub count: u32,
    /// The time of the oldest one.
    pub since: Option<Moment>,
    /// The due date, as `2026-12-31`.
    pub due: Option<String>,
}

/// A town's total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The town's name.
    pub town: String,
    /// The town's place.
    pub place: u32,
    /// Points as decimals: this quarter's, and the previous quarter's if the town was evaluated
    /// then.
    pub points: (String, Option<String>),
    /// The points in tenths, for drawing.
    pub tenths: (u32, Option<u32>),
}

/// The number of findings of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The indicator's id.
    pub id: String,
    /// The indicator's name.
    pub name: String,
    /// The name in English, if the table has it.
    pub name_en: Option<String>,
    /// The number of findings.
    pub count: u32,
}

/// How many of a town's sites were visited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// The town's name.
    pub town: String,
    /// The number of visited sites.
    pub visited: u32,
    /// The number of all sites.
    pub sites: u32,
}
