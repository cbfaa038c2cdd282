//! Copies of the database, and the epoch of a restored one.

use super::audit::{self, NewEntry};
use super::{Scope, Store, copy, rows};
use crate::ground::clock::OFFSET_SECONDS;
use crate::store::database::{self, Connection, Pool, Row, Where, sqlite};
use crate::store::{BackupMark, KeptBackups, StoreError};
use domain::time::Moment;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::collections::BTreeSet;
use std::path::Path;

/// Backups and restoring.
impl Store {
    /// Writes a snapshot of everything to a new file, which any installation can be restored from.
    /// Reading and writing go on meanwhile.
    pub async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        let name = file.to_str().ok_or_else(|| {
            StoreError::broken("backup", format!("{} is no UTF-8", file.display()))
        })?;
        match &self.readers {
            Pool::Sqlite(_) => sqlite::copy_to(&self.readers, name).await,
            Pool::Postgres(_) => {
                let mut from = self.snapshot().await?;
                let (mut to, readers) = Where::File(file.to_owned()).open().await?;
                readers.close().await;
                let district = &self.scope.district;
                copy::copy(&mut from, &mut to, district, &mut |_, _| ()).await?;
                to.close().await;
                Ok(())
            }
        }
    }

    /// Checks the structure of a file; the inner error says what is wrong.
    pub async fn check(&self) -> Result<Result<(), String>, StoreError> {
        if let Pool::Postgres(_) = &self.readers {
            return Ok(Ok(()));
        }
        let words: String = database::scalar("PRAGMA integrity_check(1)")
            .fetch_one(&self.readers)
            .await?;
        Ok(if words == "ok" { Ok(()) } else { Err(words) })
    }

    /// Makes this copy a server of its own. A new epoch makes tablets fetch everything anew and
    /// send again what they keep. Numbers start above those of any earlier server, so that nothing
    /// seen there counts as seen here. Sessions end, since some may have ended after the backup was
    /// made.
    pub async fn begin_epoch(&self, by: &str) -> Result<(), StoreError> {
        self.write(by.to_owned(), begin_epoch).await
    }

    /// The latest backups of this server, at most `count`.
    pub async fn backups(&self, count: u32) -> Result<KeptBackups, StoreError> {
        let mut db = self.snapshot().await?;
        let restored = database::query(
            "SELECT number, at FROM audit WHERE district_id = $1 AND kind = 'restore'
             ORDER BY number DESC LIMIT 1",
        )
        .bind(self.scope.district())
        .fetch_optional(&mut *db)
        .await?;
        let since: i64 = match &restored {
            Some(row) => rows::get(row, "number")?,
            None => 0,
        };
        let found = database::query(
            "SELECT at, person, target, result FROM audit
             WHERE district_id = $1 AND kind = 'backup' AND number > $2
             ORDER BY number DESC LIMIT $3",
        )
        .bind(self.scope.district())
        .bind(since)
        .bind(count)
        .fetch_all(&mut *db)
        .await?;
        Ok(KeptBackups {
            latest: found.iter().map(mark).collect::<Result<_, _>>()?,
            restored: restored.as_ref().map(at).transpose()?,
        })
    }

    /// SHA-256 of every verified photo and all evidence: the files that must exist.
    pub async fn verified_photos(&self) -> Result<BTreeSet<String>, StoreError> {
        let found: Vec<String> = database::scalar(
            "SELECT sha256 FROM uploads WHERE district_id = $1 AND verified_at IS NOT NULL
             UNION SELECT sha256 FROM evidence WHERE district_id = $1",
        )
        .bind(self.scope.district())
        .fetch_all(&self.readers)
        .await?;
        Ok(found.into_iter().collect())
    }
}

fn at(row: &Row) -> Result<Moment, StoreError> {
    Ok(Moment::from_millis(rows::get(row, "at")?, OFFSET_SECONDS))
}

fn mark(row: &Row) -> Result<BackupMark, StoreError> {
    Ok(BackupMark {
        at: at(row)?,
        by: rows::get(row, "person")?,
        folder: rows::get(row, "target")?,
        kept: rows::parsed(row, "result")?,
    })
}

fn begin_epoch<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    by: &'c String,
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        // Microseconds since 1970 grow faster than any district uses numbers. So no earlier number
        // is given again, not even when the same copy is restored twice. Until 2255 they stay below
        // 2^53, which every JSON reader reads exactly.
        let now = scope.clock.now().as_microsecond();
        database::query(
            "UPDATE districts SET epoch = $1,
               counter = CASE WHEN counter < $2 THEN $3 ELSE counter + 1000000000 END
             WHERE id = $4",
        )
        .bind(uuid::Uuid::new_v4().simple().to_string())
        .bind(now)
        .bind(now)
        .bind(scope.district())
        .execute(&mut *db)
        .await?;
        // Invitations end too: they may have been used since.
        for gone in [
            "DELETE FROM sessions WHERE district_id = $1",
            "DELETE FROM invitations WHERE district_id = $1",
        ] {
            database::query(gone)
                .bind(scope.district())
                .execute(&mut *db)
                .await?;
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
