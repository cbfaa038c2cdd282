//! The content of a pair's worlds, as far as later steps depend on it.

use super::world::OWN;

/// The decision on a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    Waits,
    Confirmed,
    Returned,
    Gone,
}

#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) id: String,
    pub(super) visit: String,
    pub(super) town: String,
    pub(super) checkpoint: String,
    pub(super) stands: Stands,
    pub(super) photos: Vec<(String, Vec<u8>)>,
}

impl Finding {
    pub(super) fn is_live(&self) -> bool {
        self.stands != Stands::Gone
    }

    fn is_in(&self, row: &str) -> bool {
        self.town == OWN && self.checkpoint.starts_with(&format!("{row}/"))
    }
}

/// A record, which deducts points (减分).
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) slot: String,
    pub(super) finding: Option<String>,
    pub(super) status: &'static str,
}

/// What both worlds share, or what one world adds.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) visits: Vec<String>,
    pub(super) findings: Vec<Finding>,
    pub(super) records: Vec<Record>,
    /// The town's claims that were not cleared, with their status.
    pub(super) claims: Vec<(String, &'static str)>,
    pub(super) evidence: Vec<String>,
    /// Shown findings merged into hidden ones in this world.
    pub(super) merged: Vec<String>,
    /// A judgement of row 2.2 was entered that rests only on hidden findings.
    pub(super) judged: bool,
    pub(super) waived: bool,
}

/// The shown layer and the hidden layers of both worlds.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) shown: Layer,
    pub(super) hidden: [Layer; 2],
    /// Withdrawn evidence.
    pub(super) withdrawn: Vec<String>,
}

impl Model {
    /// The records of a world; a hidden correction replaces the shown record of its slot.
    fn records(&self, world: usize) -> impl Iterator<Item = &Record> {
        let hidden = &self.hidden[world].records;
        let over = |it: &&Record| !hidden.iter().any(|other| other.slot == it.slot);
        self.shown.records.iter().filter(over).chain(hidden)
    }

    /// Whether a record in any world names the finding.
    pub(super) fn is_priced(&self, finding: &str) -> bool {
        let shown = self.shown.records.iter();
        let hidden = self.hidden.iter().flat_map(|it| &it.records);
        shown
            .chain(hidden)
            .any(|it| it.finding.as_deref() == Some(finding))
    }

    fn moved(&self, world: usize, finding: &str) -> bool {
        self.records(world)
            .any(|it| it.finding.as_deref() == Some(finding) && it.status == "confirmed")
    }

    /// Whether a shown finding of the row waits or counts in this world.
    fn shown_live(&self, world: usize, row: &str) -> bool {
        let merged = &self.hidden[world].merged;
        self.shown.findings.iter().any(|it| {
            it.is_in(row) && it.is_live() && !merged.contains(&it.id) && !self.moved(world, &it.id)
        })
    }

    fn hidden_live(&self, world: usize, row: &str) -> bool {
        let mut all = self.hidden[world].findings.iter();
        all.any(|it| it.is_in(row) && it.is_live() && !self.moved(world, &it.id))
    }

    /// Whether a fact for the row, entered now, would rest only on hidden findings in this world.
    pub(super) fn rests_on_hidden(&self, world: usize, row: &str) -> bool {
        self.hidden_live(world, row) && !self.shown_live(world, row)
    }

    /// Whether it would rest on shown findings or on none in both worlds, so that the town may see
    /// it.
    pub(super) fn may_be_shown(&self, row: &str) -> bool {
        !self.rests_on_hidden(0, row) && !self.rests_on_hidden(1, row)
    }

    /// Whether a finding of row 2.2 counts in any world; its judgement then cannot be 0.
    pub(super) fn has_confirmed(&self, town: &str) -> bool {
        let hidden = self.hidden.iter().flat_map(|it| &it.findings);
        self.shown.findings.iter().chain(hidden).any(|it| {
            it.town == town && it.checkpoint.starts_with("2.2/") && it.stands == Stands::Confirmed
        })
    }
}
