//! Which facts a person may enter by file, and put evidence beside: supervisors all; an office those
//! of its rows, and its head decides on claims and records.

use crate::problem::Problem;
use crate::quarter::permits::Permit;
use crate::store::Store;
use domain::people::{Person, Right};
use domain::scoring::RawFact;
use domain::table::Table;

/// What a person may enter by file.
pub(crate) struct Permits(Permit);

impl Permits {
    /// Reads which offices a person belongs to.
    pub(crate) async fn of(store: &dyn Store, person: &Person) -> Result<Self, Problem> {
        if !person.may(Right::EnterFacts) {
            return Err(Problem::forbidden(
                "this account does not have the right to it",
            ));
        }
        Ok(Self(Permit::of(store, person).await?))
    }

    /// Whether what evidence stands beside is theirs; the showcase is the supervisors'.
    pub(crate) fn has_slot(&self, table: &Table, row: Option<&str>) -> bool {
        self.0.supervises || row.is_some_and(|row| self.0.owns(table, row))
    }

    /// Why a fact is not theirs to enter, or `before`, of which it takes the place, not theirs to
    /// change.
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
