//! Sites on SQLite.

use super::{Store, rows};
use crate::store::database;
use crate::store::{POSITIONS, SiteOfTown, SitePositions, StoreError};
use domain::ids::SiteId;

/// The sites.
impl Store {
    /// Every site: towns in the order of lists, each with its centre first.
    pub async fn sites(&self) -> Result<Vec<SiteOfTown>, StoreError> {
        let found = database::query(
            "SELECT s.id, s.name, s.closed_at IS NOT NULL AS closed, t.id AS town, t.name AS town_name FROM sites s
             JOIN towns t ON t.district_id = s.district_id AND t.id = s.town
             WHERE s.district_id = $1 ORDER BY t.place, s.kind, s.id",
        )
        .bind(self.scope.district())
        .fetch_all(&self.readers)
        .await?;
        let one = |row| {
            Ok(SiteOfTown {
                town: rows::named(row, "town", "town_name")?,
                site: rows::named(row, "id", "name")?,
                closed: rows::get(row, "closed")?,
            })
        };
        found.iter().map(one).collect()
    }

    /// The site's registered position and the device positions of findings from its handed-in
    /// visits: the newest [`POSITIONS`], each with its visit. `None` if the site does not exist.
    pub async fn positions(&self, site: SiteId) -> Result<Option<SitePositions>, StoreError> {
        // A site without device positions still returns one row, with its registered position.
        let found = database::query(
            "SELECT s.latitude, s.longitude, n.visit, n.position FROM sites s
             LEFT JOIN (
               SELECT v.site, v.id AS visit,
                 json_extract(head.value, '$.value.position') AS position
               FROM visits v, json_each(v.doc, '$.findings') finding,
                 json_each(finding.value, '$.heads') head
               WHERE v.district_id = $1 AND v.site = $2 AND v.state = 'handed-in'
                 AND json_extract(head.value, '$.value.position') IS NOT NULL
               ORDER BY v.opened_at DESC, v.id LIMIT $3) n ON n.site = s.id
             WHERE s.district_id = $1 AND s.id = $2",
        )
        .bind(self.scope.district())
        .bind(site.as_str())
        .bind(POSITIONS)
        .fetch_all(&self.readers)
        .await?;
        let Some(first) = found.first() else {
            return Ok(None);
        };
        let mut noted = Vec::new();
        for row in &found {
            if let Some(visit) = rows::parsed_if(row, "visit")? {
                noted.push((visit, rows::json(row, "position")?));
            }
        }
        Ok(Some(SitePositions {
            entered: rows::position(first)?,
            noted,
        }))
    }
}
