//! 检查对象二维码: what is printed and put up at each site.

use crate::error::AppError;
use domain::ids::{SiteId, TownId};
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

/// The sites of a town; the code of each is at `/api/v1/sites/{id}/code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSheet {
    /// The town.
    pub town: TownId,
    /// Its name.
    pub town_name: String,
    /// Its sites with their names, the centre first.
    pub sites: Vec<(SiteId, String)>,
}

/// The sites of every town, in the order of lists.
#[server(prefix = "/api/page", endpoint = "site_codes", input = Json)]
pub async fn site_codes() -> Result<Vec<CodeSheet>, AppError> {
    let (ports, person) = super::session::require(Right::SeeCodes).await?;
    ports.sites.codes(&person).await
}
