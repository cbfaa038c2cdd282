//! The form of an evaluation table as a workbook: its sheets, their columns, the corresponding keys
//! of the table's file, and the words of the cells.

use crate::sheets::workbook::{Cell, SheetForm, Wrong, text_of};
use domain::table::Family;
use domain::table::rule::{COLUMNS, RuleCells, Words};
use domain::typed::plain;
use std::sync::LazyLock;

/// A sheet of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableSheet {
    /// The table's own data, and how totals follow from its rows.
    Table,
    Sections,
    Indicators,
    Levels,
    Checkpoints,
}

/// A column, or a line of the first sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// The header.
    pub(super) head: &'static str,
    /// The key in the table's file. The sheet and `of` determine the TOML table that has the key.
    pub(super) key: &'static str,
    /// The TOML table below the sheet's own, such as `rule`; blank for the sheet's own.
    pub(super) of: &'static str,
    pub(super) kind: Kind,
    pub(super) needed: bool,
    /// The column's width in characters.
    pub(super) width: u32,
}

/// The kind of value in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A decimal, exactly as typed.
    Points,
    Whole,
    Day,
    /// A word for a code.
    Word(Words),
    /// 是 or blank.
    Flag,
    /// One text on each line.
    Lines,
    /// One phrase on each line, with English words after a bar.
    Phrases,
    /// Ids, separated by commas or spaces.
    Ids,
    /// One value with its points on each line: `95：10`.
    Bands,
    /// One finder with its deduction on each line: `市级主管部门：2`.
    Finders,
}

impl Field {
    const fn new(head: &'static str, key: &'static str, kind: Kind, width: u32) -> Self {
        Self {
            head,
            key,
            of: "",
            kind,
            needed: false,
            width,
        }
    }

    const fn needed(self) -> Self {
        Self {
            needed: true,
            ..self
        }
    }

    const fn of(self, of: &'static str) -> Self {
        Self { of, ..self }
    }
}

/// The first sheet's columns: the name of a key, and its value.
pub(super) const WHAT: Field = Field::new("项目", "", Kind::Text, 20).needed();
pub(super) const SAID: Field = Field::new("内容", "", Kind::Text, 90).needed();
/// The indicator of a level.
pub(super) const OF_INDICATOR: Field = Field::new("指标", "", Kind::Text, 10).needed();
/// The id of a row.
pub(super) const ID: Field = Field::new("编号", "id", Kind::Text, 22).needed();

/// The lines of the first sheet.
pub(super) const ABOUT: &[Field] = &[
    Field::new("表号", "id", Kind::Text, 0),
    Field::new("名称", "name", Kind::Text, 0),
    Field::new("英文名称", "name_en", Kind::Text, 0),
    Field::new("文号", "document", Kind::Text, 0),
    Field::new("附件", "annex", Kind::Text, 0),
    Field::new("印发机关", "issuer", Kind::Text, 0),
    Field::new("印发日期", "issued", Kind::Day, 0),
    Field::new("施行日期", "effective_from", Kind::Day, 0),
    Field::new("截止日期", "effective_until", Kind::Day, 0),
    Field::new("时区", "utc_offset", Kind::Text, 0),
    Field::new("理解", "readings", Kind::Lines, 0),
    Field::new("日常评估权重", "daily", Kind::Points, 0).of("totals"),
    Field::new("风采展示权重", "showcase", Kind::Points, 0).of("totals"),
    Field::new("好等次个数", "good", Kind::Whole, 0).of("totals"),
    Field::new("显示小数位数", "decimals", Kind::Whole, 0).of("totals"),
];

const TABLE: &[Field] = &[WHAT, SAID];

const SECTIONS: &[Field] = &[
    ID,
    Field::new("一级指标", "name", Kind::Text, 36).needed(),
    Field::new("分值", "points", Kind::Points, 10).needed(),
    Field::new("英文名称", "name_en", Kind::Text, 30),
];

/// The columns of indicators before and after those of their rules.
const INDICATORS: [&[Field]; 2] = [
    &[
        Field::new("行次", "row", Kind::Whole, 8).needed(),
        Field::new("一级指标", "section", Kind::Text, 10).needed(),
        ID,
        Field::new("二级指标", "name", Kind::Text, 30).needed(),
        Field::new("分值", "points", Kind::Points, 8).needed(),
        Field::new("工作要求及评估标准", "standard", Kind::Text, 60).needed(),
        Field::new("考核方式", "method", Kind::Text, 20).needed(),
        Field::new("责任科室", "office", Kind::Text, 20).needed(),
        Field::new("计分规则", "family", Kind::Word(Family::WORDS), 14)
            .needed()
            .of("rule"),
    ],
    &[
        Field::new("理解", "readings", Kind::Lines, 40),
        Field::new("印刷说明", "scan", Kind::Text, 40),
        Field::new("英文名称", "name_en", Kind::Text, 30),
    ],
];

static WITH_RULES: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let [before, after] = INDICATORS;
    let rules = COLUMNS.iter().map(|it| {
        let kind = match it.cells {
            RuleCells::Points => Kind::Points,
            RuleCells::Whole => Kind::Whole,
            RuleCells::OneOf(words) => Kind::Word(words),
            RuleCells::Flag => Kind::Flag,
            RuleCells::Bands => Kind::Bands,
            RuleCells::Ids => Kind::Ids,
        };
        Field::new(it.head, it.key, kind, it.width).of("rule")
    });
    let before = before.iter().copied();
    before.chain(rules).chain(after.iter().copied()).collect()
});

const LEVELS: &[Field] = &[
    OF_INDICATOR,
    ID,
    Field::new("名称", "name", Kind::Text, 36).needed(),
    Field::new("分值", "points", Kind::Points, 10),
    Field::new("最少", "least", Kind::Points, 10),
    Field::new("最多", "most", Kind::Points, 10),
    Field::new("阅读量每满", "every", Kind::Whole, 12).of("reads"),
    Field::new("每满加分", "points", Kind::Points, 12).of("reads"),
    Field::new("单篇最多", "most", Kind::Points, 12).of("reads"),
    Field::new("英文名称", "name_en", Kind::Text, 30),
];

const CHECKPOINTS: &[Field] = &[
    ID,
    Field::new("问题", "name", Kind::Text, 24).needed(),
    Field::new("要求", "requirement", Kind::Text, 30).needed(),
    Field::new("适用", "applies", Kind::Word(APPLIES), 12).needed(),
    Field::new("计次", "per", Kind::Word(PER), 14).needed(),
    Field::new("范围", "scope", Kind::Word(SCOPES), 14),
    Field::new("每次扣分", "points", Kind::Points, 10),
    Field::new("再次加扣", "again", Kind::Points, 10),
    Field::new("最多扣", "most", Kind::Points, 10),
    Field::new("按来源扣分", "finders", Kind::Finders, 24),
    Field::new("位置", "walk", Kind::Word(WALKS), 10).needed(),
    Field::new("须注明", "note_required", Kind::Flag, 8),
    Field::new("须附照片", "photo", Kind::Flag, 10),
    Field::new("常用语", "phrases", Kind::Phrases, 40),
    Field::new("可能同一事项", "related", Kind::Ids, 30),
    Field::new("则不涉及", "implies_not_applicable", Kind::Ids, 30),
    Field::new("问题英文", "name_en", Kind::Text, 24),
    Field::new("要求英文", "requirement_en", Kind::Text, 30),
];

/// The finders, as the column of prices by finder names them.
pub(super) const FINDERS: &[(&str, &str)] = &[
    ("本级政务办", "district-office"),
    ("市级主管部门", "city-bureau"),
    ("特邀监督员", "invited-monitor"),
    ("第三方机构", "third-party"),
    ("其他上级部门", "higher-office"),
    ("主流媒体", "media"),
];

const APPLIES: &[(&str, &str)] = &[("中心", "centre"), ("站", "station"), ("中心和站", "both")];

const PER: &[(&str, &str)] = &[
    ("每缺1项", "item"),
    ("每次检查", "occurrence"),
    ("每人次", "count"),
    ("全季度一次", "once"),
    ("只记录", "note"),
];

const SCOPES: &[(&str, &str)] = &[("每个对象", "site"), ("全镇办", "town")];

const WALKS: &[(&str, &str)] = &[
    ("门口", "entrance"),
    ("大厅", "hall"),
    ("窗口", "window"),
    ("公示栏", "board"),
    ("自助区", "self-service"),
    ("档案", "files"),
];

impl SheetForm for TableSheet {
    type Column = Field;
    const ALL: &'static [Self] = &[
        Self::Table,
        Self::Sections,
        Self::Indicators,
        Self::Levels,
        Self::Checkpoints,
    ];

    fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::ALL.iter().copied().find(|part| part.word() == name)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Table => "评估表",
            Self::Sections => "一级指标",
            Self::Indicators => "指标",
            Self::Levels => "档次",
            Self::Checkpoints => "检查要点",
        }
    }

    fn columns(self) -> &'static [Field] {
        match self {
            Self::Table => TABLE,
            Self::Sections => SECTIONS,
            Self::Indicators => &WITH_RULES,
            Self::Levels => LEVELS,
            Self::Checkpoints => CHECKPOINTS,
        }
    }

    fn needs(self, column: Field) -> bool {
        column.needed
    }

    fn head(self, column: Field) -> &'static str {
        column.head
    }

    fn said(self, column: Field, cell: &Cell) -> Result<String, Wrong> {
        column.kind.said(cell)
    }
}

impl Kind {
    /// The cell's value in the syntax of the table's file.
    pub(super) fn said(self, cell: &Cell) -> Result<String, Wrong> {
        if let Cell::Date(day) = cell
            && !day.is_empty()
        {
            return Ok(day.clone());
        }
        if let (Self::Flag, Cell::Truth(is)) = (self, cell) {
            return Ok(if *is { "true" } else { "" }.to_owned());
        }
        let text = text_of(cell)?.trim();
        if text.chars().count() >= crate::sheets::workbook::MOST {
            let most = (crate::sheets::workbook::MOST - 1).to_string();
            return Err(("too-long", vec![("most", most)]));
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if text.chars().any(|it| it.is_control() && it != '\n') {
            return Err(("line-break", Vec::new()));
        }
        match self {
            Self::Points | Self::Whole => Ok(plain(&text)),
            Self::Day => Ok(day(&plain(&text))),
            Self::Word(words) => code(words, &text),
            Self::Flag => match text.as_str() {
                "是" | "√" | "1" => Ok("true".to_owned()),
                "否" | "×" | "0" => Ok(String::new()),
                _ => code(&[("是", "true"), ("否", "")], &text),
            },
            Self::Text | Self::Lines | Self::Phrases | Self::Ids | Self::Bands | Self::Finders => {
                Ok(text)
            }
        }
    }
}

fn code(words: &[(&str, &str)], said: &str) -> Result<String, Wrong> {
    let known = words.iter().find(|(word, _)| *word == said);
    let allowed = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>();
    let value = || crate::sheets::workbook::short(said);
    known.map(|(_, code)| (*code).to_owned()).ok_or_else(|| {
        let values = vec![("value", value()), ("allowed", allowed().join("、"))];
        ("unknown-word", values)
    })
}

/// The word of a code.
pub(super) fn word_of(words: &[(&'static str, &str)], code: &str) -> &'static str {
    let found = words.iter().find(|(_, known)| *known == code);
    found.map_or("", |(word, _)| word)
}

/// A date as people write it, in the syntax of the table's file; any other text is returned
/// unchanged.
fn day(text: &str) -> String {
    let parts: Vec<&str> = text
        .split(['-', '/', '.', '年', '月', '日'])
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    let numbers: Option<Vec<u16>> = parts.iter().map(|it| it.parse().ok()).collect();
    match numbers.as_deref() {
        Some([year, month, day]) => format!("{year:04}-{month:02}-{day:02}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_read_as_people_write_them() {
        for typed in ["2026-01-01", "2026/1/1", "2026.1.1", "2026年1月1日"] {
            assert_eq!(day(typed), "2026-01-01");
        }
        for other in ["", "2026", "一月一日", "2026-01"] {
            assert_eq!(day(other), other);
        }
    }
}
