//! The state of a planned visit.

/// The state of a planned visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssignmentState {
    /// Not made yet.
    Waiting,
    /// Not made, and past its date.
    Late,
    /// Made and handed in.
    Done,
    /// Withdrawn.
    Withdrawn,
}

crate::words!(AssignmentState {
    Waiting = "waiting",
    Late = "late",
    Done = "done",
    Withdrawn = "withdrawn",
});
