//! A person with an account, and the roles that it may have.

use crate::ids::{TownId, UserId};
use serde::Serialize;
use std::collections::BTreeSet;

/// What a person may do; one person may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Visits sites and records findings (检查人员).
    Inspector,
    /// Verifies findings and answers for the quarter (核查人员).
    Supervisor,
    /// Speaks for one town (镇办).
    Town,
    /// Keeps people, sites and settings (管理员).
    Administrator,
    /// Enters the facts of an office's rows (科室经办人).
    Office,
    /// Enters them, answers for them and confirms claims (科室负责人).
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

/// A signed-in person, as pages and the tablet know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The account.
    pub id: UserId,
    /// The name to sign in with.
    pub login: String,
    /// The name to show (姓名).
    pub name: String,
    /// What this person may do.
    pub roles: BTreeSet<Role>,
    /// The town of a [`Role::Town`] user.
    pub town: Option<TownId>,
    /// The password is a one-time one and must be changed before anything else.
    pub must_change_password: bool,
}

crate::readable!(Person { id, login, name, roles, must_change_password } optional { town });

impl Person {
    /// Whether the person has `role`.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
