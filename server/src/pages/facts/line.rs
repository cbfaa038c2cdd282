//! Parsing the cells of a line; every fault is recorded with its column.

use app::api::facts::{CellKind, FactsColumn};
use domain::points::Points;
use domain::scoring::{CaseFault, Status};
use domain::typed::plain;
use std::borrow::Cow;

/// A fault of a cell: the column's key, and the kind of fault.
pub(super) type Fault = (String, &'static str);

/// The longest text in a cell, in characters.
const LONGEST: usize = 500;
/// The most decimals of a judge's points.
const JUDGES_DECIMALS: u32 = 2;

/// A line being parsed.
pub(super) struct Line<'l> {
    pub(super) keys: &'l [FactsColumn],
    pub(super) values: &'l [String],
    pub(super) faults: Vec<Fault>,
}

impl Line<'_> {
    pub(super) fn fault(&mut self, key: &str, fault: CaseFault) {
        self.faults.push((key.to_owned(), fault.as_str()));
    }

    pub(super) fn text(&self, key: &str) -> &str {
        let index = self.keys.iter().position(|it| it.key == key);
        let value = index.and_then(|index| self.values.get(index));
        value.map_or("", |value| value.trim())
    }

    pub(super) fn given(&mut self, key: &str, needed: bool) -> Option<String> {
        let text = self.text(key).to_owned();
        if text.is_empty() && needed {
            self.fault(key, CaseFault::Missing);
        }
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn words(&mut self, key: &str, needed: bool) -> Option<Cow<'static, str>> {
        let text = self.given(key, needed)?;
        if text.chars().count() > LONGEST {
            self.faults.push((key.to_owned(), "too-long"));
            return None;
        }
        Some(Cow::Owned(text))
    }

    pub(super) fn points(&mut self, key: &str, needed: bool) -> Option<Points> {
        let read = plain(&self.given(key, needed)?).parse().ok();
        if read.is_none() {
            self.fault(key, CaseFault::NoDecimal);
        }
        read
    }

    pub(super) fn whole<N: std::str::FromStr>(&mut self, key: &str, needed: bool) -> Option<N> {
        let text = plain(&self.given(key, needed)?);
        // Rust's number parsers also accept a plus sign.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let read = text.parse().ok().filter(|_| digits);
        if read.is_none() {
            self.fault(key, CaseFault::NoInteger);
        }
        read
    }

    /// Reports every value that is not among its column's fixed choices. Choices that come from the
    /// table are checked later with the rest.
    pub(super) fn choices(&mut self) {
        for (column, value) in self.keys.iter().zip(self.values) {
            let (CellKind::Choice(choices), value) = (&column.kind, value.trim()) else {
                continue;
            };
            let own = choices.iter().all(|(_, words, _)| words.is_empty());
            if own && !value.is_empty() && !choices.iter().any(|(known, ..)| known == value) {
                self.faults.push((column.key.clone(), "unknown-choice"));
            }
        }
    }

    pub(super) fn status(&mut self) -> Option<Status> {
        match self.text("status") {
            // A change keeps the current status; a new entry waits for a decision.
            "" | "pending" => Some(Status::Pending),
            "confirmed" => Some(Status::Confirmed),
            "rejected" => Some(Status::Rejected),
            // `choices` reports this.
            _ => None,
        }
    }

    /// The points of every judge.
    pub(super) fn sheets(&mut self) -> Vec<Points> {
        let keys: Vec<String> = self.keys.iter().map(|it| it.key.clone()).collect();
        let mut sheets = Vec::with_capacity(keys.len());
        for key in &keys {
            let Some(points) = self.points(key, true) else {
                continue;
            };
            if points.is_negative() || points > Points::whole(100) {
                self.fault(key, CaseFault::Range);
            } else if !points.has_decimals_at_most(JUDGES_DECIMALS) {
                self.fault(key, CaseFault::Decimals);
            }
            sheets.push(points);
        }
        sheets
    }
}
