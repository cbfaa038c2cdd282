//! The facts that a person may enter by file and add evidence to. Supervisors may enter all, and an
//! office those of its rows; its head decides on claims and records.

use crate::problem::Problem;
use crate::quarter::permits::Permit;
use crate::store::Store;
use domain::people::{Person, Right};
use domain::scoring::RawFact;
use domain::table::Table;

/// A person's permits to enter by file.
pub(crate) struct Permits(Permit);

impl Permits {
    /// Reads the person's offices from the store.
    pub(crate) async fn of(store: &Store, person: &Person) -> Result<Self, Problem> {
        if !person.may(Right::EnterFacts) {
            return Err(Problem::forbidden(
                "this account does not have the right to it",
            ));
        }
        Ok(Self(Permit::of(store, person).await?))
    }

    /// Whether the person may add evidence for the row; only supervisors may for the showcase.
    pub(crate) fn has_slot(&self, table: &Table, row: Option<&str>) -> bool {
        self.0.supervises || row.is_some_and(|row| self.0.owns(table, row))
    }

    /// Why the person may not enter a fact, or may not change `before`, which it replaces.
    pub(super) fn refuses(
        &self,
        fact: &RawFact<'_>,
        before: Option<&RawFact<'_>>,
        table: &Table,
    ) -> Option<&'static str> {
        [Some(fact), before].into_iter().flatten().find_map(|fact| {
            Some(match self.0.refused(table, fact)? {
                "waive" | "showcase" => "supervisors-only",
                "indicator" => {
                    let known = fact.indicator.as_deref();
                    let known = known.is_some_and(|row| table.indicator(row).is_some());
                    if known {
                        "other-office"
                    } else {
                        "supervisors-only"
                    }
                }
                _ => "heads-only",
            })
        })
    }
}
