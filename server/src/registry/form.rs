//! The form of a district's workbook: three sheets, their columns, and the words of their cells.

use crate::sheets::workbook::{self, Cell, Form, Wrong, head_words, text_of};
use domain::inspection::SiteKind;
use domain::people::Role;
use domain::registry::TownKind;
use domain::typed::plain;

/// A sheet of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    Towns,
    Sites,
    People,
}

/// A line of a sheet.
pub(super) type Row = workbook::Row<Part>;

/// A column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
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

impl Column {
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

impl Form for Part {
    type Column = Column;
    const ALL: &'static [Self] = &[Self::Towns, Self::Sites, Self::People];

    fn word(self) -> &'static str {
        match self {
            Self::Towns => "镇办",
            Self::Sites => "检查对象",
            Self::People => "人员",
        }
    }

    fn columns(self) -> &'static [Column] {
        use Column::{
            Address, Avoids, ClosedFrom, Id, Kind, Latitude, Login, Longitude, MergedInto, Name,
            Offices, Order, Roles, Short, State, Town,
        };
        match self {
            Self::Towns => &[Name, Short, Kind, Order, ClosedFrom, MergedInto, Id],
            Self::Sites => &[Name, Town, Kind, Address, Latitude, Longitude, State, Id],
            Self::People => &[Name, Roles, Town, Offices, Avoids, Login, State],
        }
    }

    fn needs(self, column: Column) -> bool {
        match self {
            Self::Towns => column == Column::Name,
            Self::Sites => matches!(column, Column::Name | Column::Town),
            Self::People => matches!(column, Column::Name | Column::Roles),
        }
    }

    fn head(self, column: Column) -> &'static str {
        match (self, column) {
            (Self::People, Column::Name) => "姓名",
            (Self::Towns, Column::Name) => "全称",
            (_, Column::Name) => "名称",
            (_, Column::Id) => "编号",
            (_, Column::Short) => "简称",
            (_, Column::Kind) => "类别",
            (_, Column::Order) => "排序",
            (_, Column::ClosedFrom) => "撤销起始季度",
            (_, Column::MergedInto) => "并入",
            (_, Column::Town) => "所属镇办",
            (_, Column::Address) => "地址",
            (_, Column::Latitude) => "纬度",
            (_, Column::Longitude) => "经度",
            (_, Column::State) => "状态",
            (_, Column::Login) => "登录名",
            (_, Column::Roles) => "角色",
            (_, Column::Offices) => "责任科室",
            (_, Column::Avoids) => "回避镇办",
        }
    }

    fn column(self, head: &str) -> Option<Column> {
        let head = head_words(head);
        let own = self.columns().iter().copied();
        let found = own.clone().find(|column| self.head(*column) == head);
        let alias = match (self, head.as_str()) {
            (Self::Towns, "名称" | "镇办" | "镇办名称" | "镇办全称") => {
                Some(Column::Name)
            }
            (Self::Sites, "站点" | "站点名称" | "检查对象" | "对象名称") => {
                Some(Column::Name)
            }
            (Self::Sites | Self::People, "镇办" | "所属镇街" | "所在镇办") => {
                Some(Column::Town)
            }
            (Self::People, "科室" | "所属科室") => Some(Column::Offices),
            (Self::People, "账号" | "用户名") => Some(Column::Login),
            (_, "序号" | "顺序") => Some(Column::Order),
            (_, "详细地址") => Some(Column::Address),
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

    fn said(self, column: Column, cell: &Cell) -> Result<String, Wrong> {
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

/// Roles (角色).
pub(super) const ROLES: [(&str, Role); 8] = [
    ("检查人员", Role::Inspector),
    ("核查人员", Role::Supervisor),
    ("镇办人员", Role::Town),
    ("科室经办人", Role::Office),
    ("科室负责人", Role::OfficeHead),
    ("监督人员", Role::Auditor),
    ("管理员", Role::Administrator),
    ("镇办", Role::Town),
];

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
