//! The ids of the elements that get the focus.

/// The id of the panel.
pub(super) const PANEL: &str = "trace";

/// The id of a cell's link, or of the town's total if no row is given; the focus returns to it.
pub(super) fn cell_id(town: &str, row: Option<&str>) -> String {
    format!("cell-{town}-{}", row.unwrap_or("town"))
}

/// The id of a town's link in the narrow list; the focus returns to it.
pub(super) fn rank_id(town: &str) -> String {
    format!("rank-{town}")
}
