//! The evaluation table of one regulation, and its sections.

use super::indicator::{Checkpoint, Indicator};
use super::offset::UtcOffset;
use super::text::Text;
use super::totals::Totals;
use crate::ids::CheckpointId;
use crate::points::Points;
use crate::read::{Read, Reader};
use jiff::civil::Date;
use serde::Serialize;

/// The evaluation table of one regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The table's id, which is its file's name (`zichuan-2022`).
    pub id: String,
    /// The regulation's title.
    pub name: Text,
    /// 文号 (`川政管办发〔2022〕2号`).
    pub document: String,
    /// The office that issued it.
    pub issuer: String,
    /// The day it was issued.
    #[serde(with = "date_text")]
    pub issued: Date,
    /// The first day of observations that it applies to.
    #[serde(with = "date_text")]
    pub effective_from: Date,
    /// The last such day, if the table states one.
    #[serde(with = "optional_date_text", skip_serializing_if = "Option::is_none")]
    pub effective_until: Option<Date>,
    /// The offset of the clock that starts and ends its quarters.
    pub utc_offset: UtcOffset,
    /// Readings chosen for the table as a whole, in Chinese.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<String>,
    /// Sections in the order of the annex.
    pub sections: Vec<Section>,
    /// Indicators in the order of the annex.
    pub indicators: Vec<Indicator>,
    /// The weights of a town's total, and its honours.
    pub totals: Totals,
    /// SHA-256 of the file's text in hex; a quarter refers to its table by this hash.
    pub sha256: String,
}

crate::readable!(Table {
    id, name, document, issuer, issued, effective_from, utc_offset, sections, indicators, sha256,
} optional {
    effective_until, readings, totals,
});

/// A section of the annex (一级指标).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// `1`, `8.1`.
    pub id: String,
    /// Its name without the points.
    pub name: Text,
    /// The sum of its indicators' full points.
    pub points: Points,
}

crate::readable!(Section { id, name, points });

impl Table {
    /// The indicator with that id.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The checkpoint with that id, and its indicator.
    pub fn checkpoint(&self, id: &CheckpointId) -> Option<(&Indicator, &Checkpoint)> {
        self.checkpoint_str(id.as_str())
    }

    /// As [`Table::checkpoint`], by the id's text.
    pub fn checkpoint_str(&self, id: &str) -> Option<(&Indicator, &Checkpoint)> {
        let (indicator, _) = id.split_once('/')?;
        let indicator = self.indicator(indicator)?;
        let checkpoint = indicator.checkpoint(id)?;
        Some((indicator, checkpoint))
    }

    /// The section of that id.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The indicators of a section, in the annex's order.
    pub fn indicators_of<'t>(&'t self, section: &'t str) -> impl Iterator<Item = &'t Indicator> {
        self.indicators
            .iter()
            .filter(move |indicator| indicator.section == section)
    }

    /// Every checkpoint with its indicator, in the annex's order.
    pub fn checkpoints(&self) -> impl Iterator<Item = (&Indicator, &Checkpoint)> {
        self.indicators
            .iter()
            .flat_map(|indicator| indicator.checkpoints.iter().map(move |c| (indicator, c)))
    }
}

impl Read for Date {
    fn read(from: &Reader<'_>) -> Self {
        // jiff's own error messages would add more to the browser's program than all other readers.
        from.text().parse().unwrap_or_else(|_| {
            from.fail("expected a date such as 2022-05-11");
            Self::ZERO
        })
    }
}

/// A date as `2022-05-11`.
mod date_text {
    use jiff::civil::Date;
    use serde::Serializer;

    pub(super) fn serialize<S: Serializer>(date: &Date, ser: S) -> Result<S::Ok, S::Error> {
        ser.collect_str(date)
    }
}

/// An optional date as `2022-05-11`.
mod optional_date_text {
    use jiff::civil::Date;
    use serde::Serializer;

    pub(super) fn serialize<S: Serializer>(date: &Option<Date>, ser: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => ser.collect_str(date),
            None => ser.serialize_none(),
        }
    }
}
