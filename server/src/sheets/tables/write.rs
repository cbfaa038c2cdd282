//! Writing an evaluation table as a workbook, with drop-down lists and a sheet of explanations.

use super::form::{ABOUT, FINDERS, Field, Kind, OF_INDICATOR, TableSheet, word_of};
use crate::sheets::workbook::{NOTES, SheetForm};
use domain::points::Points;
use domain::table::{
    Amount, ByFinder, Checkpoint, Family, Indicator, Level, Per, Reads, Rule, Scope, Section,
    Table, Text, skeleton,
};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use serde_json::Value;

/// How many lines offer drop-down lists.
const LINES: u32 = 1_000;

/// The workbook of a table; reading it back yields the same table.
///
/// # Errors
/// The library cannot write it.
pub(crate) fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for part in TableSheet::ALL.iter().copied() {
        let sheet = book.add_worksheet();
        sheet.set_name(part.word())?;
        heads(sheet, part)?;
        let wrapped = Format::new()
            .set_num_format("@")
            .set_text_wrap()
            .set_align(FormatAlign::Top);
        for (line, cells) in (1..).zip(lines(table, part)) {
            for (column, text) in (0..).zip(cells) {
                if !text.is_empty() && text != TO_FILL && text != "0001-01-01" {
                    sheet.write_with_format(line, column, text, &wrapped)?;
                }
            }
        }
    }
    notes(book.add_worksheet())?;
    book.save_to_buffer()
}

/// Marks a blank to be filled in, in the table to begin with.
const TO_FILL: &str = "\u{e000}";

/// The workbook of a table to begin with: a row for each rule, and blank cells to fill in.
///
/// # Errors
/// The library cannot write it.
pub(crate) fn blank() -> Result<Vec<u8>, XlsxError> {
    let text = skeleton("new-table").unwrap_or_default();
    let day = |key: &str| format!("{key} = \"\"");
    let text = ["issued", "effective_from"]
        .into_iter()
        .fold(text, |text, key| {
            text.replace(&day(key), &format!("{key} = 0001-01-01"))
        })
        .replace("= \"\"", &format!("= \"{TO_FILL}\""));
    // The table to begin with is part of the program, and tests parse it.
    let table =
        Table::parse(&text).map_err(|error| XlsxError::ParameterError(error.to_string()))?;
    workbook(&table)
}

fn heads(sheet: &mut Worksheet, part: TableSheet) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    // Spreadsheets must not turn input in these cells into a date, a number or a formula.
    let text = Format::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(part.columns()) {
        let star = if column.needed { "*" } else { "" };
        sheet.set_column_width(at, f64::from(column.width))?;
        sheet.set_column_format(at, &text)?;
        sheet.write_with_format(0, at, format!("{}{star}", column.head), &head)?;
        let words: Vec<&str> = match column.kind {
            Kind::Word(words) => words.iter().map(|(word, _)| *word).collect(),
            Kind::Flag => vec!["是"],
            _ => continue,
        };
        let list = DataValidation::new().allow_list_strings(&words)?;
        sheet.add_data_validation(1, at, LINES, at, &list)?;
    }
    Ok(())
}

/// The lines of a sheet, without the head.
pub(super) fn lines(table: &Table, part: TableSheet) -> Vec<Vec<String>> {
    let indicators = table.indicators.iter();
    match part {
        TableSheet::Table => ABOUT
            .iter()
            .map(|field| vec![field.head.to_owned(), about(table, field)])
            .collect(),
        TableSheet::Sections => {
            let line = |it: &Section| cells(part, |field| section(it, field));
            table.sections.iter().map(line).collect()
        }
        TableSheet::Indicators => {
            let line = |it: &Indicator| cells(part, |field| indicator(it, field));
            indicators.map(line).collect()
        }
        TableSheet::Levels => {
            let line = |it: &Indicator, of: &Level| cells(part, |field| level(&it.id, of, field));
            let of_one = indicators.map(|it| (it, it.rule.levels()));
            of_one
                .flat_map(|(it, levels)| levels.iter().map(move |of| (it, of)))
                .map(|(it, of)| line(it, of))
                .collect()
        }
        TableSheet::Checkpoints => {
            let line = |it: &Checkpoint| cells(part, |field| checkpoint(it, field));
            table.checkpoints().map(|(_, it)| line(it)).collect()
        }
    }
}

fn cells(part: TableSheet, said: impl Fn(&Field) -> String) -> Vec<String> {
    let cell = |field: &Field| match field.kind {
        Kind::Word(words) => word_of(words, &said(field)).to_owned(),
        _ => said(field),
    };
    part.columns().iter().map(cell).collect()
}

fn about(table: &Table, field: &Field) -> String {
    let annex = table.indicators.first();
    match field.key {
        "id" => table.id.clone(),
        "document" => table.document.clone(),
        "annex" => annex.map_or_else(String::new, |it| it.citation.document.clone()),
        "issuer" => table.issuer.clone(),
        "issued" => table.issued.to_string(),
        "effective_from" => table.effective_from.to_string(),
        "effective_until" => table
            .effective_until
            .map_or_else(String::new, |it| it.to_string()),
        "utc_offset" => table.utc_offset.to_string(),
        "readings" => lines_of(&table.readings),
        "daily" => table.totals.daily.to_string(),
        "showcase" => table.totals.showcase.to_string(),
        "good" => table.totals.good.to_string(),
        "decimals" => {
            let decimals = table.totals.decimals;
            decimals.map_or_else(String::new, |it| it.to_string())
        }
        key => words(&table.name, key),
    }
}

fn section(it: &Section, field: &Field) -> String {
    match field.key {
        "id" => it.id.clone(),
        "points" => it.points.to_string(),
        key => words(&it.name, key),
    }
}

fn indicator(it: &Indicator, field: &Field) -> String {
    if field.of == "rule" {
        return rule(&it.rule, field.key);
    }
    match field.key {
        "row" => it.citation.row.to_string(),
        "section" => it.section.clone(),
        "id" => it.id.clone(),
        "points" => it.full.to_string(),
        "standard" => it.standard.clone(),
        "method" => it.method.clone(),
        "office" => it.office.clone(),
        "readings" => lines_of(&it.readings),
        "scan" => it.scan.clone().unwrap_or_default(),
        key => words(&it.name, key),
    }
}

/// A rule's cell; the keys of its file hold its values.
fn rule(rule: &Rule, key: &str) -> String {
    if key == "family" {
        return rule.family().as_str().to_owned();
    }
    match rule.parameter(key) {
        None => String::new(),
        Some(Value::String(text)) => text,
        Some(Value::Bool(is)) => flag(is),
        Some(Value::Array(items)) => items.iter().map(item).collect::<Vec<_>>().join(match key {
            "bands" => "\n",
            _ => "、",
        }),
        Some(number) => number.to_string(),
    }
}

/// A band of a metric, or an id.
fn item(it: &Value) -> String {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    match (it.get("from"), it.get("points")) {
        (Some(from), Some(points)) => format!("{}：{}", text(from), text(points)),
        _ => text(it),
    }
}

fn flag(is: bool) -> String {
    if is { "是" } else { "" }.to_owned()
}

fn amount(amount: &Amount, key: &str) -> String {
    match (amount, key) {
        (Amount::Fixed(points), "points") => points.to_string(),
        (Amount::Range { least, .. }, "least") => least.to_string(),
        (Amount::Range { most, .. }, "most") => most.to_string(),
        _ => String::new(),
    }
}

fn level(indicator: &str, it: &Level, field: &Field) -> String {
    match (field.of, field.key) {
        _ if *field == OF_INDICATOR => indicator.to_owned(),
        ("reads", key) => it
            .reads
            .as_ref()
            .map_or_else(String::new, |it| reads(it, key)),
        (_, "id") => it.id.clone(),
        (_, key @ ("points" | "least" | "most")) => amount(&it.amount, key),
        (_, key) => words(&it.name, key),
    }
}

fn reads(it: &Reads, key: &str) -> String {
    match key {
        "every" => it.every.to_string(),
        "points" => it.points.to_string(),
        _ => it.most.to_string(),
    }
}

fn checkpoint(it: &Checkpoint, field: &Field) -> String {
    let ids = |all: &[domain::ids::CheckpointId]| {
        let all: Vec<&str> = all.iter().map(|id| id.as_str()).collect();
        all.join("、")
    };
    let points = |it: Option<Points>| it.map_or_else(String::new, |it| it.to_string());
    match field.key {
        "id" => it.id.to_string(),
        "applies" => it.applies.as_str().to_owned(),
        "per" => it.per.as_str().to_owned(),
        // Only checkpoints that count per item have a scope.
        "scope" if it.per == Per::Item && it.scope != Scope::Site => it.scope.as_str().to_owned(),
        "scope" => String::new(),
        "points" if it.per == Per::Note => String::new(),
        "points" => it.points.to_string(),
        "again" => points(it.again),
        "most" => points(it.most),
        "finders" => {
            let line = |it: &ByFinder| {
                let name = word_of(FINDERS, it.finder.as_str());
                format!("{name}：{}", it.points)
            };
            it.finders.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        "walk" => it.walk.as_str().to_owned(),
        "note_required" => flag(it.note_required),
        "photo" => flag(it.photo),
        "phrases" => it.phrases.iter().map(phrase).collect::<Vec<_>>().join("\n"),
        "related" => ids(&it.related),
        "implies_not_applicable" => ids(&it.implies_not_applicable),
        "requirement" => it.requirement.zh.clone(),
        "requirement_en" => it.requirement.en.clone().unwrap_or_default(),
        key => words(&it.name, key),
    }
}

/// A phrase with its English words after a bar.
fn phrase(it: &Text) -> String {
    let zh = it.zh.replace('\n', " ");
    match &it.en {
        Some(en) => format!("{zh} | {}", en.replace('\n', " ")),
        // The final bar shows that the first one separates nothing.
        None if zh.contains('|') => format!("{zh} |"),
        None => zh,
    }
}

fn words(it: &Text, key: &str) -> String {
    match key {
        "name_en" => it.en.clone().unwrap_or_default(),
        _ => it.zh.clone(),
    }
}

fn lines_of(all: &[String]) -> String {
    let all: Vec<String> = all.iter().map(|it| it.replace('\n', " ")).collect();
    all.join("\n")
}

fn notes(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(NOTES)?;
    sheet.set_column_width(0, 16)?;
    sheet.set_column_width(1, 90)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    for (line, (what, text)) in (0..).zip(NOTE_LINES) {
        sheet.write_with_format(line, 0, what, &bold)?;
        match text {
            "" => sheet.write_with_format(line, 1, families(), &wrapped)?,
            text => sheet.write_with_format(line, 1, text, &wrapped)?,
        };
    }
    Ok(())
}

fn families() -> String {
    let all = Family::ALL.into_iter().zip(Family::WORDS);
    let all = all.filter(|(family, _)| !family.note().is_empty());
    all.map(|(family, (word, _))| format!("{word}：{}", family.note()))
        .collect()
}

const NOTE_LINES: [(&str, &str); 14] = [
    (
        "怎么用",
        "按本地印发的评估表逐行改写，保存后在“管理 → 评估表”上传。先核对、再采用：有一处错误则整份不采用，并逐格指出。采用后从下一次开启季度起可选用，已开启的季度不受影响。",
    ),
    (
        "表号",
        "本表的代号，小写字母、数字和连字符，例：moumou-2027。供以后季度使用的新表请另起表号：上一季度未关账时，同一表号不能换成另一份内容。",
    ),
    (
        "分值",
        "加分项、减分项以外的指标合计必须为 100；每个一级指标的分值等于所属指标之和；减分项的分值为负，是扣分的上限。最多四位小数。",
    ),
    (
        "工作要求及评估标准",
        "照录文件原文。原文有两种理解的，选定一种写入“理解”，每行一条；印刷或扫描有缺损的，在“印刷说明”中写明如何处理。",
    ),
    // The families explain themselves.
    ("计分规则", ""),
    (
        "并列名次",
        "1、1、3：两个第一之后是第三。1、1、2：两个第一之后是第二。",
    ),
    (
        "档次",
        "指标填所属指标的编号。编号为小写字母、数字和连字符。分值固定的填“分值”；视情况扣的减分档填“最少”“最多”。按阅读量加分的填“阅读量每满”“每满加分”“单篇最多”。",
    ),
    (
        "检查要点 · 编号",
        "指标编号、斜线、英文短名，例：1.3/wheelchair。采用后请勿改动，历史问题按编号归行。",
    ),
    (
        "检查要点 · 问题、要求",
        "问题照公文写法（缺轮椅），要求写应当做到的（配备轮椅）。",
    ),
    (
        "检查要点 · 计次",
        "每缺1项：同一对象一季度一次，范围选“全镇办”的全镇办一次。每次检查：同一次检查一次。每人次：每个问题按人次计。全季度一次：全镇办全季度一次。只记录：不扣分，“每次扣分”留空。",
    ),
    (
        "检查要点 · 常用语",
        "检查时可直接点选的话，每行一条；需要英文的写作：中文 | English。",
    ),
    (
        "可能同一事项",
        "可能属同一问题的其他要点编号，用顿号隔开，核查时一并提示（一事不二扣）。",
    ),
    (
        "则不涉及",
        "出现本问题时，所列要点自动记为“不涉及”，用顿号隔开。",
    ),
    ("英文", "各处英文均可不填。"),
];
