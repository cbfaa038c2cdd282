//! A table as an official reads it in a terminal, and as JSON for programs.

use super::{
    Amount, Applies, Checkpoint, Indicator, Level, Per, Rule, Scope, Table, TableErrors, Ties, Walk,
};
use crate::points::Points;
use serde::Serialize;
use std::fmt::Write;

/// Columns of a terminal line; a Chinese character fills two.
const COLUMNS: usize = 100;

/// The whole table as text: every section, row, rule, reading and checkpoint, in columns that
/// line up where Chinese characters are two columns wide.
pub fn text(table: &Table) -> String {
    let mut out = Page::default();
    out.line(0, &table.name.zh);
    out.line(
        0,
        &format!(
            "{} · {} · {} 印发",
            table.document, table.issuer, table.issued
        ),
    );
    let until = table
        .effective_until
        .map_or("起".to_owned(), |until| format!(" 至 {until}"));
    out.line(
        0,
        &format!(
            "适用 {}{until} · 时区 UTC{}",
            table.effective_from, table.utc_offset
        ),
    );
    out.line(0, &format!("表号 {} · SHA-256 {}", table.id, table.sha256));
    for reading in &table.readings {
        out.wrapped(0, "〔理解〕", reading);
    }
    for section in &table.sections {
        out.line(0, "");
        out.line(
            0,
            &format!(
                "{}  {}（{}分）",
                section.id, section.name.zh, section.points
            ),
        );
        for indicator in table.indicators_of(&section.id) {
            row(&mut out, indicator);
        }
    }
    out.0
}

fn row(out: &mut Page, indicator: &Indicator) {
    out.line(0, "");
    let name = format!("{}{}", pad(&indicator.id, 7), indicator.name.zh);
    out.line(
        2,
        &format!(
            "{}{}分",
            pad(&name, 60),
            pad_left(&indicator.full.to_string(), 5)
        ),
    );
    out.wrapped(9, "标准：", &indicator.standard);
    out.wrapped(9, "规则：", &rule(&indicator.rule, indicator.full));
    out.wrapped(9, "考核方式：", &indicator.method);
    out.wrapped(9, "责任科室：", &indicator.office);
    out.wrapped(9, "依据：", &indicator.citation.to_string());
    for reading in &indicator.readings {
        out.wrapped(9, "〔理解〕", reading);
    }
    if let Some(scan) = &indicator.scan {
        out.wrapped(9, "〔扫描件〕", scan);
    }
    for checkpoint in &indicator.checkpoints {
        let name = if width(&checkpoint.name.zh) < 42 {
            checkpoint.name.zh.clone()
        } else {
            cut(&checkpoint.name.zh, 40)
        };
        let columns = [
            pad(checkpoint.id.as_str(), 28),
            pad(&name, 43),
            pad(applies(checkpoint.applies), 9),
            pad(&per(checkpoint), 20),
            pad_left(&points(checkpoint), 3),
        ];
        let mut line = columns.concat();
        for (shown, mark) in [
            (checkpoint.note_required, " 须注明"),
            (checkpoint.photo, " 附照片"),
        ] {
            if shown {
                line.push_str(mark);
            }
        }
        out.line(9, &line);
    }
}

fn rule(rule: &Rule, full: Points) -> String {
    match rule {
        Rule::Tier { levels } => format!("分档计分：{}", listed(levels, "得")),
        Rule::Coverage {
            full_coverage,
            each_station,
        } => {
            format!("全覆盖得{full_coverage}分，每个标杆型加{each_station}分，至{full}分为止")
        }
        Rule::Deduct {} => "逐项扣分，扣完为止".to_owned(),
        Rule::Judgement { least, most } => format!("视情扣{least}-{most}分"),
        Rule::Rank { step, ties } => {
            let ties = match ties {
                Ties::Competition => "1、1、3",
                Ties::Dense => "1、1、2",
            };
            format!("按名次：第一名{full}分，每递减一个名次扣{step}分，并列为{ties}")
        }
        Rule::Average { months, out_of } => {
            format!("{months}个月平均分（满分{out_of}分）折算为{full}分")
        }
        Rule::Bonus { levels } => format!("加分：{}；最高{full}分", listed(levels, "加")),
        Rule::Penalty { levels, range } => {
            let each = match range {
                Some(range) => format!("每次扣{}分", amount(range)),
                None => listed(levels, "扣"),
            };
            format!("减分：{each}；最高{}分", full.abs())
        }
    }
}

fn listed(levels: &[Level], verb: &str) -> String {
    let each = levels.iter().map(|level| {
        let reads = level.reads.map_or(String::new(), |reads| {
            format!(
                "（每满{}人次加{}分，最多{}分）",
                reads.every, reads.points, reads.most
            )
        });
        format!("{}{verb}{}分{reads}", level.name.zh, amount(&level.amount))
    });
    each.collect::<Vec<_>>().join("，")
}

fn amount(amount: &Amount) -> String {
    match amount {
        Amount::Fixed(points) => points.to_string(),
        Amount::Range { least, most } => format!("{least}-{most}"),
    }
}

fn applies(applies: Applies) -> &'static str {
    match applies {
        Applies::Centre => "中心",
        Applies::Station => "站",
        Applies::Both => "中心、站",
    }
}

fn per(checkpoint: &Checkpoint) -> String {
    let words = match (checkpoint.per, checkpoint.scope) {
        (Per::Item, Scope::Site) => "每项",
        (Per::Item, Scope::Town) => "每项（全镇办）",
        (Per::Occurrence, _) => "每次",
        (Per::Count, _) => "每人次",
        (Per::Once, _) => "一次",
        (Per::Note, _) => "只记录",
    };
    format!("{words} {}", checkpoint.per.as_str())
}

fn points(checkpoint: &Checkpoint) -> String {
    if checkpoint.per == Per::Note {
        "—".to_owned()
    } else {
        format!("-{}", checkpoint.points)
    }
}

/// Lines of text, wrapped by columns.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, indent: usize, text: &str) {
        let line = format!("{:indent$}{text}", "");
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    /// `label` and text, broken at the page's width, further lines below the text.
    fn wrapped(&mut self, indent: usize, label: &str, text: &str) {
        let hanging = indent + width(label);
        let mut line = String::from(label);
        let mut at = hanging;
        let mut from = indent;
        for c in text.chars() {
            // Closing marks hang over the edge rather than begin a line.
            let closing = matches!(c, '，' | '。' | '、' | '；' | '：' | '”' | '）' | ',');
            if at + columns(c) > COLUMNS && !closing {
                self.line(from, &line);
                line.clear();
                from = hanging;
                at = hanging;
            }
            line.push(c);
            at += columns(c);
        }
        self.line(from, &line);
    }
}

/// Columns that a character fills in a terminal (the wide blocks that a table can hold).
fn columns(c: char) -> usize {
    match u32::from(c) {
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn pad(text: &str, to: usize) -> String {
    let missing = to.saturating_sub(width(text));
    format!("{text}{:missing$}", "")
}

fn pad_left(text: &str, to: usize) -> String {
    let missing = to.saturating_sub(width(text));
    format!("{:missing$}{text}", "")
}

/// At most `to` columns of a text, with an ellipsis where it is longer.
fn cut(text: &str, to: usize) -> String {
    let mut short = String::new();
    for c in text.chars() {
        if width(&short) + columns(c) > to {
            short.push('…');
            break;
        }
        short.push(c);
    }
    short
}

/// The table as JSON for programs, in the order of the annex: each indicator with `id`, `name`,
/// `points`, `family`, …, each checkpoint with `id`, `per`, `points`, …
pub fn json(table: &Table) -> impl Serialize {
    Document {
        id: &table.id,
        name: &table.name.zh,
        name_en: table.name.en.as_deref(),
        document: &table.document,
        issuer: &table.issuer,
        issued: table.issued.to_string(),
        effective_from: table.effective_from.to_string(),
        effective_until: table.effective_until.map(|date| date.to_string()),
        utc_offset: table.utc_offset.to_string(),
        sha256: &table.sha256,
        readings: &table.readings,
        sections: table
            .sections
            .iter()
            .map(|s| Part {
                id: &s.id,
                name: &s.name.zh,
                name_en: s.name.en.as_deref(),
                points: s.points,
            })
            .collect(),
        indicators: table.indicators.iter().map(Row::of).collect(),
    }
}

#[derive(Serialize)]
struct Document<'t> {
    id: &'t str,
    name: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'t str>,
    document: &'t str,
    issuer: &'t str,
    issued: String,
    effective_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_until: Option<String>,
    utc_offset: String,
    sha256: &'t str,
    readings: &'t [String],
    sections: Vec<Part<'t>>,
    indicators: Vec<Row<'t>>,
}

#[derive(Serialize)]
struct Part<'t> {
    id: &'t str,
    name: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'t str>,
    points: Points,
}

#[derive(Serialize)]
struct Row<'t> {
    id: &'t str,
    section: &'t str,
    name: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'t str>,
    points: Points,
    family: &'static str,
    rule: &'t Rule,
    standard: &'t str,
    method: &'t str,
    office: &'t str,
    citation: String,
    readings: &'t [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    scan: Option<&'t str>,
    checkpoints: Vec<Check<'t>>,
}

impl<'t> Row<'t> {
    fn of(indicator: &'t Indicator) -> Self {
        Self {
            id: &indicator.id,
            section: &indicator.section,
            name: &indicator.name.zh,
            name_en: indicator.name.en.as_deref(),
            points: indicator.full,
            family: indicator.family().as_str(),
            rule: &indicator.rule,
            standard: &indicator.standard,
            method: &indicator.method,
            office: &indicator.office,
            citation: indicator.citation.to_string(),
            readings: &indicator.readings,
            scan: indicator.scan.as_deref(),
            checkpoints: indicator.checkpoints.iter().map(Check::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct Check<'t> {
    id: &'t str,
    name: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'t str>,
    requirement: &'t str,
    per: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Scope>,
    points: Points,
    applies: Applies,
    walk: Walk,
    note_required: bool,
    photo: bool,
    phrases: Vec<&'t str>,
    related: Vec<&'t str>,
    implies_not_applicable: Vec<&'t str>,
}

impl<'t> Check<'t> {
    fn of(checkpoint: &'t Checkpoint) -> Self {
        Self {
            id: checkpoint.id.as_str(),
            name: &checkpoint.name.zh,
            name_en: checkpoint.name.en.as_deref(),
            requirement: &checkpoint.requirement.zh,
            per: checkpoint.per.as_str(),
            scope: (checkpoint.per == Per::Item).then_some(checkpoint.scope),
            points: checkpoint.points,
            applies: checkpoint.applies,
            walk: checkpoint.walk,
            note_required: checkpoint.note_required,
            photo: checkpoint.photo,
            phrases: checkpoint
                .phrases
                .iter()
                .map(|phrase| phrase.zh.as_str())
                .collect(),
            related: checkpoint.related.iter().map(|id| id.as_str()).collect(),
            implies_not_applicable: checkpoint
                .implies_not_applicable
                .iter()
                .map(|id| id.as_str())
                .collect(),
        }
    }
}

/// Checks the text of a table's file: what it holds in one line, or every fault as
/// `line:column: reason`.
pub fn check(text: &str) -> Result<String, TableErrors> {
    let table = Table::parse(text)?;
    let mut line = format!("{}：{}，", table.id, table.name.zh);
    // Writing to a String cannot fail.
    let _ = write!(
        line,
        "{}个一级指标，{}个指标，{}个检查要点，格式正确。",
        table.sections.len(),
        table.indicators.len(),
        table.checkpoints().count(),
    );
    Ok(line)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::table::builtin;

    #[test]
    fn every_row_and_checkpoint_is_printed_in_columns() {
        let table = builtin("zichuan-2022").unwrap();
        let printed = text(table);
        for indicator in &table.indicators {
            assert!(printed.contains(&indicator.name.zh), "{}", indicator.id);
        }
        let mut ends = std::collections::BTreeSet::new();
        for (_, checkpoint) in table.checkpoints() {
            let start = format!("{:9}{} ", "", checkpoint.id);
            let line = printed
                .lines()
                .find(|line| line.starts_with(&start))
                .unwrap();
            let points = points(checkpoint);
            let before = line.rfind(&points).unwrap();
            ends.insert(width(&line[..before + points.len()]));
        }
        assert_eq!(ends.len(), 1, "the points end in one column: {ends:?}");
        assert!(
            printed
                .lines()
                .filter(|line| !line.contains('/'))
                .all(|line| width(line) <= COLUMNS + 4)
        );
    }

    #[test]
    fn the_json_names_what_programs_need() {
        let table = builtin("zichuan-2022").unwrap();
        let value = serde_json::to_value(json(table)).unwrap();
        assert_eq!(value["indicators"].as_array().unwrap().len(), 21);
        let wheelchair = &value["indicators"][2]["checkpoints"][3];
        assert_eq!(wheelchair["id"], "1.3/wheelchair");
        assert_eq!(wheelchair["per"], "item");
        assert_eq!(wheelchair["points"], "1");
        assert_eq!(wheelchair["scope"], "site");
        assert_eq!(value["indicators"][19]["points"], "-10");
    }

    #[test]
    fn a_check_says_what_it_found() {
        let (_, text) = crate::table::builtin_files()[0];
        assert!(check(text).unwrap().contains("21个指标"));
        let errors = check(&text.replace("points = \"2\"\n", "points = 2\n"))
            .unwrap_err()
            .to_string();
        assert!(errors.contains("must be points as text"), "{errors}");
        assert!(errors.lines().all(|line| line.split(':').count() >= 3));
    }
}
