//! 数据填报: the rows for which facts are entered, one row's form, and saving it.
//!
//! A form is a table of cells for every family of row: its columns define how cells are filled in,
//! and values are text as typed. The server parses them and reports wrong cells.

use domain::ids::{FindingId, TownId};
use domain::table::Family;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// The row under which waivers (酌定计分) are entered.
pub const WAIVERS: &str = "waivers";
/// The row of 风采展示.
pub const SHOWCASE: &str = "showcase";
/// The greatest number of judges.
pub const MOST_JUDGES: u8 = 15;

/// The page that the address names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FactsQuery {
    /// The quarter; `None` for the current one.
    pub quarter: Option<Quarter>,
    /// The open row.
    pub row: Option<String>,
    /// For a rank: enter by place (`rank`) or by metric (`metric`).
    pub by: Option<String>,
    /// For the showcase: the number of judges; 0 for points without sheets.
    pub judges: Option<u8>,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsPage {
    /// The quarter.
    pub quarter: Quarter,
    /// Whether facts may still be entered.
    pub open: bool,
    /// The table's name.
    pub table_name: String,
    /// The date by which facts are due.
    pub due: Option<String>,
    /// Whether that date has passed.
    pub overdue: bool,
    /// Whether the person supervises: sets the date, reminds, waives.
    pub supervises: bool,
    /// The rows, the person's own first.
    pub rows: Vec<FactsRow>,
    /// The open row.
    pub form: Option<FactsForm>,
}

/// A row for which facts are entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsRow {
    /// The indicator, `showcase` or `waivers`.
    pub id: String,
    /// The row's name; empty for `showcase` and `waivers`.
    pub name: String,
    /// The name in English, if the table has it.
    pub name_en: Option<String>,
    /// 责任科室; empty for `showcase` and `waivers`.
    pub office: String,
    /// Whether the person may enter it.
    pub own: bool,
    /// The number of towns entered; for claims, records and waivers, the number of entries.
    pub entered: u32,
    /// The number of towns to enter; `None` if any number is complete.
    pub of: Option<u32>,
    /// Whether it is overdue: past the date and not entered or not signed.
    pub late: bool,
    /// Whether it is due within days and not entered or not signed.
    pub soon: bool,
    /// The signature, while it is valid.
    pub signed: Option<Signed>,
    /// The last reminder since the row was signed: by whom, when, and its words.
    pub reminded: Option<(String, Moment, String)>,
}

/// The signature of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Who signed.
    pub by: String,
    /// When it was signed.
    pub at: Moment,
    /// 代签: why somebody other than the head of the row's office signed.
    pub instead: Option<String>,
}

/// How a cell is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellKind {
    /// A decimal.
    Decimal,
    /// A whole number.
    Integer,
    /// Free text.
    Text,
    /// One of these choices: value, words, words in English. If the words are empty, the interface
    /// has its own.
    Choice(Vec<(String, String, Option<String>)>),
    /// A finding of the line's town, from [`FactsForm::findings`].
    Finding,
}

/// A column of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsColumn {
    /// `tier`, `metric`, `month-1`, `judge-3`, …: a key that the locale files put into words.
    pub key: String,
    /// How its cells are filled in.
    pub kind: CellKind,
}

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormOf {
    /// A row of this family.
    Row(Family),
    /// 风采展示.
    Showcase,
    /// Points for parts that were not entered (酌定计分).
    Waivers,
}

impl FormOf {
    /// Whether a line is a claim, record or waiver, not a town.
    pub fn is_open(self) -> bool {
        self == Self::Waivers || self.is_of_cases()
    }

    /// Whether a line is a claim or a record, with evidence of its own.
    pub fn is_of_cases(self) -> bool {
        matches!(self, Self::Row(Family::Bonus | Family::Penalty))
    }
}

/// The form of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsForm {
    /// The row, as in [`FactsRow::id`].
    pub row: String,
    /// What the form is for.
    pub of: FormOf,
    /// The standard, verbatim.
    pub standard: String,
    /// The columns.
    pub columns: Vec<FactsColumn>,
    /// The lines: one for each town, or for each claim, record or waiver.
    pub lines: Vec<FactsLine>,
    /// The towns to choose from, if a line names its town.
    pub towns: Vec<(TownId, String)>,
    /// The slots for new lines, one each: a line sent twice with the same slot is entered once.
    /// Empty if a line's values identify it.
    pub fresh: Vec<String>,
    /// The findings that a record may price.
    pub findings: Vec<Priceable>,
    /// The quarter whose values carry over until a new acceptance, if they do.
    pub goes_on: Option<Quarter>,
    /// Whether the person may enter facts here.
    pub enters: bool,
    /// Whether the person may sign the row.
    pub signs: bool,
    /// Whether the person may sign for the head of the row's office, with a reason (代签).
    pub stands_in: bool,
    /// The highest number among the row's facts, which a signature covers.
    pub head: u64,
    /// For judges' sheets: whether the highest and the lowest are struck.
    pub strike: bool,
}

/// A finding that a record may price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priceable {
    /// The town.
    pub town: TownId,
    /// The finding's id.
    pub id: String,
    /// The day, as `2026-11-20`.
    pub day: String,
    /// The site's name.
    pub site: String,
    /// The row of the table.
    pub row: String,
    /// The fault.
    pub name: String,
    /// The fault in English, if the table has it.
    pub name_en: Option<String>,
}

/// A finding of a row's checkpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundHere {
    /// The finding.
    pub id: FindingId,
    /// The fault.
    pub name: String,
    /// The fault in English, if the table has it.
    pub name_en: Option<String>,
    /// Whether a decision is pending.
    pub waits: bool,
}

/// A line of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsLine {
    /// The town.
    pub town: TownId,
    /// The town's name.
    pub town_name: String,
    /// The slot in the store: the row, or the id of a claim or record.
    pub slot: String,
    /// The number of the current fact; 0 for none.
    pub seen: u64,
    /// The values, one per column.
    pub values: Vec<String>,
    /// The points that result from the judges' sheets.
    pub made: Option<String>,
    /// The points of a waiver that replaces the fact.
    pub waived: Option<String>,
    /// Whether the fact does not count, since visits have found something.
    pub aside: bool,
    /// Whether the town cannot see the fact: it rests only on findings of visits that are hidden
    /// from the town.
    pub held: bool,
    /// The values of the previous quarter and the earlier ones of the year, newest first.
    pub earlier: Vec<(Quarter, Vec<String>)>,
    /// Findings of the row's checkpoints.
    pub findings: Vec<FoundHere>,
    /// Earlier values, newest first.
    pub history: Vec<FactsPast>,
}

/// An earlier value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsPast {
    /// Whether the fact was withdrawn.
    pub gone: bool,
    /// The values, one per column.
    pub values: Vec<String>,
    /// What was entered in other columns.
    pub other: String,
    /// Who entered it.
    pub by: String,
    /// When it was entered.
    pub at: Moment,
}

/// A form to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsSave {
    /// The quarter.
    pub quarter: Quarter,
    /// The row, as in [`FactsRow::id`].
    pub row: String,
    /// The keys of the columns.
    pub columns: Vec<String>,
    /// For judges' sheets: whether the highest and the lowest are struck.
    pub strike: bool,
    /// The lines; lines with the current values change nothing.
    pub lines: Vec<FactsEntry>,
}

/// A line to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsEntry {
    /// The town; empty on a blank line.
    pub town: String,
    /// The slot, as in [`FactsLine::slot`]; for a new line one of [`FactsForm::fresh`].
    pub slot: String,
    /// The number of the fact that was read, as in [`FactsLine::seen`].
    pub seen: u64,
    /// The values, one per column; if all are empty, the fact is withdrawn.
    pub values: Vec<String>,
}

/// The outcome of saving. Without a time nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FactsSaved {
    /// When it was saved.
    pub at: Option<Moment>,
    /// Each changed line with the number of its new fact; 0 if the fact was withdrawn.
    pub stands: Vec<(usize, u64)>,
    /// The faults: the line (`None` for the form), the column's key (empty for the line), and the
    /// kind of fault.
    pub faults: Vec<(Option<usize>, String, String)>,
    /// The lines that another person has changed, with the number of the current fact (0 for none)
    /// and its values.
    pub stale: Vec<(usize, u64, FactsPast)>,
}
