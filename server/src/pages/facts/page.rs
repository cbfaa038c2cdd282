//! The rows that have facts, and which of them are entered, signed and late.

use super::cells::{Shape, rows_of};
use super::form::form;
use crate::ground::clock::OFFSET_SECONDS;
use crate::pages::facts::port::FactsPort;
use crate::problem::{failed, internal, to_app_error};
use crate::quarter::evaluation::Evaluation;
use crate::quarter::life::takes_facts;
use crate::quarter::permits::Permit;
use crate::store::{Reminder, RowSign};
use app::api::facts::{FactsPage, FactsQuery, FactsRow, SHOWCASE, Signed, WAIVERS};
use app::error::AppError;
use domain::scoring::RawFact;
use domain::table::Text;
use jiff::ToSpan;

/// From how many days before the due date a row is marked as due soon.
const SOON: i32 = 5;

pub(super) async fn whole(
    port: &FactsPort,
    permit: &Permit,
    query: &FactsQuery,
) -> Result<FactsPage, AppError> {
    let evaluation = Evaluation::load(port.store.as_ref(), query.quarter).await;
    of(port, permit, &evaluation.map_err(failed)?, query).await
}

/// The page of an evaluation that is already loaded.
pub(super) async fn of(
    port: &FactsPort,
    permit: &Permit,
    evaluation: &Evaluation,
    query: &FactsQuery,
) -> Result<FactsPage, AppError> {
    let store = port.store.as_ref();
    let quarter = evaluation.quarter.to_string();
    let open = takes_facts(evaluation.state, permit.supervises).is_ok();
    let due = store.facts_due(&quarter).await.map_err(to_app_error)?;
    let today = port.clock.moment().date_at(OFFSET_SECONDS).to_string();
    let overdue = due.as_ref().is_some_and(|due| *due < today);
    let within = port.clock.moment().date_at(OFFSET_SECONDS) + SOON.days();
    let soon = due
        .as_ref()
        .is_some_and(|due| !overdue && *due <= within.to_string());
    let signs = store.row_signs(&quarter).await.map_err(to_app_error)?;
    let reminders = store.reminders(&quarter).await.map_err(to_app_error)?;
    let facts = facts_of(evaluation)?;
    let known = Known {
        facts: &facts,
        towns: evaluation.towns.len(),
        signs: &signs,
        reminders: &reminders,
        overdue,
        soon,
    };
    let table = &evaluation.table;
    let mut rows = Vec::new();
    for row in rows_of(table) {
        let shape = Shape::of(table, &row.id, false, 0);
        rows.extend(shape.map(|shape| known.row(&shape, &row.name, permit.enters(table, &row.id))));
    }
    for id in [SHOWCASE, WAIVERS] {
        let shape = Shape::of(table, id, false, 0);
        rows.extend(shape.map(|shape| known.row(&shape, &Text::default(), permit.supervises)));
    }
    // A stable sort: each half keeps the order of the table.
    rows.sort_by_key(|row| !row.own);
    let form = match &query.row {
        None => None,
        Some(row) => Some(form(port, permit, evaluation, row, query, open).await?),
    };
    Ok(FactsPage {
        quarter: evaluation.quarter,
        open,
        table_name: table.name.zh.clone(),
        due,
        overdue,
        supervises: permit.supervises,
        rows,
        form,
    })
}

fn facts_of(evaluation: &Evaluation) -> Result<Vec<RawFact<'_>>, AppError> {
    let facts = evaluation.facts.iter();
    facts
        .map(|kept| serde_json::from_str(&kept.fact).map_err(internal))
        .collect()
}

/// The data that the list shows for every row.
struct Known<'k> {
    facts: &'k [RawFact<'k>],
    towns: usize,
    signs: &'k [RowSign],
    reminders: &'k [Reminder],
    overdue: bool,
    soon: bool,
}

impl Known<'_> {
    fn row(&self, shape: &Shape<'_>, name: &Text, own: bool) -> FactsRow {
        let entered = self.facts.iter().filter(|fact| shape.holds(fact)).count();
        let of = (!shape.of.is_open()).then_some(self.towns);
        let mut signs = self.signs.iter();
        let signed = signs.find(|sign| sign.indicator == shape.id && sign.stands);
        let whole = of.is_none_or(|of| entered >= of);
        let mut reminders = self.reminders.iter();
        let reminded = reminders.find(|it| it.indicator == shape.id);
        let reminded = reminded.filter(|it| {
            let later = |sign: &RowSign| it.at.timestamp() > sign.at.timestamp();
            signed.is_none_or(later)
        });
        let open = shape.id != WAIVERS && (!whole || signed.is_none());
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        FactsRow {
            id: shape.id.to_owned(),
            name: name.zh.clone(),
            name_en: name.en.clone(),
            office: shape
                .indicator
                .map_or_else(String::new, |it| it.office.clone()),
            own,
            entered: number(entered),
            of: of.map(number),
            late: self.overdue && open,
            soon: self.soon && open,
            signed: signed.map(|sign| Signed {
                by: sign.by.clone(),
                at: sign.at,
                instead: sign.instead.clone(),
            }),
            reminded: reminded.map(|it| (it.by.clone(), it.at, it.note.clone())),
        }
    }
}
