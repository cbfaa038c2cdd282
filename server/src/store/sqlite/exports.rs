//! Data that only exports need, on SQLite.

use super::{SqliteStore, failed, rows};
use crate::store::{ExportStore, StoreError, Stored, to_i64};
use domain::ids::FindingId;
use domain::time::Moment;
use futures::FutureExt;
use std::collections::BTreeMap;

impl ExportStore for SqliteStore {
    fn received<'a>(&'a self, quarter: &'a str) -> Stored<'a, BTreeMap<FindingId, Moment>> {
        async move {
            // `number` is the server's number of the operation that recorded the finding.
            let found = sqlx::query(
                "SELECT f.id, o.received_at FROM findings f
                 JOIN ops o ON o.district_id = f.district_id AND o.server_seq = f.number
                 WHERE f.district_id = ? AND f.quarter = ? AND o.first = 1",
            )
            .bind(self.scope.district())
            .bind(quarter)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            let one = |row| {
                let at = to_i64(rows::number(row, "received_at")?);
                Ok::<_, StoreError>((rows::parsed(row, "id")?, Moment::from_millis(at, 0)))
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }
}
