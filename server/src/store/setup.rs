//! The first contents of a district.

use super::{NewAccount, Stored};
use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::{Form, Method, SiteKind};
use domain::position::Position;
use domain::time::Quarter;
use uuid::Uuid;

/// What an empty store is filled with.
#[derive(Debug, Clone, Default)]
pub struct Seed {
    /// The district's name, blank where nobody has given it yet.
    pub name: String,
    /// It is made up, for showing the product.
    pub demo: bool,
    /// The quarter to open, and the text of the table that it is opened with.
    pub quarter: Option<(Quarter, &'static str)>,
    /// Towns in the order of lists.
    pub towns: Vec<SeedTown>,
    /// Sites.
    pub sites: Vec<SeedSite>,
    /// Accounts.
    pub accounts: Vec<NewAccount>,
    /// Visits that somebody is to make.
    pub assignments: Vec<SeedAssignment>,
}

/// A town.
#[derive(Debug, Clone)]
pub struct SeedTown {
    /// Its id.
    pub id: TownId,
    /// Its name.
    pub name: String,
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
    /// Where it stands, in words.
    pub address: String,
    /// Where it stands on earth, where that is known.
    pub position: Option<Position>,
}

/// A visit to make.
#[derive(Debug, Clone)]
pub struct SeedAssignment {
    /// Its id.
    pub id: Uuid,
    /// The place.
    pub site: SiteId,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// Who.
    pub inspectors: Vec<UserId>,
    /// By which date.
    pub due: String,
}

/// Filling a store, and asking what it is.
pub trait SetupStore: Send + Sync {
    /// Whether it answers at all.
    fn ready(&self) -> Stored<'_, ()>;
    /// Whether there is no district yet.
    fn is_empty(&self) -> Stored<'_, bool>;
    /// Fills an empty store, all or nothing; false where it was not empty.
    fn seed(&self, seed: Seed) -> Stored<'_, bool>;
    /// Whether its contents are made up.
    fn is_demo(&self) -> Stored<'_, bool>;
    /// Ends all writing and folds the log into the file.
    fn close(&self) -> Stored<'_, ()>;
}

/// An inspector, `lixia`, who is enough for tests of the store itself.
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
