//! The places that are inspected, on SQLite.

use super::{SqliteStore, failed, rows};
use crate::store::{Place, SiteOfTown, SiteStore, Stored};
use futures::FutureExt;

impl SiteStore for SqliteStore {
    fn sites(&self) -> Stored<'_, Vec<SiteOfTown>> {
        async move {
            let found = sqlx::query(
                "SELECT s.id, s.name, s.closed_at IS NOT NULL AS closed, t.id AS town, t.name AS town_name FROM sites s
                 JOIN towns t ON t.district_id = s.district_id AND t.id = s.town
                 WHERE s.district_id = ? ORDER BY t.place, s.kind, s.id",
            )
            .bind(self.scope.district())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            let one = |row| {
                Ok(SiteOfTown {
                    town: Place {
                        id: rows::parsed(row, "town")?,
                        name: rows::get(row, "town_name")?,
                    },
                    site: Place {
                        id: rows::parsed(row, "id")?,
                        name: rows::get(row, "name")?,
                    },
                    closed: rows::get(row, "closed")?,
                })
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }
}
