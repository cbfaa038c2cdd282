//! The choices and bounds in the template. Drop-down lists refer to a hidden sheet, since a list
//! written into a cell must be short.

use crate::quarter::evaluation::Evaluation;
use crate::sheets::import::form::Many;
use crate::sheets::import::form::{self, CHOICES, CHOICES_WORDS, FactColumn, STATUSES, Subject};
use domain::points::Points;
use domain::scoring::{Item, Kind};
use domain::table::{Indicator, Takes};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, Worksheet, XlsxError,
};

/// The last line that offers a choice.
const LAST: u32 = 2_000;
/// Larger than any number of an evaluation.
const LARGE: f64 = 1e12;

/// The lists, one for each column, with the words above them.
pub(super) struct Choices {
    lists: Vec<(String, Vec<String>)>,
}

impl Choices {
    pub(super) fn of(evaluation: &Evaluation) -> Self {
        let rows = &evaluation.table.indicators;
        let named = |fits: fn(Takes) -> bool| {
            let rows = rows.iter().filter(|row| fits(row.family().takes()));
            rows.map(form::named).collect::<Vec<_>>()
        };
        let mut waived = named(|takes| takes == Takes::Values);
        waived.push(form::SHOWCASE.to_owned());
        let levels = |many: Many| {
            let rows = rows.iter().filter(|row| Many::of(row) == Some(many));
            let mut names: Vec<String> = Vec::new();
            for row in rows {
                let own = row.rule.levels().iter();
                for name in own.filter_map(|level| form::named_level(row, &level.id)) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            names
        };
        let towns = evaluation.towns.iter().map(|(_, name)| name.clone());
        let statuses = STATUSES.iter().map(|(word, _)| (*word).to_owned());
        let mut lists = vec![
            (form::TOWN.to_owned(), towns.collect()),
            (
                form::CLAIMS.to_owned(),
                named(|takes| takes == Takes::Claims),
            ),
            (
                form::RECORDS.to_owned(),
                named(|takes| takes == Takes::Records),
            ),
            (form::WAIVERS.to_owned(), waived),
            (level_list(Many::Claims), levels(Many::Claims)),
            (level_list(Many::Records), levels(Many::Records)),
            (FactColumn::Status.word().to_owned(), statuses.collect()),
        ];
        let tiers = |row: &&Indicator| row.rule.items().contains(&Item::Tier);
        for row in rows.iter().filter(tiers) {
            let own = row.rule.levels().iter();
            let names = own.filter_map(|level| form::named_level(row, &level.id));
            lists.push((row.id.clone(), names.collect()));
        }
        Self { lists }
    }

    /// Writes the lists to the hidden sheet.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(CHOICES)?.set_hidden(true);
        sheet.write(0, 0, CHOICES_WORDS)?;
        for (column, (name, list)) in (0..).zip(&self.lists) {
            sheet.write(1, column, name.as_str())?;
            for (line, word) in (2..).zip(list) {
                sheet.write(line, column, word.as_str())?;
            }
        }
        sheet.protect();
        Ok(())
    }

    /// Restricts a cell to the values of a list.
    fn one_of(&self, name: &str, what: &str) -> Result<Option<DataValidation>, XlsxError> {
        let found = self.lists.iter().position(|(known, _)| known == name);
        let Some((at, (_, list))) = found.and_then(|at| Some((at, self.lists.get(at)?))) else {
            return Ok(None);
        };
        if list.is_empty() {
            return Ok(None);
        }
        let column = crate::sheets::workbook::letters(u32::try_from(at).unwrap_or_default());
        let range = format!("={CHOICES}!${column}$3:${column}${}", list.len() + 2);
        let allowed = DataValidation::new().allow_list_formula(Formula::new(range));
        refusing(allowed, &format!("请从下拉列表中选择{what}。")).map(Some)
    }

    /// The tiers of a row.
    pub(super) fn tiers(&self, row: &Indicator) -> Result<Option<DataValidation>, XlsxError> {
        self.one_of(&row.id, "档次")
    }

    /// Offers the choices in the lines of a sheet, and restricts typed values.
    pub(super) fn offer(
        &self,
        sheet: &mut Worksheet,
        columns: &[FactColumn],
        many: Many,
    ) -> Result<(), XlsxError> {
        for (at, column) in (0..).zip(columns) {
            let allowed = match column {
                FactColumn::Town => self.one_of(form::TOWN, "镇办")?,
                FactColumn::Row => self.one_of(sheet_of(many), "指标")?,
                FactColumn::Level => self.one_of(&level_list(many), "级别")?,
                FactColumn::Status => self.one_of(FactColumn::Status.word(), "状态")?,
                FactColumn::Reads => Some(whole(0, "阅读量填整数。")?),
                FactColumn::Points => Some(between(0.0, 100.0, "扣分填正数，最多两位小数。")?),
                FactColumn::Waived => {
                    Some(between(0.0, 100.0, "酌定计分填 0—100，不超过该指标满分。")?)
                }
                _ => None,
            };
            if let Some(allowed) = allowed {
                sheet.add_data_validation(1, at, LAST, at, &allowed)?;
            }
        }
        Ok(())
    }
}

fn sheet_of(many: Many) -> &'static str {
    match many {
        Many::Claims => form::CLAIMS,
        Many::Records => form::RECORDS,
        Many::Waivers => form::WAIVERS,
    }
}

fn level_list(many: Many) -> String {
    format!("{}级别", sheet_of(many))
}

/// The choice between 是 and 否.
pub(super) fn yes_no() -> Result<DataValidation, XlsxError> {
    let allowed = DataValidation::new().allow_list_strings(&["是", "否"])?;
    refusing(allowed, "请填“是”或“否”。")
}

/// The bounds of a numeric value.
pub(super) fn bounded(
    subject: Subject<'_>,
    item: Item,
) -> Result<Option<DataValidation>, XlsxError> {
    Ok(Some(match item.kind(subject.row()) {
        Kind::Whole(0) => whole(0, "请填整数。")?,
        Kind::Whole(least) => whole(least, &format!("名次填整数，从 {least} 开始。"))?,
        Kind::NoneOr(least, most) => {
            let words = format!("没有问题的填 0；扣分的填 {least}—{most}，最多两位小数。");
            between(0.0, float(most), &words)?
        }
        Kind::UpTo(most) => between(0.0, float(most), &format!("请填 0—{most}。"))?,
        Kind::Decimal => between(-LARGE, LARGE, "请填数字；各镇办用同一单位。")?,
        Kind::Level(_) | Kind::Truth => return Ok(None),
    }))
}

/// The import checks bounds exactly; those in the spreadsheet are only a help.
fn float(points: Points) -> f64 {
    points.to_string().parse().unwrap_or(LARGE)
}

fn whole(least: u32, words: &str) -> Result<DataValidation, XlsxError> {
    let rule = DataValidationRule::GreaterThanOrEqualTo(i32::try_from(least).unwrap_or(0));
    refusing(DataValidation::new().allow_whole_number(rule), words)
}

fn between(least: f64, most: f64, words: &str) -> Result<DataValidation, XlsxError> {
    let rule = DataValidationRule::Between(least, most);
    refusing(DataValidation::new().allow_decimal_number(rule), words)
}

fn refusing(allowed: DataValidation, words: &str) -> Result<DataValidation, XlsxError> {
    allowed
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("请检查")?
        .set_error_message(words)
}
