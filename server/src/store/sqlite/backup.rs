//! Copies of the database, and the epoch of a restored one.

use super::audit::{self, NewEntry};
use super::{Scope, SqliteStore, failed, rows};
use crate::ground::clock::OFFSET_SECONDS;
use crate::store::{BackupMark, BackupStore, KeptBackups, StoreError, Stored};
use domain::time::Moment;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use std::collections::BTreeSet;
use std::path::Path;

impl BackupStore for SqliteStore {
    fn copy_to<'a>(&'a self, file: &'a Path) -> Stored<'a, ()> {
        async move {
            let name = file.to_str().ok_or_else(|| {
                StoreError::broken("backup", format!("{} is no UTF-8", file.display()))
            })?;
            // This reads one snapshot; the writer goes on meanwhile.
            sqlx::query("VACUUM INTO ?")
                .bind(name)
                .execute(&self.readers)
                .await
                .map_err(failed)?;
            Ok(())
        }
        .boxed()
    }

    fn check(&self) -> Stored<'_, Result<(), String>> {
        async move {
            let words: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
                .fetch_one(&self.readers)
                .await
                .map_err(failed)?;
            Ok(if words == "ok" { Ok(()) } else { Err(words) })
        }
        .boxed()
    }

    fn begin_epoch<'a>(&'a self, by: &'a str) -> Stored<'a, ()> {
        self.write(by.to_owned(), begin_epoch).boxed()
    }

    fn backups(&self, count: u32) -> Stored<'_, KeptBackups> {
        async move {
            let mut db = self.snapshot().await?;
            let restored = sqlx::query(
                "SELECT number, at FROM audit WHERE district_id = ? AND kind = 'restore'
                 ORDER BY number DESC LIMIT 1",
            )
            .bind(self.scope.district())
            .fetch_optional(&mut *db)
            .await
            .map_err(failed)?;
            let since: i64 = match &restored {
                Some(row) => rows::get(row, "number")?,
                None => 0,
            };
            let found = sqlx::query(
                "SELECT at, person, target, result FROM audit
                 WHERE district_id = ? AND kind = 'backup' AND number > ?
                 ORDER BY number DESC LIMIT ?",
            )
            .bind(self.scope.district())
            .bind(since)
            .bind(count)
            .fetch_all(&mut *db)
            .await
            .map_err(failed)?;
            Ok(KeptBackups {
                latest: found.iter().map(mark).collect::<Result<_, _>>()?,
                restored: restored.as_ref().map(at).transpose()?,
            })
        }
        .boxed()
    }

    fn verified_photos(&self) -> Stored<'_, BTreeSet<String>> {
        async move {
            let found: Vec<String> = sqlx::query_scalar(
                "SELECT sha256 FROM uploads WHERE district_id = ?1 AND verified_at IS NOT NULL
                 UNION SELECT sha256 FROM evidence WHERE district_id = ?1",
            )
            .bind(self.scope.district())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            Ok(found.into_iter().collect())
        }
        .boxed()
    }
}

fn at(row: &SqliteRow) -> Result<Moment, StoreError> {
    Ok(Moment::from_millis(rows::get(row, "at")?, OFFSET_SECONDS))
}

fn mark(row: &SqliteRow) -> Result<BackupMark, StoreError> {
    Ok(BackupMark {
        at: at(row)?,
        by: rows::get(row, "person")?,
        folder: rows::get(row, "target")?,
        kept: rows::parsed(row, "result")?,
    })
}

fn begin_epoch<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    by: &'c String,
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        // Microseconds since 1970 grow faster than any district uses numbers. So no earlier number
        // is given again, not even when the same copy is restored twice. Until 2255 they stay below
        // 2^53, which every JSON reader reads exactly.
        let now = scope.clock.now().as_microsecond();
        sqlx::query(
            "UPDATE districts SET epoch = ?,
               counter = CASE WHEN counter < ? THEN ? ELSE counter + 1000000000 END
             WHERE id = ?",
        )
        .bind(uuid::Uuid::new_v4().simple().to_string())
        .bind(now)
        .bind(now)
        .bind(scope.district())
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        // Invitations end too: they may have been used since.
        for gone in [
            "DELETE FROM sessions WHERE district_id = ?",
            "DELETE FROM invitations WHERE district_id = ?",
        ] {
            sqlx::query(gone)
                .bind(scope.district())
                .execute(&mut *db)
                .await
                .map_err(failed)?;
        }
        let entry = NewEntry {
            person: by,
            kind: "restore",
            target: "",
            result: "a new epoch",
        };
        audit::append(db, scope, entry).await
    }
    .boxed()
}
