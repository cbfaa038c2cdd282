//! 管理: setting the district up, and its registry (名录).

use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::SiteKind;
use domain::people::Role;
use domain::registry::{District, TownKind};
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// The progress of the district's setup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// The district's names.
    pub district: District,
    /// The number of towns that are evaluated.
    pub towns: u32,
    /// The number of sites that are inspected.
    pub sites: u32,
    /// The number of accounts that are not disabled.
    pub people: u32,
    /// How many of them inspect.
    pub inspectors: u32,
    /// How many of them supervise.
    pub supervisors: u32,
    /// How many of them have no password and no valid invitation.
    pub uninvited: u32,
    /// How many of them are invited and have not chosen a password.
    pub invited: u32,
    /// The open quarter, else the newest one, and the name of its table.
    pub quarter: Option<(Quarter, String)>,
    /// The tables that a quarter can be opened with: hash, id, name.
    pub tables: Vec<(String, String, String)>,
    /// Whether a table was chosen: one was imported, or a quarter uses one.
    pub has_adopted: bool,
    /// The quarter of today's date.
    pub today: Quarter,
    /// Whether the person may change all this.
    pub keeps: bool,
}

impl SetUp {
    /// Whether inspections can begin.
    pub fn is_done(&self) -> bool {
        !self.district.name.is_empty() && self.registry_is_done() && self.quarter.is_some()
    }

    /// Whether the registry has all that a visit needs: towns, sites, inspectors and supervisors.
    pub fn registry_is_done(&self) -> bool {
        self.towns > 0 && self.sites > 0 && self.inspectors > 0 && self.supervisors > 0
    }
}

/// A list of the registry, or a page of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing<T> {
    /// The version of the registry; a change names it.
    pub version: u64,
    /// The entries.
    pub lines: Vec<T>,
    /// How many match in all.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// The towns to choose from, in list order.
    pub towns: Vec<(TownId, String)>,
    /// The offices to choose from.
    pub offices: Vec<String>,
    /// The quarter from which changes of towns apply.
    pub quarter: Option<Quarter>,
    /// Whether the person may change entries.
    pub keeps: bool,
}

/// A town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownLine {
    /// The town's id.
    pub id: TownId,
    /// 全称.
    pub name: String,
    /// 简称.
    pub short: String,
    /// 类别.
    pub kind: TownKind,
    /// The position in lists.
    pub order: u32,
    /// The quarter from which the town is not evaluated.
    pub closed_from: Option<Quarter>,
    /// The town it was merged into.
    pub merged_into: Option<TownId>,
    /// The number of its sites.
    pub sites: u32,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteLine {
    /// The site's id.
    pub id: SiteId,
    /// The town.
    pub town: TownId,
    /// The town's name.
    pub town_name: String,
    /// The site's name.
    pub name: String,
    /// Centre or station.
    pub kind: SiteKind,
    /// The address, in words.
    pub address: String,
    /// The position in degrees: north, east.
    pub position: Option<(String, String)>,
    /// Whether the site is not inspected any more.
    pub closed: bool,
}

/// Where inspectors recorded positions at a site, if its entry has none or one far away from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedPosition {
    /// The median position in degrees: north, east.
    pub at: (String, String),
    /// The number of positions.
    pub count: u32,
    /// The number of visits with such positions.
    pub visits: u32,
    /// Half of the positions lie within this many metres of the median.
    pub half: u32,
    /// The distance of the farthest position from the median, in metres.
    pub farthest: u32,
    /// The distance from the entry's position to the median, in metres; `None` if the entry has no
    /// position.
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
    /// The person's roles.
    pub roles: Vec<Role>,
    /// The town, for a town's account.
    pub town: Option<(TownId, String)>,
    /// The offices, for an office's account.
    pub offices: Vec<String>,
    /// 回避: the names of the towns for which an inspector is never drawn.
    pub avoids: Vec<String>,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// Whether a password was chosen.
    pub has_password: bool,
    /// Whether an invitation is still valid.
    pub is_invited: bool,
    /// When the account was last used.
    pub seen: Option<Moment>,
}

/// The filter of the sites.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteQuery {
    /// Part of the name, in characters or pinyin.
    pub text: String,
    /// The town.
    pub town: Option<TownId>,
    /// The kind.
    pub kind: Option<SiteKind>,
    /// Whether to list closed sites or open ones; `None` for both.
    pub closed: Option<bool>,
    /// The page, from 1.
    pub page: u32,
}

/// The filter of the people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleQuery {
    /// Part of the name, in characters or pinyin.
    pub text: String,
    /// The role.
    pub role: Option<Role>,
    /// The town.
    pub town: Option<TownId>,
    /// `waiting`: people without a password; `uninvited` and `invited`: those of them without and
    /// with a valid invitation. Other text: everybody.
    #[serde(default)]
    pub state: String,
    /// The page, from 1.
    pub page: u32,
}

/// An entry as filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryForm {
    /// The list: `towns`, `sites` or `people`.
    pub list: String,
    /// Whether the entry is new.
    pub is_new: bool,
    /// The fields by name; fields that are left out keep their values.
    pub fields: Vec<(String, String)>,
    /// The version of the registry that the form showed.
    pub version: u64,
}

/// The fault of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongField {
    /// The field; empty for the entry as a whole.
    pub field: String,
    /// The fault's code.
    pub code: String,
    /// The values of its words.
    #[serde(skip)]
    pub values: Vec<(String, String)>,
    /// The fault in words, as the answer says it.
    #[serde(default)]
    pub words: String,
}

/// The days for which an invitation is valid.
pub const INVITATION_DAYS: i64 = 7;

/// An invitation, which is shown only once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// 姓名.
    pub name: String,
    /// The name to sign in with.
    pub login: String,
    /// The person's roles, and until when the link is valid, in words.
    pub about: String,
    /// The link by which the person chooses a password.
    pub link: String,
    /// The link as a QR code, in SVG.
    pub code: String,
}

/// An invitation as it was made, before it is put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvited {
    /// The invitation; its words are empty.
    pub invited: Invited,
    /// The person's roles.
    pub roles: Vec<Role>,
    /// Until when the link is valid.
    pub until: Moment,
}

/// The most people to invite in one request.
pub const INVITED_AT_ONCE: usize = 50;
