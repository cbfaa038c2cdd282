//! The rescue file: everything that a tablet keeps, saved by hand when the tablet cannot send it or
//! may not, and imported by a supervisor (sync.md, "Rescue files").
//!
//! A zip with [`MANIFEST`], [`OPERATIONS`] (a [`RescuedOp`] each) and the photos below [`PHOTOS`].

use crate::ids::{DeviceId, OpId, UserId};
use crate::sync::wire::{Quarantine, Succeeds};
use crate::time::Moment;
use serde::Serialize;

/// The version that this build writes and reads.
pub const VERSION: u32 = 1;
/// Whose file it is and where it comes from: a [`Manifest`].
pub const MANIFEST: &str = "manifest.json";
/// A [`RescuedOp`] of JSON for each operation, in the tablet's order.
pub const OPERATIONS: &str = "operations.jsonl";
/// The folder of the photos; each is named by the SHA-256 of its bytes, lower-case hex.
pub const PHOTOS: &str = "photos/";

/// Whose rescue file it is and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// [`VERSION`].
    pub version: u32,
    /// The person.
    pub person: UserId,
    /// The device and its earlier ids, the latest first, each with the last number known to be used
    /// on this tablet.
    pub devices: Vec<Succeeds>,
    /// How many earlier device ids the tablet had.
    pub generation: u32,
    /// The epoch of the server that the tablet pulled from; empty if it never pulled.
    pub epoch: String,
    /// When it was saved, by the tablet's clock.
    pub made_at: Moment,
}

crate::readable!(Manifest {
    version,
    person,
    devices,
    generation,
    epoch,
    made_at
});

/// An operation as the tablet keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RescuedOp {
    /// The device it was numbered on.
    pub device: DeviceId,
    /// Its number there.
    pub seq: u64,
    /// Its id.
    pub op_id: OpId,
    /// Whether a server has returned a result for it.
    pub settled: bool,
    /// Its body, exactly as first written.
    pub body: String,
}

crate::readable!(RescuedOp {
    device,
    seq,
    op_id,
    settled,
    body
});

/// The outcome of importing a rescue file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RescueReport {
    /// The person's name.
    pub person: String,
    /// How many operations took effect.
    pub applied: u32,
    /// How many had arrived before.
    pub known: u32,
    /// The operations without effect; the server keeps them as they came.
    pub quarantined: Vec<Unusable>,
    /// How many photos were stored.
    pub photos: u32,
    /// How many photos the server had already.
    pub photos_known: u32,
    /// Photos that were not stored.
    pub photos_refused: Vec<RefusedPhoto>,
}

crate::readable!(RescueReport {
    person,
    applied,
    known,
    quarantined,
    photos,
    photos_known,
    photos_refused
});

/// An operation without effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unusable {
    /// Its number on the tablet.
    pub seq: u64,
    /// Its id.
    pub op_id: OpId,
    /// Why.
    pub quarantine: Quarantine,
}

crate::readable!(Unusable {
    seq,
    op_id,
    quarantine
});

/// A photo that was not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedPhoto {
    /// Its name in the file.
    pub name: String,
    /// Why.
    pub why: PhotoFault,
}

crate::readable!(RefusedPhoto { name, why });

/// Why a photo was not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoFault {
    /// Its bytes do not match the hash in its name.
    Altered,
    /// It is not a JPEG, PNG or WebP.
    NoPicture,
    /// It is larger than [`MAX_PHOTO`](crate::sync::merge::MAX_PHOTO).
    TooLarge,
}

crate::words!(PhotoFault {
    Altered = "altered",
    NoPicture = "no-picture",
    TooLarge = "too-large",
});
