//! The audit log: append-only; each entry contains the hash of the previous one.

use super::audit_list;
use super::{Scope, Store, rows};
use crate::store::database::{self, Connection};
use crate::store::{AuditCheck, AuditEntry, AuditFault, AuditFilter, StoreError};
use futures::{FutureExt, TryStreamExt};
use sha2::{Digest, Sha256};

/// An entry of the log: who did what to which target, and the result.
pub(super) struct NewEntry<'a> {
    pub(super) person: &'a str,
    pub(super) kind: &'a str,
    pub(super) target: &'a str,
    pub(super) result: &'a str,
}

/// Appends an entry.
pub(super) async fn append(
    db: &mut Connection,
    scope: &Scope,
    entry: NewEntry<'_>,
) -> Result<(), StoreError> {
    let last = database::query(
        "SELECT number, hash FROM audit WHERE district_id = $1 ORDER BY number DESC LIMIT 1",
    )
    .bind(scope.district())
    .fetch_optional(&mut *db)
    .await?;
    let (number, before): (i64, String) = match &last {
        Some(row) => (
            rows::get::<i64>(row, "number")? + 1,
            rows::get(row, "hash")?,
        ),
        None => (1, String::new()),
    };
    let at = scope.now_ms();
    database::query(
        "INSERT INTO audit (district_id, number, at, person, kind, target, result, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
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
    .await?;
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

/// Reading the audit log.
impl Store {
    /// Appends an entry about something that is not a change of the database.
    pub async fn note(
        &self,
        by: &str,
        kind: &'static str,
        target: &str,
        result: &str,
    ) -> Result<(), StoreError> {
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
        .await
    }

    /// The matching entries, newest first: at most `count`, after skipping the first `over`.
    pub async fn audit_list(
        &self,
        filter: AuditFilter,
        over: u32,
        count: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        audit_list::list(self, filter, over, count).await
    }

    /// How many match.
    pub async fn audit_count(&self, filter: AuditFilter) -> Result<u32, StoreError> {
        audit_list::count(self, filter).await
    }

    /// The last entry's number and hash; `None` if the log is empty.
    pub async fn audit_head(&self) -> Result<Option<(i64, String)>, StoreError> {
        audit_list::head(self).await
    }

    /// Recomputes and verifies the hash chain.
    pub async fn verify_audit(&self) -> Result<AuditCheck, StoreError> {
        let mut found = database::query(
            "SELECT number, at, person, kind, target, result, hash FROM audit
             WHERE district_id = $1 ORDER BY number",
        )
        .bind(self.scope.district())
        .fetch(&self.readers);
        let (mut entries, mut last) = (0, String::new());
        while let Some(row) = found.try_next().await? {
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
}
