//! Which operations of a push are admitted, and which earlier ids a device has.

use crate::ids::DeviceId;
use crate::inspection::heads::Lineage;
use crate::sync::wire::Conflict;

/// What happens to a numbered operation of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// It has the next number: apply it.
    New,
    /// It arrived before: answer with its first result.
    Duplicate,
}

/// Admits operation `seq` with `hash` on a device whose last number is `last`. `known` is the hash
/// that the device sent under `seq` before. Fails with a gap or a fork.
pub fn admit(seq: u64, hash: &str, last: u64, known: Option<&str>) -> Result<Admission, Conflict> {
    let expected_seq = last + 1;
    match known {
        _ if seq == expected_seq => Ok(Admission::New),
        _ if seq > expected_seq => Err(Conflict::Gap { expected_seq }),
        Some(known) if known == hash => Ok(Admission::Duplicate),
        _ => Err(Conflict::Fork { expected_seq }),
    }
}

/// The lineage of a device: its earlier ids, each with the last number used on this tablet.
///
/// `parent` returns the id before an id. A loop, which only a broken client can send, ends the
/// chain.
pub fn lineage(device: DeviceId, parent: impl Fn(DeviceId) -> Option<(DeviceId, u64)>) -> Lineage {
    let mut chain: Vec<(DeviceId, u64)> = Vec::new();
    let mut at = device;
    while let Some((older, through)) = parent(at) {
        if older == device || chain.iter().any(|(known, _)| *known == older) {
            break;
        }
        chain.push((older, through));
        at = older;
    }
    Lineage(chain)
}
