//! Photos that were taken before their visit began.

use super::{Photo, Visit};
use crate::time::Span;

/// A photo this much older than its visit is still of it: inspectors may look around, or photograph
/// the entrance, before they begin to record.
const LOOKING_AROUND: Span = Span::from_mins(30);

impl Visit {
    /// Whether a photo was clearly taken before the visit began. Both times are by the device's
    /// clock; a photo whose time is unknown is not early.
    pub fn precedes(&self, photo: &Photo) -> bool {
        let (began, taken) = (self.opened.at.timestamp(), photo.taken_at.timestamp());
        !photo.undated && began.duration_since(taken) > LOOKING_AROUND
    }
}
