//! The sheet 填写说明: how to fill in each part, with the allowed words.

use super::form::{self, FactColumn, NOTES, SHOWCASE, STATUSES, WAIVERS};
use super::looks::height;
use crate::quarter::evaluation::Evaluation;
use domain::scoring::{Item, Kind};
use domain::table::words::rule_words;
use domain::table::{Amount, Indicator, Takes};
use domain::time::Quarter;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

/// The widths of the sheet's columns, in characters.
const FIRST: f64 = 44.0;
const SECOND: f64 = 90.0;

/// Writes the sheet.
pub(super) fn notes(
    sheet: &mut Worksheet,
    evaluation: &Evaluation,
    filled: bool,
) -> Result<(), XlsxError> {
    sheet.set_name(NOTES)?;
    sheet.set_column_width(0, FIRST)?;
    sheet.set_column_width(1, SECOND)?;
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut lines = explained(evaluation);
    if filled {
        let stamp = form::stamp(evaluation.quarter, evaluation.highest);
        let how = "请勿改动：凭此编号，没有改过的单元格不会覆盖下载以后别人填报的数据。";
        lines.insert(0, (stamp, how.to_owned()));
    }
    for (line, (what, how)) in (0..).zip(lines) {
        let tall = height([(what.as_str(), FIRST), (how.as_str(), SECOND)]);
        sheet.set_row_height(line, tall)?;
        sheet.write_with_format(line, 0, what, &wrap)?;
        sheet.write_with_format(line, 1, how, &wrap)?;
    }
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_footer("&C第 &P 页，共 &N 页")
        .protect();
    Ok(())
}

/// How to fill in each part, with the allowed words.
fn explained(evaluation: &Evaluation) -> Vec<(String, String)> {
    let statuses: Vec<&str> = STATUSES.iter().map(|(word, _)| *word).collect();
    let mut notes = vec![
        (
            "总则".to_owned(),
            "空白格不填报，也不改动已填报的数据；任何一处有误，整份文件都不导入。".to_owned(),
        ),
        (
            "可以保留的内容".to_owned(),
            "表上方的标题和单位、“序号”“备注”列、合计和平均行、填表人和审核人等签字行不读取，核对时列出。“镇办”合并单元格的，对合并的每一行有效；其他单元格请勿合并。"
                .to_owned(),
        ),
        (
            "百分比".to_owned(),
            "以百分比表示的，填 98.2 或 98.2% 均可，各镇办须一致；不要填 0.982。".to_owned(),
        ),
        (
            "工作表保护".to_owned(),
            "表头和镇办名称已锁定以防误改，没有密码；填写和增加行不受影响。".to_owned(),
        ),
        (
            FactColumn::Town.word().to_owned(),
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
            FactColumn::Status.word().to_owned(),
            format!("{}；不填的，新填报的为待核查，已填报的不变。", statuses.join("、")),
        ),
        (
            FactColumn::Id.word().to_owned(),
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
    match row.family().takes() {
        Takes::Nothing => None,
        Takes::Values => explained_values(row, evaluation),
        Takes::Claims => Some(explained_claims(row)),
        Takes::Records => Some(explained_records(row)),
    }
}

fn explained_values(row: &Indicator, evaluation: &Evaluation) -> Option<String> {
    let items = row.rule.items();
    let kind = items.first()?.kind(Some(row));
    Some(match (items.as_slice(), kind) {
        ([Item::Tier, ..], _) => format!("档次：{}。", form::level_words(row)),
        ([Item::FullCoverage, ..], _) => {
            "全覆盖填“是”或“否”；标杆型便民服务站数填整数。".to_owned()
        }
        ([Item::Judgement, ..], Kind::NoneOr(least, most)) => {
            format!("视情扣分：{least}—{most}，最多两位小数；没有问题的填 0。")
        }
        ([Item::Metric, Item::Rank, ..], _) => {
            "指标值和名次只填一种，各镇办须一致；指标值越大名次越靠前。".to_owned()
        }
        ([Item::Month(_), ..], Kind::UpTo(most)) => {
            format!("{}：每月 0—{most}。", months(&items, evaluation.quarter))
        }
        ([Item::Shut, ..], _) => format!(
            "{}。发生的填“是”，没有发生的填“否”。",
            rule_words(&row.rule, row.full)
        ),
        _ => format!("{}。", rule_words(&row.rule, row.full)),
    })
}

fn months(items: &[Item], quarter: Quarter) -> String {
    let words = items.iter().map(|it| form::word(*it, quarter));
    words.collect::<Vec<_>>().join("、")
}

fn explained_claims(row: &Indicator) -> String {
    let words = form::level_words(row);
    let levels = row.rule.levels().iter();
    let read = levels.filter(|level| level.reads.is_some());
    let read: Vec<&str> = read.map(|level| level.name.zh.as_str()).collect();
    if read.is_empty() {
        format!("级别：{words}。")
    } else {
        format!("级别：{words}。其中{}须填阅读量。", read.join("、"))
    }
}

fn explained_records(row: &Indicator) -> String {
    if let Some(Amount::Range { least, most }) = row.rule.range() {
        return format!("扣分：{least}—{most}，最多两位小数。");
    }
    let open = row
        .rule
        .levels()
        .iter()
        .filter_map(|level| match level.amount {
            Amount::Range { least, most } => {
                Some(format!("其中{}须填扣分 {least}—{most}", level.name.zh))
            }
            Amount::Fixed(_) => None,
        });
    let open: Vec<String> = open.collect();
    format!("级别：{}。{}。", form::level_words(row), open.join("，"))
}
