//! 概览: what needs a person now, each with a number, and how the quarter stands.

use domain::quarter::State;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The current quarter; nothing where there is none yet.
    pub quarter: Option<Now>,
    /// What the person is answerable for, with how much of it waits.
    pub needs: Vec<Need>,
    /// Inspections cannot begin yet, and the person can change that.
    pub sets_up: bool,
    /// The towns' totals, in the order of places.
    pub totals: Vec<Total>,
    /// Findings by row, in the table's order, those without any left out.
    pub findings: Vec<Counted>,
    /// How many sites of each town were visited, of how many.
    pub coverage: Vec<Covered>,
}

/// The current quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// Which.
    pub quarter: Quarter,
    /// Where it stands.
    pub state: State,
    /// Days until its last day; nothing once that is over.
    pub days_left: Option<u32>,
}

/// What may wait for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Findings that wait for a decision.
    Review,
    /// Of them those that were decided, or sent back, and have an answer or a change since.
    Answered,
    /// Findings that are back with an inspector.
    Returned,
    /// 暗访 that towns cannot see yet.
    Hidden,
    /// Planned visits whose date is over.
    Late,
    /// Towns that nobody visited in the quarter.
    Unvisited,
    /// Rows with towns that nothing was entered for.
    Rows,
    /// Rows that are due, and not entered or not signed.
    Due,
    /// Rows that are entered and wait for the signature of the office's head.
    Unsigned,
    /// Deductions of the last two weeks.
    Deductions,
    /// Findings that wait for verification, as far as a town sees them.
    Pending,
    /// People without a password.
    Uninvited,
    /// Records of the quarter's visits that were not accepted.
    Refused,
    /// Tablets that said that they still keep something unsent.
    Unsent,
    /// There is no backup, or none of this week.
    Backup,
    /// Sign-ins of the last day that failed.
    FailedSignIns,
    /// Hundredths of the disk that are left, where it is few.
    Disk,
}

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// What.
    pub what: What,
    /// How many.
    pub count: u32,
    /// The oldest of them.
    pub since: Option<Moment>,
    /// By when they are due, as `2026-12-31`.
    pub due: Option<String>,
}

/// A town's total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The town's name.
    pub town: String,
    /// Its place.
    pub place: u32,
    /// Points as decimals, in the quarter and in the one before, where the town was in it.
    pub points: (String, Option<String>),
    /// The same in tenths, for drawing.
    pub tenths: (u32, Option<u32>),
}

/// How many findings a row has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The indicator's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The same in English, where the table has it.
    pub name_en: Option<String>,
    /// How many.
    pub count: u32,
}

/// How far a town is visited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// The town's name.
    pub town: String,
    /// Sites that were visited.
    pub visited: u32,
    /// Sites in all.
    pub sites: u32,
}
