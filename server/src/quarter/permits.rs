//! Who may enter which facts. Supervisors may enter all; office staff the rows of their offices,
//! and only a head decides on claims and records. Waivers and the showcase are for supervisors.

use crate::store::{Store, StoreError};
use domain::people::{Person, Reach, Right};
use domain::scoring::{RawFact, Status};
use domain::table::Table;

/// The facts that a person may enter.
#[derive(Debug, Clone)]
pub struct Permit {
    /// Whether the person may enter everything.
    pub supervises: bool,
    /// Whether the person signs the offices' rows and decides on their claims.
    pub heads: bool,
    /// The person's offices; empty if the person has no role in an office.
    pub offices: Vec<String>,
}

impl Permit {
    /// The permit of `person`.
    pub async fn of(store: &Store, person: &Person) -> Result<Self, StoreError> {
        let own = |right| person.may_with_own(right, Reach::OwnOffices);
        let heads = own(Right::SignFacts);
        let offices = if heads || own(Right::EnterFacts) {
            store.offices_of(person.id).await?
        } else {
            Vec::new()
        };
        Ok(Self {
            supervises: person.may_everywhere(Right::EnterFacts),
            heads,
            offices,
        })
    }

    /// Whether the row belongs to one of the person's offices.
    pub fn owns(&self, table: &Table, row: &str) -> bool {
        let row = table.indicator(row);
        row.is_some_and(|row| {
            row.offices()
                .any(|office| self.offices.iter().any(|own| own == office))
        })
    }

    /// Whether the person may enter facts of the row.
    pub fn enters(&self, table: &Table, row: &str) -> bool {
        self.supervises || self.owns(table, row)
    }

    /// Whether the person signs the row: as the head of its office, or as a supervisor if the row
    /// has no office.
    pub fn signs(&self, table: &Table, row: &str) -> bool {
        let of_an_office = table
            .indicator(row)
            .is_some_and(|row| row.offices().next().is_some());
        if of_an_office {
            self.heads && self.owns(table, row)
        } else {
            self.supervises
        }
    }

    /// Whether the person may sign for the head of the row's office (代签), with a reason.
    pub fn stands_in(&self, table: &Table, row: &str) -> bool {
        self.supervises && !self.signs(table, row)
    }

    /// The key of the fact that the person may not enter, take back or replace; `None` if all is
    /// allowed.
    pub fn refused(&self, table: &Table, fact: &RawFact<'_>) -> Option<&'static str> {
        if self.supervises {
            return None;
        }
        if fact.waive.is_some() {
            return Some("waive");
        }
        let Some(row) = &fact.indicator else {
            return Some("showcase");
        };
        if !self.owns(table, row) {
            return Some("indicator");
        }
        let decided = fact.status.is_some_and(|status| status != Status::Pending);
        (decided && !self.heads).then_some("status")
    }
}
