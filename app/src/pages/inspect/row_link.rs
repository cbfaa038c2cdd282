//! A link that opens the checklist at a row, in either order of the list.

use crate::components::browser;
use domain::ids::{CheckpointId, VisitId};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The part of the row to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowPart {
    /// The answers.
    Answer,
    /// The note of a finding.
    Note,
    /// The button that takes a photo.
    Photo,
}

impl RowPart {
    const ALL: [Self; 3] = [Self::Answer, Self::Note, Self::Photo];

    fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Note => "note",
            Self::Photo => "photo",
        }
    }

    fn selector(self) -> &'static str {
        match self {
            Self::Answer => "input",
            Self::Note => "[data-testid=note][aria-invalid]",
            Self::Photo => "[data-testid=photo-camera], [data-testid=photo-file]",
        }
    }
}

/// The address of a row in the checklist.
pub(super) fn to_row(visit: VisitId, checkpoint: &CheckpointId, part: RowPart) -> String {
    format!("/inspect/{visit}?row={checkpoint}&at={}", part.word())
}

/// Scrolls to the row that the address names, if any. The checklist calls it at set-up.
pub(super) fn open_at_row() {
    let query = use_location().query.get_untracked();
    let row: Option<CheckpointId> = query.get("row").and_then(|row| row.parse().ok());
    let Some(row) = row else { return };
    let part = query.get("at").unwrap_or_default();
    let part = RowPart::ALL.into_iter().find(|it| it.word() == part);
    let part = part.unwrap_or(RowPart::Answer);
    // Checkpoint ids contain no quotes.
    let selector = format!("[data-testid=row][data-checkpoint=\"{row}\"]");
    browser::open_at(selector, part.selector().to_owned());
}
