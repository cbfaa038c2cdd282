//! The life of quarters: the acts of each, and the frozen document of a closed one.

use crate::store::error::StoreError;
use domain::ids::{TownId, UserId};
use domain::quarter::{Act, Life, State, Waiting};
use domain::time::{Moment, Quarter};

/// An act that was done.
#[derive(Debug, Clone)]
pub struct KeptAct {
    /// The district's counter at the time of the act.
    pub number: u64,
    /// The act.
    pub act: Act,
    /// The stored text of the act.
    pub body: String,
    /// Who did it, by name.
    pub by: String,
    /// That person's id; `None` if the server acted by itself.
    pub by_id: Option<UserId>,
    /// When it was done.
    pub at: Moment,
}

/// The document of a closing.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// The number of the act that closed.
    pub number: u64,
    /// SHA-256 of the document, in hex.
    pub sha256: String,
    /// The document, JSON.
    pub doc: String,
}

/// The acts of a quarter and the documents of its closings, read at one moment.
#[derive(Debug, Clone)]
pub struct Course {
    /// The acts, in order.
    pub acts: Vec<KeptAct>,
    /// The number of the first act whose hash does not match.
    pub broken: Option<u64>,
    /// The document of each closing, the latest last.
    pub frozen: Vec<Frozen>,
}

/// Everything stored about a quarter's life, read at one moment.
#[derive(Debug, Clone)]
pub struct Book {
    /// The quarter.
    pub quarter: Quarter,
    /// The state in the quarter's row.
    pub state: State,
    /// Whether the quarter's row accepts findings.
    pub open: bool,
    /// Its table's hash.
    pub table_sha256: String,
    /// The text of its table.
    pub toml: String,
    /// Its acts and documents.
    pub course: Course,
    /// The findings that wait for a supervisor or an inspector.
    pub waiting: Vec<Waiting>,
    /// The quarter's highest numbers at this moment.
    pub heads: Highest,
}

/// The highest numbers of the things that a quarter rests on. They show whether anything has
/// changed since an act was checked. What tablets send for other quarters does not change them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highest {
    /// Of facts, signatures of rows, acts and decisions.
    pub done: u64,
    /// Of the quarter's visits, including every operation that arrived for one.
    pub visits: u64,
    /// Of the decisions on the quarter's own findings.
    pub decided: u64,
}

impl Course {
    /// The quarter's life as its acts add up to it.
    pub fn life(&self) -> Result<Life, StoreError> {
        Life::of(self.acts.iter().map(|kept| &kept.act)).map_err(|(index, refusal)| {
            StoreError::broken("quarter_events", format!("act {index}: {refusal}"))
        })
    }

    /// The valid document of a quarter in this state, if it is closed.
    pub fn closed(&self, state: State) -> Option<&Frozen> {
        self.frozen.last().filter(|_| state == State::Closed)
    }
}

impl Book {
    /// The quarter's life as its acts add up to it.
    pub fn life(&self) -> Result<Life, StoreError> {
        self.course.life()
    }

    /// The valid document of a closed quarter.
    pub fn closed(&self) -> Option<&Frozen> {
        self.course.closed(self.state)
    }
}

/// An act to store.
#[derive(Debug, Clone)]
pub struct Stepping {
    /// The quarter.
    pub quarter: Quarter,
    /// The act to store.
    pub act: Act,
    /// The state after it.
    pub state: State,
    /// The document, if the act closes the quarter.
    pub doc: Option<String>,
    /// The highest numbers when it was checked; [`Highest::visits`] matters only for a closing.
    pub seen: Highest,
    /// Who does it.
    pub by: UserId,
    /// When it is done.
    pub at: Moment,
}

/// A quarter to open.
#[derive(Debug, Clone)]
pub struct NewQuarter {
    /// The quarter.
    pub quarter: Quarter,
    /// The text of its table.
    pub toml: String,
    /// Who opens it.
    pub by: UserId,
    /// When it is opened.
    pub at: Moment,
}

/// The result of opening a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It is open.
    Done,
    /// The quarter already exists.
    There,
    /// A quarter that accepts findings has another table of the same id; tablets identify tables by
    /// id.
    OtherTable,
}

/// A table with which a quarter may be opened.
#[derive(Debug, Clone)]
pub struct TableFile {
    /// The table's id.
    pub id: String,
    /// Its text.
    pub toml: String,
}

/// Something in a closed quarter that arrived or changed after the closing.
#[derive(Debug, Clone)]
pub struct LateThing {
    /// `finding` for a new finding, `decision` for a decision, `visit` for any operation sent for a
    /// visit.
    pub kind: &'static str,
    /// The finding; `None` for a visit.
    pub finding: Option<String>,
    /// Its checkpoint.
    pub checkpoint: Option<String>,
    /// The town.
    pub town: TownId,
    /// The site's name.
    pub site: String,
    /// When the server received it.
    pub received: Moment,
}
