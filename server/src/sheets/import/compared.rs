//! A line compared with the current values.

use crate::sheets::import::entry::ImportedFact;
use crate::sheets::import::standing::OnRecord;
use crate::sheets::workbook::CellPlace;
use crate::store::KeptFact;

/// An entry compared with the current fact of its slot.
pub(super) struct Compared {
    pub(super) place: CellPlace,
    /// `new`, `changed`, `unchanged`, or `known`: a record that was matched with an existing one.
    pub(super) code: &'static str,
    /// The current fact of its slot.
    pub(super) before: Option<Box<KeptFact>>,
    /// The basis of the new value. Files do not contain it, so the current one is kept.
    pub(super) basis: Option<String>,
}

impl Compared {
    pub(super) fn of(entry: &ImportedFact, standing: &OnRecord<'_>) -> Self {
        let (town, slot) = (&entry.fact.town, entry.fact.slot());
        let kept = standing.kept(town, slot);
        let code = match standing.of(town, slot) {
            Some(before) if *before == *entry.fact && entry.is_known => "known",
            Some(before) if *before == *entry.fact => "unchanged",
            Some(_) => "changed",
            None => "new",
        };
        // The showcase keeps none: the judges' sheets would not support another mean.
        let basis = kept.filter(|_| entry.fact.indicator.is_some());
        Self {
            place: entry.place,
            code,
            before: kept.cloned().map(Box::new),
            basis: basis.and_then(|kept| kept.basis.clone()),
        }
    }

    pub(super) fn is_change(&self) -> bool {
        matches!(self.code, "new" | "changed")
    }
}
