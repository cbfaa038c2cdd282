//! What a cell says of a row of the table.

use super::form::{self, Item};
use domain::points::Points;
use domain::scoring::RawFact;
use domain::table::Indicator;

/// A value of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A tier's id.
    Level(String),
    Truth(bool),
    Whole(u32),
    Points(Points),
}

impl Value {
    /// What a fact holds for an item.
    pub(super) fn of(fact: &RawFact<'_>, item: Item) -> Option<Self> {
        match item {
            Item::Tier => fact.tier.as_ref().map(|tier| Self::Level(tier.to_string())),
            Item::FullCoverage => fact.full_coverage.map(Self::Truth),
            Item::Stations => fact.benchmark_stations.map(Self::Whole),
            Item::Judgement => fact.judgement.map(Self::Points),
            Item::Metric => fact.metric.map(Self::Points),
            Item::Rank => fact.rank.map(Self::Whole),
            Item::Month(month) => {
                let months = fact.monthly.as_ref()?;
                months.get(usize::from(month)).copied().map(Self::Points)
            }
            Item::Showcase => fact.showcase.map(Self::Points),
        }
    }

    /// As a cell says it; a tier by its name, or by its id where two have the same name.
    pub(super) fn words(&self, row: Option<&Indicator>) -> String {
        match self {
            Self::Level(id) => row
                .and_then(|row| form::named_level(row, id))
                .unwrap_or_else(|| id.clone()),
            Self::Truth(true) => "是".into(),
            Self::Truth(false) => "否".into(),
            Self::Whole(number) => number.to_string(),
            Self::Points(points) => points.to_string(),
        }
    }
}
