//! Writing a visit: its document, the rows derived from it, and its row in the feed.

use super::feed::{self, Audience};
use super::{Scope, failed, rows};
use crate::store::project::Whole;
use crate::store::{Quarters, StoreError};
use domain::ids::{TownId, VisitId};
use domain::inspection::Visit;
use domain::sync::wire::kind;
use sqlx::sqlite::SqliteConnection;

/// Reads a visit and its town.
pub(super) async fn load(
    db: &mut SqliteConnection,
    scope: &Scope,
    visit: VisitId,
) -> Result<Option<(Visit, TownId)>, StoreError> {
    let row = sqlx::query("SELECT doc, town FROM visits WHERE district_id = ? AND id = ?")
        .bind(scope.district())
        .bind(visit.to_string())
        .fetch_optional(db)
        .await
        .map_err(failed)?;
    row.map(|row| Ok((rows::json(&row, "doc")?, rows::parsed(&row, "town")?)))
        .transpose()
}

/// The town of a visit: its site's town when the visit first arrived, even if the site has moved
/// since.
async fn town_of(
    db: &mut SqliteConnection,
    scope: &Scope,
    visit: &Visit,
) -> Result<TownId, StoreError> {
    let row = sqlx::query(
        "SELECT coalesce(
           (SELECT town FROM visits WHERE district_id = ?1 AND id = ?2),
           (SELECT town FROM sites WHERE district_id = ?1 AND id = ?3)) AS town",
    )
    .bind(scope.district())
    .bind(visit.id.to_string())
    .bind(visit.site.as_str())
    .fetch_one(db)
    .await
    .map_err(failed)?;
    rows::parsed(&row, "town")
}

/// Writes a visit and everything derived from it.
pub(super) async fn save(
    db: &mut SqliteConnection,
    scope: &Scope,
    visit: &Visit,
    quarters: &Quarters,
) -> Result<(), StoreError> {
    let town = town_of(db, scope, visit).await?;
    let whole = Whole { visit, town: &town };
    let columns = whole.columns(quarters);
    sqlx::query(
        "INSERT INTO visits (district_id, id, doc, site, town, quarter, opened_at, closed, voided,
           town_sees, method, form, inspectors, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (district_id, id)
         DO UPDATE SET doc = excluded.doc, closed = excluded.closed, voided = excluded.voided,
           town_sees = excluded.town_sees, inspectors = excluded.inspectors,
           state = excluded.state",
    )
    .bind(scope.district())
    .bind(visit.id.to_string())
    .bind(rows::to_json(visit)?)
    .bind(visit.site.as_str())
    .bind(town.as_str())
    .bind(columns.quarter)
    .bind(columns.opened_ms)
    .bind(columns.closed)
    .bind(columns.voided)
    .bind(columns.town_sees)
    .bind(visit.how.method.as_str())
    .bind(visit.how.form.as_str())
    .bind(rows::to_json(&visit.inspectors)?)
    .bind(columns.state)
    .execute(&mut *db)
    .await
    .map_err(failed)?;
    save_findings(db, scope, &whole, quarters).await?;
    save_photos(db, scope, visit).await?;
    let audience = Audience::Only(&visit.inspectors);
    let key = visit.id.to_string();
    feed::put(db, scope, kind::VISIT, &key, visit, audience).await
}

async fn save_findings(
    db: &mut SqliteConnection,
    scope: &Scope,
    whole: &Whole<'_>,
    quarters: &Quarters,
) -> Result<(), StoreError> {
    let visit = whole.visit;
    for it in whole.findings(quarters) {
        sqlx::query(
            "INSERT INTO findings (district_id, id, number, visit, town, site, method, form,
               checkpoint, indicator, device, recorded_by, revision, state, waiting, reopened,
               flags, count, counted_at, day, quarter, photos)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (district_id, id)
             DO UPDATE SET revision = excluded.revision, state = excluded.state,
               waiting = excluded.waiting, reopened = excluded.reopened, flags = excluded.flags,
               count = excluded.count, counted_at = excluded.counted_at, day = excluded.day,
               quarter = excluded.quarter, photos = excluded.photos",
        )
        .bind(scope.district())
        .bind(it.id)
        .bind(it.number)
        .bind(visit.id.to_string())
        .bind(whole.town.as_str())
        .bind(visit.site.as_str())
        .bind(visit.how.method.as_str())
        .bind(visit.how.form.as_str())
        .bind(it.checkpoint)
        .bind(it.indicator)
        .bind(it.device)
        .bind(it.recorded_by)
        .bind(it.revision)
        .bind(it.state)
        .bind(it.waiting)
        .bind(it.reopened)
        .bind(it.flags)
        .bind(it.count)
        .bind(it.counted_at.to_string())
        .bind(it.day)
        .bind(it.quarter)
        .bind(it.photos)
        .execute(&mut *db)
        .await
        .map_err(failed)?;
    }
    Ok(())
}

async fn save_photos(
    db: &mut SqliteConnection,
    scope: &Scope,
    visit: &Visit,
) -> Result<(), StoreError> {
    for photo in visit.photos.values() {
        sqlx::query(
            "INSERT INTO photos (district_id, id, visit, user_id, sha256) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (district_id, id) DO NOTHING",
        )
        .bind(scope.district())
        .bind(photo.id.to_string())
        .bind(visit.id.to_string())
        .bind(photo.stamp.by.to_string())
        .bind(&photo.sha256)
        .execute(&mut *db)
        .await
        .map_err(failed)?;
    }
    Ok(())
}
