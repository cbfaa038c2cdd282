//! Which facts a person may enter by file, and put evidence beside: supervisors all; an office those
//! of its rows, and its head decides on claims and records.

use crate::problem::Problem;
use crate::store::Store;
use domain::people::{Person, Role};
use domain::scoring::{RawFact, Status};
use domain::table::{Indicator, Table};

/// The roles that may enter anything at all.
pub(crate) const ROLES: [Role; 3] = [Role::Supervisor, Role::Office, Role::OfficeHead];

/// What a person may enter.
pub(crate) struct Permits {
    supervises: bool,
    heads: bool,
    offices: Vec<String>,
}

impl Permits {
    /// Reads which offices a person belongs to.
    pub(crate) async fn of(store: &dyn Store, person: &Person) -> Result<Self, Problem> {
        if !ROLES.into_iter().any(|role| person.is(role)) {
            return Err(Problem::forbidden(
                "this account does not have the role for it",
            ));
        }
        let supervises = person.is(Role::Supervisor);
        Ok(Self {
            supervises,
            heads: person.is(Role::OfficeHead),
            offices: match supervises {
                true => Vec::new(),
                false => store.offices_of(person.id).await?,
            },
        })
    }

    /// Whether a row is theirs.
    pub(crate) fn has(&self, row: &Indicator) -> bool {
        let mut of_row = row.office.split('、').map(str::trim);
        self.supervises || of_row.any(|office| self.offices.iter().any(|own| own == office))
    }

    /// The same for what evidence stands beside; the showcase is the supervisors'.
    pub(crate) fn has_slot(&self, table: &Table, row: Option<&str>) -> bool {
        let row = row.and_then(|row| table.indicator(row));
        self.supervises || row.is_some_and(|row| self.has(row))
    }

    /// Why a fact is not theirs to enter; `before` is the status of the claim or record that it
    /// takes the place of.
    pub(super) fn refuses(
        &self,
        fact: &RawFact<'_>,
        before: Option<Status>,
        table: &Table,
    ) -> Option<&'static str> {
        if self.supervises {
            return None;
        }
        let row = fact.indicator.as_deref();
        let Some(row) = row.and_then(|row| table.indicator(row)) else {
            return Some("supervisors-only");
        };
        if !self.has(row) {
            return Some("other-office");
        }
        let is_decided = |status: Option<Status>| status.is_some_and(|it| it != Status::Pending);
        let decided = is_decided(fact.status) || is_decided(before);
        (decided && !self.heads).then_some("heads-only")
    }
}
