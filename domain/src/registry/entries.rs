//! The entries of the registry: towns, sites and people, each with its id.

use crate::ids::{SiteId, TownId, UserId};
use crate::inspection::SiteKind;
use crate::people::{Right, Role};
use crate::position::Position;
use crate::time::Quarter;
use std::collections::BTreeSet;

/// The kind of a town.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TownKind {
    /// 镇、乡.
    #[default]
    Town,
    /// 街道.
    Subdistrict,
    /// 开发区.
    Zone,
}

crate::words!(TownKind {
    Town = "town",
    Subdistrict = "subdistrict",
    Zone = "zone",
});

/// A town in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Its id, which never changes.
    pub id: TownId,
    /// 全称.
    pub name: String,
    /// 简称; empty if the full name is used.
    pub short: String,
    /// Its kind.
    pub kind: TownKind,
    /// Its order in lists.
    pub order: u32,
    /// The first quarter in which it is no longer evaluated.
    pub closed_from: Option<Quarter>,
    /// The town that it was merged into then.
    pub merged_into: Option<TownId>,
}

/// A site in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its id, which never changes.
    pub id: SiteId,
    /// Its town.
    pub town: TownId,
    /// Its name.
    pub name: String,
    /// Centre or station.
    pub kind: SiteKind,
    /// Its address.
    pub address: String,
    /// Its position, if known.
    pub position: Option<Position>,
    /// Whether it is no longer inspected.
    pub closed: bool,
}

/// A person with an account, in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The account.
    pub id: UserId,
    /// The login name, which never changes.
    pub login: String,
    /// The display name (姓名).
    pub name: String,
    /// What the person may do.
    pub roles: BTreeSet<Role>,
    /// The town, if a role has one.
    pub town: Option<TownId>,
    /// The offices (责任科室) of an office's user, named as in the table.
    pub offices: Vec<String>,
    /// 回避: the towns for which the inspector is never drawn.
    pub avoids: Vec<TownId>,
    /// Locked by an administrator.
    pub disabled: bool,
    /// Whether a password was chosen; the registry itself never sets one.
    pub has_password: bool,
}

impl Member {
    /// Whether one of the person's roles has the right.
    pub fn may(&self, right: Right) -> bool {
        self.roles.iter().any(|role| role.may(right))
    }
}

/// The whole registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    /// A number that increases with every change.
    pub version: u64,
    /// In the order of lists.
    pub towns: Vec<Town>,
    /// By town and id.
    pub sites: Vec<Site>,
    /// By login name.
    pub people: Vec<Member>,
}

impl Registry {
    /// The town with an id.
    pub fn town(&self, id: &TownId) -> Option<&Town> {
        self.towns.iter().find(|town| town.id == *id)
    }

    /// A town by its full or short name.
    pub fn town_named(&self, name: &str) -> Option<&Town> {
        let full = self.towns.iter().find(|town| town.name == name);
        full.or_else(|| self.towns.iter().find(|town| town.short == name))
    }
}
