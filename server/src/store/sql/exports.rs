//! Data that only exports need, on SQLite.

use super::{Store, rows};
use crate::store::database;
use crate::store::{StoreError, to_i64};
use domain::ids::FindingId;
use domain::time::Moment;
use std::collections::BTreeMap;

/// Data that only exports need.
impl Store {
    /// When the server received each finding of a quarter (`2026Q4`), by its own clock, in UTC.
    pub async fn received(&self, quarter: &str) -> Result<BTreeMap<FindingId, Moment>, StoreError> {
        // `number` is the server's number of the operation that recorded the finding.
        let found = database::query(
            "SELECT f.id, o.received_at FROM findings f
             JOIN ops o ON o.district_id = f.district_id AND o.server_seq = f.number
             WHERE f.district_id = $1 AND f.quarter = $2 AND o.first = 1",
        )
        .bind(self.scope.district())
        .bind(quarter)
        .fetch_all(&self.readers)
        .await?;
        let one = |row| {
            let at = to_i64(rows::number(row, "received_at")?);
            Ok::<_, StoreError>((rows::parsed(row, "id")?, Moment::from_millis(at, 0)))
        };
        found.iter().map(one).collect()
    }
}
