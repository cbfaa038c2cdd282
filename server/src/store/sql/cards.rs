//! The data of scorecards, on SQLite.

use super::{Store, rows, tables};
use crate::store::database;
use crate::store::{Named, Quarters, StoreError};
use domain::ids::{SiteId, TownId};
use domain::inspection::Visit;
use domain::time::Quarter;
use std::collections::HashMap;

/// Towns, quarters, and a town's visits.
impl Store {
    /// Every town, in the order of lists.
    pub async fn towns(&self) -> Result<Vec<Named<TownId>>, StoreError> {
        let found =
            database::query("SELECT id, name FROM towns WHERE district_id = $1 ORDER BY place")
                .bind(self.scope.district())
                .fetch_all(&self.readers)
                .await?;
        let one = |row| rows::named(row, "id", "name");
        found.iter().map(one).collect()
    }

    /// The towns that are evaluated in a quarter, with their names in that quarter.
    pub async fn towns_in(&self, quarter: Quarter) -> Result<Vec<Named<TownId>>, StoreError> {
        let found = database::query(
            "SELECT t.id, coalesce(
               (SELECT n.name FROM town_names n
                WHERE n.district_id = t.district_id AND n.town = t.id AND n.before > $2
                ORDER BY n.before LIMIT 1), t.name) AS name
             FROM towns t
             WHERE t.district_id = $1 AND (t.opened_from IS NULL OR t.opened_from <= $2)
               AND (t.closed_from IS NULL OR t.closed_from > $2)
             ORDER BY t.place, t.id",
        )
        .bind(self.scope.district())
        .bind(quarter.to_string())
        .fetch_all(&self.readers)
        .await?;
        let one = |row| rows::named(row, "id", "name");
        found.iter().map(one).collect()
    }

    /// The towns visited in a quarter (`2026Q4`), each with its number of visits that were handed in
    /// and of their sites.
    pub async fn visit_counts(&self, quarter: &str) -> Result<Vec<(TownId, u32, u32)>, StoreError> {
        let found = database::query(
            "SELECT town, count(*) AS visits, count(DISTINCT site) AS sites
             FROM visits WHERE district_id = $1 AND quarter = $2 AND state = 'handed-in'
             GROUP BY town",
        )
        .bind(self.scope.district())
        .bind(quarter)
        .fetch_all(&self.readers)
        .await?;
        let small = |row, column| {
            let number = rows::number(row, column)?;
            Ok::<_, StoreError>(u32::try_from(number).unwrap_or(u32::MAX))
        };
        let one = |row| {
            let town = rows::parsed(row, "town")?;
            Ok((town, small(row, "visits")?, small(row, "sites")?))
        };
        found.iter().map(one).collect()
    }

    /// The names of sites by id.
    pub async fn site_names(&self, sites: &[&str]) -> Result<HashMap<String, String>, StoreError> {
        let found = database::query(
            "SELECT id, name FROM sites
             WHERE district_id = $1 AND id IN (SELECT value FROM json_each($2))",
        )
        .bind(self.scope.district())
        .bind(serde_json::to_string(sites).map_err(|it| StoreError::broken("sites", it))?)
        .fetch_all(&self.readers)
        .await?;
        let one = |row| Ok((rows::get(row, "id")?, rows::get(row, "name")?));
        found.iter().map(one).collect()
    }

    /// Every quarter with its table.
    pub async fn quarters(&self) -> Result<Quarters, StoreError> {
        let mut snapshot = self.snapshot().await?;
        tables::quarters(&mut snapshot, &self.scope).await
    }

    /// The visits in a town that were made in a quarter (`2026Q4`) or have findings in it, each
    /// with its site. [`crate::quarter::evaluation::View`] decides which parts the town may see.
    pub async fn visits(
        &self,
        town: &TownId,
        quarter: &str,
    ) -> Result<Vec<(Visit, Named<SiteId>)>, StoreError> {
        let found = database::query(
            "SELECT v.doc, v.site, s.name FROM visits v
             JOIN sites s ON s.district_id = v.district_id AND s.id = v.site
             WHERE v.district_id = $1 AND v.town = $2
               AND (v.quarter = $3 OR EXISTS (
                 SELECT 1 FROM findings f
                 WHERE f.district_id = v.district_id AND f.visit = v.id AND f.quarter = $3))
             ORDER BY v.opened_at, v.id",
        )
        .bind(self.scope.district())
        .bind(town.as_str())
        .bind(quarter)
        .fetch_all(&self.readers)
        .await?;
        let one = |row| {
            let site = rows::named(row, "site", "name")?;
            Ok((rows::json(row, "doc")?, site))
        };
        found.iter().map(one).collect()
    }

    /// The findings, in any state, of visits that the town may not see; of all towns if none is
    /// given.
    pub async fn hidden_findings(&self, town: Option<&TownId>) -> Result<Vec<String>, StoreError> {
        database::scalar(
            "SELECT f.id FROM findings f
             JOIN visits v ON v.district_id = f.district_id AND v.id = f.visit
             WHERE f.district_id = $1 AND v.town_sees = 0 AND ($2 IS NULL OR v.town = $2)",
        )
        .bind(self.scope.district())
        .bind(town.map(ToString::to_string))
        .fetch_all(&self.readers)
        .await
    }
}
