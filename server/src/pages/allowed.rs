//! Checking rights.

use app::error::AppError;
use domain::people::{Person, Right};

/// Requires that the person has the right.
pub(crate) fn allowed(person: &Person, right: Right) -> Result<(), AppError> {
    if person.may(right) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}
