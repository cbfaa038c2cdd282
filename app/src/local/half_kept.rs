//! Finds what a full disk left half written, when the store is opened. No I/O.

use super::kept::{Meta, OutboxEntry, PhotoEntry};
use domain::ids::{PhotoId, VisitId};
use domain::sync::op::{AttachPhoto, Intent};
use std::collections::BTreeSet;

/// A photo that was recorded here but whose bytes are missing: unless the server has them, they are
/// lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// The photo.
    pub photo: PhotoId,
    /// Its visit.
    pub visit: VisitId,
}

/// The inconsistencies found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct HalfKept {
    /// Hashes of photos that wait to be sent but have no bytes here.
    pub without_bytes: Vec<String>,
    /// Photos whose bytes are here and that an operation names, but that do not wait to be sent.
    pub forgotten: Vec<PhotoEntry>,
    /// Photos that an operation names but whose bytes are missing here.
    pub lost: Vec<Lost>,
}

/// Compares the outbox, the waiting photos and the hashes of all bytes.
pub fn find(outbox: &[OutboxEntry], photos: &[PhotoEntry], bytes: &BTreeSet<String>) -> HalfKept {
    let mut half = HalfKept::default();
    let waiting: BTreeSet<&str> = photos.iter().map(|it| it.sha256.as_str()).collect();
    let missing = waiting.iter().filter(|it| !bytes.contains(**it));
    half.without_bytes = missing.map(|it| (*it).to_owned()).collect();
    for it in outbox.iter().filter_map(attached) {
        if !bytes.contains(&it.sha256) {
            half.lost.push(Lost {
                photo: it.photo,
                visit: it.visit,
            });
        } else if !waiting.contains(it.sha256.as_str()) {
            half.forgotten.push(PhotoEntry {
                photo: it.photo,
                visit: it.visit,
                sha256: it.sha256,
                length: it.length,
                media_type: it.media_type,
                sent: 0,
                refused: None,
            });
        }
    }
    half
}

/// The number of the next operation, above every number in use.
pub fn next_number(meta: &Meta, outbox: &[OutboxEntry]) -> u64 {
    let own = outbox.iter().filter(|it| it.generation == meta.generation);
    let highest = own.map(|it| it.seq).max().unwrap_or_default();
    meta.next_seq.max(highest + 1)
}

/// The photo that an operation attaches; `None` if the operation was quarantined.
fn attached(entry: &OutboxEntry) -> Option<AttachPhoto> {
    let refused = |entry: &OutboxEntry| {
        entry
            .result
            .as_ref()
            .is_some_and(|it| it.quarantine.is_some())
    };
    if !entry.body.contains("\"attach_photo\"") || refused(entry) {
        return None;
    }
    match entry.operation()?.intent {
        Intent::AttachPhoto(it) => Some(it),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
