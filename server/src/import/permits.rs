//! Which facts a person may enter by file, and put evidence beside: supervisors all; an office those
//! of its rows, and its head decides on claims and records.

use crate::permits::Permit;
use crate::problem::Problem;
use crate::store::Store;
use domain::people::{Person, Role};
use domain::scoring::{RawFact, Status};
use domain::table::Table;

/// The roles that may enter anything at all.
pub(crate) const ROLES: [Role; 3] = [Role::Supervisor, Role::Office, Role::OfficeHead];

/// What a person may enter by file.
pub(crate) struct Permits(Permit);

impl Permits {
    /// Reads which offices a person belongs to.
    pub(crate) async fn of(store: &dyn Store, person: &Person) -> Result<Self, Problem> {
        if !ROLES.into_iter().any(|role| person.is(role)) {
            return Err(Problem::forbidden(
                "this account does not have the role for it",
            ));
        }
        Ok(Self(Permit::of(store, person).await?))
    }

    /// Whether what evidence stands beside is theirs; the showcase is the supervisors'.
    pub(crate) fn has_slot(&self, table: &Table, row: Option<&str>) -> bool {
        self.0.supervises || row.is_some_and(|row| self.0.owns(table, row))
    }

    /// Why a fact is not theirs to enter; `before` is the status of the claim or record that it
    /// takes the place of.
    pub(super) fn refuses(
        &self,
        fact: &RawFact<'_>,
        before: Option<Status>,
        table: &Table,
    ) -> Option<&'static str> {
        if self.0.supervises {
            return None;
        }
        match self.0.refused(table, fact) {
            Some("waive" | "showcase") => Some("supervisors-only"),
            Some("indicator") => {
                let known = fact.indicator.as_deref();
                let known = known.is_some_and(|row| table.indicator(row).is_some());
                Some(if known {
                    "other-office"
                } else {
                    "supervisors-only"
                })
            }
            Some(_) => Some("heads-only"),
            None => {
                let decided = before.is_some_and(|status| status != Status::Pending);
                (decided && !self.0.heads).then_some("heads-only")
            }
        }
    }
}
