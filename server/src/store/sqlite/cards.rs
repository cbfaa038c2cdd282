//! The data of scorecards, on SQLite.

use super::{SqliteStore, failed, rows, tables};
use crate::store::{CardStore, Named, Quarters, StoreError, Stored};
use domain::ids::{SiteId, TownId};
use domain::inspection::Visit;
use domain::time::Quarter;
use futures::FutureExt;
use std::collections::HashMap;

impl CardStore for SqliteStore {
    fn towns(&self) -> Stored<'_, Vec<Named<TownId>>> {
        async move {
            let found =
                sqlx::query("SELECT id, name FROM towns WHERE district_id = ? ORDER BY place")
                    .bind(self.scope.district())
                    .fetch_all(&self.readers)
                    .await
                    .map_err(failed)?;
            let one = |row| {
                Ok(Named {
                    id: rows::parsed(row, "id")?,
                    name: rows::get(row, "name")?,
                })
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }

    fn towns_in(&self, quarter: Quarter) -> Stored<'_, Vec<Named<TownId>>> {
        async move {
            let found = sqlx::query(
                "SELECT t.id, coalesce(
                   (SELECT n.name FROM town_names n
                    WHERE n.district_id = t.district_id AND n.town = t.id AND n.before > ?2
                    ORDER BY n.before LIMIT 1), t.name) AS name
                 FROM towns t
                 WHERE t.district_id = ?1 AND (t.opened_from IS NULL OR t.opened_from <= ?2)
                   AND (t.closed_from IS NULL OR t.closed_from > ?2)
                 ORDER BY t.place, t.id",
            )
            .bind(self.scope.district())
            .bind(quarter.to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            let one = |row| {
                Ok(Named {
                    id: rows::parsed(row, "id")?,
                    name: rows::get(row, "name")?,
                })
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }

    fn visit_counts<'a>(&'a self, quarter: &'a str) -> Stored<'a, Vec<(TownId, u32, u32)>> {
        async move {
            let found = sqlx::query(
                "SELECT town, count(*) AS visits, count(DISTINCT site) AS sites
                 FROM visits WHERE district_id = ? AND quarter = ? AND state = 'handed-in'
                 GROUP BY town",
            )
            .bind(self.scope.district())
            .bind(quarter)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
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
        .boxed()
    }

    fn site_names<'a>(&'a self, sites: &'a [&'a str]) -> Stored<'a, HashMap<String, String>> {
        async move {
            let found = sqlx::query(
                "SELECT id, name FROM sites
                 WHERE district_id = ? AND id IN (SELECT value FROM json_each(?))",
            )
            .bind(self.scope.district())
            .bind(serde_json::to_string(sites).map_err(|it| StoreError::broken("sites", it))?)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            let one = |row| Ok((rows::get(row, "id")?, rows::get(row, "name")?));
            found.iter().map(one).collect()
        }
        .boxed()
    }

    fn quarters(&self) -> Stored<'_, Quarters> {
        async move {
            let mut snapshot = self.snapshot().await?;
            tables::quarters(&mut snapshot, &self.scope).await
        }
        .boxed()
    }

    fn visits<'a>(
        &'a self,
        town: &'a TownId,
        quarter: &'a str,
    ) -> Stored<'a, Vec<(Visit, Named<SiteId>)>> {
        async move {
            let found = sqlx::query(
                "SELECT v.doc, v.site, s.name FROM visits v
                 JOIN sites s ON s.district_id = v.district_id AND s.id = v.site
                 WHERE v.district_id = ?1 AND v.town = ?2
                   AND (v.quarter = ?3 OR EXISTS (
                     SELECT 1 FROM findings f
                     WHERE f.district_id = v.district_id AND f.visit = v.id AND f.quarter = ?3))
                 ORDER BY v.opened_at, v.id",
            )
            .bind(self.scope.district())
            .bind(town.as_str())
            .bind(quarter)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            let one = |row| {
                let site = Named {
                    id: rows::parsed(row, "site")?,
                    name: rows::get(row, "name")?,
                };
                Ok((rows::json(row, "doc")?, site))
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }

    fn hidden_findings<'a>(&'a self, town: Option<&'a TownId>) -> Stored<'a, Vec<String>> {
        async move {
            sqlx::query_scalar(
                "SELECT f.id FROM findings f
                 JOIN visits v ON v.district_id = f.district_id AND v.id = f.visit
                 WHERE f.district_id = ?1 AND v.town_sees = 0 AND (?2 IS NULL OR v.town = ?2)",
            )
            .bind(self.scope.district())
            .bind(town.map(ToString::to_string))
            .fetch_all(&self.readers)
            .await
            .map_err(failed)
        }
        .boxed()
    }
}
