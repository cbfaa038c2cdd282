//! The district's quarters with the tables they were opened with.

use domain::ids::CheckpointId;
use domain::quarter::State;
use domain::table::Table;
use domain::time::{Moment, Quarter};
use std::sync::Arc;

/// A quarter and its table.
#[derive(Debug, Clone)]
pub struct KnownQuarter {
    /// The quarter.
    pub quarter: Quarter,
    /// The table that it was opened with.
    pub table: Arc<Table>,
    /// Whether findings may still be recorded in it: any state but closed.
    pub open: bool,
    /// Its state.
    pub state: State,
}

/// Every quarter, newest first.
#[derive(Debug, Clone, Default)]
pub struct Quarters(pub Vec<KnownQuarter>);

impl Quarters {
    /// The newest open quarter, or else the newest of all.
    pub fn current(&self) -> Option<&KnownQuarter> {
        self.0.iter().find(|it| it.open).or_else(|| self.0.first())
    }

    /// The table of a quarter, or else the current table.
    pub fn table_of(&self, quarter: Quarter) -> Option<&Arc<Table>> {
        let own = self.0.iter().find(|it| it.quarter == quarter);
        own.or_else(|| self.current()).map(|it| &it.table)
    }

    /// The offset that determines days and quarters, in seconds east of UTC.
    pub fn offset_seconds(&self) -> i32 {
        self.current()
            .map_or(crate::ground::clock::OFFSET_SECONDS, |it| {
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

    /// The quarter from which changes of towns take effect: the oldest that offices still fill in,
    /// or else the one after the newest. Quarters under review, signed or closed keep their towns
    /// and names. `None` before the first quarter: changes then take effect from the beginning.
    pub fn counts_from(&self) -> Option<Quarter> {
        let open = self.0.iter().rev().find(|it| it.state == State::Open);
        let newest = self.0.first().map(|it| it.quarter.next());
        open.map(|it| it.quarter).or(newest)
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
