//! The quarters of the district with the tables that they were opened with, and what was done to
//! them.

use super::Stored;
use domain::ids::{CheckpointId, TownId, UserId, VisitId};
use domain::quarter::{Event, State};
use domain::table::Table;
use domain::time::{Moment, Quarter};
use std::sync::Arc;

/// A quarter and its table.
#[derive(Debug, Clone)]
pub struct OpenQuarter {
    /// Which.
    pub quarter: Quarter,
    /// The table that it was opened with.
    pub table: Arc<Table>,
    /// Findings may still be recorded in it.
    pub open: bool,
    /// Where it is.
    pub state: State,
}

/// Something that was done to a quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEvent {
    /// Its number in the district.
    pub number: u64,
    /// What.
    pub event: Event,
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Something to do to a quarter.
#[derive(Debug, Clone)]
pub struct Doing {
    /// The quarter.
    pub quarter: Quarter,
    /// What.
    pub event: Event,
    /// The state from then on.
    pub state: State,
    /// What the district's counter showed before all that was read to decide on it: nothing may
    /// have changed since.
    pub seen: u64,
    /// The document of a closing.
    pub frozen: Option<String>,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Moment,
}

/// A visit of a quarter with confirmed findings that its town cannot see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreleased {
    /// The visit.
    pub visit: VisitId,
    /// The town.
    pub town: TownId,
    /// The site's name.
    pub site: String,
}

/// The life of quarters.
pub trait QuarterStore: Send + Sync {
    /// The district's counter: it moves up with everything that is written.
    fn counter(&self) -> Stored<'_, u64>;
    /// What was done to a quarter, in order.
    fn quarter_events(&self, quarter: Quarter) -> Stored<'_, Vec<KeptEvent>>;
    /// Does something; false where anything was written meanwhile.
    fn do_to_quarter(&self, doing: Doing) -> Stored<'_, bool>;
    /// Opens a quarter with a table's text; false where there is one.
    fn open_quarter<'a>(
        &'a self,
        quarter: Quarter,
        toml: &'a str,
        by: UserId,
        at: Moment,
    ) -> Stored<'a, bool>;
    /// The document that a quarter was last closed with, and its hash.
    fn frozen(&self, quarter: Quarter) -> Stored<'_, Option<(String, String)>>;
    /// The text of a table by its hash.
    fn table_text<'a>(&'a self, sha256: &'a str) -> Stored<'a, String>;
    /// Visits with confirmed findings that their towns cannot see yet.
    fn unreleased(&self, quarter: Quarter) -> Stored<'_, Vec<Unreleased>>;
}

/// Every quarter, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Quarters(pub Vec<OpenQuarter>);

impl Quarters {
    /// The newest quarter that is open, else the newest of all.
    pub fn current(&self) -> Option<&OpenQuarter> {
        self.0.iter().find(|it| it.open).or_else(|| self.0.first())
    }

    /// The table of a quarter, else the current one.
    pub fn table_of(&self, quarter: Quarter) -> Option<&Arc<Table>> {
        let own = self.0.iter().find(|it| it.quarter == quarter);
        own.or_else(|| self.current()).map(|it| &it.table)
    }

    /// The clock by which days and quarters turn, in seconds east of UTC.
    pub fn offset_seconds(&self) -> i32 {
        self.current().map_or(crate::clock::OFFSET_SECONDS, |it| {
            it.table.utc_offset.seconds()
        })
    }

    /// The quarter in which a moment falls.
    pub fn of(&self, moment: Moment) -> Quarter {
        Quarter::of(moment, self.offset_seconds())
    }

    /// The calendar day of a moment, `2026-11-22`.
    pub fn day(&self, moment: Moment) -> String {
        moment.date_at(self.offset_seconds()).to_string()
    }

    /// Whether a moment lies in an open quarter.
    pub fn is_open(&self, moment: Moment) -> bool {
        self.0
            .iter()
            .any(|it| it.open && it.quarter == Quarter::of(moment, it.table.utc_offset.seconds()))
    }

    /// Whether the table of any quarter has the checkpoint.
    pub fn knows(&self, checkpoint: &CheckpointId) -> bool {
        self.0
            .iter()
            .any(|it| it.table.checkpoint(checkpoint).is_some())
    }
}
