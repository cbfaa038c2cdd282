//! The rescue file: what a tablet holds, saved by hand when it may or can not send it, and imported
//! by a supervisor (sync.md, "Eviction and space").
//!
//! A zip with [`MANIFEST`], [`OPERATIONS`] (a [`Line`] each) and the photos below [`PHOTOS`].

use crate::ids::{DeviceId, OpId, UserId};
use crate::sync::wire::{Quarantine, Succeeds};
use crate::time::Moment;
use serde::Serialize;

/// The version that this build writes and reads.
pub const VERSION: u32 = 1;
/// Who and from where: a [`Manifest`].
pub const MANIFEST: &str = "manifest.json";
/// A [`Line`] of JSON for each operation, in the tablet's order.
pub const OPERATIONS: &str = "operations.jsonl";
/// The folder of the photos; each is named by the SHA-256 of its bytes, lower-case hex.
pub const PHOTOS: &str = "photos/";

/// Whose file it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// [`VERSION`].
    pub version: u32,
    /// The person.
    pub person: UserId,
    /// The device and those it goes on from, the latest first, each with the last of its numbers
    /// that was surely made on this tablet.
    pub devices: Vec<Succeeds>,
    /// How many device ids came before.
    pub generation: u32,
    /// The epoch of the server that the tablet has pulled from; empty if it never has.
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
pub struct Line {
    /// The device it was numbered on.
    pub device: DeviceId,
    /// Its number there.
    pub seq: u64,
    /// Its id.
    pub op_id: OpId,
    /// A server has said what became of it.
    pub settled: bool,
    /// Its body, in the very text in which it was written.
    pub body: String,
}

crate::readable!(Line {
    device,
    seq,
    op_id,
    settled,
    body
});

/// What came of importing a rescue file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The person's name.
    pub person: String,
    /// How many operations took effect.
    pub applied: u32,
    /// How many had arrived before.
    pub known: u32,
    /// Those that have no effect: they are kept as they came.
    pub quarantined: Vec<Unusable>,
    /// How many photos were kept.
    pub photos: u32,
    /// How many photos were here already.
    pub photos_known: u32,
    /// Photos that were not kept.
    pub photos_refused: Vec<RefusedPhoto>,
}

crate::readable!(Report {
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

/// A photo that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedPhoto {
    /// What the file calls it.
    pub name: String,
    /// Why.
    pub why: PhotoFault,
}

crate::readable!(RefusedPhoto { name, why });

/// What is wrong with a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoFault {
    /// Its bytes are others than its name says.
    Altered,
    /// It is no JPEG, PNG or WebP.
    NoPicture,
    /// It is larger than a photo may be.
    TooLarge,
}

crate::words!(PhotoFault {
    Altered = "altered",
    NoPicture = "no-picture",
    TooLarge = "too-large",
});
