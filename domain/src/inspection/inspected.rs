//! What the visits to a town say of a quarter beside their findings, for the rows that ask (scoring.md, "deduct").

use super::{AnswerValue, Visit};
use crate::ids::CheckpointId;
use crate::table::{Across, Rule, Table};

/// What visits to a town say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspected {
    /// At how many sites they were; none where no row asks.
    pub sites: Option<u32>,
    /// The checkpoints that applied nowhere, where a row asks.
    pub not_applicable: Vec<String>,
}

impl Inspected {
    /// Whether a table asks anything of visits beside their findings.
    pub fn is_asked_by(table: &Table) -> bool {
        asks(table, |across, rescale| across == Across::Mean || rescale)
            || table.checkpoints().any(|(_, it)| it.is_priced_by_finder())
    }

    /// What these visits say, all to one town in one quarter. A void one says nothing.
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

/// Whether somebody said that it does not apply and nobody anything else; what was found wrong was there,
/// whatever came of it.
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
