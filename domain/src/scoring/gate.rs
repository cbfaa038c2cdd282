//! Family `gate` (一票否决): the row has no points; a shut gate takes points or honours away.

use super::facts::{Fact, FactKind};
use super::trace::{IndicatorScore, Line};
use crate::points::{Points, PointsOverflow};
use crate::table::{Bar, Effects, Rule, Table};
use serde::Serialize;
use std::borrow::Cow;

/// Something that a shut gate took from a town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gated<'a> {
    /// The gate's row.
    pub gate: &'a str,
    /// What it took.
    #[serde(flatten)]
    pub taken: Taken<'a>,
}

/// What a gate took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "takes", rename_all = "snake_case")]
pub enum Taken<'a> {
    /// All points of a row.
    Row {
        /// The row.
        row: &'a str,
        /// How many points.
        points: Points,
    },
    /// The part of the daily evaluation above a cap.
    Daily {
        /// The cap.
        above: Points,
        /// The points above the cap.
        points: Points,
    },
    /// The part of the total above a cap.
    Final {
        /// The cap.
        above: Points,
        /// The points above the cap.
        points: Points,
    },
    /// Grade Good (好), and with it the flag.
    Good,
    /// The flag.
    Flag,
}

impl Taken<'_> {
    /// Its word in the printed score: `row`, `daily`, `final`, `good`, `flag`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Row { .. } => "row",
            Self::Daily { .. } => "daily",
            Self::Final { .. } => "final",
            Self::Good => "good",
            Self::Flag => "flag",
        }
    }

    /// The row, or the cap, from which it was taken.
    pub fn of(&self) -> String {
        match self {
            Self::Row { row, .. } => (*row).to_owned(),
            Self::Daily { above, .. } | Self::Final { above, .. } => above.to_string(),
            Self::Good | Self::Flag => String::new(),
        }
    }

    /// How many points; 0 for an honour.
    pub fn points(&self) -> Points {
        match self {
            Self::Row { points, .. } | Self::Daily { points, .. } | Self::Final { points, .. } => {
                *points
            }
            Self::Good | Self::Flag => Points::ZERO,
        }
    }
}

/// Whether a gate is shut: its row has enough findings, or an office entered that it is shut.
pub(super) fn is_shut(rule: &Rule, found: usize, facts: &[&Fact<'_>]) -> bool {
    match rule {
        Rule::Gate {
            findings: Some(number),
            ..
        } => usize::try_from(*number).is_ok_and(|number| found >= number),
        Rule::Gate { .. } => facts
            .iter()
            .any(|fact| matches!(fact.kind, FactKind::Gate(_, true))),
        _ => false,
    }
}

/// The shut gates of a town, and what they have taken from it so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Gates<'a> {
    shut: Vec<(&'a str, &'a Effects)>,
    pub(super) taken: Vec<Gated<'a>>,
}

impl<'a> Gates<'a> {
    pub(super) fn shut(&mut self, gate: &'a str, rule: &'a Rule) {
        if let Rule::Gate { effects, .. } = rule {
            self.shut.push((gate, effects));
        }
    }

    /// Takes all points of the rows that the shut gates zero. A line in each such row shows what
    /// was taken.
    pub(super) fn zero(&mut self, table: &'a Table, rows: &mut [IndicatorScore<'a>]) {
        for (gate, effects) in &self.shut {
            for row in &effects.zero {
                let place = table.indicators.iter().position(|it| it.id == *row);
                let Some(score) = place.and_then(|place| rows.get_mut(place)) else {
                    continue;
                };
                let points = score.points;
                if !points.is_zero() {
                    score.lines.push(Line {
                        gate: Some(Cow::Borrowed(gate)),
                        ..Line::of_fact(None, -points)
                    });
                    score.points = Points::ZERO;
                }
                self.taken.push(Gated {
                    gate,
                    taken: Taken::Row { row, points },
                });
            }
        }
    }

    /// The daily evaluation, capped by the shut gates.
    pub(super) fn daily(&mut self, daily: Points) -> Result<Points, PointsOverflow> {
        let cap = |effects: &Effects| effects.cap_daily;
        self.capped(daily, cap, |above, points| Taken::Daily { above, points })
    }

    /// The total, capped by the shut gates.
    pub(super) fn total(&mut self, total: Points) -> Result<Points, PointsOverflow> {
        let cap = |effects: &Effects| effects.cap_final;
        self.capped(total, cap, |above, points| Taken::Final { above, points })
    }

    fn capped(
        &mut self,
        mut sum: Points,
        cap: impl Fn(&Effects) -> Option<Points>,
        taken: impl Fn(Points, Points) -> Taken<'a>,
    ) -> Result<Points, PointsOverflow> {
        for (gate, effects) in &self.shut {
            let Some(cap) = cap(effects).filter(|cap| *cap < sum) else {
                continue;
            };
            let points = sum.minus(cap)?;
            self.taken.push(Gated {
                gate,
                taken: taken(cap, points),
            });
            sum = cap;
        }
        Ok(sum)
    }

    /// The honour that the shut gates bar.
    pub(super) fn bar(&mut self) -> Option<Bar> {
        let mut bars = None;
        for (gate, effects) in &self.shut {
            let Some(bar) = effects.bar else { continue };
            let taken = match bar {
                Bar::Good => Taken::Good,
                Bar::Flag => Taken::Flag,
            };
            self.taken.push(Gated { gate, taken });
            bars = bars.max(Some(bar));
        }
        bars
    }
}
