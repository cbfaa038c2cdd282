//! The words of the template for a quarter's table and towns: the allowed headers and cell values
//! and their meanings. They are part of the format, like the keys of a table's file.

use domain::ids::TownId;
use domain::scoring::{Item, Kind, Status, Value};
use domain::table::{Indicator, Level, Table, Takes};
use domain::time::Quarter;
use domain::typed::alike;
use std::collections::HashMap;

/// The names of the sheets.
pub(super) const VALUES: &str = "数值";
pub(super) const CLAIMS: &str = "加分";
pub(super) const RECORDS: &str = "减分";
pub(super) const WAIVERS: &str = "酌定计分";
pub(super) const NOTES: &str = "填写说明";
/// The hidden sheet with the choices of the other sheets.
pub(super) const CHOICES: &str = "选项";
/// The text above the choices, which identifies the sheet as our own.
pub(super) const CHOICES_WORDS: &str = "供其他工作表下拉选择，请勿改动";

/// The column that every sheet has.
pub(super) const TOWN: &str = "镇办";
/// Headers for the town in the offices' own sheets, normalised.
const TOWNS: [&str; 11] = [
    "镇",
    "镇(街道、开发区)",
    "镇街",
    "乡镇",
    "镇办名称",
    "乡镇名称",
    "镇(街道)",
    "镇街道",
    "镇、街道",
    "镇(办)",
    "各镇办",
];
/// 风采展示, which is not a row of the table.
pub(super) const SHOWCASE: &str = "风采展示";
/// The start of the header of a column that is not read.
pub(super) const REMARK: &str = "备注";
/// The start of the stamp, which tells when a file was written: the quarter, and the number of the
/// last fact that the file knows.
pub(super) const STAMP: &str = "底稿编号";

/// The stamp of a file that was written with the current facts: `底稿编号 2026Q4-1234`.
pub(super) fn stamp(quarter: Quarter, number: u64) -> String {
    format!("{STAMP} {quarter}-{number}")
}

/// Finds a stamp in a text.
pub(super) fn stamped(text: &str) -> Option<(Quarter, u64)> {
    let (_, rest) = text.split_once(STAMP)?;
    let fits = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let rest: String = rest.trim_start().chars().take_while(fits).collect();
    let (quarter, number) = rest.split_once('-')?;
    Some((quarter.parse().ok()?, number.parse().ok()?))
}

/// A column of the long form, where each line names its row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum FactColumn {
    Town,
    Row,
    Item,
    Value,
    Id,
    Matter,
    Level,
    Reads,
    Points,
    Finding,
    Status,
    Waived,
    Reason,
}

impl FactColumn {
    pub(super) const ALL: [Self; 13] = [
        Self::Town,
        Self::Row,
        Self::Item,
        Self::Value,
        Self::Id,
        Self::Matter,
        Self::Level,
        Self::Reads,
        Self::Points,
        Self::Finding,
        Self::Status,
        Self::Waived,
        Self::Reason,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Town => TOWN,
            Self::Row => "指标",
            Self::Item => "项目",
            Self::Value => "值",
            Self::Id => "编号",
            Self::Matter => "事项",
            Self::Level => "级别",
            Self::Reads => "阅读量",
            Self::Points => "扣分",
            Self::Finding => "问题编号",
            Self::Status => "状态",
            Self::Waived => WAIVERS,
            Self::Reason => "理由",
        }
    }

    /// The column of a header, with or without a unit after it.
    pub(super) fn of(header: &str) -> Option<Self> {
        let of = |header: &str| {
            let header = alike(header);
            let known = Self::ALL.into_iter().find(|it| it.word() == header);
            known.or_else(|| TOWNS.contains(&header.as_str()).then_some(Self::Town))
        };
        of(header).or_else(|| of(without_unit(header)))
    }
}

/// The word for an item; months are named by the calendar.
pub(super) fn word(item: Item, quarter: Quarter) -> String {
    match item {
        Item::Tier => "档次".into(),
        Item::FullCoverage => "全覆盖".into(),
        Item::Stations => "标杆型便民服务站数".into(),
        Item::Judgement => "视情扣分".into(),
        Item::Metric => "指标值".into(),
        Item::Rank => "名次".into(),
        Item::Shut => "否决".into(),
        Item::Month(month @ 0..=2) => format!("{}月", (quarter.number() - 1) * 3 + 1 + month),
        Item::Month(month) => format!("第{}月", u16::from(month) + 1),
        Item::Showcase => SHOWCASE.into(),
    }
}

/// A value as a cell shows it. A tier is shown by name, or by id if two tiers share the name.
pub(super) fn value_words(value: &Value, row: Option<&Indicator>) -> String {
    match value {
        Value::Level(id) => row
            .and_then(|row| named_level(row, id))
            .unwrap_or_else(|| id.clone()),
        Value::Truth(true) => "是".into(),
        Value::Truth(false) => "否".into(),
        Value::Whole(_) | Value::Points(_) => value.text(),
    }
}

/// The subject of a line or a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'t> {
    Row(&'t Indicator),
    Showcase,
}

impl<'t> Subject<'t> {
    /// The row of the table, unless the subject is the showcase.
    pub(super) fn row(self) -> Option<&'t Indicator> {
        match self {
            Self::Row(row) => Some(row),
            Self::Showcase => None,
        }
    }
}

/// The statuses of claims and records, in the words of the pages.
pub(super) const STATUSES: [(&str, Status); 3] = [
    ("待核查", Status::Pending),
    ("予以认定", Status::Confirmed),
    ("不予认定", Status::Rejected),
];

/// A quarter's words, indexed for lookup.
pub(super) struct FactForm<'t> {
    pub(super) table: &'t Table,
    pub(super) quarter: Quarter,
    pub(super) towns: &'t [(TownId, String)],
    by_town: HashMap<String, usize>,
    by_row: HashMap<String, Subject<'t>>,
    by_header: HashMap<String, (Subject<'t>, Item)>,
}

impl<'t> FactForm<'t> {
    pub(super) fn new(table: &'t Table, quarter: Quarter, towns: &'t [(TownId, String)]) -> Self {
        let mut by_town = HashMap::new();
        for (at, (id, name)) in towns.iter().enumerate() {
            by_town.insert(alike(name), at);
            by_town.insert(id.to_string(), at);
        }
        let (mut by_row, mut by_header) = (HashMap::new(), HashMap::new());
        for row in &table.indicators {
            let subject = Subject::Row(row);
            // Several rows may share a name; only a unique name identifies its row.
            let alone = table
                .indicators
                .iter()
                .filter(|it| it.name == row.name)
                .count()
                == 1;
            if alone {
                by_row.insert(alike(&row.name.zh), subject);
            }
            by_row.insert(alike(&named(row)), subject);
            by_row.insert(row.id.clone(), subject);
            for item in row.rule.items() {
                by_header.insert(alike(&header(row, item, quarter)), (subject, item));
                by_header.insert(
                    alike(&format!("{}：{}", row.id, word(item, quarter))),
                    (subject, item),
                );
            }
        }
        for word in [SHOWCASE, "showcase"] {
            by_row.insert(word.to_owned(), Subject::Showcase);
            by_header.insert(word.to_owned(), (Subject::Showcase, Item::Showcase));
        }
        Self {
            table,
            quarter,
            towns,
            by_town,
            by_row,
            by_header,
        }
    }

    /// A town by its name or id.
    pub(super) fn town(&self, text: &str) -> Option<&'t TownId> {
        let at = self
            .by_town
            .get(text)
            .or_else(|| self.by_town.get(&alike(text)))?;
        self.towns.get(*at).map(|(id, _)| id)
    }

    /// A town's name.
    pub(super) fn name_of(&self, town: &TownId) -> &'t str {
        let found = self.towns.iter().find(|(id, _)| id == town);
        found.map_or("", |(_, name)| name)
    }

    /// A row by its id, its name, or both.
    pub(super) fn row(&self, text: &str) -> Option<Subject<'t>> {
        let found = self
            .by_row
            .get(text)
            .or_else(|| self.by_row.get(&alike(text)));
        found.copied()
    }

    /// The contents of a column of the sheet of values. The header need not name a row's only item.
    pub(super) fn header(&self, text: &str) -> Option<(Subject<'t>, Item)> {
        let of = |text: &str| {
            let known = self.by_header.get(&alike(text)).copied();
            known.or_else(|| match self.row(text)? {
                Subject::Row(row) => Some((Subject::Row(row), self.item(row, None)?)),
                Subject::Showcase => None,
            })
        };
        of(text).or_else(|| of(without_unit(text)))
    }

    /// An item of a row by its word; the word may be left out for the only item.
    pub(super) fn item(&self, row: &Indicator, text: Option<&str>) -> Option<Item> {
        let items = row.rule.items();
        match (text, items.as_slice()) {
            (None, [only]) => Some(*only),
            (None, _) => None,
            (Some(text), _) => {
                let text = alike(text);
                items.into_iter().find(|it| word(*it, self.quarter) == text)
            }
        }
    }

    /// The words of all of a row's items.
    pub(super) fn items(&self, row: &Indicator) -> String {
        let items = row.rule.items().into_iter();
        let words = items.map(|it| word(it, self.quarter));
        words.collect::<Vec<_>>().join("、")
    }
}

/// A value's unit and bounds, as shown after its header.
pub(super) fn unit(subject: Subject<'_>, item: Item) -> String {
    match item.kind(subject.row()) {
        Kind::Truth => "（是/否）".to_owned(),
        Kind::Whole(0) => "（个）".to_owned(),
        Kind::Whole(_) => "（第几名）".to_owned(),
        Kind::NoneOr(least, most) => format!("（分：0 或 {least}—{most}）"),
        Kind::UpTo(most) => format!("（分：0—{most}）"),
        Kind::Level(_) | Kind::Decimal => String::new(),
    }
}

/// Facts that are not values of a town's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Many {
    Claims,
    Records,
    Waivers,
}

impl Many {
    /// What is entered for the row, if it is not values.
    pub(super) fn of(row: &Indicator) -> Option<Self> {
        match row.family().takes() {
            Takes::Claims => Some(Self::Claims),
            Takes::Records => Some(Self::Records),
            Takes::Nothing | Takes::Values => None,
        }
    }
}

/// The unit of a column of the other sheets, as shown after its header.
pub(super) fn column_unit(column: FactColumn, many: Many) -> &'static str {
    match (column, many) {
        (FactColumn::Reads, _) => "（次）",
        (FactColumn::Points | FactColumn::Waived, _) => "（分）",
        (FactColumn::Id, _) => "（可不填）",
        (FactColumn::Finding | FactColumn::Level, Many::Records) => "（按指标填）",
        _ => "",
    }
}

/// A header without the brackets at its end: `（%）`, `（0—100）`.
pub(super) fn without_unit(header: &str) -> &str {
    let header = header.trim();
    if !header.ends_with(['）', ')']) {
        return header;
    }
    let start = header.rfind(['（', '(']);
    start
        .and_then(|at| header.get(..at))
        .unwrap_or(header)
        .trim_end()
}

/// A level by its name or id.
pub(super) fn level<'t>(row: &'t Indicator, text: &str) -> Option<&'t Level> {
    let text = alike(text);
    row.rule
        .levels()
        .iter()
        .find(|level| level.id == text || alike(&level.name.zh) == text)
}

/// A level as a cell shows it: by name, or by id if two levels share the name.
pub(super) fn named_level(row: &Indicator, id: &str) -> Option<String> {
    let known = row.rule.level(id)?;
    let alone = level(row, &known.name.zh).is_some_and(|found| found.id == id);
    let name = if alone { &known.name.zh } else { &known.id };
    Some(name.clone())
}

/// The names of a row's levels.
pub(super) fn level_words(row: &Indicator) -> String {
    let names: Vec<&str> = row
        .rule
        .levels()
        .iter()
        .map(|it| it.name.zh.as_str())
        .collect();
    // Names contain commas themselves.
    names.join("；")
}

/// Whether claims or records are entered for the row.
pub(super) fn has_many(row: &Indicator) -> bool {
    row.family().takes().any_number()
}

/// A row as a line names it. It begins with the id, so that no spreadsheet takes it for a number or
/// a date.
pub(super) fn named(row: &Indicator) -> String {
    format!("{} {}", row.id, row.name.zh)
}

/// The header of a row's item in the sheet of values.
pub(super) fn header(row: &Indicator, item: Item, quarter: Quarter) -> String {
    format!("{}：{}", named(row), word(item, quarter))
}
