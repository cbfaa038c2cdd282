//! 管理: setting the district up, and its registry (名录).

use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::SiteKind;
use domain::people::Role;
use domain::registry::{District, TownKind};
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// How far the district is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// What is named of it.
    pub district: District,
    /// Towns that are evaluated.
    pub towns: u32,
    /// Sites that are inspected.
    pub sites: u32,
    /// People with an account that is not disabled.
    pub people: u32,
    /// Of them those who inspect.
    pub inspectors: u32,
    /// Of them those who verify.
    pub supervisors: u32,
    /// Of them those without a password.
    pub waiting: u32,
    /// The quarter that is open, else the newest, and the name of its table.
    pub quarter: Option<(Quarter, String)>,
    /// The tables that a quarter can be opened with: hash, id, name.
    pub tables: Vec<(String, String, String)>,
    /// One of them was chosen: taken in, or a quarter goes by it.
    pub has_adopted: bool,
    /// The quarter of today.
    pub today: Quarter,
    /// The person may change all this.
    pub keeps: bool,
}

impl SetUp {
    /// Whether inspections can begin.
    pub fn is_done(&self) -> bool {
        !self.district.name.is_empty() && self.registry_is_done() && self.quarter.is_some()
    }

    /// Whether there is whom and what a visit needs.
    pub fn registry_is_done(&self) -> bool {
        self.towns > 0 && self.sites > 0 && self.inspectors > 0 && self.supervisors > 0
    }
}

/// A list of the registry, or a page of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing<T> {
    /// The version of the registry that is shown: a change names it.
    pub version: u64,
    /// The entries.
    pub lines: Vec<T>,
    /// How many there are in all that match.
    pub total: u32,
    /// The page, from 1, and how many there are.
    pub page: u32,
    /// How many pages there are, 1 at least.
    pub pages: u32,
    /// The towns to choose from, in the order of lists.
    pub towns: Vec<(TownId, String)>,
    /// The offices to choose from.
    pub offices: Vec<String>,
    /// The quarter from which on changes of towns count.
    pub quarter: Option<Quarter>,
    /// The person may change entries.
    pub keeps: bool,
}

/// A town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownLine {
    /// Its id.
    pub id: TownId,
    /// 全称.
    pub name: String,
    /// 简称.
    pub short: String,
    /// What it is.
    pub kind: TownKind,
    /// Its place in lists.
    pub order: u32,
    /// From this quarter on it is not evaluated.
    pub closed_from: Option<Quarter>,
    /// The town it was merged into.
    pub merged_into: Option<TownId>,
    /// How many sites it has.
    pub sites: u32,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteLine {
    /// Its id.
    pub id: SiteId,
    /// Its town.
    pub town: TownId,
    /// Its town's name.
    pub town_name: String,
    /// Its name.
    pub name: String,
    /// Centre or station.
    pub kind: SiteKind,
    /// Where it stands, in words.
    pub address: String,
    /// Where it stands on earth, in degrees: north, east.
    pub position: Option<(String, String)>,
    /// It is not inspected any more.
    pub closed: bool,
}

/// Where inspectors noted to be at a site, where its entry says nothing or says it far from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The median, in degrees: north, east.
    pub at: (String, String),
    /// How many positions it is made of.
    pub count: u32,
    /// How many visits noted them.
    pub visits: u32,
    /// Half of them lie within so many metres of it.
    pub half: u32,
    /// The farthest lies so many metres from it.
    pub farthest: u32,
    /// So many metres from where the entry says the site is; nothing where it does not say.
    pub away: Option<u32>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    /// The account.
    pub id: UserId,
    /// The name to sign in with.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// The town of a town's person.
    pub town: Option<(TownId, String)>,
    /// The offices of an office's person.
    pub offices: Vec<String>,
    /// 回避: the names of towns that an inspector is not drawn for.
    pub avoids: Vec<String>,
    /// The account is disabled.
    pub disabled: bool,
    /// A password was chosen.
    pub has_password: bool,
    /// A link was made that still holds.
    pub is_invited: bool,
    /// When the account was used last.
    pub seen: Option<Moment>,
}

/// Which sites are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteQuery {
    /// What their names say, in characters or pinyin.
    pub text: String,
    /// Of this town.
    pub town: Option<TownId>,
    /// Of this kind.
    pub kind: Option<SiteKind>,
    /// Closed ones, or those that are not.
    pub closed: Option<bool>,
    /// The page, from 1.
    pub page: u32,
}

/// Which people are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleQuery {
    /// What their names say, in characters or pinyin.
    pub text: String,
    /// With this role.
    pub role: Option<Role>,
    /// Of this town.
    pub town: Option<TownId>,
    /// Those without a password alone.
    pub waiting: bool,
    /// The page, from 1.
    pub page: u32,
}

/// An entry as it was filled in: which list it belongs to (`towns`, `sites`, `people`), whether it is a
/// new one, and its fields by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The list.
    pub list: String,
    /// It is a new one.
    pub is_new: bool,
    /// Its fields; what is not named stays as it is.
    pub fields: Vec<(String, String)>,
    /// The version of the registry that it was filled in upon.
    pub version: u64,
}

/// What is wrong with a field of an entry: a code that the locale files put into words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongField {
    /// The field; empty for the entry as a whole.
    pub field: String,
    /// What is wrong with it.
    pub code: String,
    /// The values that the words name.
    pub values: Vec<(String, String)>,
}

/// Days that an invitation holds.
pub const INVITATION_DAYS: i64 = 7;

/// An invitation, which is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// 姓名.
    pub name: String,
    /// The name to sign in with.
    pub login: String,
    /// The address that lets the person choose a password.
    pub link: String,
    /// The same as a code, an SVG.
    pub code: String,
}

/// People that are invited at once, at most.
pub const INVITED_AT_ONCE: usize = 50;
