//! Figures of 概览.

use super::{Store, rows};
use crate::store::database;
use crate::store::{QueueFigures, StoreError};
use domain::time::Quarter;

/// The counts.
impl Store {
    /// The figures of the review queue.
    pub async fn queue_figures(&self) -> Result<QueueFigures, StoreError> {
        let row = database::query(
            "SELECT count(*) AS waiting, count(*) FILTER (WHERE reopened = 1) AS reopened,
               (SELECT count(*) FROM findings
                WHERE district_id = $1 AND state = 'returned' AND waiting = 0) AS returned,
               (SELECT counted_at FROM findings WHERE district_id = $1 AND waiting = 1
                ORDER BY number LIMIT 1) AS since
             FROM findings WHERE district_id = $1 AND waiting = 1",
        )
        .bind(self.scope.district())
        .fetch_one(&self.readers)
        .await?;
        let count = |name| rows::number(&row, name).map(small);
        Ok(QueueFigures {
            waiting: count("waiting")?,
            since: rows::parsed_if(&row, "since")?,
            reopened: count("reopened")?,
            returned: count("returned")?,
        })
    }

    /// The number of findings per row of a quarter, by indicator id, without withdrawn and rejected
    /// ones.
    pub async fn findings_by_row(
        &self,
        quarter: Quarter,
    ) -> Result<Vec<(String, u32)>, StoreError> {
        let found = database::query(
            "SELECT indicator, count(*) AS n FROM findings
             WHERE district_id = $1 AND quarter = $2 AND state NOT IN ('withdrawn', 'rejected', 'merged')
             GROUP BY indicator",
        )
        .bind(self.scope.district())
        .bind(quarter.to_string())
        .fetch_all(&self.readers)
        .await?;
        let one = |row| Ok((rows::get(row, "indicator")?, small(rows::number(row, "n")?)));
        found.iter().map(one).collect()
    }
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
