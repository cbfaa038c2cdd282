//! 数据填报 on the store.

mod cells;
mod form;
mod line;
mod page;
mod past;
mod port;
mod save;

pub use self::port::FactsPort;
use crate::pages::allowed::allowed;
use crate::problem::{failed, to_app_error};
use crate::quarter::evaluation::Evaluation;
use crate::quarter::permits::Permit;
use crate::store::{NewReminder, NewSign};
use app::api::facts::{FactsPage, FactsQuery, FactsSave, FactsSaved, WAIVERS};
use app::error::AppError;
use app::ports::{Boxed, Facts};
use cells::Shape;
use domain::people::{Person, Right};
use domain::time::Quarter;

/// The longest note of a reminder, in characters.
const LONGEST_NOTE: usize = 200;

impl Facts for FactsPort {
    fn page<'a>(&'a self, person: &'a Person, query: &'a FactsQuery) -> Boxed<'a, FactsPage> {
        Box::pin(async move {
            let permit = self.permit(person, Right::SeeFacts).await?;
            page::whole(self, &permit, query).await
        })
    }

    fn save<'a>(&'a self, person: &'a Person, save: &'a FactsSave) -> Boxed<'a, FactsSaved> {
        Box::pin(async move {
            self.permit(person, Right::EnterFacts).await?;
            save::save(self, person, save).await
        })
    }

    fn sign<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        row: &'a str,
        head: u64,
        instead: Option<&'a str>,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            let permit = self.permit(person, Right::SignFacts).await?;
            let evaluation = self.load_open(quarter).await?;
            known(&evaluation, row)?;
            let reason = instead.map(str::trim).filter(|reason| !reason.is_empty());
            let table = &evaluation.table;
            let instead = match reason {
                _ if permit.signs(table, row) => None,
                _ if !permit.stands_in(table, row) => return Err(AppError::Forbidden),
                None => return Err(AppError::invalid("instead", "required")),
                Some(reason) if reason.chars().count() > LONGEST_NOTE => {
                    return Err(AppError::invalid("instead", "too-long"));
                }
                Some(reason) => Some(reason.to_owned()),
            };
            let sign = NewSign {
                quarter: quarter.to_string(),
                indicator: row.to_owned(),
                seen: head,
                by: person.id,
                at: self.clock.moment(),
                instead,
            };
            if self.store.sign_row(sign).await.map_err(to_app_error)? {
                Ok(())
            } else {
                Err(AppError::Changed { revision: 0 })
            }
        })
    }

    fn remind<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        row: &'a str,
        note: &'a str,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            allowed(person, Right::RunQuarters)?;
            let evaluation = self.load_open(quarter).await?;
            known(&evaluation, row)?;
            if note.chars().count() > LONGEST_NOTE {
                return Err(AppError::invalid("note", "too-long"));
            }
            let reminder = NewReminder {
                quarter: quarter.to_string(),
                indicator: row.to_owned(),
                by: person.id,
                at: self.clock.moment(),
                note: note.trim().to_owned(),
            };
            self.store.remind(reminder).await.map_err(to_app_error)
        })
    }

    fn set_due<'a>(&'a self, person: &'a Person, quarter: Quarter, due: &'a str) -> Boxed<'a, ()> {
        Box::pin(async move {
            allowed(person, Right::RunQuarters)?;
            self.load_open(quarter).await?;
            let date = match due {
                "" => None,
                text => {
                    let date: jiff::civil::Date = text
                        .parse()
                        .map_err(|_| AppError::invalid("due", "wrong"))?;
                    // Rejects a slip in the year, such as 0001 or 0206.
                    if date.year().abs_diff(quarter.year()) > YEARS {
                        return Err(AppError::invalid("due", "out-of-range"));
                    }
                    Some(date.to_string())
                }
            };
            let quarter = quarter.to_string();
            let set = self
                .store
                .set_facts_due(&quarter, date.as_deref(), person.id);
            set.await.map_err(to_app_error)
        })
    }
}

/// The due date must be within this many years of the quarter.
const YEARS: u16 = 10;

fn known(evaluation: &Evaluation, row: &str) -> Result<(), AppError> {
    let shape = Shape::of(&evaluation.table, row, false, 0);
    let shape = shape.filter(|_| row != WAIVERS);
    shape.map(drop).ok_or_else(|| AppError::not_found("row"))
}

impl FactsPort {
    async fn permit(&self, person: &Person, right: Right) -> Result<Permit, AppError> {
        allowed(person, right)?;
        let permit = Permit::of(self.store.as_ref(), person).await;
        permit.map_err(to_app_error)
    }

    /// The page of an evaluation that is already loaded.
    pub(super) async fn page_of(
        &self,
        person: &Person,
        evaluation: &Evaluation,
    ) -> Result<FactsPage, AppError> {
        let permit = self.permit(person, Right::SeeFacts).await?;
        page::of(self, &permit, evaluation, &FactsQuery::default()).await
    }

    /// Loads a quarter whose facts may still be entered.
    async fn load_open(&self, quarter: Quarter) -> Result<Evaluation, AppError> {
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        if !quarters.0.iter().any(|it| it.quarter == quarter && it.open) {
            return Err(AppError::not_found("quarter"));
        }
        Evaluation::among(self.store.as_ref(), &quarters, quarter)
            .await
            .map_err(failed)
    }
}
