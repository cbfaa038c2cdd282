//! The list that the address names.

use crate::api::visits::VisitQuery;
use crate::components::lists::Filters;
use domain::inspection::{Form, VisitState};

pub(super) const FORMS: [Form; 2] = [Form::Announced, Form::Unannounced];
/// The filter for visits that are not released yet.
pub(super) const HIDDEN: &str = "hidden";
/// The filter for visits that were not accepted.
pub(super) const REFUSED: &str = "refused";

/// The filters in the address.
pub(super) fn query_of(filters: Filters) -> VisitQuery {
    let (state, form) = (filters.get("state"), filters.get("form"));
    VisitQuery {
        quarter: filters.get("quarter").parse().ok(),
        town: filters.get("town").parse().ok(),
        state: VisitState::ALL.into_iter().find(|it| it.as_str() == state),
        form: FORMS.into_iter().find(|it| it.as_str() == form),
        hidden: state == HIDDEN,
        refused: state == REFUSED,
        text: filters.get("text"),
        page: filters.page(),
    }
}
