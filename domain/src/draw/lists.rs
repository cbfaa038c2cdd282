//! The two lists that are drawn from: sites and people.

use crate::ids::{SiteId, TownId, UserId};
use crate::inspection::SiteKind;
use serde::{Deserialize, Serialize};

/// Days since the last visit count up to a year; so does a site that was never visited.
const MOST_DAYS: u32 = 365;
/// What an open finding adds, and up to how many count.
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
    /// Days since it was last visited; none where it never was.
    pub days: Option<u32>,
    /// Its confirmed findings of the quarter.
    pub findings: u32,
}

impl Object {
    /// How likely it is drawn, against the others: 10, and a point for each day since the last visit (365
    /// at most, also for one that was never visited), and 30 for each of up to 10 open findings.
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
