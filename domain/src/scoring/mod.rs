//! Scoring as a pure function of the table, the findings and the facts (scoring.md): the same
//! code in the browser, on the server and in the command line.
//!
//! Each rule family has one file; [`Case::score`] combines them. Texts are borrowed from the input,
//! so that scoring a quarter of a large district does not copy them.

mod alike;
mod amounts;
mod average;
mod capped;
mod case;
mod circumstances;
mod coverage;
pub mod deduct;
mod entered;
mod facts;
mod fault;
mod finding;
mod gate;
mod hashing;
mod item;
mod judgement;
mod metric;
mod outdated;
mod placed;
mod rank;
mod raw_fact;
mod row;
mod ruling;
mod score;
mod tier;
mod totals;
mod town;
mod trace;
mod trial;

pub use alike::lookalikes;
pub use case::Case;
pub use facts::{Fact, FactKind};
pub use fault::{CaseError, CaseErrors, CaseFault};
pub use finding::{Basis, Finding, FindingFault, Status, check_findings};
pub use gate::{Gated, Taken};
pub use item::{Item, Kind, Value};
pub use outdated::Outdated;
pub use raw_fact::{EnteredKind, RawFact};
pub use ruling::{Ruling, fits, rule};
pub use score::{Provisional, Scores, TownScore};
pub use totals::{Undecided, What};
pub use town::Town;
pub use trace::{IndicatorScore, Line, Why};
pub use trial::kept::{Kept, TrialChange};
pub use trial::{Standing, Trial};

use crate::points::PointsOverflow;
use crate::table::{Checkpoint, Family, Indicator, Table};
use crate::time::Quarter;
use deduct::Seen;
use std::collections::HashMap;

/// Why findings cannot be scored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    /// A finding is wrong.
    #[error("finding {finding}: {fault}")]
    Finding {
        /// Its index in the given list.
        index: usize,
        /// Its id.
        finding: String,
        /// What is wrong.
        fault: FindingFault,
    },
    /// A result is outside the exact range.
    #[error(transparent)]
    Overflow(#[from] PointsOverflow),
}

/// Scores the rows of family `deduct` of one town, in the table's order.
///
/// `findings` are the town's findings of this quarter, in any order; of `town` its `sites` and
/// `not_applicable` count too. Every finding is checked, whatever its status. Each that counts on
/// `basis` has a line in its row. Findings in rows of other families are only checked.
pub fn score_deduct_rows<'a>(
    table: &'a Table,
    quarter: Quarter,
    town: &Town<'_>,
    findings: &'a [Finding<'a>],
    basis: Basis,
) -> Result<Vec<IndicatorScore<'a>>, ScoreError> {
    let mut fault = None;
    check_findings(
        table,
        quarter,
        findings,
        |known| known == town.id,
        |index, found| {
            fault.get_or_insert((index, found));
        },
    );
    if let Some((index, fault)) = fault {
        return Err(ScoreError::Finding {
            index,
            finding: findings[index].id.to_string(),
            fault,
        });
    }
    let mut rows: Vec<(&Indicator, Vec<Seen<'a>>)> = table
        .indicators
        .iter()
        .filter(|indicator| indicator.family() == Family::Deduct)
        .map(|indicator| (indicator, Vec::new()))
        .collect();
    let places: HashMap<&str, (usize, &'a Checkpoint)> = rows
        .iter()
        .enumerate()
        .flat_map(|(row, (indicator, _))| {
            indicator
                .checkpoints
                .iter()
                .map(move |c| (c.id.as_str(), (row, c)))
        })
        .collect();
    for finding in findings.iter().filter(|finding| finding.counts(basis)) {
        if let Some(&(row, checkpoint)) = places.get(finding.checkpoint.as_ref()) {
            rows[row].1.push(Seen {
                finding,
                checkpoint,
                moved: finding.moved,
            });
        }
    }
    rows.into_iter()
        .map(|(indicator, seen)| Ok(deduct::score(indicator, town, seen)?))
        .collect()
}
