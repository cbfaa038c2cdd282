//! The document that a quarter is closed with: everything that its result follows from.

use super::course::{Ruled, Signature, Signer};
use crate::scoring::Case;
use crate::table::Table;
use crate::time::Quarter;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// The document. Its bytes are written once and hashed as they stand.
#[derive(Debug, Serialize, Deserialize)]
pub struct Frozen {
    /// The form of the document: 1.
    pub v: u32,
    /// The quarter.
    pub quarter: Quarter,
    /// The table, with its text.
    pub table: FrozenTable,
    /// The case as scoring.md writes it: `xuncha score` takes it as it is.
    pub case: Box<RawValue>,
    /// Where each finding of the case stood, in its order.
    pub states: Vec<String>,
    /// Who entered each fact of the case and when, in its order.
    pub entered: Vec<Entered>,
    /// Who signed.
    pub signed: Vec<(Signer, Signature)>,
    /// The rulings on ties.
    pub rulings: Vec<Ruled>,
    /// What `xuncha score` printed of the case.
    pub scores: Box<RawValue>,
}

/// The table of a closed quarter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FrozenTable {
    /// Its id.
    pub id: String,
    /// SHA-256 of its text, hex.
    pub sha256: String,
    /// Its text.
    pub toml: String,
}

/// Where a fact came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// Its number in the district.
    pub number: u64,
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: crate::time::Moment,
}

/// What does not hold of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The bytes are not those that were closed with.
    #[error("the document has the hash {found}, it was closed with {kept}")]
    Hash {
        /// What was kept.
        kept: String,
        /// What the bytes have.
        found: String,
    },
    /// It cannot be read.
    #[error("the document cannot be read: {0}")]
    Form(String),
    /// The table's text is another.
    #[error("the table's text has the hash {found}, the document says {said}")]
    Table {
        /// What the document says.
        said: String,
        /// What the text has.
        found: String,
    },
    /// The case does not give the scores.
    #[error("scored anew the case gives other scores than those it was closed with")]
    Scores,
}

/// SHA-256 of a text, hex: the one place to put another hash.
pub fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

impl Frozen {
    /// Reads a document and computes everything in it anew.
    pub fn verify(doc: &str, kept: &str) -> Result<Self, Broken> {
        let found = sha256(doc);
        if found != kept {
            return Err(Broken::Hash {
                kept: kept.to_owned(),
                found,
            });
        }
        let form = |error: &dyn std::fmt::Display| Broken::Form(error.to_string());
        let frozen: Self = serde_json::from_str(doc).map_err(|error| form(&error))?;
        let found = sha256(&frozen.table.toml);
        if found != frozen.table.sha256 {
            return Err(Broken::Table {
                said: frozen.table.sha256,
                found,
            });
        }
        let table = Table::parse(&frozen.table.toml).map_err(|error| form(&error))?;
        let case = Case::read(frozen.case.get()).map_err(|error| form(&error))?;
        let scores = case.score(&table).map_err(|error| form(&error))?;
        let scores = serde_json::to_string(&scores).map_err(|error| form(&error))?;
        if scores != frozen.scores.get() {
            return Err(Broken::Scores);
        }
        Ok(frozen)
    }
}
