//! A person with an account, and the roles a person may have.

use crate::ids::{TownId, UserId};
use serde::Serialize;
use std::collections::BTreeSet;

/// A role; one person may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Visits sites and records findings (检查人员).
    Inspector,
    /// Reviews findings and runs the quarter (核查人员).
    Supervisor,
    /// Reads the results of one town (镇办).
    Town,
    /// Keeps towns, sites, people and settings (管理员).
    Administrator,
    /// Enters the data of an office's rows (科室经办人).
    Office,
    /// Enters data, signs the rows and decides on claims and records (科室负责人).
    OfficeHead,
    /// Reads everything of the district and changes nothing (监督人员).
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

/// A signed-in person, as pages and the tablet receive it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The account.
    pub id: UserId,
    /// The login name.
    pub login: String,
    /// The display name (姓名).
    pub name: String,
    /// The person's roles.
    pub roles: BTreeSet<Role>,
    /// The town of a user with [`Role::Town`].
    pub town: Option<TownId>,
    /// Whether the password is a one-time password, which must be changed before anything else.
    pub must_change_password: bool,
}

crate::readable!(Person { id, login, name, roles, must_change_password } optional { town });

impl Person {
    /// Whether the person has `role`.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
