//! Who may enter which facts: supervisors all; people of an office its rows, and only its head
//! decides on claims and records. Waivers and the showcase are for supervisors.

use crate::store::{Store, StoreError};
use domain::people::{Person, Reach, Right};
use domain::scoring::{RawFact, Status};
use domain::table::Table;

/// What a person may enter.
#[derive(Debug, Clone)]
pub struct Permit {
    /// Everything.
    pub supervises: bool,
    /// Signs the rows of the offices, and decides on their claims.
    pub heads: bool,
    /// The person's offices; none where the person has no role in one.
    pub offices: Vec<String>,
}

impl Permit {
    /// What `person` may enter.
    pub async fn of(store: &dyn Store, person: &Person) -> Result<Self, StoreError> {
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

    /// Whether the row is one of the person's offices'.
    pub fn owns(&self, table: &Table, row: &str) -> bool {
        let row = table.indicator(row);
        row.is_some_and(|row| {
            row.offices()
                .any(|office| self.offices.iter().any(|own| own == office))
        })
    }

    /// Whether facts of the row may be entered.
    pub fn enters(&self, table: &Table, row: &str) -> bool {
        self.supervises || self.owns(table, row)
    }

    /// Whether the person answers for the row: as the head of its office, or as a supervisor where
    /// it is no office's.
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

    /// Whether the person may sign for the head of the row's office who is away (代签), with a reason.
    pub fn stands_in(&self, table: &Table, row: &str) -> bool {
        self.supervises && !self.signs(table, row)
    }

    /// The key of a fact that the person may not enter, take back or replace so; an empty one for
    /// the fact as a whole.
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
