//! The writer's transactions.

use crate::store::database::{self, Connection};
use crate::store::error::StoreError;
use crate::store::sql::scope::execute;
use domain::ids::DistrictId;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;

/// A panic in one piece of work must not end the writer.
pub(super) async fn guarded<T>(
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(StoreError::Broken("panicked".into())))
}

/// Commits what is done, or rolls back what failed.
pub(super) async fn end<T>(
    db: &mut Connection,
    district: &DistrictId,
    done: Result<T, StoreError>,
) -> Result<T, StoreError> {
    match done {
        Ok(done) => commit(db, district).await.map(|()| done),
        Err(error) => {
            rollback(db).await;
            Err(error)
        }
    }
}

/// Commits; what cannot be committed is rolled back.
pub(super) async fn commit(db: &mut Connection, district: &DistrictId) -> Result<(), StoreError> {
    let result = db.commit(district).await;
    if result.is_err() {
        rollback(db).await;
    }
    result
}

async fn rollback(db: &mut Connection) {
    // SQLite may already have rolled back (for example on a full disk); then there is nothing to
    // undo.
    if let Err(error) = execute(db, database::query("ROLLBACK")).await {
        tracing::debug!(%error, "nothing to roll back");
    }
}
