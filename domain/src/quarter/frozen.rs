//! The document of a closed quarter: everything that determines its scores, and the scores. Its
//! bytes are kept as written; their hash is published.

use super::act::{Meeting, Signature};
use crate::inspection::FindingState;
use crate::scoring::{Case, Ruling};
use crate::table::Table;
use crate::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// The SHA-256 of a document's bytes in hex. Only this function names the algorithm.
pub fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The table of a frozen quarter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FrozenTable {
    /// Its id.
    pub id: String,
    /// SHA-256 of its text, hex.
    pub sha256: String,
    /// Its text.
    pub toml: String,
}

/// Who entered a fact; entries are in the order of the case's facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FrozenFact {
    /// The fact's number in the district.
    pub number: u64,
    /// The town.
    pub town: String,
    /// The slot of the fact: an indicator, `showcase`, or the id of a claim or record.
    pub slot: String,
    /// What the fact rests on, as JSON; may be missing.
    #[serde(default)]
    pub basis: Option<String>,
    /// Who entered it, by name.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// The site and the state of a finding; in the order of the case's findings.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FrozenFinding {
    /// The finding.
    pub finding: String,
    /// The site's name.
    pub site: String,
    /// Its state.
    pub state: FindingState,
}

/// How often a town was visited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    /// The town.
    pub town: String,
    /// How many visits.
    pub visits: u32,
    /// How many different sites.
    pub sites: u32,
}

/// A frozen quarter.
#[derive(Debug, Serialize, Deserialize)]
pub struct Document<'a> {
    /// The quarter.
    pub quarter: Quarter,
    /// Its table.
    pub table: FrozenTable,
    /// The case, in the form of scoring.md.
    #[serde(borrow)]
    pub case: &'a RawValue,
    /// Who entered what.
    pub entered: Vec<FrozenFact>,
    /// Where findings were seen.
    pub places: Vec<FrozenFinding>,
    /// How often each town was visited; missing in the earliest documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visited: Option<Vec<Visited>>,
    /// Rulings on ties.
    pub rulings: Vec<Ruling>,
    /// The leader's signature.
    pub signature: Option<Signature>,
    /// The meeting.
    pub meeting: Option<Meeting>,
    /// The scores, as `xuncha score` prints them for the case.
    #[serde(borrow)]
    pub scores: &'a RawValue,
}

/// How a document contradicts itself, in words; empty if it does not.
pub fn differences(text: &str) -> Vec<String> {
    let document: Document<'_> = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => return vec![format!("the document cannot be read: {error}")],
    };
    let mut found = Vec::new();
    let computed = hash(document.table.toml.as_bytes());
    if computed != document.table.sha256 {
        found.push(format!(
            "the table's text has the hash {computed}, not {}",
            document.table.sha256
        ));
    }
    let table = match Table::parse(&document.table.toml) {
        Ok(table) => table,
        Err(error) => {
            found.push(format!("the table cannot be read: {error}"));
            return found;
        }
    };
    let case = match Case::read(document.case.get()) {
        Ok(case) => case,
        Err(error) => {
            found.push(format!("the case cannot be read: {error}"));
            return found;
        }
    };
    if case.quarter != document.quarter {
        found.push(format!("the case is of {}", case.quarter));
    }
    if document.entered.len() != case.facts.len() {
        found.push("the list of who entered what does not match the facts".to_owned());
    }
    match case.score(&table) {
        Err(errors) => found.push(format!("the case does not score: {errors}")),
        Ok(scores) => match serde_json::to_string(&scores) {
            Ok(text) if text == document.scores.get() => {}
            _ => found.push("the scores are not those of the case".to_owned()),
        },
    }
    found
}
