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
    /// Full points; what a bonus stops at; below zero for a penalty, which stops there.
    pub full: Points,
    /// 工作要求及评估标准, verbatim.
    pub standard: String,
    /// 考核方式.
    pub method: String,
    /// 责任科室.
    pub office: String,
    /// How points are reached.
    pub rule: Rule,
    /// What is checked on site.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checkpoints: Vec<Checkpoint>,
    /// Where it stands.
    pub citation: Citation,
    /// Readings chosen where the row is silent or open, in Chinese.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<String>,
    /// How a broken scan of the row was read, in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan: Option<String>,
}

crate::readable!(Indicator {
    id, section, name, full, standard, method, office, rule, citation,
} optional {
    checkpoints, readings, scan,
});

impl Indicator {
    /// The checkpoint of that full id (`1.3/wheelchair`).
    pub fn checkpoint(&self, id: &str) -> Option<&Checkpoint> {
        self.checkpoints
            .iter()
            .find(|checkpoint| checkpoint.id.as_str() == id)
    }

    /// The offices that enter and sign it (责任科室).
    pub fn offices(&self) -> impl Iterator<Item = &str> {
        listed(&self.office)
    }

    /// The rule's family.
    pub fn family(&self) -> Family {
        self.rule.family()
    }
}

/// The parts of a text that lists several, as people separate them.
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

/// One thing that is checked at a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checkpoint {
    /// `1.3/wheelchair`.
    pub id: CheckpointId,
    /// The fault as an official writes it (缺轮椅).
    pub name: Text,
    /// What is to be found in order (配备轮椅).
    pub requirement: Text,
    /// Where it is checked.
    pub applies: Applies,
    /// What counts how often.
    pub per: Per,
    /// For [`Per::Item`]: once for each site, or once for the town.
    #[serde(skip_serializing_if = "Scope::is_site")]
    pub scope: Scope,
    /// What one count takes; zero for [`Per::Note`].
    #[serde(skip_serializing_if = "none")]
    pub points: Points,
    /// What a later finding takes more than the first one of the town and quarter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<Points>,
    /// The most that all of a town and quarter take together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<Points>,
    /// What one count takes instead where one of these found it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub finders: Vec<ByFinder>,
    /// What an inspector can tap instead of writing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<Text>,
    /// Where on a walk through the site it is seen.
    pub walk: Walk,
    /// Whether a finding must say in words what it is (须注明).
    #[serde(skip_serializing_if = "not")]
    pub note_required: bool,
    /// Whether a finding needs a photo.
    #[serde(skip_serializing_if = "not")]
    pub photo: bool,
    /// Checkpoints of other rows that may be the same matter (一事不二扣).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<CheckpointId>,
    /// Checkpoints that are 不涉及 where this one has an issue.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub implies_not_applicable: Vec<CheckpointId>,
}

crate::readable!(Checkpoint {
    id, name, requirement, applies, per, walk,
} optional {
    scope, points, again, most, finders, phrases, note_required, photo, related, implies_not_applicable,
});

impl Checkpoint {
    /// Whether it matters who found it.
    pub fn is_priced_by_finder(&self) -> bool {
        !self.finders.is_empty()
    }
}

/// What a count takes where somebody of this level found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ByFinder {
    /// Who.
    pub finder: FinderLevel,
    /// What it takes.
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
    /// Whether it is checked at such a site.
    pub fn to(self, kind: SiteKind) -> bool {
        match self {
            Self::Both => true,
            Self::Centre => kind == SiteKind::Centre,
            Self::Station => kind == SiteKind::Station,
        }
    }
}

/// What counts how often (scoring.md, "deduct").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// 每缺1项: once a quarter for a site (or town, see [`Scope`]).
    Item,
    /// 每发现1次: once for a visit.
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

/// Over what an item counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scope {
    /// Once for each site.
    #[default]
    Site,
    /// Once for the town.
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

/// Stops of the walk through a site, in their order.
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
