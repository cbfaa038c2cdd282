//! What the cells of all sheets refer to.

use super::styles::Styles;

/// The data of a workbook that its cells refer to.
pub(super) struct Shared {
    pub(super) strings: Vec<String>,
    pub(super) styles: Styles,
}
