//! A column of the sheet of scores.

use app::api::scores::Column;
use domain::table::Indicator;

/// The head of a row of the table.
pub(in crate::pages) fn column(indicator: &Indicator) -> Column {
    Column {
        id: indicator.id.clone(),
        name: indicator.name.zh.clone(),
        name_en: indicator.name.en.clone(),
        of: indicator.full.to_string(),
    }
}
