//! Who may see and do what (权限): one table, which everything asks.

use super::person::{Person, Role};
use crate::ids::TownId;

/// What there is to see and do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Reads 概览: what needs the person now.
    SeeOverview,
    /// 检查: visits sites with a tablet, sends what it recorded and its photos.
    Inspect,
    /// Reads the feed: visits whole.
    SeeVisits,
    /// Reads 检查: every visit of the district.
    OverseeVisits,
    /// Reads the photos of visits.
    SeePhotos,
    /// Reads the queue of 核查 and its news.
    SeeFindings,
    /// Decides on findings, releases 暗访, takes rescue files in.
    Decide,
    /// Reads what a town is told: its card, with what was deducted and why.
    SeeCards,
    /// Reads 得分 with every trace, tries out 模拟测算, takes files and the bulletin out.
    SeeScores,
    /// Reads where quarters stand, and years.
    SeeQuarters,
    /// Opens, closes and publishes quarters, sets dates and reminds.
    RunQuarters,
    /// Reads 数据填报.
    SeeFacts,
    /// Reads the files beside facts.
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
    /// Reads what keeps the installation in order: tablets, backups and the audit log.
    SeeUpkeep,
    /// Reads 设备: tablets, and what they still keep.
    SeeDevices,
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// The visits that the person inspects.
    OwnVisits,
    /// The rows of the person's offices.
    OwnOffices,
    /// The person's town, as far as it may know.
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
    /// How far a right reaches with this role; nothing where the role does not have it.
    pub const fn reach(self, right: Right) -> Option<Reach> {
        use Reach::{District, OwnOffices, OwnTown, OwnVisits};
        use Right::*;
        Some(match (self, right) {
            (Self::Inspector, Inspect | SeeVisits | SeePhotos) => OwnVisits,
            // Whoever verifies does not inspect under the same role, nor keep accounts or what is
            // logged of them.
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
            // Reads everything and changes nothing.
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
    /// How far a right reaches, by each of the person's roles that has it.
    fn reaches(&self, right: Right) -> impl Iterator<Item = Reach> {
        self.roles.iter().filter_map(move |role| role.reach(right))
    }

    /// Whether the person has the right at all.
    pub fn may(&self, right: Right) -> bool {
        self.reaches(right).next().is_some()
    }

    /// Whether the person has it in the whole district.
    pub fn may_everywhere(&self, right: Right) -> bool {
        self.reaches(right).any(|reach| reach == Reach::District)
    }

    /// Whether the person has it for what is the person's own: visits or offices.
    pub fn may_with_own(&self, right: Right, own: Reach) -> bool {
        self.reaches(right).any(|reach| reach == own)
    }

    /// The town for which the person has it.
    pub fn own_town(&self, right: Right) -> Option<&TownId> {
        let own = self.may_with_own(right, Reach::OwnTown);
        self.town.as_ref().filter(|_| own)
    }
}

#[cfg(test)]
mod tests {
    use super::{Reach, Right, Role};

    /// What changes something.
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
