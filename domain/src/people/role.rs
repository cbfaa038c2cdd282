//! Roles: what each is called, and what it may see and do. A new role is added here.

use super::rights::{Reach, Right};

/// A role; one person may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Visits sites and records findings.
    Inspector,
    /// Reviews findings and runs the quarter.
    Supervisor,
    /// Reads the results of one town.
    Town,
    /// Keeps towns, sites, people and settings.
    Administrator,
    /// Enters the data of an office's rows.
    Office,
    /// Enters data, signs the rows and decides on claims and records.
    OfficeHead,
    /// Reads everything of the district and changes nothing.
    Auditor,
}

crate::words!(Role {
    Inspector = "inspector",
    Supervisor = "supervisor",
    Town = "town",
    Administrator = "administrator",
    Office = "office",
    OfficeHead = "office-head",
    Auditor = "auditor",
});

impl Role {
    /// Its names in Chinese and in English.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Inspector => ("检查人员", "Inspector"),
            Self::Supervisor => ("核查人员", "Supervisor"),
            Self::Town => ("镇办人员", "Town"),
            Self::Administrator => ("管理员", "Administrator"),
            Self::Office => ("科室经办人", "Office clerk"),
            Self::OfficeHead => ("科室负责人", "Head of office"),
            Self::Auditor => ("监督人员", "Auditor"),
        }
    }

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

    /// Whether the role has the right.
    pub fn may(self, right: Right) -> bool {
        self.reach(right).is_some()
    }

    /// Whether some of its rights reach only as far as `own`, such as the person's town.
    pub fn has_own(self, own: Reach) -> bool {
        Right::ALL
            .iter()
            .any(|right| self.reach(*right) == Some(own))
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
            assert!(Role::ALL.iter().any(|role| role.may(right)), "{right:?}");
        }
    }

    #[test]
    fn no_two_roles_share_a_name() {
        for (index, role) in Role::ALL.iter().enumerate() {
            let (zh, en) = role.names();
            let same = |it: &&Role| it.names().0 == zh || it.names().1 == en;
            assert_eq!(Role::ALL.iter().position(|it| same(&it)), Some(index));
        }
    }
}
