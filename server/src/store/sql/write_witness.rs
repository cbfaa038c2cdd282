//! Naming the witness of a draw afterwards, with its audit entry.

use super::audit::{self, NewEntry};
use super::{Scope, rows};
use crate::store::database::{self, Connection};
use crate::store::{StoreError, Witnessed, to_i64};

/// The kind of a witness named afterwards in the audit log.
pub(super) const WITNESSED: &str = "witness-draw";

/// A witness to name.
pub(super) struct Naming {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) number: u64,
    pub(super) witness: String,
}

/// Stores the witness of a draw that has none.
pub(super) async fn name_witness(
    db: &mut Connection,
    scope: &Scope,
    it: &Naming,
) -> Result<Witnessed, StoreError> {
    let found = database::query(
        "SELECT d.id, coalesce(json_extract(d.doc, '$.witness'), '') <> '' OR w.number IS NOT NULL AS has_one
         FROM draws d
         LEFT JOIN draw_witnesses w ON w.district_id = d.district_id AND w.number = d.number
         WHERE d.district_id = $1 AND d.number = $2",
    )
    .bind(scope.district())
    .bind(to_i64(it.number))
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = found else {
        return Ok(Witnessed::Unknown);
    };
    if rows::get::<bool>(&row, "has_one")? {
        return Ok(Witnessed::Already);
    }
    let id: String = rows::get(&row, "id")?;
    database::query(
        "INSERT INTO draw_witnesses (district_id, number, witness, named_by, named_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(scope.district())
    .bind(to_i64(it.number))
    .bind(&it.witness)
    .bind(&it.name)
    .bind(scope.now_ms())
    .execute(&mut *db)
    .await?;
    let entry = NewEntry {
        person: &it.login,
        kind: WITNESSED,
        target: &id,
        result: &it.witness,
    };
    audit::append(db, scope, entry).await?;
    Ok(Witnessed::Done)
}
