//! What is missing before a step.

use super::course::{Course, Signer, State};
use crate::scoring::{Case, Scores, Status, What};
use crate::table::{Family, Table};
use std::collections::BTreeSet;

/// Something that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// A town lacks a fact; `row` is an indicator or `showcase`.
    Fact {
        /// The town.
        town: String,
        /// The indicator.
        row: String,
    },
    /// An office has not signed, or its rows changed after it had.
    Office(String),
    /// The leader in charge has not signed.
    Leader,
    /// The meeting has not approved.
    Meeting,
    /// Findings wait for a decision.
    Waiting(u32),
    /// Visits with confirmed findings that their towns cannot see yet.
    Unreleased(u32),
    /// A claim or a record waits for a decision.
    Claim {
        /// The town.
        town: String,
        /// The indicator.
        row: String,
    },
    /// A tie that nobody has ruled on.
    Tie(What),
}

/// What is known of a quarter beside its case.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The number of the last fact in each slot: indicator or `showcase`, and number. Claims stand
    /// under their indicator.
    pub facts: Vec<(String, u64)>,
    /// Findings that wait.
    pub waiting: u32,
    /// As in [`Missing::Unreleased`].
    pub unreleased: u32,
}

/// The offices that answer for rows with facts, in the table's order.
pub fn offices(table: &Table) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let rows = table.indicators.iter();
    rows.filter(|row| row.family() != Family::Deduct)
        .flat_map(|row| of_row(&row.office))
        .filter(|office| seen.insert(*office))
        .collect()
}

/// A row's offices: several stand with 、 between.
fn of_row(office: &str) -> impl Iterator<Item = &str> {
    office.split('、').map(str::trim).filter(|it| !it.is_empty())
}

/// What stands in the way of the next step; `scores` with the rulings applied.
pub fn missing(
    table: &Table,
    case: &Case<'_>,
    scores: &Scores<'_>,
    course: &Course,
    known: &Known,
) -> Vec<Missing> {
    let mut out = Vec::new();
    if course.state == State::Closed {
        return out;
    }
    let mut towns: Vec<_> = scores.towns.iter().collect();
    towns.sort_by_key(|town| town.id);
    for town in towns {
        for row in &town.pending {
            out.push(Missing::Fact {
                town: town.id.to_owned(),
                row: (*row).to_owned(),
            });
        }
    }
    for office in offices(table) {
        let own = |slot: &str| {
            let row = table.indicator(slot);
            row.is_some_and(|row| of_row(&row.office).any(|it| it == office))
        };
        let last = known.facts.iter().filter(|(slot, _)| own(slot));
        let last = last.map(|(_, number)| *number).max().unwrap_or(0);
        let signed = course.signature(&Signer::Office(office.to_owned()));
        if signed.is_none_or(|it| it.seen < last) {
            out.push(Missing::Office(office.to_owned()));
        }
    }
    if known.unreleased > 0 {
        out.push(Missing::Unreleased(known.unreleased));
    }
    // Whoever signed before the last fact was entered has not signed what stands.
    let last = known.facts.iter().map(|(_, number)| *number).max();
    let stands = |by: &Signer| {
        let signed = course.signature(by);
        signed.is_some_and(|it| it.seen >= last.unwrap_or(0))
    };
    if course.state >= State::First && !stands(&Signer::Leader) {
        out.push(Missing::Leader);
    }
    if course.state < State::Second {
        return out;
    }
    if !stands(&Signer::Meeting) {
        out.push(Missing::Meeting);
    }
    if known.waiting > 0 {
        out.push(Missing::Waiting(known.waiting));
    }
    for fact in &case.facts {
        if fact.status == Some(Status::Pending) {
            out.push(Missing::Claim {
                town: fact.town.to_string(),
                row: fact.indicator.as_deref().unwrap_or_default().to_owned(),
            });
        }
    }
    out.extend(scores.undecided.iter().map(|tie| Missing::Tie(tie.what)));
    out
}
