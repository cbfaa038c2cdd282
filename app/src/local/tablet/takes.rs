//! What the findings of a visit deduct, predicted from the visits on this tablet.
//!
//! The server's points may differ in what a tablet cannot know:
//! - visits that only other inspectors made, which may have used up a row or a checkpoint before;
//! - decisions: findings that nobody has decided on count as if they were confirmed;
//! - facts: a record of 减分 that prices a finding takes it out of its row on the server;
//! - the quarter of a decision: all findings of a visit are scored in the quarter of its opening;
//! - a town that was closed meanwhile is not evaluated at all.

use super::Tablet;
use domain::ids::CheckpointId;
use domain::inspection::{Counted, Inspected, Visit};
use domain::points::Points;
use domain::scoring::{Basis, Finding, Line, Town, Why, deduct};
use domain::table::{Family, Table};
use domain::time::{Moment, Quarter};
use std::sync::Arc;

/// What each finding of a visit deducts. Two values are equal if no scoring happened between them.
#[derive(Debug, Clone, Default)]
pub struct Takes {
    from: Option<Arc<Seen>>,
    lines: Arc<[Taken]>,
    total: Points,
}

/// Everything that the scoring depends on: nothing is scored again while this is equal.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    /// The table's hash.
    table: String,
    quarter: Quarter,
    visit: String,
    town: String,
    findings: Vec<Counted>,
    inspected: Inspected,
}

impl PartialEq for Takes {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.lines, &other.lines)
    }
}

#[derive(Debug)]
struct Taken {
    checkpoint: String,
    points: Points,
    before: Option<Before>,
}

/// Why a finding deducts nothing, though it would by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// A visit at this time already deducted it: the matter counts once.
    Visit(Moment),
    /// The row has no points left.
    UsedUp,
}

impl Takes {
    /// Scores the standing findings of a visit together with those of the other visits to its town
    /// in its quarter. `before` is the previous result for this visit, reused if nothing relevant
    /// changed: most taps record no finding.
    pub fn of(tablet: &Tablet, visit: &Visit, table: &Table, before: Option<&Self>) -> Self {
        let seen = Seen::by(tablet, visit, table);
        match before {
            Some(before) if before.from.as_deref() == Some(&seen) => before.clone(),
            _ => Self::scored(seen, table),
        }
    }

    fn scored(seen: Seen, table: &Table) -> Self {
        let all: Vec<Finding<'_>> = seen
            .findings
            .iter()
            .map(|it| it.scored(&seen.town))
            .collect();
        let not_applicable = seen.inspected.not_applicable.iter();
        let town = Town {
            sites: seen.inspected.sites,
            not_applicable: not_applicable.map(|it| it.as_str().into()).collect(),
            ..Town::new(seen.town.as_str(), "")
        };
        let mut lines = Vec::new();
        let rows = table.indicators.iter();
        for row in rows.filter(|row| row.family() == Family::Deduct) {
            let of_row = all.iter().filter(|it| it.counts(Basis::Provisional));
            let of_row = of_row.filter_map(|finding| {
                Some(deduct::Seen {
                    checkpoint: row.checkpoint(&finding.checkpoint)?,
                    finding,
                    moved: false,
                })
            });
            let score = deduct::score(row, &town, of_row.collect());
            // With a table that was read, no sum overflows.
            let scored = score.map_or_else(|_| Vec::new(), |score| score.lines);
            lines.extend(
                scored
                    .iter()
                    .filter_map(|line| taken(line, &all, &seen.visit)),
            );
        }
        let total = Points::sum(lines.iter().map(|line| line.points));
        Self {
            total: total.unwrap_or_default(),
            lines: lines.into(),
            from: Some(Arc::new(seen)),
        }
    }

    /// What a checkpoint's findings deduct.
    pub fn at(&self, checkpoint: &CheckpointId) -> Points {
        self.sum_of(std::slice::from_ref(checkpoint))
    }

    /// Why a checkpoint's findings deduct nothing, if another visit or the used-up row is the
    /// reason.
    pub fn before(&self, checkpoint: &CheckpointId) -> Option<Before> {
        let mut own = self
            .lines
            .iter()
            .filter(|it| it.checkpoint == checkpoint.as_str());
        own.find_map(|it| it.before)
            .filter(|_| self.at(checkpoint).is_zero())
    }

    /// What the findings of several checkpoints deduct together.
    pub fn sum_of(&self, checkpoints: &[CheckpointId]) -> Points {
        let taken = self
            .lines
            .iter()
            .filter(|line| checkpoints.iter().any(|it| it.as_str() == line.checkpoint))
            .map(|line| line.points);
        Points::sum(taken).unwrap_or_default()
    }

    /// What all findings deduct together.
    pub fn total(&self) -> Points {
        self.total
    }
}

impl Seen {
    fn by(tablet: &Tablet, visit: &Visit, table: &Table) -> Self {
        let offset = table.utc_offset.seconds();
        let quarter = Quarter::of(visit.opened.at, offset);
        let town_of = |it: &Visit| tablet.sites.get(&it.site).map(|site| site.town.as_str());
        let town = town_of(visit);
        let counts = |it: &&Visit| {
            let is_beside =
                || town.is_some() && town_of(it) == town && tablet.refusal(it.id).is_none();
            it.id == visit.id || is_beside()
        };
        let known = tablet.view.values().map(AsRef::as_ref);
        let visits: Vec<&Visit> = known.filter(counts).collect();
        let mut findings = Vec::new();
        for it in &visits {
            for finding in it.findings.values() {
                let Some(mut counted) = Counted::of(it, finding, table) else {
                    continue;
                };
                // A finding seen in another quarter counts there, but this visit still shows what
                // it would deduct.
                if Quarter::of(counted.counted_at, offset) != quarter {
                    if it.id != visit.id {
                        continue;
                    }
                    counted.counted_at = visit.opened.at;
                }
                findings.push(counted);
            }
        }
        let mut inspected = Inspected::default();
        if Inspected::is_asked_by(table) {
            let in_quarter = |it: &&Visit| Quarter::of(it.opened.at, offset) == quarter;
            inspected = Inspected::by(table, visits.into_iter().filter(in_quarter));
        }
        Self {
            table: table.sha256.clone(),
            quarter,
            visit: visit.id.to_string(),
            // If the site is unknown, only this visit counts.
            town: town.unwrap_or(visit.site.as_str()).to_owned(),
            findings,
            inspected,
        }
    }
}

/// What a scored line deducts in this visit; `None` for another visit's line.
fn taken(line: &Line<'_>, all: &[Finding<'_>], visit: &str) -> Option<Taken> {
    let is_it = |it: &&Finding<'_>| Some(&*it.id) == line.finding.as_deref() && it.visit == visit;
    let finding = all.iter().find(is_it)?;
    Some(Taken {
        checkpoint: finding.checkpoint.to_string(),
        points: line.points.abs(),
        before: match line.why {
            Some(Why::SameItem | Why::Once) => first_elsewhere(all, finding),
            Some(Why::Exhausted) => Some(Before::UsedUp),
            _ => None,
        },
    })
}

/// The first finding of the same checkpoint in another visit: at this site if there is one,
/// otherwise at another site, which matters only for a checkpoint that counts once per town.
fn first_elsewhere(all: &[Finding<'_>], finding: &Finding<'_>) -> Option<Before> {
    let alike = all
        .iter()
        .filter(|it| it.checkpoint == finding.checkpoint && it.visit != finding.visit);
    let first = alike.min_by_key(|it| (it.site != finding.site, it.observed_at.timestamp()));
    first.map(|it| Before::Visit(it.observed_at))
}
