//! Figures of 概览.

use super::{SqliteStore, failed, rows};
use crate::store::{OverviewStore, QueueFigures, Stored};
use domain::time::Quarter;
use futures::FutureExt;

impl OverviewStore for SqliteStore {
    fn queue_figures(&self) -> Stored<'_, QueueFigures> {
        async move {
            let row = sqlx::query(
                "SELECT count(*) AS waiting, coalesce(sum(reopened), 0) AS reopened,
                   (SELECT count(*) FROM findings
                    WHERE district_id = ?1 AND state = 'returned' AND waiting = 0) AS returned,
                   (SELECT counted_at FROM findings WHERE district_id = ?1 AND waiting = 1
                    ORDER BY number LIMIT 1) AS since
                 FROM findings WHERE district_id = ?1 AND waiting = 1",
            )
            .bind(self.scope.district())
            .fetch_one(&self.readers)
            .await
            .map_err(failed)?;
            let count = |name| rows::number(&row, name).map(small);
            Ok(QueueFigures {
                waiting: count("waiting")?,
                since: rows::parsed_if(&row, "since")?,
                reopened: count("reopened")?,
                returned: count("returned")?,
            })
        }
        .boxed()
    }

    fn findings_by_row(&self, quarter: Quarter) -> Stored<'_, Vec<(String, u32)>> {
        async move {
            let found = sqlx::query(
                "SELECT indicator, count(*) AS n FROM findings
                 WHERE district_id = ? AND quarter = ? AND state NOT IN ('withdrawn', 'rejected', 'merged')
                 GROUP BY indicator",
            )
            .bind(self.scope.district())
            .bind(quarter.to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            let one = |row| Ok((rows::get(row, "indicator")?, small(rows::number(row, "n")?)));
            found.iter().map(one).collect()
        }
        .boxed()
    }
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
