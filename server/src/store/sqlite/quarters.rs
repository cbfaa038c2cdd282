//! The life of quarters on SQLite.

use super::feed::{self, Audience};
use super::{Scope, SqliteStore, audit, failed, rows, tables};
use crate::store::{Doing, KeptEvent, QuarterStore, StoreError, Stored, Unreleased, to_i64};
use domain::ids::UserId;
use domain::quarter::{Event, State, sha256};
use domain::sync::wire::{QuarterRow, kind};
use domain::table::Table;
use domain::time::{Moment, Quarter};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::sqlite::SqliteConnection;

impl QuarterStore for SqliteStore {
    fn counter(&self) -> Stored<'_, u64> {
        async move {
            let mut snapshot = self.snapshot().await?;
            counter(&mut snapshot, &self.scope).await
        }
        .boxed()
    }

    fn quarter_events(&self, quarter: Quarter) -> Stored<'_, Vec<KeptEvent>> {
        async move {
            let mut snapshot = self.snapshot().await?;
            let found = sqlx::query(
                "SELECT e.number, e.event, e.done_at, coalesce(u.name, '') AS name
                 FROM quarter_events e
                 LEFT JOIN users u ON u.district_id = e.district_id AND u.id = e.done_by
                 WHERE e.district_id = ? AND e.quarter = ? ORDER BY e.number",
            )
            .bind(self.scope.district())
            .bind(quarter.to_string())
            .fetch_all(&mut *snapshot)
            .await
            .map_err(failed)?;
            let one = |row| {
                Ok(KeptEvent {
                    number: rows::number(row, "number")?,
                    event: rows::json(row, "event")?,
                    by: rows::get(row, "name")?,
                    at: rows::parsed(row, "done_at")?,
                })
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }

    fn do_to_quarter(&self, doing: Doing) -> Stored<'_, bool> {
        self.write(doing, do_to_quarter).boxed()
    }

    fn open_quarter<'a>(
        &'a self,
        quarter: Quarter,
        toml: &'a str,
        by: UserId,
        at: Moment,
    ) -> Stored<'a, bool> {
        self.write((quarter, toml.to_owned(), by, at), open_new)
            .boxed()
    }

    fn frozen(&self, quarter: Quarter) -> Stored<'_, Option<(String, String)>> {
        async move {
            let mut snapshot = self.snapshot().await?;
            let found = sqlx::query(
                "SELECT doc, sha256 FROM frozen WHERE district_id = ? AND quarter = ?
                 ORDER BY number DESC LIMIT 1",
            )
            .bind(self.scope.district())
            .bind(quarter.to_string())
            .fetch_optional(&mut *snapshot)
            .await
            .map_err(failed)?;
            found
                .map(|row| Ok((rows::get(&row, "doc")?, rows::get(&row, "sha256")?)))
                .transpose()
        }
        .boxed()
    }

    fn table_text<'a>(&'a self, sha256: &'a str) -> Stored<'a, String> {
        async move {
            let mut snapshot = self.snapshot().await?;
            tables::text(&mut snapshot, &self.scope, sha256).await
        }
        .boxed()
    }

    fn unreleased(&self, quarter: Quarter) -> Stored<'_, Vec<Unreleased>> {
        async move {
            let mut snapshot = self.snapshot().await?;
            let found = sqlx::query(
                "SELECT DISTINCT v.id, v.town, s.name FROM visits v
                 JOIN sites s ON s.district_id = v.district_id AND s.id = v.site
                 JOIN findings f ON f.district_id = v.district_id AND f.visit = v.id
                 WHERE v.district_id = ? AND f.quarter = ? AND v.town_sees = 0
                   AND f.state = 'confirmed'
                 ORDER BY v.opened_at",
            )
            .bind(self.scope.district())
            .bind(quarter.to_string())
            .fetch_all(&mut *snapshot)
            .await
            .map_err(failed)?;
            let one = |row| {
                Ok(Unreleased {
                    visit: rows::parsed(row, "id")?,
                    town: rows::parsed(row, "town")?,
                    site: rows::get(row, "name")?,
                })
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }
}

async fn counter(db: &mut SqliteConnection, scope: &Scope) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT counter FROM districts WHERE id = ?")
        .bind(scope.district())
        .fetch_one(db)
        .await
        .map_err(failed)?;
    rows::number(&row, "counter")
}

fn do_to_quarter<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    doing: &'c Doing,
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        if counter(db, scope).await? != doing.seen {
            return Ok(false);
        }
        let by = doing.by.to_string();
        let number = note(db, scope, doing.quarter, &doing.event, &by, doing.at).await?;
        if let Some(doc) = &doing.frozen {
            sqlx::query(
                "INSERT INTO frozen (district_id, number, quarter, sha256, doc)
                 VALUES (?, ?, ?, ?, ?)",
            )
            .bind(scope.district())
            .bind(to_i64(number))
            .bind(doing.quarter.to_string())
            .bind(sha256(doc))
            .bind(doc)
            .execute(&mut *db)
            .await
            .map_err(failed)?;
        }
        let open = doing.state != State::Closed;
        sqlx::query(
            "UPDATE quarters SET state = ?, open = ? WHERE district_id = ? AND quarter = ?",
        )
        .bind(doing.state.as_str())
        .bind(open)
        .bind(scope.district())
        .bind(doing.quarter.to_string())
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        tell(db, scope, doing.quarter).await?;
        Ok(true)
    }
    .boxed()
}

fn open_new<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    (quarter, toml, by, at): &'c (Quarter, String, UserId, Moment),
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        let there = tables::quarters(db, scope).await?;
        if there.0.iter().any(|it| it.quarter == *quarter) {
            return Ok(false);
        }
        open(db, scope, *quarter, toml).await?;
        note(db, scope, *quarter, &Event::Opened {}, &by.to_string(), *at).await?;
        Ok(true)
    }
    .boxed()
}

/// Opens a quarter and tells the tablets.
pub(super) async fn open(
    db: &mut SqliteConnection,
    scope: &Scope,
    quarter: Quarter,
    toml: &str,
) -> Result<(), StoreError> {
    let table = Table::parse(toml).map_err(|error| StoreError::broken("table", error))?;
    sqlx::query(
        "INSERT INTO tables (district_id, sha256, id, toml) VALUES (?, ?, ?, ?)
         ON CONFLICT (district_id, sha256) DO NOTHING",
    )
    .bind(scope.district())
    .bind(&table.sha256)
    .bind(&table.id)
    .bind(toml)
    .execute(&mut *db)
    .await
    .map_err(failed)?;
    sqlx::query(
        "INSERT INTO quarters (district_id, quarter, table_sha256, open, state)
         VALUES (?, ?, ?, 1, 'open')",
    )
    .bind(scope.district())
    .bind(quarter.to_string())
    .bind(&table.sha256)
    .execute(&mut *db)
    .await
    .map_err(failed)?;
    let audience = Audience::Inspectors;
    feed::put(db, scope, kind::TABLE, &table.id, &table, audience).await?;
    tell(db, scope, quarter).await
}

/// Tells the tablets where a quarter is.
async fn tell(
    db: &mut SqliteConnection,
    scope: &Scope,
    quarter: Quarter,
) -> Result<(), StoreError> {
    let quarters = tables::quarters(db, scope).await?;
    let found = quarters.0.iter().find(|it| it.quarter == quarter);
    let found = found.ok_or_else(|| StoreError::broken("quarter", quarter))?;
    let row = QuarterRow {
        quarter,
        table: found.table.id.clone(),
        table_sha256: found.table.sha256.clone(),
        open: found.open,
    };
    let key = quarter.to_string();
    feed::put(db, scope, kind::QUARTER, &key, &row, Audience::Inspectors).await
}

async fn note(
    db: &mut SqliteConnection,
    scope: &Scope,
    quarter: Quarter,
    event: &Event,
    by: &str,
    at: Moment,
) -> Result<u64, StoreError> {
    let number = feed::number(db, scope).await?;
    let text = rows::to_json(event)?;
    sqlx::query(
        "INSERT INTO quarter_events (district_id, number, quarter, event, done_by, done_at)
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(scope.district())
    .bind(to_i64(number))
    .bind(quarter.to_string())
    .bind(&text)
    .bind(by)
    .bind(at.to_string())
    .execute(&mut *db)
    .await
    .map_err(failed)?;
    let target = quarter.to_string();
    let entry = audit::Entry {
        person: by,
        kind: "quarter",
        target: &target,
        result: &text,
    };
    audit::append(db, scope, entry).await?;
    Ok(number)
}
