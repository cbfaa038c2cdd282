//! What the scorer needs of a town's visits beyond their findings (scoring.md, "deduct").

use super::{AnswerValue, Visit};
use crate::ids::CheckpointId;
use crate::table::{Across, Rule, Table};

/// What the scorer needs of a town's visits beyond their findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspected {
    /// How many sites were visited; `None` if no row needs the number.
    pub sites: Option<u32>,
    /// The checkpoints that applied nowhere in the town; empty if no row needs them.
    pub not_applicable: Vec<String>,
}

impl Inspected {
    /// Whether the table scores by anything of a visit beyond its findings: the sites visited,
    /// checkpoints that do not apply, or the finder.
    pub fn is_asked_by(table: &Table) -> bool {
        asks(table, |across, rescale| across == Across::Mean || rescale)
            || table.checkpoints().any(|(_, it)| it.is_priced_by_finder())
    }

    /// Derived from all visits to one town in one quarter; void visits are ignored.
    pub fn by<'v>(table: &Table, visits: impl IntoIterator<Item = &'v Visit>) -> Self {
        let visits = visits.into_iter().filter(|it| it.void().is_none());
        let visits: Vec<&Visit> = visits.collect();
        let with_mean = asks(table, |across, _| across == Across::Mean);
        let rescaled = asks(table, |_, rescale| rescale);
        let checkpoints = table.checkpoints().filter(|_| rescaled);
        let checkpoints = checkpoints.map(|(_, checkpoint)| &checkpoint.id);
        Self {
            sites: with_mean.then(|| {
                let mut sites: Vec<&str> = visits.iter().map(|it| it.site.as_str()).collect();
                sites.sort_unstable();
                sites.dedup();
                u32::try_from(sites.len()).unwrap_or(u32::MAX)
            }),
            not_applicable: checkpoints
                .filter(|id| applied_nowhere(&visits, id))
                .map(ToString::to_string)
                .collect(),
        }
    }
}

/// Whether the checkpoint was answered with "not applicable" and never otherwise. A finding proves
/// that it applied, whatever became of the finding.
fn applied_nowhere(visits: &[&Visit], checkpoint: &CheckpointId) -> bool {
    let answers = visits.iter().filter_map(|it| it.answer(checkpoint));
    let is_none = |answer: AnswerValue| answer == AnswerValue::NotApplicable;
    let mut findings = visits.iter().flat_map(|it| it.findings.values());
    answers.clone().any(is_none)
        && answers.clone().all(is_none)
        && !findings.any(|it| it.checkpoint == *checkpoint)
}

fn asks(table: &Table, asks: impl Fn(Across, bool) -> bool) -> bool {
    table.indicators.iter().any(|it| match it.rule {
        Rule::Deduct { across, rescale } => asks(across, rescale),
        _ => false,
    })
}
