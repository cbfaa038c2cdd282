//! The state of a store: whether it is still open, and which photos it lost.

use super::half_kept::Lost;
use super::store::Store;
use leptos::prelude::*;

impl Store {
    /// Whether the browser has closed the disk and will not reopen it: then reload the page.
    pub fn closed(&self) -> ReadSignal<bool> {
        self.disk().closed()
    }

    /// Photos recorded here whose bytes are neither on this tablet nor on the server.
    pub fn lost_photos(&self) -> Vec<Lost> {
        self.with(|tablet| {
            // Before the first complete pull it is unknown what the server has.
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
