//! What the registry keeps: towns, sites and people, each an entry with its id.

use crate::ids::{SiteId, TownId, UserId};
use crate::inspection::SiteKind;
use crate::people::Role;
use crate::position::Position;
use crate::time::Quarter;
use std::collections::BTreeSet;

/// What a unit at the level of towns is.
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

/// A town as the registry has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Its id, which never changes.
    pub id: TownId,
    /// 全称.
    pub name: String,
    /// 简称; blank where the full name serves.
    pub short: String,
    /// What it is.
    pub kind: TownKind,
    /// Its place in lists.
    pub order: u32,
    /// From this quarter on it is not evaluated any more.
    pub closed_from: Option<Quarter>,
    /// The town that it was merged into then.
    pub merged_into: Option<TownId>,
}

/// A site as the registry has it.
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
    /// Where it stands, in words.
    pub address: String,
    /// Where it stands on earth, where that is known.
    pub position: Option<Position>,
    /// It is not inspected any more.
    pub closed: bool,
}

/// A person with an account, as the registry has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The account.
    pub id: UserId,
    /// The name to sign in with, which never changes.
    pub login: String,
    /// The name to show (姓名).
    pub name: String,
    /// What the person may do.
    pub roles: BTreeSet<Role>,
    /// The town of a [`Role::Town`] user.
    pub town: Option<TownId>,
    /// The offices (责任科室) of an office's user, as the table prints them.
    pub offices: Vec<String>,
    /// 回避: towns that an inspector is not drawn for.
    pub avoids: Vec<TownId>,
    /// Locked by an administrator.
    pub disabled: bool,
    /// A password was chosen; nobody is given one here.
    pub has_password: bool,
}

/// The registry whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    /// A number that moves up with every change.
    pub version: u64,
    /// In the order of lists.
    pub towns: Vec<Town>,
    /// By town and id.
    pub sites: Vec<Site>,
    /// By the name to sign in with.
    pub people: Vec<Member>,
}

impl Registry {
    /// The town of an id.
    pub fn town(&self, id: &TownId) -> Option<&Town> {
        self.towns.iter().find(|town| town.id == *id)
    }

    /// A town by its full or short name.
    pub fn town_named(&self, name: &str) -> Option<&Town> {
        let full = self.towns.iter().find(|town| town.name == name);
        full.or_else(|| self.towns.iter().find(|town| town.short == name))
    }
}
