//! What is missing before a quarter can take its next step.

use super::life::{Life, State};
use crate::scoring::{FactKind, Scores, Status, What};
use serde::{Deserialize, Serialize};

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// A code: `fact` (a town's row, or `showcase`, is neither entered nor waived), `unsigned` (an
    /// office has not signed a row), `signature`, `meeting`, `finding` (to be reviewed),
    /// `returned`, `claim` (a claim or record to be decided), `undecided`.
    pub code: String,
    /// The town's id, if it concerns one town.
    pub town: Option<String>,
    /// The indicator's id, `showcase`, or the honour that is undecided.
    pub row: Option<String>,
    /// How many; 1 if they are not counted.
    pub count: u32,
}

impl Missing {
    fn new(code: &str, town: Option<&str>, row: Option<&str>, count: u32) -> Self {
        Self {
            code: code.to_owned(),
            town: town.map(str::to_owned),
            row: row.map(str::to_owned),
            count,
        }
    }
}

/// Findings of a town that prevent closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The town's id.
    pub town: String,
    /// Whether they are returned to the inspector; otherwise they wait for a supervisor.
    pub returned: bool,
    /// How many.
    pub count: u32,
}

/// How far a quarter has come: everything that its next step depends on.
pub struct Progress<'a> {
    /// Its life.
    pub life: &'a Life,
    /// Its scores, with the rulings applied.
    pub scores: &'a Scores<'a>,
    /// Its facts, resolved into kinds.
    pub facts: &'a [crate::scoring::Fact<'a>],
    /// The findings that wait for a decision or an answer.
    pub waiting: &'a [Waiting],
    /// The rows that take facts and are not signed.
    pub unsigned: &'a [String],
    /// Whether a fact was entered after the leader in charge had signed.
    pub signed_before: bool,
    /// Whether a fact was entered after the meeting.
    pub met_before: bool,
}

/// What is missing before the next state; empty if nothing is, and for a closed quarter.
pub fn missing(it: &Progress<'_>) -> Vec<Missing> {
    let mut found = Vec::new();
    match it.life.state {
        State::Open => entered(it, &mut found),
        State::First => {
            signature(it, &mut found);
            entered(it, &mut found);
        }
        State::Second => {
            signature(it, &mut found);
            if it.life.met.is_none() || it.met_before {
                found.push(Missing::new("meeting", None, None, 1));
            }
            entered(it, &mut found);
            waiting(it, &mut found);
            claims(it, &mut found);
            for undecided in &it.scores.undecided {
                let what = match undecided.what {
                    What::Good => "good",
                    What::RedFlag => "red_flag",
                };
                found.push(Missing::new("undecided", None, Some(what), 1));
            }
        }
        State::Closed => {}
    }
    found
}

/// What does not prevent the next step but will prevent closing: findings, claims and records
/// without a decision. Reported from the beginning, so that nobody signs without knowing.
pub fn undecided(it: &Progress<'_>) -> Vec<Missing> {
    let mut found = Vec::new();
    if matches!(it.life.state, State::Open | State::First) {
        waiting(it, &mut found);
        claims(it, &mut found);
    }
    found
}

/// Findings that wait for a supervisor or for the inspector.
fn waiting(it: &Progress<'_>, found: &mut Vec<Missing>) {
    for waiting in it.waiting {
        let code = if waiting.returned {
            "returned"
        } else {
            "finding"
        };
        let town = Some(waiting.town.as_str());
        found.push(Missing::new(code, town, None, waiting.count));
    }
}

/// A signature covers only what was entered before it: facts entered later need a new one.
fn signature(it: &Progress<'_>, found: &mut Vec<Missing>) {
    if it.life.signed.is_none() || it.signed_before {
        found.push(Missing::new("signature", None, None, 1));
    }
}

/// Facts neither entered nor waived, and rows that their offices have not signed.
fn entered(it: &Progress<'_>, found: &mut Vec<Missing>) {
    for town in &it.scores.towns {
        for row in &town.pending {
            found.push(Missing::new("fact", Some(town.id), Some(row), 1));
        }
    }
    for row in it.unsigned {
        found.push(Missing::new("unsigned", None, Some(row), 1));
    }
}

/// Claims and records without a decision, counted for each town and row.
fn claims(it: &Progress<'_>, found: &mut Vec<Missing>) {
    for fact in it.facts {
        let (FactKind::Claim {
            indicator, status, ..
        }
        | FactKind::Penalty {
            indicator, status, ..
        }) = &fact.kind
        else {
            continue;
        };
        if *status != Status::Pending {
            continue;
        }
        let next = Missing::new("claim", Some(fact.town), Some(&indicator.id), 1);
        let same = found.iter_mut().find(|known| {
            known.code == next.code && known.town == next.town && known.row == next.row
        });
        match same {
            Some(known) => known.count += 1,
            None => found.push(next),
        }
    }
}
