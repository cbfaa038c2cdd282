//! 评估表: the versions that there are, and one as the annex prints it.

use domain::time::Quarter;
use serde::{Deserialize, Serialize};

/// The tables, those in use first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableList {
    /// The tables.
    pub tables: Vec<TableLine>,
    /// The person may take others in.
    pub keeps: bool,
}

/// A version of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableLine {
    /// SHA-256 of its text, which tells versions apart.
    pub sha256: String,
    /// 表号.
    pub id: String,
    /// The regulation's title.
    pub name: String,
    /// 文号.
    pub document: String,
    /// Its first day, and its last where it has one, as `2022-01-01`.
    pub from: String,
    /// See `from`.
    pub until: Option<String>,
    /// How many indicators it has.
    pub indicators: u32,
    /// How many checkpoints.
    pub checkpoints: u32,
    /// The quarters that go by it, the newest first.
    pub used: Vec<Quarter>,
}

/// A table as the annex prints it, in the table's own language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSheet {
    /// Which it is.
    pub line: TableLine,
    /// Who issued it.
    pub issuer: String,
    /// When, as `2022-05-11`.
    pub issued: String,
    /// Readings of the table as a whole.
    pub readings: Vec<String>,
    /// Its sections.
    pub sections: Vec<TableSection>,
}

/// A section of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSection {
    /// `1`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its points.
    pub points: String,
    /// Its rows.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// `1.3`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its points.
    pub points: String,
    /// 工作要求及评估标准.
    pub standard: String,
    /// 考核方式.
    pub method: String,
    /// 责任科室.
    pub office: String,
    /// How points are reached, in words.
    pub rule: String,
    /// How it was read where it is silent, open or broken.
    pub readings: Vec<String>,
    /// What is checked on site: the fault, and what it takes.
    pub checkpoints: Vec<(String, String)>,
}
