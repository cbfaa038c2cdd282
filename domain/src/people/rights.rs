//! What there is to see and to do (权限), and how far. Which role has which right is said with the
//! roles. Every check of a right uses that one table.

/// One thing to see or to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Reads 概览: what needs the person's attention.
    SeeOverview,
    /// Inspects sites (检查): sends recorded visits and photos from a tablet.
    Inspect,
    /// Reads the feed, with whole visits.
    SeeVisits,
    /// Reads 检查: every visit of the district.
    OverseeVisits,
    /// Reads the photos of visits.
    SeePhotos,
    /// Reads the review queue of 核查, and is notified of changes.
    SeeFindings,
    /// Decides on findings, releases 暗访, imports rescue files.
    Decide,
    /// Reads the card of a town: its points, with each deduction and its reason.
    SeeCards,
    /// Reads 得分 with every trace, uses 模拟测算, downloads files and the bulletin.
    SeeScores,
    /// Reads the states of quarters, and the years.
    SeeQuarters,
    /// Opens, closes and publishes quarters, sets dates and sends reminders.
    RunQuarters,
    /// Reads 数据填报.
    SeeFacts,
    /// Reads the evidence of facts.
    SeeEvidence,
    /// Enters facts and evidence of rows.
    EnterFacts,
    /// Signs rows, and decides on claims and records.
    SignFacts,
    /// Reads and prints the codes of sites.
    SeeCodes,
    /// Reads the plan: assignments, draws and coverage.
    SeePlan,
    /// Plans visits, by hand and by lot.
    Plan,
    /// Reads the registry: towns, sites and people.
    SeeRegistry,
    /// Sets the district up, and keeps towns, sites, people and their tablets.
    KeepRegistry,
    /// Reads how the installation is kept in order: tablets, backups and the audit log.
    SeeUpkeep,
    /// Reads 设备: the tablets, and what each has not sent yet.
    SeeDevices,
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// The visits that the person inspects.
    OwnVisits,
    /// The rows of the person's offices.
    OwnOffices,
    /// The person's town, as far as the town may see.
    OwnTown,
    /// The whole district.
    District,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 22] = [
        Self::SeeOverview,
        Self::Inspect,
        Self::SeeVisits,
        Self::OverseeVisits,
        Self::SeePhotos,
        Self::SeeFindings,
        Self::Decide,
        Self::SeeCards,
        Self::SeeScores,
        Self::SeeQuarters,
        Self::RunQuarters,
        Self::SeeFacts,
        Self::SeeEvidence,
        Self::EnterFacts,
        Self::SignFacts,
        Self::SeeCodes,
        Self::SeePlan,
        Self::Plan,
        Self::SeeRegistry,
        Self::KeepRegistry,
        Self::SeeUpkeep,
        Self::SeeDevices,
    ];
}
