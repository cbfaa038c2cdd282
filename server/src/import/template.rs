//! The file to fill, for a quarter's table and towns: a workbook, and a text file that spreadsheets
//! in China open with the right characters.

use super::form::{
    self, CLAIMS, Column, Item, NOTES, RECORDS, SHOWCASE, STATUSES, TOWN, VALUES, WAIVERS,
};
use crate::evaluation::Evaluation;
use domain::table::{Family, Indicator, Rule};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

const CLAIM: [Column; 7] = [
    Column::Town,
    Column::Row,
    Column::Matter,
    Column::Level,
    Column::Reads,
    Column::Status,
    Column::Id,
];
const RECORD: [Column; 7] = [
    Column::Town,
    Column::Row,
    Column::Level,
    Column::Points,
    Column::Finding,
    Column::Status,
    Column::Id,
];
const WAIVER: [Column; 4] = [Column::Town, Column::Row, Column::Waived, Column::Reason];

/// The workbook.
///
/// # Errors
/// The library cannot write it.
pub fn workbook(evaluation: &Evaluation) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    values(book.add_worksheet(), evaluation, &head)?;
    for (name, columns) in [(CLAIMS, &CLAIM[..]), (RECORDS, &RECORD), (WAIVERS, &WAIVER)] {
        lines(book.add_worksheet(), name, columns, &head)?;
    }
    notes(book.add_worksheet(), evaluation)?;
    book.save_to_buffer()
}

fn values(sheet: &mut Worksheet, evaluation: &Evaluation, head: &Format) -> Result<(), XlsxError> {
    sheet.set_name(VALUES)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_column_width(0, 16)?;
    sheet.write_with_format(0, 0, TOWN, head)?;
    for (line, (_, name)) in (1..).zip(&evaluation.towns) {
        sheet.write(line, 0, name.as_str())?;
    }
    for (column, header) in (1..).zip(headers(evaluation)) {
        sheet.set_column_width(column, 16)?;
        sheet.write_with_format(0, column, header, head)?;
    }
    Ok(())
}

fn headers(evaluation: &Evaluation) -> Vec<String> {
    let rows = evaluation.table.indicators.iter();
    let header = |row, item| form::header(row, item, evaluation.quarter);
    rows.flat_map(|row| {
        Item::of(&row.rule)
            .into_iter()
            .map(move |item| header(row, item))
    })
    .chain([SHOWCASE.to_owned()])
    .collect()
}

fn lines(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[Column],
    head: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    let text = Format::new().set_num_format("@");
    for (at, column) in (0..).zip(columns) {
        let width = match column {
            Column::Row | Column::Matter | Column::Reason | Column::Level => 32,
            _ => 14,
        };
        sheet.set_column_width(at, width)?;
        sheet.write_with_format(0, at, column.word(), head)?;
        if matches!(
            column,
            Column::Row | Column::Matter | Column::Id | Column::Finding
        ) {
            // Nothing that is typed there becomes a date.
            sheet.set_column_format(at, &text)?;
        }
    }
    Ok(())
}

fn notes(sheet: &mut Worksheet, evaluation: &Evaluation) -> Result<(), XlsxError> {
    sheet.set_name(NOTES)?;
    sheet.set_column_width(0, 44)?;
    sheet.set_column_width(1, 90)?;
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (line, (what, how)) in (0..).zip(explained(evaluation)) {
        sheet.write_with_format(line, 0, what, &wrap)?;
        sheet.write_with_format(line, 1, how, &wrap)?;
    }
    Ok(())
}

/// How each part is filled in, with the words that it may say.
fn explained(evaluation: &Evaluation) -> Vec<(String, String)> {
    let statuses: Vec<&str> = STATUSES.iter().map(|(word, _)| *word).collect();
    let mut notes = vec![
        (
            "总则".to_owned(),
            "空白格不填报，也不改动已填报的数据；任何一处有误，整份文件都不导入。".to_owned(),
        ),
        (
            Column::Town.word().to_owned(),
            evaluation
                .towns
                .iter()
                .map(|(_, name)| name.as_str())
                .collect::<Vec<_>>()
                .join("、"),
        ),
    ];
    for row in &evaluation.table.indicators {
        if let Some(how) = explained_row(row, evaluation) {
            notes.push((form::named(row), how));
        }
    }
    let rest = [
        (SHOWCASE.to_owned(), "0—100。".to_owned()),
        (
            Column::Status.word().to_owned(),
            format!("{}；不填的，新填报的为待核查，已填报的不变。", statuses.join("、")),
        ),
        (
            Column::Id.word().to_owned(),
            "加分、减分事项的编号，由字母、数字和连字符组成；不填的由系统编号，内容相同的视为同一事项。更正已填报的事项，请填写原编号。"
                .to_owned(),
        ),
        (
            WAIVERS.to_owned(),
            "缺少数据而须由管理人员酌定计分的，填写分值和理由。".to_owned(),
        ),
    ];
    notes.extend(rest);
    notes
}

fn explained_row(row: &Indicator, evaluation: &Evaluation) -> Option<String> {
    let words = form::level_words(row);
    Some(match &row.rule {
        Rule::Tier { .. } => format!("档次：{words}。"),
        Rule::Coverage { .. } => "全覆盖填“是”或“否”；标杆型便民服务站数填整数。".to_owned(),
        Rule::Judgement { least, most } => {
            format!("视情扣分：{least}—{most}，最多两位小数；没有问题的填 0。")
        }
        Rule::Rank { .. } => {
            "指标值和名次只填一种，各镇办须一致；指标值越大名次越靠前。".to_owned()
        }
        Rule::Average { out_of, .. } => {
            let months = form::Item::of(&row.rule).into_iter();
            let months: Vec<String> = months.map(|it| it.word(evaluation.quarter)).collect();
            format!("{}：每月 0—{out_of}。", months.join("、"))
        }
        Rule::Bonus { .. } => {
            let read = form::levels(row)
                .iter()
                .filter(|level| level.reads.is_some());
            let read: Vec<&str> = read.map(|level| level.name.zh.as_str()).collect();
            if read.is_empty() {
                format!("级别：{words}。")
            } else {
                format!("级别：{words}。“{}”须填阅读量。", read.join("”“"))
            }
        }
        Rule::Penalty {
            range: Some(domain::table::Amount::Range { least, most }),
            levels,
        } if levels.is_empty() => {
            format!("扣分：{least}—{most}，最多两位小数。")
        }
        Rule::Penalty { levels, .. } => {
            let open = levels.iter().filter_map(|level| match level.amount {
                domain::table::Amount::Range { least, most } => {
                    Some(format!("“{}”须填扣分 {least}—{most}", level.name.zh))
                }
                domain::table::Amount::Fixed(_) => None,
            });
            let open: Vec<String> = open.collect();
            format!("级别：{words}。{}。", open.join("，"))
        }
        Rule::Deduct {} => return None,
    })
}

/// The text file: UTF-8 with a mark, a line for each item of each town, and every column that a
/// claim, a record or a waiver needs.
///
/// # Errors
/// The library cannot write it.
pub fn text(evaluation: &Evaluation) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let width = Column::ALL.len();
    writer.write_record(Column::ALL.map(Column::word))?;
    let mut line = |town: &str, row: &str, item: &str| {
        let mut record = vec![""; width];
        for (at, words) in [town, row, item].into_iter().enumerate() {
            if let Some(cell) = record.get_mut(at) {
                *cell = words;
            }
        }
        writer.write_record(&record)
    };
    let rows = evaluation.table.indicators.iter();
    let rows: Vec<_> = rows
        .filter(|row| row.family() != Family::Deduct)
        .map(|row| (form::named(row), Item::of(&row.rule)))
        .collect();
    for (_, town) in &evaluation.towns {
        for (row, items) in &rows {
            for item in items {
                line(town, row, &item.word(evaluation.quarter))?;
            }
        }
        line(town, SHOWCASE, "")?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}
