//! A row of the annex and what an inspector checks for it.

use super::rule::{Family, Rule};
use super::text::Text;
use crate::ids::CheckpointId;
use crate::inspection::{FinderLevel, SiteKind};
use crate::points::Points;
use serde::Serialize;
use std::fmt;

/// An indicator (二级指标): one row of the annex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Indicator {
    /// `1.3`, `8.2.1`.
    pub id: String,
    /// The section's id.
    pub section: String,
    /// The name in full as the annex prints it, without the points.
    pub name: Text,
    /// Full points: the cap of a bonus; below zero, the limit of a penalty.
    pub full: Points,
    /// 工作要求及评估标准, verbatim.
    pub standard: String,
    /// How the row is checked (考核方式).
    pub method: String,
    /// The office that enters and signs it (责任科室).
    pub office: String,
    /// How the row is scored.
    pub rule: Rule,
    /// What is checked on site.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checkpoints: Vec<Checkpoint>,
    /// Its place in the regulation.
    pub citation: Citation,
    /// Readings chosen where the row is silent or ambiguous, in Chinese.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<String>,
    /// How an illegible scan of the row was read, in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan: Option<String>,
}

crate::readable!(Indicator {
    id, section, name, full, standard, method, office, rule, citation,
} optional {
    checkpoints, readings, scan,
});

impl Indicator {
    /// The checkpoint with the full id `id` (`1.3/wheelchair`).
    pub fn checkpoint(&self, id: &str) -> Option<&Checkpoint> {
        self.checkpoints
            .iter()
            .find(|checkpoint| checkpoint.id.as_str() == id)
    }

    /// The offices that enter and sign the row (责任科室).
    pub fn offices(&self) -> impl Iterator<Item = &str> {
        listed(&self.office)
    }

    /// The rule's family.
    pub fn family(&self) -> Family {
        self.rule.family()
    }
}

/// The parts of a text that lists several, by any common separator.
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    let separates = |it: char| matches!(it, '、' | ',' | '，' | ';' | '；' | '/');
    text.split(separates)
        .map(str::trim)
        .filter(|it| !it.is_empty())
}

/// A place in a regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The document (`川政管办发〔2022〕2号附件`).
    pub document: String,
    /// The row of its table, from 1.
    pub row: u16,
}

crate::readable!(Citation { document, row });

/// Prints `川政管办发〔2022〕2号附件第3行`.
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}第{}行", self.document, self.row)
    }
}

/// One thing that an inspector checks at a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checkpoint {
    /// `1.3/wheelchair`.
    pub id: CheckpointId,
    /// The fault as an official writes it (缺轮椅).
    pub name: Text,
    /// What is required (配备轮椅).
    pub requirement: Text,
    /// At which kinds of site it is checked.
    pub applies: Applies,
    /// How often findings count.
    pub per: Per,
    /// For [`Per::Item`]: whether an item counts once for each site, or once for the town.
    #[serde(skip_serializing_if = "Scope::is_site")]
    pub scope: Scope,
    /// The points that one count deducts; zero for [`Per::Note`].
    #[serde(skip_serializing_if = "none")]
    pub points: Points,
    /// The points that each finding after the first in the town and quarter deducts in addition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<Points>,
    /// The most points that all its findings in a town and quarter deduct together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<Points>,
    /// The points of one count by finder, in place of `points`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub finders: Vec<ByFinder>,
    /// Phrases that an inspector can tap instead of writing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<Text>,
    /// Where it is seen on a walk through the site.
    pub walk: Walk,
    /// Whether a finding needs a note (须注明).
    #[serde(skip_serializing_if = "not")]
    pub note_required: bool,
    /// Whether a finding needs a photo.
    #[serde(skip_serializing_if = "not")]
    pub photo: bool,
    /// Checkpoints of other rows that may be the same matter (一事不二扣).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<CheckpointId>,
    /// Checkpoints that do not apply (不涉及) where this one has an issue.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub implies_not_applicable: Vec<CheckpointId>,
}

crate::readable!(Checkpoint {
    id, name, requirement, applies, per, walk,
} optional {
    scope, points, again, most, finders, phrases, note_required, photo, related, implies_not_applicable,
});

impl Checkpoint {
    /// Whether its points depend on the finder.
    pub fn is_priced_by_finder(&self) -> bool {
        !self.finders.is_empty()
    }
}

/// The points of one count for one level of finder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ByFinder {
    /// The finder.
    pub finder: FinderLevel,
    /// The points.
    pub points: Points,
}

crate::readable!(ByFinder { finder, points });

fn none(points: &Points) -> bool {
    points.is_zero()
}

fn not(flag: &bool) -> bool {
    !flag
}

/// At which kinds of site a checkpoint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Applies {
    /// Centres only.
    Centre,
    /// Stations only.
    Station,
    /// Both.
    Both,
}

crate::words!(Applies {
    Centre = "centre",
    Station = "station",
    Both = "both",
});

impl Applies {
    /// Whether the checkpoint is checked at sites of this kind.
    pub fn to(self, kind: SiteKind) -> bool {
        match self {
            Self::Both => true,
            Self::Centre => kind == SiteKind::Centre,
            Self::Station => kind == SiteKind::Station,
        }
    }
}

/// How often findings of a checkpoint count (scoring.md, "deduct").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// 每缺1项: once in a quarter for each site (or for the town, see [`Scope`]).
    Item,
    /// 每发现1次: once for each visit.
    Occurrence,
    /// 每人次: every finding, times its count.
    Count,
    /// Once for the town and quarter.
    Once,
    /// Recorded without points.
    Note,
}

crate::words!(Per {
    Item = "item",
    Occurrence = "occurrence",
    Count = "count",
    Once = "once",
    Note = "note",
});

/// Where an item counts only once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scope {
    /// At each site.
    #[default]
    Site,
    /// In the town.
    Town,
}

crate::words!(Scope {
    Site = "site",
    Town = "town",
});

impl Scope {
    fn is_site(&self) -> bool {
        *self == Self::Site
    }
}

/// The stops of a walk through a site, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Walk {
    /// 门口.
    Entrance,
    /// 大厅.
    Hall,
    /// 窗口.
    Window,
    /// 公示栏.
    Board,
    /// 自助区.
    SelfService,
    /// 档案.
    Files,
}

crate::words!(Walk {
    Entrance = "entrance",
    Hall = "hall",
    Window = "window",
    Board = "board",
    SelfService = "self-service",
    Files = "files",
});
