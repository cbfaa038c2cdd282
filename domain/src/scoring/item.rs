//! The values that are entered for a town. Forms, pasting, files to fill, their reports and trials
//! all derive from this one description. A row has the items that its rule names; 风采展示 has one.
//! Claims and records are not items, because a row takes any number of them.

use super::raw_fact::RawFact;
use crate::points::Points;
use crate::table::{Indicator, Level, Rule};
use std::borrow::Cow;

/// The most points of 风采展示, and of a month where the table does not say otherwise.
const HUNDRED: Points = Points::whole(100);

/// One value of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// The tier of the town's centre.
    Tier,
    /// Whether basic stations cover the town.
    FullCoverage,
    /// How many benchmark stations the town has.
    Stations,
    /// The discretionary deduction.
    Judgement,
    /// A number that ranks towns or becomes points by a scale.
    Metric,
    /// A place that was decided elsewhere.
    Rank,
    /// Whether a gate is shut.
    Shut,
    /// A month of the quarter, from 0.
    Month(u8),
    /// 风采展示.
    Showcase,
}

/// Which values an item accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'t> {
    /// One of these levels, by its id.
    Level(&'t [Level]),
    /// Yes or no.
    Truth,
    /// A whole number, at least this one.
    Whole(u32),
    /// A decimal of any size.
    Decimal,
    /// Points from 0 to this many.
    UpTo(Points),
    /// 0, or points from the first to the second, with at most two decimals.
    NoneOr(Points, Points),
}

/// A value of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A level, by its id.
    Level(String),
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Whole(u32),
    /// A decimal.
    Points(Points),
}

impl Rule {
    /// Every item that a row of this rule may have; empty if findings, claims or records score the
    /// row. In a quarter a ranked row has either metrics or places, see [`Rule::asked`].
    pub fn items(&self) -> Vec<Item> {
        match self {
            Self::Tier { .. } => vec![Item::Tier],
            Self::Coverage { .. } => vec![Item::FullCoverage, Item::Stations],
            Self::Judgement { .. } => vec![Item::Judgement],
            Self::Rank { .. } => vec![Item::Metric, Item::Rank],
            Self::Metric { .. } => vec![Item::Metric],
            Self::Average { months, .. } => (0..*months).map(Item::Month).collect(),
            Self::Gate { findings: None, .. } => vec![Item::Shut],
            Self::Gate { .. } | Self::Deduct { .. } | Self::Bonus { .. } | Self::Penalty { .. } => {
                Vec::new()
            }
        }
    }

    /// The items that a form shows: for a ranked row only the place or only the metric.
    pub fn asked(&self, by_place: bool) -> Vec<Item> {
        match self {
            Self::Rank { .. } if by_place => vec![Item::Rank],
            Self::Rank { .. } => vec![Item::Metric],
            _ => self.items(),
        }
    }
}

impl Item {
    /// Which values the item accepts; `row` is `None` for 风采展示.
    pub fn kind(self, row: Option<&Indicator>) -> Kind<'_> {
        match (self, row.map(|row| &row.rule)) {
            (Self::Tier, rule) => Kind::Level(rule.map_or(&[], Rule::levels)),
            (Self::FullCoverage | Self::Shut, _) => Kind::Truth,
            (Self::Stations, _) => Kind::Whole(0),
            (Self::Rank, _) => Kind::Whole(1),
            (Self::Judgement, Some(Rule::Judgement { least, most })) => Kind::NoneOr(*least, *most),
            (Self::Month(_), Some(Rule::Average { out_of, .. })) => Kind::UpTo(*out_of),
            (Self::Showcase | Self::Month(_), _) => Kind::UpTo(HUNDRED),
            (Self::Judgement | Self::Metric, _) => Kind::Decimal,
        }
    }

    /// The key of the item in a fact (scoring.md, "Facts"): `tier`, `monthly/2`.
    pub fn key(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Tier => "tier",
            Self::FullCoverage => "full_coverage",
            Self::Stations => "benchmark_stations",
            Self::Judgement => "judgement",
            Self::Metric => "metric",
            Self::Rank => "rank",
            Self::Shut => "shut",
            Self::Month(month) => return Cow::Owned(format!("monthly/{month}")),
            Self::Showcase => "showcase",
        })
    }

    /// The item's value in a fact.
    pub fn of(self, fact: &RawFact<'_>) -> Option<Value> {
        match self {
            Self::Tier => fact.tier.as_ref().map(|it| Value::Level(it.to_string())),
            Self::FullCoverage => fact.full_coverage.map(Value::Truth),
            Self::Stations => fact.benchmark_stations.map(Value::Whole),
            Self::Judgement => fact.judgement.map(Value::Points),
            Self::Metric => fact.metric.map(Value::Points),
            Self::Rank => fact.rank.map(Value::Whole),
            Self::Shut => fact.shut.map(Value::Truth),
            Self::Month(month) => {
                let months = fact.monthly.as_ref()?;
                months.get(usize::from(month)).copied().map(Value::Points)
            }
            Self::Showcase => fact.showcase.map(Value::Points),
        }
    }

    /// Sets the item's value in a fact. Returns `false`, without an effect, for a value of another
    /// kind and for a month that would leave a gap before it.
    pub fn put(self, fact: &mut RawFact<'_>, value: Value) -> bool {
        match (self, value) {
            (Self::Tier, Value::Level(tier)) => fact.tier = Some(Cow::Owned(tier)),
            (Self::FullCoverage, Value::Truth(full)) => fact.full_coverage = Some(full),
            (Self::Stations, Value::Whole(number)) => fact.benchmark_stations = Some(number),
            (Self::Judgement, Value::Points(points)) => fact.judgement = Some(points),
            (Self::Metric, Value::Points(points)) => fact.metric = Some(points),
            (Self::Rank, Value::Whole(place)) => fact.rank = Some(place),
            (Self::Shut, Value::Truth(shut)) => fact.shut = Some(shut),
            (Self::Showcase, Value::Points(points)) => fact.showcase = Some(points),
            (Self::Month(month), Value::Points(points)) => {
                let months = fact.monthly.get_or_insert_default();
                match usize::from(month) {
                    next if next == months.len() => months.push(points),
                    known => match months.get_mut(known) {
                        Some(month) => *month = points,
                        None => return false,
                    },
                }
            }
            _ => return false,
        }
        true
    }
}

impl Value {
    /// The value as a fact's JSON and a form's cell write it: a level's id, `true`, a number.
    pub fn text(&self) -> String {
        match self {
            Self::Level(id) => id.clone(),
            Self::Truth(truth) => truth.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Points(points) => points.to_string(),
        }
    }
}
