//! A fact as it is written, before it is resolved by its indicator.

use super::finding::Status;
use crate::points::Points;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// A fact as it is written; its keys depend on its indicator's family.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the keys are those of scoring.md; `FactKind` says what they mean"
)]
pub struct RawFact<'a> {
    #[serde(borrow)]
    pub town: Cow<'a, str>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub indicator: Option<Cow<'a, str>>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<Cow<'a, str>>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub tier: Option<Cow<'a, str>>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub full_coverage: Option<bool>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub benchmark_stations: Option<u32>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub judgement: Option<Points>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub metric: Option<Points>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub rank: Option<u32>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub monthly: Option<Vec<Points>>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub shut: Option<bool>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub matter: Option<Cow<'a, str>>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub level: Option<Cow<'a, str>>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub reads: Option<u64>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub points: Option<Points>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub finding: Option<Cow<'a, str>>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<Status>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub showcase: Option<Points>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub waive: Option<Cow<'a, str>>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub reason: Option<Cow<'a, str>>,
}

/// Reads a value that must not be `null`: a key is left out instead.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(de: D) -> Result<Option<T>, D::Error> {
    T::deserialize(de).map(Some)
}

impl<'a> RawFact<'a> {
    /// A fact of a town without any values.
    pub fn blank(town: impl Into<Cow<'a, str>>) -> Self {
        Self {
            town: town.into(),
            ..Self::default()
        }
    }

    /// What the fact is about in its town: the id of a claim or record, else the row, or
    /// `showcase`. A town has one fact in each slot.
    pub fn slot(&self) -> &str {
        match (&self.waive, &self.indicator, &self.id) {
            (Some(row), ..) => row,
            (None, Some(_), Some(id)) if self.status.is_some() => id,
            (None, Some(row), _) => row,
            (None, None, _) => "showcase",
        }
    }
}

/// What a fact holds, as a line of a trace names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnteredKind {
    /// 验收档次.
    Tier,
    /// Stations beyond full coverage.
    Coverage,
    /// A deduction chosen within a range.
    Judgement,
    /// A value that is ranked or scaled.
    Metric,
    /// A place that was given.
    Rank,
    /// The scores of the months.
    Monthly,
    /// A gate that is shut.
    Shut,
    /// A gate that was checked and is open.
    NotShut,
    /// 加分事项.
    Claim,
    /// 减分事项.
    Penalty,
    /// Points instead of a value, with their reason.
    Waive,
}

crate::words!(EnteredKind {
    Tier = "tier",
    Coverage = "coverage",
    Judgement = "judgement",
    Metric = "metric",
    Rank = "rank",
    Monthly = "monthly",
    Shut = "shut",
    NotShut = "not-shut",
    Claim = "claim",
    Penalty = "penalty",
    Waive = "waive",
});

impl RawFact<'_> {
    /// What the fact holds.
    pub fn entered(&self) -> EnteredKind {
        // Every field is named, so that a new value is not shown as a record.
        let RawFact {
            tier,
            benchmark_stations,
            judgement,
            metric,
            rank,
            monthly,
            shut,
            matter,
            waive,
            town: _,
            indicator: _,
            id: _,
            full_coverage: _,
            level: _,
            reads: _,
            points: _,
            finding: _,
            status: _,
            showcase: _,
            reason: _,
        } = self;
        let held = [
            (waive.is_some(), EnteredKind::Waive),
            (tier.is_some(), EnteredKind::Tier),
            (benchmark_stations.is_some(), EnteredKind::Coverage),
            (judgement.is_some(), EnteredKind::Judgement),
            (metric.is_some(), EnteredKind::Metric),
            (rank.is_some(), EnteredKind::Rank),
            (*shut == Some(true), EnteredKind::Shut),
            (shut.is_some(), EnteredKind::NotShut),
            (monthly.is_some(), EnteredKind::Monthly),
            (matter.is_some(), EnteredKind::Claim),
        ];
        let held = held.into_iter().find(|(holds, _)| *holds);
        held.map_or(EnteredKind::Penalty, |(_, kind)| kind)
    }
}

fn text<'t>(of: &'t Option<Cow<'_, str>>) -> Option<Cow<'t, str>> {
    of.as_deref().map(Cow::Borrowed)
}

impl RawFact<'_> {
    /// The same fact with borrowed texts, so that tens of thousands of facts are not copied.
    pub fn borrowed(&self) -> RawFact<'_> {
        RawFact {
            town: Cow::Borrowed(&self.town),
            indicator: text(&self.indicator),
            id: text(&self.id),
            tier: text(&self.tier),
            full_coverage: self.full_coverage,
            benchmark_stations: self.benchmark_stations,
            judgement: self.judgement,
            metric: self.metric,
            rank: self.rank,
            monthly: self.monthly.clone(),
            shut: self.shut,
            matter: text(&self.matter),
            level: text(&self.level),
            reads: self.reads,
            points: self.points,
            finding: text(&self.finding),
            status: self.status,
            showcase: self.showcase,
            waive: text(&self.waive),
            reason: text(&self.reason),
        }
    }

    /// The keys that have a value, apart from `town`, `indicator` and `id`.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        [
            ("tier", self.tier.is_some()),
            ("full_coverage", self.full_coverage.is_some()),
            ("benchmark_stations", self.benchmark_stations.is_some()),
            ("judgement", self.judgement.is_some()),
            ("metric", self.metric.is_some()),
            ("rank", self.rank.is_some()),
            ("monthly", self.monthly.is_some()),
            ("shut", self.shut.is_some()),
            ("matter", self.matter.is_some()),
            ("level", self.level.is_some()),
            ("reads", self.reads.is_some()),
            ("points", self.points.is_some()),
            ("finding", self.finding.is_some()),
            ("status", self.status.is_some()),
            ("showcase", self.showcase.is_some()),
            ("waive", self.waive.is_some()),
            ("reason", self.reason.is_some()),
        ]
        .into_iter()
        .filter_map(|(key, there)| there.then_some(key))
    }
}
