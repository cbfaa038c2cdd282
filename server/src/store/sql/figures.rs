//! Figures of the whole store, for those who watch over it.

use super::{Store, rows};
use crate::store::database::{self, Dialect};
use crate::store::{Figures, StoreError};

impl Store {
    /// The figures as they are now.
    pub async fn figures(&self) -> Result<Figures, StoreError> {
        let mut db = self.snapshot().await?;
        let size = match db.dialect() {
            Dialect::Sqlite => {
                "SELECT p.page_count * s.page_size FROM pragma_page_count() p, pragma_page_size() s"
            }
            Dialect::Postgres => "SELECT pg_database_size(current_database())",
        };
        let size: i64 = database::scalar(size).fetch_one(&mut *db).await?;
        // Nobody expects anything more of a barred tablet, nor of one that has a new number.
        let row = database::query(
            "SELECT count(*) FILTER (WHERE ops = 0) AS idle,
               count(*) FILTER (WHERE ops BETWEEN 1 AND 9) AS few,
               count(*) FILTER (WHERE ops BETWEEN 10 AND 99) AS tens,
               count(*) FILTER (WHERE ops >= 100) AS many,
               CAST(coalesce(sum(ops), 0) AS BIGINT) AS ops,
               CAST(coalesce(sum(photos), 0) AS BIGINT) AS photos,
               min(seen_at) FILTER (WHERE ops > 0 OR photos > 0) AS oldest
             FROM tablets t
             WHERE district_id = $1 AND NOT EXISTS (SELECT 1 FROM devices d
                 WHERE d.district_id = $1 AND d.id = t.device AND d.revoked_at IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM devices n
                 WHERE n.district_id = $1 AND n.succeeds = t.device AND n.rescue = 0)",
        )
        .bind(self.scope.district())
        .fetch_one(&mut *db)
        .await?;
        let count = |name| rows::number(&row, name);
        Ok(Figures {
            tablets: [
                count("idle")?,
                count("few")?,
                count("tens")?,
                count("many")?,
            ],
            unsent_operations: count("ops")?,
            unsent_photos: count("photos")?,
            oldest_report: rows::time_if(&row, "oldest")?,
            database: u64::try_from(size).unwrap_or_default(),
        })
    }
}
