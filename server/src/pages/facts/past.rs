//! The earlier values of a slot.

use crate::pages::facts::cells::Shape;
use crate::problem::internal;
use crate::store::PastFact;
use app::api::facts::FactsPast;
use app::error::AppError;
use domain::scoring::RawFact;

/// An earlier fact in words.
pub(super) fn past(shape: &Shape<'_>, past: &PastFact) -> Result<FactsPast, AppError> {
    let fact = past
        .fact
        .as_deref()
        .map(serde_json::from_str::<RawFact<'_>>);
    let fact = fact.transpose().map_err(internal)?;
    let basis = past.basis.as_deref();
    Ok(FactsPast {
        gone: fact.is_none(),
        values: fact
            .as_ref()
            .map(|fact| shape.values(fact, basis))
            .unwrap_or_default(),
        other: fact
            .map(|fact| shape.otherwise(&fact, basis))
            .unwrap_or_default(),
        by: past.by.clone(),
        at: past.at,
    })
}
