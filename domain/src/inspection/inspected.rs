//! What the visits to a town say of a quarter beside their findings, for the rows that ask (scoring.md, "deduct").

use super::{AnswerValue, Visit};
use crate::ids::CheckpointId;
use crate::table::{Across, Rule, Table};
use std::collections::BTreeSet;

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
        let mut sites = BTreeSet::new();
        let (mut applies, mut does_not) = (BTreeSet::new(), BTreeSet::new());
        for visit in visits.into_iter().filter(|it| it.void().is_none()) {
            sites.insert(&visit.site);
            for checkpoint in visit.answers.keys() {
                match visit.answer(checkpoint) {
                    Some(AnswerValue::NotApplicable) => does_not.insert(checkpoint),
                    Some(_) => applies.insert(checkpoint),
                    None => false,
                };
            }
            // What somebody found wrong was there, whatever came of it.
            applies.extend(visit.findings.values().map(|it| &it.checkpoint));
        }
        let known = |it: &&&CheckpointId| table.checkpoint(it).is_some();
        let nowhere = does_not.difference(&applies).filter(known);
        let with_mean = asks(table, |across, _| across == Across::Mean);
        let rescaled = asks(table, |_, rescale| rescale);
        Self {
            sites: with_mean.then(|| u32::try_from(sites.len()).unwrap_or(u32::MAX)),
            not_applicable: nowhere
                .filter(|_| rescaled)
                .map(ToString::to_string)
                .collect(),
        }
    }
}

fn asks(table: &Table, asks: impl Fn(Across, bool) -> bool) -> bool {
    table.indicators.iter().any(|it| match it.rule {
        Rule::Deduct { across, rescale } => asks(across, rescale),
        _ => false,
    })
}
