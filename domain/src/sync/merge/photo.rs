//! Attaching a photo, withdrawing and restoring it.

use super::{MAX_PHOTO, Work};
use crate::ids::PhotoId;
use crate::inspection::heads::Heads;
use crate::inspection::{Flag, Photo, Visit};
use crate::sync::op::AttachPhoto;
use crate::sync::wire::{Quarantine, Reason};

impl Work<'_> {
    pub(super) fn attach(&mut self, visit: &mut Visit, it: &AttachPhoto) -> Result<(), Quarantine> {
        let hex = it.sha256.len() == 64
            && it
                .sha256
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let known_type = matches!(
            it.media_type.as_str(),
            "image/jpeg" | "image/png" | "image/webp"
        );
        if !hex {
            return Err(Quarantine::new(Reason::OutOfRange, "sha256"));
        }
        if !known_type {
            return Err(Quarantine::new(Reason::OutOfRange, "media_type"));
        }
        if !(1..=MAX_PHOTO).contains(&it.length) {
            return Err(Quarantine::new(Reason::OutOfRange, "length"));
        }
        if visit.photos.contains_key(&it.photo) {
            return Err(Quarantine::new(Reason::AlreadyExists, it.photo.to_string()));
        }
        if let Some(finding) = it
            .finding
            .filter(|finding| !visit.findings.contains_key(finding))
        {
            return Err(Quarantine::new(Reason::UnknownFinding, finding.to_string()));
        }
        visit.photos.insert(
            it.photo,
            Photo {
                id: it.photo,
                finding: it.finding,
                sha256: it.sha256.clone(),
                length: it.length,
                media_type: it.media_type.clone(),
                taken_at: it.taken_at,
                undated: it.undated,
                stamp: self.stamp(),
                verified: false,
                withdrawn: Heads::default(),
            },
        );
        // A supervisor may have asked for nothing but a photo.
        if let Some(finding) = it.finding.and_then(|id| visit.findings.get_mut(&id))
            && finding.was_returned()
        {
            finding.revision += 1;
        }
        self.touched.extend(it.finding);
        Ok(())
    }

    /// Withdraws or restores a photo. Either adds a revision to its finding, because supervisors
    /// decide with the photos in view.
    pub(super) fn set_withdrawn(
        &mut self,
        visit: &mut Visit,
        photo: PhotoId,
        withdrawn: bool,
    ) -> Result<(), Quarantine> {
        let stamp = self.stamp();
        let known = visit
            .photos
            .get_mut(&photo)
            .ok_or_else(|| Quarantine::new(Reason::OutOfRange, "photo"))?;
        if known.withdrawn.write(&self.cx.author, withdrawn, stamp) {
            self.flags.insert(Flag::Concurrent);
        }
        let finding = known.finding;
        if let Some(finding) = finding.and_then(|id| visit.findings.get_mut(&id)) {
            finding.revision += 1;
            self.touched.insert(finding.id);
        }
        Ok(())
    }
}
