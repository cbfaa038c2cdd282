//! 评估表: the list of versions, and one as the annex prints it.

use domain::time::Quarter;
use serde::{Deserialize, Serialize};

/// The tables, those in use first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableList {
    /// The tables.
    pub tables: Vec<TableLine>,
    /// Whether the person may import tables.
    pub keeps: bool,
}

/// A version of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableLine {
    /// SHA-256 of the text, which identifies the version.
    pub sha256: String,
    /// 表号.
    pub id: String,
    /// The regulation's title.
    pub name: String,
    /// 文号.
    pub document: String,
    /// The first day, as `2022-01-01`.
    pub from: String,
    /// The last day, if there is one.
    pub until: Option<String>,
    /// The number of indicators.
    pub indicators: u32,
    /// The number of checkpoints.
    pub checkpoints: u32,
    /// The quarters that use it, newest first.
    pub used: Vec<Quarter>,
}

/// A table as the annex prints it, in the table's own language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSheet {
    /// The version.
    pub line: TableLine,
    /// Who issued it.
    pub issuer: String,
    /// When it was issued, as `2022-05-11`.
    pub issued: String,
    /// How the table as a whole was interpreted.
    pub readings: Vec<String>,
    /// Its sections.
    pub sections: Vec<TableSection>,
}

/// A section of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSection {
    /// The id, such as `1`.
    pub id: String,
    /// The section's name.
    pub name: String,
    /// The section's points.
    pub points: String,
    /// The section's rows.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// The id, such as `1.3`.
    pub id: String,
    /// The row's name.
    pub name: String,
    /// The row's points.
    pub points: String,
    /// 工作要求及评估标准.
    pub standard: String,
    /// 考核方式.
    pub method: String,
    /// 责任科室.
    pub office: String,
    /// How points are scored, in words.
    pub rule: String,
    /// How the row was interpreted where it is silent, open or contradictory.
    pub readings: Vec<String>,
    /// The checkpoints: the fault, and what it deducts.
    pub checkpoints: Vec<(String, String)>,
}
