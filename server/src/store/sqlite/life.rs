//! The life of quarters on SQLite: opening, and acts, each with the hash of the previous one.

mod book;

use self::book::{book, chained, course, heads};
use super::feed::{self, Audience};
use super::{Scope, SqliteStore, audit, failed, late, rows, tables};
use crate::store::{
    Book, Course, LateThing, NewQuarter, Opened, QuarterStore, Stepping, StoreError, Stored,
    TableFile, to_i64,
};
use domain::quarter::{Act, State};
use domain::sync::wire::{QuarterRow, kind};
use domain::table::Table;
use domain::time::{Moment, Quarter};
use futures::FutureExt;
use futures::future::BoxFuture;
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnection;

/// The kind of an act in the audit log.
const LOGGED: &str = "quarter";

impl QuarterStore for SqliteStore {
    fn book(&self, quarter: Quarter) -> Stored<'_, Option<Book>> {
        async move {
            let mut snapshot = self.snapshot().await?;
            book(&mut snapshot, &self.scope, quarter).await
        }
        .boxed()
    }

    fn course(&self, quarter: Quarter) -> Stored<'_, Course> {
        async move {
            let mut snapshot = self.snapshot().await?;
            course(&mut snapshot, &self.scope, &quarter.to_string()).await
        }
        .boxed()
    }

    fn step(&self, stepping: Stepping) -> Stored<'_, bool> {
        self.write(stepping, step).boxed()
    }

    fn open_quarter(&self, new: NewQuarter) -> Stored<'_, Opened> {
        self.write(new, open).boxed()
    }

    fn keep_table<'a>(&'a self, by: &'a str, file: TableFile) -> Stored<'a, ()> {
        self.write((by.to_owned(), file), |db, scope, (by, file)| {
            keep_table(db, scope, by, file).boxed()
        })
        .boxed()
    }

    fn table_files(&self) -> Stored<'_, Vec<TableFile>> {
        async move {
            let found =
                sqlx::query("SELECT id, toml FROM tables WHERE district_id = ? ORDER BY id")
                    .bind(self.scope.district())
                    .fetch_all(&self.readers)
                    .await
                    .map_err(failed)?;
            let one = |row| {
                Ok(TableFile {
                    id: rows::get(row, "id")?,
                    toml: rows::get(row, "toml")?,
                })
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }

    fn quarter_log(&self, quarter: Quarter) -> Stored<'_, Vec<String>> {
        async move {
            sqlx::query_scalar(
                "SELECT result FROM audit WHERE district_id = ? AND kind = ? AND target = ?
                 ORDER BY number",
            )
            .bind(self.scope.district())
            .bind(LOGGED)
            .bind(quarter.to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)
        }
        .boxed()
    }

    fn late(&self, quarter: Quarter, after: u64) -> Stored<'_, Vec<LateThing>> {
        async move {
            let mut snapshot = self.snapshot().await?;
            late::things(&mut snapshot, &self.scope, quarter, after).await
        }
        .boxed()
    }
}

async fn keep_table(
    db: &mut SqliteConnection,
    scope: &Scope,
    by: &str,
    file: &TableFile,
) -> Result<(), StoreError> {
    let sha256 = hex::encode(Sha256::digest(&file.toml));
    let made = sqlx::query(
        "INSERT INTO tables (district_id, sha256, id, toml) VALUES (?, ?, ?, ?)
         ON CONFLICT (district_id, sha256) DO NOTHING",
    )
    .bind(scope.district())
    .bind(&sha256)
    .bind(&file.id)
    .bind(&file.toml)
    .execute(&mut *db)
    .await
    .map_err(failed)?;
    if made.rows_affected() == 0 {
        return Ok(());
    }
    let entry = audit::NewEntry {
        person: by,
        kind: "table",
        target: &file.id,
        result: &sha256,
    };
    audit::append(db, scope, entry).await
}

fn step<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    it: &'c Stepping,
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        let now = heads(db, scope, &it.quarter.to_string()).await?;
        let closes = matches!(it.act, Act::Close { .. });
        if now.done != it.seen.done || (closes && now.visits != it.seen.visits) {
            return Ok(false);
        }
        let by = it.by.to_string();
        let number = append(db, scope, it.quarter, &it.act, &by, it.at).await?;
        if let (Some(doc), Act::Close { sha256, .. }) = (&it.doc, &it.act) {
            sqlx::query(
                "INSERT INTO frozen (district_id, quarter, number, sha256, doc)
                 VALUES (?, ?, ?, ?, ?)",
            )
            .bind(scope.district())
            .bind(it.quarter.to_string())
            .bind(to_i64(number))
            .bind(sha256)
            .bind(doc)
            .execute(&mut *db)
            .await
            .map_err(failed)?;
        }
        let open = it.state != State::Closed;
        sqlx::query(
            "UPDATE quarters SET state = ?, open = ? WHERE district_id = ? AND quarter = ?",
        )
        .bind(it.state.as_str())
        .bind(open)
        .bind(scope.district())
        .bind(it.quarter.to_string())
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        if matches!(it.act, Act::Close { .. } | Act::Reopen { .. }) {
            tell(db, scope, it.quarter).await?;
        }
        Ok(true)
    }
    .boxed()
}

/// Writes the quarter's current row for tablets.
async fn tell(
    db: &mut SqliteConnection,
    scope: &Scope,
    quarter: Quarter,
) -> Result<(), StoreError> {
    let quarters = tables::quarters(db, scope).await?;
    let Some(found) = quarters.0.iter().find(|it| it.quarter == quarter) else {
        return Ok(());
    };
    let row = QuarterRow {
        quarter,
        table: found.table.id.clone(),
        table_sha256: found.table.sha256.clone(),
        open: found.open,
    };
    let key = quarter.to_string();
    feed::put(db, scope, kind::QUARTER, &key, &row, Audience::Inspectors).await
}

/// Appends an act to the quarter's acts and to the audit log; returns its number.
async fn append(
    db: &mut SqliteConnection,
    scope: &Scope,
    quarter: Quarter,
    act: &Act,
    by: &str,
    at: Moment,
) -> Result<u64, StoreError> {
    let name = quarter.to_string();
    let last: Option<String> = sqlx::query_scalar(
        "SELECT hash FROM quarter_events WHERE district_id = ? AND quarter = ?
         ORDER BY number DESC LIMIT 1",
    )
    .bind(scope.district())
    .bind(&name)
    .fetch_optional(&mut *db)
    .await
    .map_err(failed)?;
    let number = feed::number(db, scope).await?;
    let (body, at) = (rows::to_json(act)?, at.to_string());
    let before = last.unwrap_or_default();
    sqlx::query(
        "INSERT INTO quarter_events (district_id, number, quarter, kind, body, by, at, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(scope.district())
    .bind(to_i64(number))
    .bind(&name)
    .bind(act.word())
    .bind(&body)
    .bind(by)
    .bind(&at)
    .bind(chained(&before, number, &name, [&body, by, &at]))
    .execute(&mut *db)
    .await
    .map_err(failed)?;
    let entry = audit::NewEntry {
        person: by,
        kind: LOGGED,
        target: &name,
        result: &body,
    };
    audit::append(db, scope, entry).await?;
    Ok(number)
}

fn open<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    new: &'c NewQuarter,
) -> BoxFuture<'c, Result<Opened, StoreError>> {
    async move {
        let by = new.by.to_string();
        begin(db, scope, new.quarter, &new.toml, &by, new.at).await
    }
    .boxed()
}

/// Writes a quarter with its table, its first act and its row for tablets.
pub(super) async fn begin(
    db: &mut SqliteConnection,
    scope: &Scope,
    quarter: Quarter,
    toml: &str,
    by: &str,
    at: Moment,
) -> Result<Opened, StoreError> {
    let table = Table::parse(toml).map_err(|error| StoreError::broken("table", error))?;
    let quarters = tables::quarters(db, scope).await?;
    let mut open = quarters.0.iter().filter(|it| it.open);
    if open.any(|it| it.table.id == table.id && it.table.sha256 != table.sha256) {
        return Ok(Opened::OtherTable);
    }
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
    let made = sqlx::query(
        "INSERT INTO quarters (district_id, quarter, table_sha256, open) VALUES (?, ?, ?, 1)
         ON CONFLICT (district_id, quarter) DO NOTHING",
    )
    .bind(scope.district())
    .bind(quarter.to_string())
    .bind(&table.sha256)
    .execute(&mut *db)
    .await
    .map_err(failed)?;
    if made.rows_affected() == 0 {
        return Ok(Opened::There);
    }
    let everybody = Audience::Inspectors;
    feed::put(db, scope, kind::TABLE, &table.id, &table, everybody).await?;
    tell(db, scope, quarter).await?;
    let act = Act::Open {
        table: table.id,
        sha256: table.sha256,
    };
    append(db, scope, quarter, &act, by, at).await?;
    Ok(Opened::Done)
}
