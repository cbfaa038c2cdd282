//! Who may ask.

use app::error::AppError;
use domain::people::{Person, Right};

/// The person must have the right.
pub(crate) fn allowed(person: &Person, right: Right) -> Result<(), AppError> {
    if person.may(right) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}
