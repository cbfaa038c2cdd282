//! Devices: barring one from pushing.

use super::{Scope, audit, failed};
use crate::store::StoreError;
use domain::ids::DeviceId;
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;
use sqlx::sqlite::SqliteConnection;

/// Bars a device.
pub(super) fn revoke<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    (by, device, at): &'c (String, DeviceId, Timestamp),
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        let changed = sqlx::query(
            "UPDATE devices SET revoked_at = ? WHERE district_id = ? AND id = ?
               AND revoked_at IS NULL",
        )
        .bind(at.as_millisecond())
        .bind(scope.district())
        .bind(device.to_string())
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        let done = changed.rows_affected() > 0;
        let entry = audit::Entry {
            person: by,
            kind: "revoke-device",
            target: &device.to_string(),
            result: if done { "done" } else { "none" },
        };
        audit::append(db, scope, entry).await?;
        Ok(done)
    }
    .boxed()
}
