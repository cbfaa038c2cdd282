//! What a store can say of itself: whether it is still open, and what it could not keep.

use super::half_kept::Lost;
use super::store::Store;
use leptos::prelude::*;

impl Store {
    /// The browser has closed the disk and does not open it again: loading the page anew helps.
    pub fn closed(&self) -> ReadSignal<bool> {
        self.disk().closed()
    }

    /// Photos that were recorded here and that nobody has: neither this tablet nor the server.
    pub fn lost_photos(&self) -> Vec<Lost> {
        self.with(|tablet| {
            // Before a pull is complete nobody knows what the server has.
            if tablet.meta.seen == 0 {
                return Vec::new();
            }
            let mut lost = self.disk().lost();
            lost.retain(|it| {
                let visit = tablet.visit(it.visit);
                let photo = visit.and_then(|visit| visit.photos.get(&it.photo));
                photo
                    .is_some_and(|photo| !photo.verified && visit.is_some_and(|it| it.shows(photo)))
            });
            lost
        })
    }
}
