//! The life of quarters: what was done to each, and what a closed one is frozen in.

use super::{StoreError, Stored};
use domain::ids::{TownId, UserId};
use domain::quarter::{Act, Life, State, Waiting};
use domain::time::{Moment, Quarter};

/// An act that was done.
#[derive(Debug, Clone)]
pub struct KeptAct {
    /// The district's number when it was done.
    pub number: u64,
    /// The act.
    pub act: Act,
    /// Its text as it was kept.
    pub body: String,
    /// Who did it, by name.
    pub by: String,
    /// The same person; none where the server did it by itself.
    pub by_id: Option<UserId>,
    /// When.
    pub at: Moment,
}

/// The document of a closing.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// The number of the act that closed.
    pub number: u64,
    /// SHA-256 of the document, hex.
    pub sha256: String,
    /// The document, JSON.
    pub doc: String,
}

/// All that is kept of a quarter's life, read at one moment.
#[derive(Debug, Clone)]
pub struct Book {
    /// Which.
    pub quarter: Quarter,
    /// The state as its row says.
    pub state: State,
    /// Whether the row says that it takes findings.
    pub open: bool,
    /// Its table's hash.
    pub table_sha256: String,
    /// The text of its table.
    pub toml: String,
    /// What was done, in order.
    pub acts: Vec<KeptAct>,
    /// The first act whose hash does not follow from what is kept, by its number.
    pub broken: Option<u64>,
    /// The document of each closing, the latest last.
    pub frozen: Vec<Frozen>,
    /// The findings that wait for a supervisor, or for the inspector.
    pub waiting: Vec<Waiting>,
    /// What moves with the quarter.
    pub heads: Highest,
}

/// The highest numbers of what a quarter rests on: whoever checked an act against them can tell
/// whether anything has changed since. What tablets send for other quarters does not move them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highest {
    /// Of facts, signatures of rows, acts and decisions.
    pub done: u64,
    /// Of the quarter's visits, with every operation that came for one.
    pub visits: u64,
    /// Of the decisions on the quarter's own findings.
    pub decided: u64,
}

impl Book {
    /// Where it stands by what was done.
    pub fn life(&self) -> Result<Life, StoreError> {
        Life::of(self.acts.iter().map(|kept| &kept.act)).map_err(|(index, refusal)| {
            StoreError::broken("quarter_events", format!("act {index}: {refusal}"))
        })
    }

    /// The document that holds, of a closed quarter.
    pub fn closed(&self) -> Option<&Frozen> {
        self.frozen.last().filter(|_| self.state == State::Closed)
    }
}

/// An act to do.
#[derive(Debug, Clone)]
pub struct Stepping {
    /// To which quarter.
    pub quarter: Quarter,
    /// The act, as it is kept.
    pub act: Act,
    /// The state after it.
    pub state: State,
    /// The document, of a closing.
    pub doc: Option<String>,
    /// The heads against which it was checked; [`Highest::visits`] matters to a closing alone.
    pub seen: Highest,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Moment,
}

/// A quarter to open.
#[derive(Debug, Clone)]
pub struct NewQuarter {
    /// Which.
    pub quarter: Quarter,
    /// The text of its table.
    pub toml: String,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Moment,
}

/// What came of opening a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It is open.
    Done,
    /// It is there already.
    There,
    /// A quarter that takes findings has another table of the same id: tablets know tables by id.
    OtherTable,
}

/// A table file that a quarter may be opened with.
#[derive(Debug, Clone)]
pub struct TableFile {
    /// The table's id.
    pub id: String,
    /// Its text.
    pub toml: String,
}

/// Something of a closed quarter that arrived or changed after it was closed.
#[derive(Debug, Clone)]
pub struct LateThing {
    /// `finding` where it is new, `decision` where one was decided, `visit` where anything was
    /// sent for it.
    pub kind: &'static str,
    /// The finding; none of a visit.
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

/// The life of quarters.
pub trait QuarterStore: Send + Sync {
    /// All that is kept of a quarter; none where there is no such quarter.
    fn book(&self, quarter: Quarter) -> Stored<'_, Option<Book>>;
    /// Does an act that was checked; false where anything that it rests on has changed since.
    fn step(&self, stepping: Stepping) -> Stored<'_, bool>;
    /// Opens a quarter.
    fn open_quarter(&self, new: NewQuarter) -> Stored<'_, Opened>;
    /// Keeps a table for the quarters to come; one that is stored already stays as it is.
    fn keep_table<'a>(&'a self, by: &'a str, file: TableFile) -> Stored<'a, ()>;
    /// Every table that is stored.
    fn table_files(&self) -> Stored<'_, Vec<TableFile>>;
    /// What the audit log says was done to a quarter: the acts as they were kept, in order.
    fn quarter_log(&self, quarter: Quarter) -> Stored<'_, Vec<String>>;
    /// What arrived for a quarter after the district's number `after`.
    fn late(&self, quarter: Quarter, after: u64) -> Stored<'_, Vec<LateThing>>;
}
