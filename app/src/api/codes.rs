//! 检查对象二维码: the codes to print and put up at each site.

use domain::ids::{SiteId, TownId};
use serde::{Deserialize, Serialize};

/// The sites of a town; the code of each is at `/api/v1/sites/{id}/code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSheet {
    /// The town.
    pub town: TownId,
    /// The town's name.
    pub town_name: String,
    /// The town's sites with their names, the centre first.
    pub sites: Vec<(SiteId, String)>,
}
