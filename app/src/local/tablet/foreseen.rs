//! An operation that the disk does not have yet.

use crate::local::kept::OutboxEntry;
use domain::sync::op::Operation;

/// An operation with the number that it will probably get.
pub(super) struct Ahead {
    pub(super) entry: OutboxEntry,
    pub(super) operation: Operation,
}
