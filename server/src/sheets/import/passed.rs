//! Parts of a sheet that are not read: titles, sums and means, signatures, serial numbers, remarks.
//! The report names them, so that nobody believes they were entered.

use super::form::{self, FactColumn, FactForm};
use super::gather::Gathering;
use super::head::Head;
use crate::sheets::workbook::{Cell, CellLine, CellPlace, Remark, Sheet, letters, short};
use domain::points::Points;
use domain::typed::{alike, plain};

/// How many of them the report names.
const NAMED: usize = 8;
/// The words of a line that sums up other lines.
const SUMS: [&str; 27] = [
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "本页小计",
    "全区合计",
    "全区",
    "平均",
    "平均值",
    "平均分",
    "平均数",
    "均值",
    "全区平均",
    "全区平均分",
    "全区均值",
    "最高",
    "最高分",
    "最高值",
    "最大值",
    "最低",
    "最低分",
    "最低值",
    "最小值",
    "合计/平均",
    "以下空白",
    "以下无正文",
];
/// The first word of a line of signatures or remarks, before a colon, a bracket or the end.
const SIGNS: [&str; 35] = [
    "填表人",
    "填报人",
    "制表人",
    "制表",
    "经办人",
    "审核人",
    "审核",
    "复核人",
    "复核",
    "审批人",
    "负责人",
    "单位负责人",
    "科室负责人",
    "主要负责人",
    "分管负责人",
    "分管领导",
    "联系人",
    "联系电话",
    "电话",
    "填表日期",
    "填报日期",
    "制表日期",
    "填表时间",
    "填报时间",
    "制表时间",
    "日期",
    "填报单位",
    "填表单位",
    "单位盖章",
    "盖章",
    "公章",
    "签字",
    "备注",
    "注",
    "说明",
];

/// The lines of a sheet that are not data, with their words.
pub(super) type Passed = Vec<(u32, String)>;

impl<'t> Gathering<'_, 't> {
    /// Removes the lines that are not data.
    pub(super) fn pass(
        &mut self,
        passed: &mut Passed,
        lines: &mut Vec<CellLine>,
        (town_at, row_at): (u32, Option<u32>),
    ) {
        let form = self.form;
        lines.retain(|line| {
            if row_at.is_some_and(|at| line.cell(at).is_some_and(|cell| !is_head(cell))) {
                return true;
            }
            let words = nobodys(line, town_at, form);
            let is_read = words.is_none();
            passed.extend(words.map(|words| (line.number, words)));
            is_read
        });
    }

    /// Reports the parts of a sheet that were not read, and hidden parts that were. `lines` are the
    /// lines read; `sheet` also has those above them.
    pub(super) fn tell(
        &mut self,
        at: usize,
        sheet: &Sheet,
        head: &Head,
        lines: &[CellLine],
        passed: Passed,
    ) {
        let place = |line: u32, column: Option<u32>| CellPlace {
            sheet: at,
            line,
            column,
        };
        let above = sheet.lines.get(..head.at).unwrap_or_default();
        let words = above.iter().filter_map(words_of);
        if let Some(first) = above.first() {
            let values = vec![("n", above.len().to_string()), ("list", listed(words))];
            self.told(place(first.number, None), "passed-above", values);
        }
        if let Some((first, _)) = passed.first() {
            let words = passed.iter();
            let words = words.map(|(line, words)| format!("{line}“{}”", short(words)));
            let values = vec![("n", passed.len().to_string()), ("list", listed(words))];
            self.told(place(*first, None), "passed-lines", values);
        }
        let line = sheet.lines.get(head.at).map_or(1, |line| line.number);
        let columns = head.words.iter().filter(|(column, words)| {
            is_column(words) && lines.iter().any(|line| line.cell(*column).is_some())
        });
        let columns: Vec<_> = columns.collect();
        if let Some((first, _)) = columns.first() {
            let words = columns.iter().map(|(_, words)| short(words));
            let values = vec![("list", listed(words))];
            self.told(place(line, Some(*first)), "passed-columns", values);
        }
        let hidden: Vec<&CellLine> = lines.iter().filter(|it| it.hidden).collect();
        if let Some(first) = hidden.first() {
            let lines = hidden.iter().map(|line| line.number.to_string());
            let values = vec![("n", hidden.len().to_string()), ("list", listed(lines))];
            self.told(place(first.number, None), "hidden-lines", values);
        }
        let hidden: Vec<_> = head
            .words
            .iter()
            .filter(|(column, _)| sheet.hides(*column))
            .collect();
        if let Some((first, _)) = hidden.first() {
            let columns = hidden.iter();
            let columns =
                columns.map(|(column, words)| format!("{} {}", letters(*column), short(words)));
            let values = vec![("n", hidden.len().to_string()), ("list", listed(columns))];
            self.told(place(line, Some(*first)), "hidden-columns", values);
        }
    }

    fn told(&mut self, place: CellPlace, code: &'static str, values: Vec<(&'static str, String)>) {
        self.passed.push(Remark {
            place,
            code,
            values,
        });
    }
}

/// The first of some words, followed by a sign if there are more.
fn listed(words: impl Iterator<Item = String>) -> String {
    let mut words = words.peekable();
    let mut list = words.by_ref().take(NAMED).collect::<Vec<_>>().join("、");
    if words.peek().is_some() {
        list.push('…');
    }
    list
}

fn is_head(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if FactColumn::of(text) == Some(FactColumn::Row))
}

/// The first words of a line.
fn words_of(line: &CellLine) -> Option<String> {
    line.cells.iter().find_map(|(_, cell)| match cell {
        Cell::Text(text) => Some(short(text)),
        _ => None,
    })
}

/// The words that show that a line is not data: the line names no town but a sum, a signature, a
/// date or the head again.
fn nobodys(line: &CellLine, town_at: u32, form: &FactForm<'_>) -> Option<String> {
    match line.cell(town_at) {
        Some(Cell::Text(town)) if form.town(town).is_some() => return None,
        Some(Cell::Text(town)) if FactColumn::of(town) == Some(FactColumn::Town) => {
            return Some(town.clone());
        }
        // An unknown town with a value is reported, whatever precedes the name.
        Some(Cell::Text(town)) if !sums_or_signs(town) && has_value(line, town_at) => return None,
        _ => {}
    }
    let first = line.cells.iter().find_map(|(_, cell)| match cell {
        // Skips a serial number before the words.
        Cell::Text(text) if !text.chars().all(|it| it.is_ascii_digit()) => Some(text),
        _ => None,
    });
    let Some(first) = first else {
        let only_day = matches!(line.cells.as_slice(), [(_, Cell::Date(_))]);
        return only_day.then(|| "日期".to_owned());
    };
    let is_day = line.cells.len() == 1 && is_day(first);
    (is_day || sums_or_signs(first)).then(|| first.clone())
}

/// Whether a number follows the town.
fn has_value(line: &CellLine, town_at: u32) -> bool {
    let mut behind = line.cells.iter().filter(|(column, _)| *column > town_at);
    behind.any(|(_, cell)| match cell {
        Cell::Text(text) => plain(text).parse::<Points>().is_ok(),
        cell => matches!(cell, Cell::Percent(_)),
    })
}

fn sums_or_signs(text: &str) -> bool {
    let inner = text.trim_start_matches(['（', '(', '【', '[', '*', '＊', '※']);
    let head = inner
        .split(['：', ':', '（', '(', '）', ')', '】', ']', '\n'])
        .next();
    let head = alike(head.unwrap_or_default());
    if SUMS.contains(&head.as_str()) || SIGNS.contains(&head.as_str()) {
        return true;
    }
    // `填表人 王强` has no colon.
    let word = inner.split(char::is_whitespace).next().unwrap_or_default();
    inner.contains(char::is_whitespace) && SIGNS.contains(&word)
}

/// Whether a text is a date such as `2026年11月27日`.
fn is_day(text: &str) -> bool {
    let plain: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let mut rest = plain.as_str();
    for unit in ['年', '月', '日'] {
        let Some((number, after)) = rest.split_once(unit) else {
            return false;
        };
        if !number.bytes().all(|it| it.is_ascii_digit()) {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

/// Whether a column is left out: a serial number or remarks.
pub(super) fn is_column(head: &str) -> bool {
    head.starts_with(form::REMARK) || matches!(alike(head).as_str(), "序号" | "序" | "no" | "行号")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_signatures_are_told_from_what_is_entered() {
        for words in [
            "合 计",
            "平均：",
            "合计（13 个）",
            "填表人：王强",
            "（盖章）",
            "审核人",
            "填表人  王强    审核人  李霞",
            "注：1.指标值保留两位小数",
            "※说明：以上数据来自平台",
        ] {
            assert!(sums_or_signs(words), "{words}");
        }
        for words in [
            "合计划经验被报道",
            "说明会经验被省级媒体报道",
            "平均办理时长压缩的经验被报道",
            "注销一件事经验被报道",
            "罗村镇",
            "",
        ] {
            assert!(!sums_or_signs(words), "{words}");
        }
        assert!(is_day("2026年11月27日") && is_day("  年  月  日"));
        assert!(!is_day("2026年11月27日经验被报道") && !is_day("罗村镇"));
    }
}
