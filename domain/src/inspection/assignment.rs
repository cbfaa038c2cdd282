//! A visit that is planned.

/// Where a planned visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssignmentState {
    /// It is to be made.
    Waiting,
    /// Its date is over, and it was not made.
    Late,
    /// It was made and handed in.
    Done,
    /// It was withdrawn.
    Withdrawn,
}

crate::words!(AssignmentState {
    Waiting = "waiting",
    Late = "late",
    Done = "done",
    Withdrawn = "withdrawn",
});
