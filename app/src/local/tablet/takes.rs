//! What the findings of a visit take: what the server would say of the visits that are known here. Visits that
//! other inspectors made alone are not, and what nobody has verified counts as if it were.

use super::Tablet;
use domain::ids::CheckpointId;
use domain::inspection::{FindingState, Visit};
use domain::points::Points;
use domain::scoring::{Basis, Finding, Why, score_deduct_rows};
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
    /// A visit has taken it, then: it counts once.
    Visit(Moment),
    /// The row has no points left.
    UsedUp,
}

impl Takes {
    /// Scores the findings that stand in a visit, beside those of the other visits to its town in its quarter.
    pub fn of(tablet: &Tablet, visit: &Visit, table: &Table) -> Self {
        let offset = table.utc_offset.seconds();
        let quarter = Quarter::of(visit.opened.at, offset);
        let town_of = |it: &Visit| tablet.sites.get(&it.site).map(|site| site.town.as_str());
        let town = town_of(visit);
        // Of a site that is not known only this visit counts.
        let name = town.unwrap_or(visit.site.as_str());
        let mut all = Vec::new();
        for it in tablet.view.values() {
            let is_beside = town.is_some()
                && town_of(it) == town
                && it.void().is_none()
                && tablet.refusal(it.id).is_none();
            if it.id != visit.id && is_beside {
                add(&mut all, it, name, table, |at| {
                    (Quarter::of(at, offset) == quarter).then_some(at)
                });
            }
        }
        add(&mut all, visit, name, table, |at| {
            // What was seen in another quarter counts there; here it shows what it takes.
            let here = Quarter::of(at, offset) == quarter;
            Some(if here { at } else { visit.opened.at })
        });
        // Findings that do not fit the table were left out above, so this cannot fail.
        let rows = score_deduct_rows(table, quarter, &all, Basis::Provisional).unwrap_or_default();
        let own = visit.id.to_string();
        let mut takes = Self::default();
        for line in rows.iter().flat_map(|row| &row.lines) {
            let Some(finding) = all
                .iter()
                .find(|it| Some(&*it.id) == line.finding.as_deref() && it.visit == own)
            else {
                continue;
            };
            let Ok(checkpoint) = finding.checkpoint.parse() else {
                continue;
            };
            let before = match line.why {
                Some(Why::SameItem | Why::Once) => first_elsewhere(&all, finding),
                Some(Why::Exhausted) => Some(Before::UsedUp),
                _ => None,
            };
            takes.lines.push(Taken {
                checkpoint,
                points: line.points.abs(),
                before,
            });
        }
        let points = takes.lines.iter().map(|line| line.points);
        takes.total = Points::sum(points).unwrap_or_default();
        takes
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

/// Adds the findings of a visit that stand, as they are scored, at the time that `counted` gives.
fn add<'v>(
    all: &mut Vec<Finding<'v>>,
    visit: &'v Visit,
    town: &'v str,
    table: &Table,
    counted: impl Fn(Moment) -> Option<Moment>,
) {
    for finding in visit.findings.values() {
        let state = finding.state();
        let content = finding.scored_content();
        let content = content.filter(|_| state != FindingState::Withdrawn);
        let Some((content, at)) = content.and_then(|it| Some((it, counted(it.observed_at)?)))
        else {
            continue;
        };
        if table.checkpoint(&finding.checkpoint).is_some() {
            all.push(Finding {
                id: finding.id.to_string().into(),
                town: town.into(),
                site: visit.site.as_str().into(),
                visit: visit.id.to_string().into(),
                observed_at: at,
                checkpoint: finding.checkpoint.as_str().into(),
                count: content.count,
                status: state.scoring(),
                moved: false,
            });
        }
    }
}

/// The first finding of the same checkpoint in another visit: at this site, where it has one; elsewhere it counts
/// only where the whole town has it once.
fn first_elsewhere(all: &[Finding<'_>], finding: &Finding<'_>) -> Option<Before> {
    let alike = all
        .iter()
        .filter(|it| it.checkpoint == finding.checkpoint && it.visit != finding.visit);
    let first = alike.min_by_key(|it| (it.site != finding.site, it.observed_at.timestamp()));
    first.map(|it| Before::Visit(it.observed_at))
}
