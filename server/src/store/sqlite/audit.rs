//! The audit log: append-only; each entry contains the hash of the previous one.

use super::audit_list;
use super::{Scope, SqliteStore, failed, rows};
use crate::store::{
    AuditCheck, AuditEntry, AuditFault, AuditFilter, AuditStore, StoreError, Stored,
};
use futures::{FutureExt, TryStreamExt};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnection;

/// An entry of the log: who did what to which target, and the result.
pub(super) struct NewEntry<'a> {
    pub(super) person: &'a str,
    pub(super) kind: &'a str,
    pub(super) target: &'a str,
    pub(super) result: &'a str,
}

/// Appends an entry.
pub(super) async fn append(
    db: &mut SqliteConnection,
    scope: &Scope,
    entry: NewEntry<'_>,
) -> Result<(), StoreError> {
    let last = sqlx::query(
        "SELECT number, hash FROM audit WHERE district_id = ? ORDER BY number DESC LIMIT 1",
    )
    .bind(scope.district())
    .fetch_optional(&mut *db)
    .await
    .map_err(failed)?;
    let (number, before): (i64, String) = match &last {
        Some(row) => (
            rows::get::<i64>(row, "number")? + 1,
            rows::get(row, "hash")?,
        ),
        None => (1, String::new()),
    };
    let at = scope.now_ms();
    sqlx::query(
        "INSERT INTO audit (district_id, number, at, person, kind, target, result, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(scope.district())
    .bind(number)
    .bind(at)
    .bind(entry.person)
    .bind(entry.kind)
    .bind(entry.target)
    .bind(entry.result)
    .bind(chained(&before, number, at, &entry))
    .execute(db)
    .await
    .map_err(failed)?;
    Ok(())
}

/// SHA-256, in hex, of the previous hash and the entry. A JSON array keeps the fields apart.
fn chained(before: &str, number: i64, at: i64, entry: &NewEntry<'_>) -> String {
    let NewEntry {
        person,
        kind,
        target,
        result,
    } = entry;
    let text = serde_json::json!([before, number, at, person, kind, target, result]);
    hex::encode(Sha256::digest(text.to_string()))
}

impl AuditStore for SqliteStore {
    fn note<'a>(
        &'a self,
        by: &'a str,
        kind: &'static str,
        target: &'a str,
        result: &'a str,
    ) -> Stored<'a, ()> {
        let line = (by.to_owned(), kind, target.to_owned(), result.to_owned());
        self.write(line, |db, scope, (person, kind, target, result)| {
            let entry = NewEntry {
                person,
                kind,
                target,
                result,
            };
            append(db, scope, entry).boxed()
        })
        .boxed()
    }

    fn audit_list(
        &self,
        filter: AuditFilter,
        over: u32,
        count: u32,
    ) -> Stored<'_, Vec<AuditEntry>> {
        audit_list::list(self, filter, over, count).boxed()
    }

    fn audit_count(&self, filter: AuditFilter) -> Stored<'_, u32> {
        audit_list::count(self, filter).boxed()
    }

    fn audit_head(&self) -> Stored<'_, Option<(i64, String)>> {
        audit_list::head(self).boxed()
    }

    fn verify_audit(&self) -> Stored<'_, AuditCheck> {
        async move {
            let mut found = sqlx::query(
                "SELECT number, at, person, kind, target, result, hash FROM audit
                 WHERE district_id = ? ORDER BY number",
            )
            .bind(self.scope.district())
            .fetch(&self.readers);
            let (mut entries, mut last) = (0, String::new());
            while let Some(row) = found.try_next().await.map_err(failed)? {
                let number: i64 = rows::get(&row, "number")?;
                let (at, person) = (rows::get(&row, "at")?, rows::get(&row, "person")?);
                let entry = NewEntry {
                    person,
                    kind: rows::get(&row, "kind")?,
                    target: rows::get(&row, "target")?,
                    result: rows::get(&row, "result")?,
                };
                let hash: String = rows::get(&row, "hash")?;
                let wrong = |why| AuditCheck::Wrong {
                    after: entries,
                    number,
                    what: format!("{} by {person}", entry.kind),
                    why,
                };
                if number != entries + 1 {
                    return Ok(wrong(AuditFault::Missing));
                }
                if hash != chained(&last, number, at, &entry) {
                    return Ok(wrong(AuditFault::Altered));
                }
                (entries, last) = (number, hash);
            }
            Ok(AuditCheck::Right { entries, last })
        }
        .boxed()
    }
}
