//! Who may see and do what (权限). Every check of a right uses this one table.

use super::person::{Person, Role};
use crate::ids::TownId;

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

impl Role {
    /// How far a right reaches with this role; `None` if the role does not have it.
    pub const fn reach(self, right: Right) -> Option<Reach> {
        use Reach::{District, OwnOffices, OwnTown, OwnVisits};
        use Right::*;
        Some(match (self, right) {
            (Self::Inspector, Inspect | SeeVisits | SeePhotos) => OwnVisits,
            // A supervisor does not inspect, because supervisors review what inspectors record. Nor
            // does a supervisor keep accounts or read their log.
            (Self::Supervisor, Inspect | KeepRegistry | SeeUpkeep) => return None,
            (Self::Supervisor, _) => District,
            (Self::Town, SeeOverview | SeePhotos | SeeCards | SeeEvidence) => OwnTown,
            (
                Self::Administrator,
                SeeOverview | SeeCodes | SeeRegistry | KeepRegistry | SeeUpkeep | SeeDevices,
            ) => District,
            (Self::Office | Self::OfficeHead, SeeOverview | SeeFacts | SeeEvidence) => District,
            (Self::Office | Self::OfficeHead, EnterFacts) => OwnOffices,
            (Self::OfficeHead, SignFacts) => OwnOffices,
            (
                Self::Auditor,
                SeeOverview | SeeVisits | OverseeVisits | SeePhotos | SeeFindings | SeeCards
                | SeeScores | SeeQuarters | SeeFacts | SeeEvidence | SeeCodes | SeePlan
                | SeeRegistry | SeeUpkeep | SeeDevices,
            ) => District,
            _ => return None,
        })
    }
}

impl Person {
    /// The reach of a right through each of the person's roles.
    fn reaches(&self, right: Right) -> impl Iterator<Item = Reach> {
        self.roles.iter().filter_map(move |role| role.reach(right))
    }

    /// Whether the person has the right at all.
    pub fn may(&self, right: Right) -> bool {
        self.reaches(right).next().is_some()
    }

    /// Whether the person has the right in the whole district.
    pub fn may_everywhere(&self, right: Right) -> bool {
        self.reaches(right).any(|reach| reach == Reach::District)
    }

    /// Whether the person has the right with the reach `own`.
    pub fn may_with_own(&self, right: Right, own: Reach) -> bool {
        self.reaches(right).any(|reach| reach == own)
    }

    /// The town for which the person has the right.
    pub fn own_town(&self, right: Right) -> Option<&TownId> {
        let own = self.may_with_own(right, Reach::OwnTown);
        self.town.as_ref().filter(|_| own)
    }
}

#[cfg(test)]
mod tests {
    use super::{Reach, Right, Role};

    /// The rights that change something.
    const CHANGES: [Right; 7] = [
        Right::Inspect,
        Right::Decide,
        Right::RunQuarters,
        Right::EnterFacts,
        Right::SignFacts,
        Right::Plan,
        Right::KeepRegistry,
    ];

    #[test]
    fn an_auditor_reads_everything_and_changes_nothing() {
        for right in Right::ALL {
            let wanted = (!CHANGES.contains(&right)).then_some(Reach::District);
            assert_eq!(Role::Auditor.reach(right), wanted, "{right:?}");
        }
    }

    #[test]
    fn a_town_reaches_no_further_than_itself() {
        for right in Right::ALL {
            let reach = Role::Town.reach(right);
            assert!(matches!(reach, None | Some(Reach::OwnTown)), "{right:?}");
        }
    }

    #[test]
    fn every_right_is_somebodys() {
        for right in Right::ALL {
            let has = |role: &Role| role.reach(right).is_some();
            assert!(Role::ALL.iter().any(has), "{right:?}");
        }
    }
}
