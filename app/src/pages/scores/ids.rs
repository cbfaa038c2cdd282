//! The ids of what the focus goes to.

/// The id of the panel.
pub(super) const PANEL: &str = "trace";

/// The id of the link of a cell, to which the focus returns; of the town's total where no row is named.
pub(super) fn cell_id(town: &str, row: Option<&str>) -> String {
    format!("cell-{town}-{}", row.unwrap_or("town"))
}

/// The id of a town's link, to which the focus returns.
pub(super) fn rank_id(town: &str) -> String {
    format!("rank-{town}")
}
