//! The two lists to draw from: sites and people.

use crate::ids::{SiteId, TownId, UserId};
use crate::inspection::SiteKind;
use serde::{Deserialize, Serialize};

/// The most days since the last visit that count; a site never visited counts as this many.
const MOST_DAYS: u32 = 365;
/// What each confirmed finding adds to the weight, and how many findings count at most.
const PER_FINDING: u64 = 30;
const MOST_FINDINGS: u32 = 10;

/// An entry of the 检查对象名录库.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// Its town.
    pub town: TownId,
    /// Centre or station.
    pub kind: SiteKind,
    /// Days since its last visit; `None` if it was never visited.
    pub days: Option<u32>,
    /// How many confirmed findings of the quarter it has.
    pub findings: u32,
}

impl Object {
    /// The weight in the draw: 10, plus 1 for each day since the last visit (365 at most, and for a
    /// site never visited), plus 30 for each of up to 10 confirmed findings.
    pub fn weight(&self) -> u64 {
        let days = self.days.unwrap_or(MOST_DAYS).min(MOST_DAYS);
        10 + u64::from(days) + PER_FINDING * u64::from(self.findings.min(MOST_FINDINGS))
    }
}

/// An entry of the 检查人员名录库.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspector {
    /// The account.
    pub id: UserId,
    /// The name to sign in with.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// 回避: towns that this person does not inspect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub avoids: Vec<TownId>,
}
