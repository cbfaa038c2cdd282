//! The first contents of a district.

use crate::store::accounts::NewAccount;
use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::{Form, Method, SiteKind};
use domain::position::Position;
use domain::registry::TownKind;
use domain::time::Quarter;
use uuid::Uuid;

/// The contents for an empty store.
#[derive(Debug, Clone, Default)]
pub struct Seed {
    /// The district's name; blank if not chosen yet.
    pub name: String,
    /// Whether the contents are made-up demonstration data.
    pub demo: bool,
    /// The quarter to open, and the text of its table.
    pub quarter: Option<(Quarter, &'static str)>,
    /// Towns in the order of lists.
    pub towns: Vec<SeedTown>,
    /// Sites.
    pub sites: Vec<SeedSite>,
    /// Accounts.
    pub accounts: Vec<NewAccount>,
    /// Planned visits.
    pub assignments: Vec<SeedAssignment>,
}

/// A town.
#[derive(Debug, Clone)]
pub struct SeedTown {
    /// Its id.
    pub id: TownId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: TownKind,
}

/// A site.
#[derive(Debug, Clone)]
pub struct SeedSite {
    /// Its id.
    pub id: SiteId,
    /// Its town.
    pub town: TownId,
    /// Its name.
    pub name: String,
    /// The first letters of its name's pinyin.
    pub initials: String,
    /// Centre or station.
    pub kind: SiteKind,
    /// Its address in words.
    pub address: String,
    /// Its position, if known.
    pub position: Option<Position>,
}

/// A planned visit.
#[derive(Debug, Clone)]
pub struct SeedAssignment {
    /// Its id.
    pub id: Uuid,
    /// The site.
    pub site: SiteId,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// The inspectors.
    pub inspectors: Vec<UserId>,
    /// The due date.
    pub due: String,
}

/// A store with one inspector, `lixia`: enough for tests of the store itself.
#[cfg(test)]
pub(crate) fn one_inspector() -> Seed {
    let inspector = NewAccount {
        id: UserId(Uuid::now_v7()),
        login: "lixia".into(),
        name: "李霞".into(),
        password: "a hash".into(),
        roles: [domain::people::Role::Inspector].into(),
        town: None,
        offices: Vec::new(),
        must_change: false,
    };
    Seed {
        accounts: vec![inspector],
        ..Seed::default()
    }
}
