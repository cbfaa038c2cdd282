//! A person with an account.

use super::rights::{Reach, Right};
use super::role::Role;
use crate::ids::{TownId, UserId};
use serde::Serialize;
use std::collections::BTreeSet;

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
    /// The town, if a role has one.
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
