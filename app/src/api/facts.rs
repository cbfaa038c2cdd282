//! 数据填报: the rows that take facts, one row's form, and what is done with it.
//!
//! A form is a table of cells whatever the row's family: the columns say how a cell is filled in,
//! and values are text as people type it. The server reads them and says which cell is wrong.

use domain::ids::{FindingId, TownId};
use domain::table::Family;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// The row under which waivers (酌定计分) are entered.
pub const WAIVERS: &str = "waivers";
/// The row of 风采展示.
pub const SHOWCASE: &str = "showcase";
/// At most this many judges.
pub const MOST_JUDGES: u8 = 15;

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FactsQuery {
    /// The quarter; none for the current one.
    pub quarter: Option<Quarter>,
    /// The row that is open.
    pub row: Option<String>,
    /// For a rank: by places instead of metrics, or the other way round (`rank`, `metric`).
    pub by: Option<String>,
    /// For the showcase: so many judges; 0 for points without sheets.
    pub judges: Option<u8>,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsPage {
    /// The quarter.
    pub quarter: Quarter,
    /// Facts may still be entered.
    pub open: bool,
    /// The table's name.
    pub table_name: String,
    /// The date by which facts are due.
    pub due: Option<String>,
    /// That date is over.
    pub overdue: bool,
    /// The person supervises: sets the date, reminds, waives.
    pub supervises: bool,
    /// The rows, the person's own first.
    pub rows: Vec<FactsRow>,
    /// The open row.
    pub form: Option<FactsForm>,
}

/// A row that takes facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsRow {
    /// The indicator, `showcase` or `waivers`.
    pub id: String,
    /// Its name; empty for the two that are no indicators.
    pub name: String,
    /// The same in English, where the table has it.
    pub name_en: Option<String>,
    /// 责任科室; empty for the two.
    pub office: String,
    /// The person may enter it.
    pub own: bool,
    /// Towns entered; for claims, records and waivers how many there are.
    pub entered: u32,
    /// Of so many towns; none where any number is fine.
    pub of: Option<u32>,
    /// Due, and not entered or not signed.
    pub late: bool,
    /// Due within days, and not entered or not signed.
    pub soon: bool,
    /// The signature, while it stands.
    pub signed: Option<Signed>,
    /// The last reminder since the row was signed: by whom, when, and what was said.
    pub reminded: Option<(String, Moment, String)>,
}

/// A signature under a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Who signed.
    pub by: String,
    /// When.
    pub at: Moment,
    /// 代签: why it was not the head of the row's office.
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
    /// Words.
    Text,
    /// One of these: value, words, words in English. Empty words: the interface's own.
    Choice(Vec<(String, String, Option<String>)>),
    /// A finding of the line's town, of [`FactsForm::findings`].
    Finding,
}

/// A column of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsColumn {
    /// `tier`, `metric`, `month-1`, `judge-3`, …: a key that the locale files put into words.
    pub key: String,
    /// How it is filled in.
    pub kind: CellKind,
}

/// What a form is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormOf {
    /// A row of this family.
    Row(Family),
    /// 风采展示.
    Showcase,
    /// What counts instead of missing parts (酌定计分).
    Waivers,
}

impl FormOf {
    /// Whether a line is a claim, a record or a waiver instead of a town.
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
    /// As in [`FactsRow::id`].
    pub row: String,
    /// What it is of.
    pub of: FormOf,
    /// The standard, verbatim.
    pub standard: String,
    /// The columns.
    pub columns: Vec<FactsColumn>,
    /// The lines: one a town, or one a claim, record or waiver.
    pub lines: Vec<FactsLine>,
    /// The towns, where a line says which.
    pub towns: Vec<(TownId, String)>,
    /// The slots of new lines, one each: what is sent again under its own is not entered twice. Empty
    /// where a line's own values say which it is.
    pub fresh: Vec<String>,
    /// The findings that a record may price: town, id, and what it is, where and when.
    pub findings: Vec<(TownId, String, String)>,
    /// The quarter whose values go on until something is accepted anew, where that is so.
    pub goes_on: Option<Quarter>,
    /// The person may enter facts here.
    pub enters: bool,
    /// The person may sign the row.
    pub signs: bool,
    /// The person may sign it for the head of its office, with a reason (代签).
    pub stands_in: bool,
    /// The highest number of the row's facts: what a signature is given for.
    pub head: u64,
    /// For judges' sheets: the highest and the lowest do not count.
    pub strike: bool,
}

/// A line of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsLine {
    /// The town.
    pub town: TownId,
    /// Its name.
    pub town_name: String,
    /// As the store has it: the row, or the id of a claim or record.
    pub slot: String,
    /// The number of the fact that stands, 0 for none.
    pub seen: u64,
    /// The values, a column each.
    pub values: Vec<String>,
    /// The points that judges' sheets make.
    pub made: Option<String>,
    /// What is waived stands instead of a fact: its points.
    pub waived: Option<String>,
    /// It does not count: visits have found something since.
    pub aside: bool,
    /// The town does not see it: it rests on findings of visits that are hidden from it alone.
    pub held: bool,
    /// What the quarter before and the earlier ones of the year have, the newest first.
    pub earlier: Vec<(Quarter, Vec<String>)>,
    /// Findings of the row's checkpoints: id, name, and whether it waits for a decision.
    pub findings: Vec<(FindingId, String, bool)>,
    /// What stood, the newest first.
    pub history: Vec<FactsPast>,
}

/// A value that stood at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsPast {
    /// It was taken back.
    pub gone: bool,
    /// The values, a column each.
    pub values: Vec<String>,
    /// What was entered in other columns.
    pub other: String,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A form to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsSave {
    /// The quarter.
    pub quarter: Quarter,
    /// As in [`FactsRow::id`].
    pub row: String,
    /// The keys of the columns.
    pub columns: Vec<String>,
    /// For judges' sheets.
    pub strike: bool,
    /// The lines; those that say what stands already change nothing.
    pub lines: Vec<FactsEntry>,
}

/// A line to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsEntry {
    /// The town; empty on a blank line.
    pub town: String,
    /// As in [`FactsLine::slot`]; for what is new one of [`FactsForm::fresh`].
    pub slot: String,
    /// As in [`FactsLine::seen`].
    pub seen: u64,
    /// The values, a column each; all empty takes back what stands.
    pub values: Vec<String>,
}

/// What came of saving: saved where there is a time, else nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FactsSaved {
    /// When it was saved.
    pub at: Option<Moment>,
    /// The number of the fact that each changed line has now, 0 where it was taken back.
    pub stands: Vec<(usize, u64)>,
    /// What is wrong: the line (none for the form), the column's key (empty for the line), and the
    /// kind of fault.
    pub faults: Vec<(Option<usize>, String, String)>,
    /// The lines that another person changed meanwhile, with the number of the fact that stands
    /// there now (0 for none) and what it says.
    pub stale: Vec<(usize, u64, FactsPast)>,
}
