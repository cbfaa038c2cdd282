//! A fact with the cells it was read from.

use crate::sheets::workbook::CellPlace;
use domain::ids::TownId;
use domain::scoring::RawFact;
use std::borrow::Cow;

/// A fact with the places of its cells.
#[derive(Debug)]
pub(super) struct ImportedFact {
    /// The first of its cells.
    pub(super) place: CellPlace,
    /// Boxed so that facts can be moved one by one: there may be tens of thousands.
    pub(super) fact: Box<RawFact<'static>>,
    /// The places by the keys in scoring.md: `tier`, `monthly/2`.
    pub(super) keys: Vec<(Cow<'static, str>, CellPlace)>,
    /// A record without a number that was matched with an existing one of the same content. It may
    /// be a different record.
    pub(super) is_known: bool,
}

/// The places of a fact's cells, without the fact.
#[derive(Debug)]
pub(super) struct Cells {
    place: CellPlace,
    keys: Vec<(Cow<'static, str>, CellPlace)>,
}

impl Cells {
    /// Where a key of the fact was read, or else the fact's first cell.
    pub(super) fn place_of(&self, key: &str) -> CellPlace {
        let found = self.keys.iter().find(|(known, _)| known == key);
        found.map_or(self.place, |(_, place)| *place)
    }
}

impl ImportedFact {
    /// Splits into the fact and its places.
    pub(super) fn into_parts(self) -> (Box<RawFact<'static>>, Cells) {
        let Self {
            place, fact, keys, ..
        } = self;
        (fact, Cells { place, keys })
    }

    pub(super) fn new(place: CellPlace, fact: RawFact<'static>) -> Self {
        Self {
            place,
            fact: Box::new(fact),
            keys: Vec::new(),
            is_known: false,
        }
    }

    /// Every place that the fact was read from.
    pub(super) fn places(&self) -> impl Iterator<Item = CellPlace> {
        let keys = self.keys.iter().map(|(_, place)| *place);
        keys.chain([self.place])
    }

    /// Where a key of the fact was read, or else the fact's first cell.
    pub(super) fn place_of(&self, key: &str) -> CellPlace {
        let found = self.keys.iter().find(|(known, _)| known == key);
        found.map_or(self.place, |(_, place)| *place)
    }
}

/// A fact of a row without any value.
pub(super) fn blank(town: &TownId, row: Option<&str>) -> RawFact<'static> {
    RawFact {
        indicator: row.map(|row| Cow::Owned(row.to_owned())),
        ..RawFact::blank(town.to_string())
    }
}

/// A cell's text, shortened for a message.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
