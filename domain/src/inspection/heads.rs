//! Values that several devices may write: the ones that nobody has knowingly overwritten.
//!
//! A write replaces every value that its author saw (sync.md, "Two tablets, one site"). The result
//! depends only on who saw what, never on the order of arrival.

use crate::ids::{DeviceId, OpId, UserId};
use crate::read::{Read, Reader};
use crate::time::Moment;
use serde::Serialize;
use std::collections::BTreeSet;

/// Who wrote a value, with which operation, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// The operation.
    pub op: OpId,
    /// The device it came from.
    pub device: DeviceId,
    /// Its number on that device.
    pub seq: u64,
    /// Its number on the server; `None` while it waits in an outbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_seq: Option<u64>,
    /// The person.
    pub by: UserId,
    /// When, by the device's clock.
    pub at: Moment,
}

crate::readable!(Stamp { op, device, seq, by, at } optional { server_seq });

/// The earlier ids of a device that had to take a new one: with `(device, through)`, operations of
/// `device` up to number `through` were made on this same tablet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lineage(pub Vec<(DeviceId, u64)>);

impl Read for Lineage {
    fn read(from: &Reader<'_>) -> Self {
        Self(Read::read(from))
    }
}

crate::deserialize_by_reading!(Lineage);

/// The author of a new operation: what it has seen (sync.md, "Saw").
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// The device.
    pub device: DeviceId,
    /// The operation's number on it.
    pub seq: u64,
    /// The server number that the device had pulled when the operation was made.
    pub base_seq: u64,
    /// The earlier ids of this device.
    pub lineage: &'a Lineage,
    /// Operations that first arrived under an earlier device id and that this device had sent again
    /// under its own numbers before this operation.
    pub again: &'a BTreeSet<OpId>,
}

impl Author<'_> {
    /// Whether the author had seen the write of `stamp`.
    pub fn saw(&self, stamp: &Stamp) -> bool {
        (stamp.device == self.device && stamp.seq < self.seq)
            || self.again.contains(&stamp.op)
            || stamp.server_seq.is_some_and(|seq| seq <= self.base_seq)
            || self
                .lineage
                .0
                .iter()
                .any(|(device, through)| *device == stamp.device && stamp.seq <= *through)
    }
}

/// A value with its stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stamped<T> {
    /// The value.
    pub value: T,
    /// Who wrote it.
    pub stamp: Stamp,
}

impl<T: Read> Read for Stamped<T> {
    fn read(from: &Reader<'_>) -> Self {
        Self {
            value: from.key("value"),
            stamp: from.key("stamp"),
        }
    }
}

/// The values that nobody has knowingly overwritten: usually one, several after concurrent writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Heads<T>(Vec<Stamped<T>>);

impl<T: Read> Read for Heads<T> {
    fn read(from: &Reader<'_>) -> Self {
        Self(Read::read(from))
    }
}

impl<T> Default for Heads<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Heads<T> {
    /// Writes `value` over what its author saw. Returns whether other values remain.
    pub fn write(&mut self, author: &Author<'_>, value: T, stamp: Stamp) -> bool {
        self.0.retain(|head| !author.saw(&head.stamp));
        // A tablet replays operations whose answer was lost: this one may be applied already.
        if self.0.iter().any(|head| head.stamp.op == stamp.op) {
            return self.0.len() > 1;
        }
        let concurrent = !self.0.is_empty();
        // Ordered by operation id, so that the list does not depend on the order of arrival.
        let place = self.0.partition_point(|head| head.stamp.op < stamp.op);
        self.0.insert(place, Stamped { value, stamp });
        concurrent
    }

    /// The remaining values.
    pub fn iter(&self) -> impl Iterator<Item = &Stamped<T>> {
        self.0.iter()
    }

    /// The remaining values, to mark them; their stamps stay unchanged.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|head| &mut head.value)
    }

    /// Whether nothing was ever written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether devices wrote without having seen each other's values.
    pub fn is_concurrent(&self) -> bool {
        self.0.len() > 1
    }

    /// The value that counts: the worst by `rank`, of equals the one with the first operation id.
    pub fn worst<K: Ord>(&self, rank: impl Fn(&T) -> K) -> Option<&Stamped<T>> {
        self.0.iter().rev().max_by_key(|head| rank(&head.value))
    }
}
