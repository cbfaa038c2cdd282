//! The form of a district's workbook: three sheets, their columns, and the words of their cells.

use crate::sheets::workbook::{self, Cell, SheetForm, Wrong, head_words, text_of};
use domain::inspection::SiteKind;
use domain::people::Role;
use domain::registry::TownKind;
use domain::typed::plain;

/// A sheet of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum RegistrySheet {
    Towns,
    Sites,
    People,
}

/// A line of a sheet.
pub(super) type Row = workbook::SheetLine<RegistrySheet>;

/// A column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum RegistryColumn {
    Id,
    Name,
    Short,
    Kind,
    Order,
    ClosedFrom,
    MergedInto,
    Town,
    Address,
    Latitude,
    Longitude,
    State,
    Login,
    Roles,
    Offices,
    Avoids,
}

impl RegistryColumn {
    /// The typed text in its intended form: numbers and ids in half width, whatever the keyboard.
    pub(super) fn typed(self, text: &str) -> String {
        match self {
            Self::Id
            | Self::Order
            | Self::ClosedFrom
            | Self::Latitude
            | Self::Longitude
            | Self::Login => plain(text),
            _ => text.trim().to_owned(),
        }
    }
}

impl SheetForm for RegistrySheet {
    type Column = RegistryColumn;
    const ALL: &'static [Self] = &[Self::Towns, Self::Sites, Self::People];

    fn word(self) -> &'static str {
        match self {
            Self::Towns => "镇办",
            Self::Sites => "检查对象",
            Self::People => "人员",
        }
    }

    fn columns(self) -> &'static [RegistryColumn] {
        use RegistryColumn::{
            Address, Avoids, ClosedFrom, Id, Kind, Latitude, Login, Longitude, MergedInto, Name,
            Offices, Order, Roles, Short, State, Town,
        };
        match self {
            Self::Towns => &[Name, Short, Kind, Order, ClosedFrom, MergedInto, Id],
            Self::Sites => &[Name, Town, Kind, Address, Latitude, Longitude, State, Id],
            Self::People => &[Name, Roles, Town, Offices, Avoids, Login, State],
        }
    }

    fn needs(self, column: RegistryColumn) -> bool {
        match self {
            Self::Towns => column == RegistryColumn::Name,
            Self::Sites => matches!(column, RegistryColumn::Name | RegistryColumn::Town),
            Self::People => matches!(column, RegistryColumn::Name | RegistryColumn::Roles),
        }
    }

    fn head(self, column: RegistryColumn) -> &'static str {
        match (self, column) {
            (Self::People, RegistryColumn::Name) => "姓名",
            (Self::Towns, RegistryColumn::Name) => "全称",
            (_, RegistryColumn::Name) => "名称",
            (_, RegistryColumn::Id) => "编号",
            (_, RegistryColumn::Short) => "简称",
            (_, RegistryColumn::Kind) => "类别",
            (_, RegistryColumn::Order) => "排序",
            (_, RegistryColumn::ClosedFrom) => "撤销起始季度",
            (_, RegistryColumn::MergedInto) => "并入",
            (_, RegistryColumn::Town) => "所属镇办",
            (_, RegistryColumn::Address) => "地址",
            (_, RegistryColumn::Latitude) => "纬度",
            (_, RegistryColumn::Longitude) => "经度",
            (_, RegistryColumn::State) => "状态",
            (_, RegistryColumn::Login) => "登录名",
            (_, RegistryColumn::Roles) => "角色",
            (_, RegistryColumn::Offices) => "责任科室",
            (_, RegistryColumn::Avoids) => "回避镇办",
        }
    }

    fn column(self, head: &str) -> Option<RegistryColumn> {
        let head = head_words(head);
        let own = self.columns().iter().copied();
        let found = own.clone().find(|column| self.head(*column) == head);
        let alias = match (self, head.as_str()) {
            (Self::Towns, "名称" | "镇办" | "镇办名称" | "镇办全称") => {
                Some(RegistryColumn::Name)
            }
            (Self::Sites, "站点" | "站点名称" | "检查对象" | "对象名称") => {
                Some(RegistryColumn::Name)
            }
            (Self::Sites | Self::People, "镇办" | "所属镇街" | "所在镇办") => {
                Some(RegistryColumn::Town)
            }
            (Self::People, "科室" | "所属科室") => Some(RegistryColumn::Offices),
            (Self::People, "账号" | "用户名") => Some(RegistryColumn::Login),
            (_, "序号" | "顺序") => Some(RegistryColumn::Order),
            (_, "详细地址") => Some(RegistryColumn::Address),
            _ => None,
        };
        found.or_else(|| own.clone().find(|column| Some(*column) == alias))
    }

    fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::ALL.iter().copied().find(|part| match part {
            Self::Towns => matches!(name, "镇办" | "镇街"),
            Self::Sites => matches!(name, "检查对象" | "站点"),
            Self::People => matches!(name, "人员"),
        })
    }

    fn said(self, column: RegistryColumn, cell: &Cell) -> Result<String, Wrong> {
        let text = text_of(cell)?;
        if text.chars().count() > LONGEST {
            Err(("too-long", vec![("most", LONGEST.to_string())]))
        } else if text.chars().any(char::is_control) {
            Err(("line-break", Vec::new()))
        } else {
            Ok(column.typed(unguarded(text)))
        }
    }
}

/// The longest text of a cell, in characters.
pub(super) const LONGEST: usize = 100;

/// A text without the apostrophe that keeps it from being taken for a formula.
fn unguarded(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('\'').unwrap_or(text)
}

/// Kinds of towns (类别).
pub(super) const TOWN_KINDS: [(&str, TownKind); 4] = [
    ("镇", TownKind::Town),
    ("街道", TownKind::Subdistrict),
    ("开发区", TownKind::Zone),
    ("乡", TownKind::Town),
];

/// Kinds of sites (类别).
pub(super) const SITE_KINDS: [(&str, SiteKind); 4] = [
    ("便民服务中心", SiteKind::Centre),
    ("便民服务站", SiteKind::Station),
    ("中心", SiteKind::Centre),
    ("站", SiteKind::Station),
];

/// The role (角色) that a word names.
pub(super) fn role_of(word: &str) -> Option<Role> {
    let named = |role: &Role| role.names().0 == word;
    let town = (word == "镇办").then_some(Role::Town);
    Role::ALL.into_iter().find(named).or(town)
}

/// States of a site (状态), and whether each means closed.
pub(super) const SITE_STATES: [(&str, bool); 5] = [
    ("正常", false),
    ("关闭", true),
    ("在用", false),
    ("已关闭", true),
    ("撤销", true),
];

/// States of a person (状态), and whether each means disabled.
pub(super) const PERSON_STATES: [(&str, bool); 5] = [
    ("在用", false),
    ("停用", true),
    ("正常", false),
    ("已停用", true),
    ("禁用", true),
];

/// The first word for a value.
pub(super) fn word_of<T: PartialEq + Copy>(words: &[(&'static str, T)], value: T) -> &'static str {
    let found = words.iter().find(|(_, known)| *known == value);
    found.map_or("", |(word, _)| word)
}

#[cfg(test)]
mod tests {
    use super::{SITE_KINDS, TOWN_KINDS, word_of};
    use domain::inspection::SiteKind;
    use domain::registry::TownKind;

    #[test]
    fn every_kind_has_a_word() {
        let towns = TownKind::ALL.map(|it| word_of(&TOWN_KINDS, it));
        let sites = SiteKind::ALL.map(|it| word_of(&SITE_KINDS, it));
        let all = towns.iter().chain(&sites);
        assert!(
            all.clone().all(|word| !word.is_empty()),
            "{:?}",
            all.collect::<Vec<_>>()
        );
    }
}
