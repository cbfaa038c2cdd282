//! Facts: what offices enter for the rows that findings do not score.

use super::fault::CaseFault;
use super::finding::Status;
use super::item::Item;
use super::raw_fact::RawFact;
use crate::points::Points;
use crate::table::{Indicator, Level, Rule, Table, Takes};
use std::borrow::Cow;

/// A fact of one town, by kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<'a> {
    /// The town's id.
    pub town: &'a str,
    /// The fact's id, where it has one.
    pub id: Option<&'a str>,
    /// Its kind and values.
    pub kind: FactKind<'a>,
}

/// The kind of a fact, with its values.
#[derive(Debug, Clone, PartialEq)]
pub enum FactKind<'a> {
    /// The tier of a row of family `tier`.
    Tier(&'a Indicator, &'a Level),
    /// Whether basic stations cover the town, and how many benchmark stations it has.
    Coverage(&'a Indicator, bool, u32),
    /// The discretionary deduction of a row of family `judgement`.
    Judgement(&'a Indicator, Points),
    /// A number that ranks towns, the highest first, or becomes points by a scale.
    Metric(&'a Indicator, Points),
    /// A place that was decided elsewhere.
    Rank(&'a Indicator, u32),
    /// The scores of the quarter's months, in their order.
    Monthly(&'a Indicator, &'a [Points]),
    /// Whether a gate is shut.
    Gate(&'a Indicator, bool),
    /// A claim of a row of family `bonus`.
    Claim {
        /// The row.
        indicator: &'a Indicator,
        /// The matter: each matter counts once.
        matter: &'a str,
        /// Its level.
        level: &'a Level,
        /// The number of reads, for a level that has them.
        reads: Option<u64>,
        /// The decision.
        status: Status,
    },
    /// A record of a row of family `penalty`.
    Penalty {
        /// The row.
        indicator: &'a Indicator,
        /// The level, in a row that has levels.
        level: Option<&'a Level>,
        /// The points, where the amount is a range.
        points: Option<Points>,
        /// The finding that it prices instead of the finding's own row.
        finding: Option<&'a str>,
        /// The decision.
        status: Status,
    },
    /// 风采展示, from 0 to 100.
    Showcase(Points),
    /// Points for a missing part, with a reason (酌定计分).
    Waiver {
        /// The row; `None` for the showcase.
        indicator: Option<&'a Indicator>,
        /// The points.
        points: Points,
        /// The reason.
        reason: &'a str,
    },
}

impl<'a> FactKind<'a> {
    /// The row; `None` for the showcase.
    pub fn row(&self) -> Option<&'a Indicator> {
        match self {
            Self::Tier(row, _)
            | Self::Coverage(row, ..)
            | Self::Judgement(row, _)
            | Self::Metric(row, _)
            | Self::Rank(row, _)
            | Self::Monthly(row, _)
            | Self::Gate(row, _)
            | Self::Claim { indicator: row, .. }
            | Self::Penalty { indicator: row, .. } => Some(row),
            Self::Waiver { indicator, .. } => *indicator,
            Self::Showcase(_) => None,
        }
    }
}

impl RawFact<'_> {
    /// The fact by kind. Every fault is noted with the wrong key, or with an empty key if one is
    /// missing.
    pub(super) fn resolve<'a>(
        &'a self,
        table: &'a Table,
        note: &mut dyn FnMut(&str, CaseFault, String),
    ) -> Option<Fact<'a>> {
        let kind = if self.waive.is_some() {
            self.waiver(table, note)
        } else if let Some(id) = &self.indicator {
            match table.indicator(id) {
                Some(indicator) => self.of(indicator, note),
                None => {
                    note(
                        "indicator",
                        CaseFault::UnknownIndicator,
                        format!("the table has no indicator `{id}`"),
                    );
                    None
                }
            }
        } else {
            self.only("a fact without an indicator", &["showcase"], note)?;
            self.need("showcase", self.showcase, note)
                .map(FactKind::Showcase)
        };
        kind.map(|kind| Fact {
            town: &self.town,
            id: self.id.as_deref(),
            kind,
        })
    }

    fn of<'a>(
        &'a self,
        indicator: &'a Indicator,
        note: &mut dyn FnMut(&str, CaseFault, String),
    ) -> Option<FactKind<'a>> {
        let rule = &indicator.rule;
        let items = rule.items();
        let values: Vec<Cow<'static, str>> = match rule {
            // A fact of a gate by findings is told so, not that the key is misplaced.
            Rule::Gate { .. } => vec![Item::Shut.key()],
            _ => items.iter().map(|item| item.key()).collect(),
        };
        let family = indicator.family();
        let allowed: Vec<&str> = match family.takes() {
            Takes::Nothing => Vec::new(),
            Takes::Values => values.iter().map(|key| first(key)).collect(),
            Takes::Claims => vec!["matter", "level", "reads", "status"],
            Takes::Records => vec!["level", "points", "finding", "status"],
        };
        let what = format!("a fact of {} (family `{}`)", indicator.id, family.as_str());
        self.only(&what, &allowed, note)?;
        match family.takes() {
            Takes::Claims => self.claim(indicator, note),
            Takes::Records => self.record(indicator, note),
            Takes::Nothing | Takes::Values => self.value(indicator, &items, note),
        }
    }

    /// The values of a row with these items.
    fn value<'a>(
        &'a self,
        indicator: &'a Indicator,
        items: &[Item],
        note: &mut dyn FnMut(&str, CaseFault, String),
    ) -> Option<FactKind<'a>> {
        match items {
            [Item::Tier, ..] => {
                let tier = self.need("tier", self.tier.as_deref(), note)?;
                let level = level("tier", indicator.rule.levels(), tier, note)?;
                Some(FactKind::Tier(indicator, level))
            }
            [Item::FullCoverage | Item::Stations, ..] => {
                let full = self.need("full_coverage", self.full_coverage, note);
                let stations = self.need("benchmark_stations", self.benchmark_stations, note);
                Some(FactKind::Coverage(indicator, full?, stations?))
            }
            [Item::Judgement, ..] => {
                let points = self.need("judgement", self.judgement, note)?;
                Some(FactKind::Judgement(indicator, points))
            }
            [Item::Metric, Item::Rank, ..] | [Item::Rank, ..] => match (self.metric, self.rank) {
                (Some(metric), None) => Some(FactKind::Metric(indicator, metric)),
                (None, Some(0)) => {
                    note("rank", CaseFault::NoPlace, "places begin with 1".into());
                    None
                }
                (None, Some(rank)) => Some(FactKind::Rank(indicator, rank)),
                _ => {
                    note(
                        "",
                        CaseFault::MetricOrRank,
                        "there must be either `metric` or `rank`".into(),
                    );
                    None
                }
            },
            [Item::Metric, ..] => {
                let metric = self.need("metric", self.metric, note)?;
                Some(FactKind::Metric(indicator, metric))
            }
            [Item::Month(_), ..] => {
                let monthly = self.need("monthly", self.monthly.as_deref(), note)?;
                Some(FactKind::Monthly(indicator, monthly))
            }
            [Item::Shut, ..] => {
                let shut = self.need("shut", self.shut, note)?;
                Some(FactKind::Gate(indicator, shut))
            }
            // No row has the showcase.
            [] | [Item::Showcase, ..] => {
                note(
                    "indicator",
                    CaseFault::ByFindings,
                    format!("{} is scored by findings alone", indicator.id),
                );
                None
            }
        }
    }

    fn claim<'a>(
        &'a self,
        indicator: &'a Indicator,
        note: &mut dyn FnMut(&str, CaseFault, String),
    ) -> Option<FactKind<'a>> {
        self.need("id", self.id.as_deref(), note)?;
        let matter = self.need("matter", self.matter.as_deref(), note);
        let status = self.need("status", self.status, note);
        let id = self.need("level", self.level.as_deref(), note)?;
        let level = level("level", indicator.rule.levels(), id, note)?;
        Some(FactKind::Claim {
            indicator,
            matter: matter?,
            level,
            reads: self.reads,
            status: status?,
        })
    }

    fn record<'a>(
        &'a self,
        indicator: &'a Indicator,
        note: &mut dyn FnMut(&str, CaseFault, String),
    ) -> Option<FactKind<'a>> {
        let levels = indicator.rule.levels();
        self.need("id", self.id.as_deref(), note)?;
        let status = self.need("status", self.status, note);
        let level = match self.level.as_deref() {
            Some(id) => Some(level("level", levels, id, note)?),
            None if levels.is_empty() => None,
            None => return self.need("level", None, note),
        };
        Some(FactKind::Penalty {
            indicator,
            level,
            points: self.points,
            finding: self.finding.as_deref(),
            status: status?,
        })
    }

    fn waiver<'a>(
        &'a self,
        table: &'a Table,
        note: &mut dyn FnMut(&str, CaseFault, String),
    ) -> Option<FactKind<'a>> {
        self.only("a waiver", &["waive", "points", "reason"], note)?;
        if self.indicator.is_some() {
            note(
                "indicator",
                CaseFault::Misplaced,
                "a waiver names its row in `waive` alone".into(),
            );
            return None;
        }
        let points = self.need("points", self.points, note);
        let reason = self.need("reason", self.reason.as_deref(), note);
        let waived = self.need("waive", self.waive.as_deref(), note)?;
        let indicator = match (waived, table.indicator(waived)) {
            ("showcase", _) => None,
            (_, Some(row)) if row.family().takes() == Takes::Nothing => {
                note(
                    "waive",
                    CaseFault::NoWaiver,
                    format!("{waived} is scored by findings: it cannot be waived"),
                );
                return None;
            }
            (_, Some(row)) => Some(row),
            (_, None) => {
                note(
                    "waive",
                    CaseFault::UnknownIndicator,
                    format!("the table has no indicator `{waived}`"),
                );
                return None;
            }
        };
        Some(FactKind::Waiver {
            indicator,
            points: points?,
            reason: reason?,
        })
    }

    /// Notes every key that a fact of this kind may not have.
    fn only(
        &self,
        what: &str,
        allowed: &[&str],
        note: &mut dyn FnMut(&str, CaseFault, String),
    ) -> Option<()> {
        let mut fits = true;
        for key in self.keys().filter(|key| !allowed.contains(key)) {
            note(
                key,
                CaseFault::Misplaced,
                format!("`{key}` does not belong to {what}"),
            );
            fits = false;
        }
        fits.then_some(())
    }

    /// Notes that a key is missing.
    fn need<T>(
        &self,
        key: &str,
        value: Option<T>,
        note: &mut dyn FnMut(&str, CaseFault, String),
    ) -> Option<T> {
        if value.is_none() {
            note(
                "",
                CaseFault::Missing,
                format!("the key `{key}` is missing"),
            );
        }
        value
    }
}

/// The key in a fact that holds an item: `monthly` for `monthly/2`.
fn first(key: &str) -> &str {
    key.split_once('/').map_or(key, |(first, _)| first)
}

fn level<'a>(
    key: &str,
    levels: &'a [Level],
    id: &str,
    note: &mut dyn FnMut(&str, CaseFault, String),
) -> Option<&'a Level> {
    let found = levels.iter().find(|level| level.id == id);
    if found.is_none() {
        note(
            key,
            CaseFault::UnknownLevel,
            format!("the row has no {key} `{id}`"),
        );
    }
    found
}
