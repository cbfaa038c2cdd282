//! The life of quarters on SQLite: opening, and acts, each with the hash of the previous one.

mod book;

use self::book::{book, chained, course, heads};
use super::feed::{self, Audience};
use super::{Scope, Store, audit, late, rows, tables};
use crate::store::database::{self, Connection};
use crate::store::{
    Book, Course, LateThing, NewQuarter, Opened, Stepping, StoreError, TableFile, to_i64,
};
use domain::quarter::{Act, State};
use domain::sync::wire::{QuarterRow, kind};
use domain::table::Table;
use domain::time::{Moment, Quarter};
use futures::FutureExt;
use futures::future::BoxFuture;
use sha2::{Digest, Sha256};

/// The kind of an act in the audit log.
const LOGGED: &str = "quarter";

/// The life of quarters.
impl Store {
    /// Everything stored about a quarter's life; `None` if the quarter does not exist.
    pub async fn book(&self, quarter: Quarter) -> Result<Option<Book>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        book(&mut snapshot, &self.scope, quarter).await
    }

    /// The acts and documents of a quarter; both are empty if it does not exist.
    pub async fn course(&self, quarter: Quarter) -> Result<Course, StoreError> {
        let mut snapshot = self.snapshot().await?;
        course(&mut snapshot, &self.scope, &quarter.to_string()).await
    }

    /// Stores a checked act; false if anything that it rests on has changed since.
    pub async fn step(&self, stepping: Stepping) -> Result<bool, StoreError> {
        self.write(stepping, step).await
    }

    /// Opens a quarter.
    pub async fn open_quarter(&self, new: NewQuarter) -> Result<Opened, StoreError> {
        self.write(new, open).await
    }

    /// Stores a table for later quarters; a table that is already stored remains unchanged.
    pub async fn keep_table(&self, by: &str, file: TableFile) -> Result<(), StoreError> {
        self.write((by.to_owned(), file), |db, scope, (by, file)| {
            keep_table(db, scope, by, file).boxed()
        })
        .await
    }

    /// Every stored table.
    pub async fn table_files(&self) -> Result<Vec<TableFile>, StoreError> {
        let found =
            database::query("SELECT id, toml FROM tables WHERE district_id = $1 ORDER BY id")
                .bind(self.scope.district())
                .fetch_all(&self.readers)
                .await?;
        let one = |row| {
            Ok(TableFile {
                id: rows::get(row, "id")?,
                toml: rows::get(row, "toml")?,
            })
        };
        found.iter().map(one).collect()
    }

    /// The acts of a quarter as the audit log records them, in order.
    pub async fn quarter_log(&self, quarter: Quarter) -> Result<Vec<String>, StoreError> {
        database::scalar(
            "SELECT result FROM audit WHERE district_id = $1 AND kind = $2 AND target = $3
             ORDER BY number",
        )
        .bind(self.scope.district())
        .bind(LOGGED)
        .bind(quarter.to_string())
        .fetch_all(&self.readers)
        .await
    }

    /// The things that arrived for a quarter after the district's number `after`.
    pub async fn late(&self, quarter: Quarter, after: u64) -> Result<Vec<LateThing>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        late::things(&mut snapshot, &self.scope, quarter, after).await
    }
}

async fn keep_table(
    db: &mut Connection,
    scope: &Scope,
    by: &str,
    file: &TableFile,
) -> Result<(), StoreError> {
    let sha256 = hex::encode(Sha256::digest(&file.toml));
    let made = database::query(
        "INSERT INTO tables (district_id, sha256, id, toml) VALUES ($1, $2, $3, $4)
         ON CONFLICT (district_id, sha256) DO NOTHING",
    )
    .bind(scope.district())
    .bind(&sha256)
    .bind(&file.id)
    .bind(&file.toml)
    .execute(&mut *db)
    .await?;
    if made == 0 {
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
    db: &'c mut Connection,
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
            database::query(
                "INSERT INTO frozen (district_id, quarter, number, sha256, doc)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(scope.district())
            .bind(it.quarter.to_string())
            .bind(to_i64(number))
            .bind(sha256)
            .bind(doc)
            .execute(&mut *db)
            .await?;
        }
        let open = it.state != State::Closed;
        database::query(
            "UPDATE quarters SET state = $1, open = $2 WHERE district_id = $3 AND quarter = $4",
        )
        .bind(it.state.as_str())
        .bind(open)
        .bind(scope.district())
        .bind(it.quarter.to_string())
        .execute(&mut *db)
        .await?;
        if matches!(it.act, Act::Close { .. } | Act::Reopen { .. }) {
            tell(db, scope, it.quarter).await?;
        }
        Ok(true)
    }
    .boxed()
}

/// Writes the quarter's current row for tablets.
async fn tell(db: &mut Connection, scope: &Scope, quarter: Quarter) -> Result<(), StoreError> {
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
    db: &mut Connection,
    scope: &Scope,
    quarter: Quarter,
    act: &Act,
    by: &str,
    at: Moment,
) -> Result<u64, StoreError> {
    let name = quarter.to_string();
    let last: Option<String> = database::scalar(
        "SELECT hash FROM quarter_events WHERE district_id = $1 AND quarter = $2
         ORDER BY number DESC LIMIT 1",
    )
    .bind(scope.district())
    .bind(&name)
    .fetch_optional(&mut *db)
    .await?;
    let number = feed::number(db, scope).await?;
    let (body, at) = (rows::to_json(act)?, at.to_string());
    let before = last.unwrap_or_default();
    database::query(
        "INSERT INTO quarter_events (district_id, number, quarter, kind, body, by, at, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
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
    .await?;
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
    db: &'c mut Connection,
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
    db: &mut Connection,
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
    database::query(
        "INSERT INTO tables (district_id, sha256, id, toml) VALUES ($1, $2, $3, $4)
         ON CONFLICT (district_id, sha256) DO NOTHING",
    )
    .bind(scope.district())
    .bind(&table.sha256)
    .bind(&table.id)
    .bind(toml)
    .execute(&mut *db)
    .await?;
    let made = database::query(
        "INSERT INTO quarters (district_id, quarter, table_sha256, open) VALUES ($1, $2, $3, 1)
         ON CONFLICT (district_id, quarter) DO NOTHING",
    )
    .bind(scope.district())
    .bind(quarter.to_string())
    .bind(&table.sha256)
    .execute(&mut *db)
    .await?;
    if made == 0 {
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
