//! The rows that price findings of a higher office, a monitor or the media, found through the
//! table's own words.

use super::ReviewPort;
use crate::problem::{internal, to_app_error};
use crate::store::{Listed, Quarters};
use app::api::review::{Entered, PricingRow};
use app::error::AppError;
use domain::inspection::{FinderLevel, ScoringStatus};
use domain::scoring::RawFact;
use domain::table::{Family, Indicator};
use std::collections::HashMap;

/// The names of a finder in tables. The district's own office has none, since its findings are
/// priced by their own rows.
fn called(finder: FinderLevel) -> &'static [&'static str] {
    match finder {
        FinderLevel::DistrictOffice => &[],
        FinderLevel::CityBureau => &["市行政审批服务局", "市级主管部门"],
        FinderLevel::InvitedMonitor => &["特邀监督员"],
        FinderLevel::ThirdParty => &["第三方"],
        FinderLevel::HigherOffice => &["上级部门"],
        FinderLevel::Media => &["媒体"],
    }
}

/// Whether a row deducts points for this finder's findings: it is a penalty row (减分), and its
/// standard names the finder and says 发现 or 曝光. A standard that names the finder for another
/// reason (被市行政审批服务局通报) does not count.
fn prices(row: &Indicator, finder: FinderLevel) -> bool {
    let standard = &row.standard;
    let says = |words: &[&str]| words.iter().any(|word| standard.contains(word));
    row.family() == Family::Penalty && says(&["发现", "曝光"]) && says(called(finder))
}

impl ReviewPort {
    /// The rows that price a finding beside or instead of its own: those whose standard names its
    /// finder, and those where somebody has entered the finding.
    pub(super) async fn priced_by(
        &self,
        listed: &Listed,
        quarters: &Quarters,
    ) -> Result<Vec<PricingRow>, AppError> {
        let quarter = quarters.of(listed.counted_at);
        let Some(table) = quarters.table_of(quarter) else {
            return Ok(Vec::new());
        };
        let (facts, _) = self
            .store
            .facts(&quarter.to_string())
            .await
            .map_err(to_app_error)?;
        let mut entered = HashMap::new();
        let id = listed.id.to_string();
        for kept in &facts {
            let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(internal)?;
            if let (Some(row), Some(status)) = (&fact.indicator, fact.status)
                && fact.finding.as_deref() == Some(id.as_str())
            {
                entered.insert(row.to_string(), became(status));
            }
        }
        let rows = table.indicators.iter();
        let rows = rows.filter(|row| prices(row, listed.finder) || entered.contains_key(&row.id));
        Ok(rows
            .map(|row| PricingRow {
                id: row.id.clone(),
                name: row.name.zh.clone(),
                name_en: row.name.en.clone(),
                standard: row.standard.clone(),
                office: row.office.clone(),
                entered: entered.get(&row.id).copied(),
            })
            .collect())
    }
}

fn became(status: ScoringStatus) -> Entered {
    match status {
        ScoringStatus::Confirmed => Entered::Counts,
        ScoringStatus::Rejected => Entered::Rejected,
        ScoringStatus::Pending => Entered::Waits,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use domain::table::Table;

    #[test]
    fn the_tables_words_say_which_row_prices_what_others_found() {
        let text = include_str!("../../../../domain/tables/zichuan-2022.toml");
        let table = Table::parse(text).unwrap();
        let rows = |finder| -> Vec<&str> {
            let all = table.indicators.iter().filter(|row| prices(row, finder));
            all.map(|row| row.id.as_str()).collect()
        };
        for finder in FinderLevel::ALL {
            let wanted: &[&str] = match finder {
                FinderLevel::DistrictOffice => &[],
                _ => &["8.2.2"],
            };
            assert_eq!(rows(finder), wanted, "{finder:?}");
        }
    }
}
