//! What the findings of a visit take: what the server would say of the visits that are known here. Visits that
//! other inspectors made alone are not, and what nobody has verified counts as if it were.

use super::Tablet;
use domain::ids::{CheckpointId, VisitId};
use domain::inspection::{FindingState, Visit};
use domain::points::Points;
use domain::scoring::{Basis, Finding, Line, Why, score_deduct_rows};
use domain::table::Table;
use domain::time::{Moment, Quarter};

/// What each finding of a visit takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Takes {
    lines: Vec<Taken>,
    total: Points,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Taken {
    checkpoint: CheckpointId,
    points: Points,
    before: Option<Before>,
}

/// Why a finding takes nothing that would take something by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// A visit that was opened then has taken it: it counts once.
    Visit(Moment),
    /// The row has no points left.
    UsedUp,
}

impl Takes {
    /// Scores the findings that stand in a visit, beside those of the other visits to its town in its quarter.
    pub fn of(tablet: &Tablet, visit: &Visit, table: &Table) -> Self {
        let offset = table.utc_offset.seconds();
        let quarter = Quarter::of(visit.opened.at, offset);
        let town_of = |it: &Visit| Some(tablet.sites.get(&it.site)?.town.as_str());
        // Of a site that is not known only this visit counts.
        let town = town_of(visit).unwrap_or(visit.site.as_str());
        let is_beside = |it: &&Visit| {
            it.id != visit.id
                && town_of(it) == Some(town)
                && it.void().is_none()
                && tablet.refusal(it.id).is_none()
        };
        let others = tablet.view.values().map(AsRef::as_ref).filter(is_beside);
        let others = others.flat_map(|it| findings(it, town, table));
        let others = others.filter(|it| Quarter::of(it.observed_at, offset) == quarter);
        let own = findings(visit, town, table).map(|it| Finding {
            // What was seen in another quarter counts there; here it shows what it takes.
            observed_at: match Quarter::of(it.observed_at, offset) == quarter {
                true => it.observed_at,
                false => visit.opened.at,
            },
            ..it
        });
        let all: Vec<Finding<'_>> = others.chain(own).collect();
        // Findings that do not fit the table were left out above, so this cannot fail.
        let rows = score_deduct_rows(table, quarter, &all, Basis::Provisional).unwrap_or_default();
        let name = visit.id.to_string();
        let found = |line: &Line<'_>| {
            let id = line.finding.as_deref()?;
            all.iter().find(|it| it.id == id)
        };
        let mut lines = Vec::new();
        for line in rows.iter().flat_map(|row| &row.lines) {
            let Some(finding) = found(line).filter(|it| it.visit == name) else {
                continue;
            };
            let Ok(checkpoint) = finding.checkpoint.parse() else {
                continue;
            };
            let before = match line.why {
                Some(Why::SameItem | Why::Once) => {
                    let alike = all.iter().filter(|it| {
                        it.checkpoint == finding.checkpoint && it.visit != finding.visit
                    });
                    // At this site first: elsewhere the same counts only where the whole town has it once.
                    let first = alike
                        .min_by_key(|it| (it.site != finding.site, it.observed_at.timestamp()));
                    let at = first.and_then(|it| opened(tablet, &it.visit));
                    at.map(Before::Visit)
                }
                Some(Why::Exhausted) => Some(Before::UsedUp),
                _ => None,
            };
            lines.push(Taken {
                checkpoint,
                points: line.points.abs(),
                before,
            });
        }
        let total = Points::sum(lines.iter().map(|line| line.points)).unwrap_or_default();
        Self { lines, total }
    }

    /// What a checkpoint's findings take.
    pub fn at(&self, checkpoint: &CheckpointId) -> Points {
        self.sum_of(std::slice::from_ref(checkpoint))
    }

    /// Why they take nothing, where another visit or the row's end is to blame.
    pub fn before(&self, checkpoint: &CheckpointId) -> Option<Before> {
        let mut own = self.lines.iter().filter(|it| it.checkpoint == *checkpoint);
        own.find_map(|it| it.before)
            .filter(|_| self.at(checkpoint).is_zero())
    }

    /// What the findings of several checkpoints take.
    pub fn sum_of(&self, checkpoints: &[CheckpointId]) -> Points {
        let taken = self
            .lines
            .iter()
            .filter(|line| checkpoints.contains(&line.checkpoint))
            .map(|line| line.points);
        Points::sum(taken).unwrap_or_default()
    }

    /// What all take.
    pub fn total(&self) -> Points {
        self.total
    }
}

/// The findings of a visit that stand, as they are scored.
fn findings<'v>(
    visit: &'v Visit,
    town: &'v str,
    table: &'v Table,
) -> impl Iterator<Item = Finding<'v>> {
    let name = visit.id.to_string();
    let standing = visit.findings.values();
    let standing = standing.filter(|it| it.state() != FindingState::Withdrawn);
    standing.filter_map(move |finding| {
        let content = finding.scored_content()?;
        table.checkpoint(&finding.checkpoint)?;
        Some(Finding {
            id: finding.id.to_string().into(),
            town: town.into(),
            site: visit.site.as_str().into(),
            visit: name.clone().into(),
            observed_at: content.observed_at,
            checkpoint: finding.checkpoint.as_str().into(),
            count: content.count,
            status: finding.state().scoring(),
            moved: false,
        })
    })
}

fn opened(tablet: &Tablet, visit: &str) -> Option<Moment> {
    let id: VisitId = visit.parse().ok()?;
    Some(tablet.visit(id)?.opened.at)
}
