//! Evidence.

use super::{Scope, Store, audit, rows, tables};
use crate::store::database::{self, Connection, Row};
use crate::store::{KeptEvidence, NewEvidence, StoreError, to_i64};
use domain::ids::{TownId, UserId};
use domain::quarter::State;
use domain::time::Moment;
use futures::FutureExt;
use futures::future::BoxFuture;
use uuid::Uuid;

/// Evidence of quarters.
impl Store {
    /// Adds a file whose bytes are already stored; false if the quarter's state has changed.
    pub async fn add_evidence(&self, new: NewEvidence) -> Result<bool, StoreError> {
        self.write(new, add).await
    }

    /// A file, withdrawn or not.
    pub async fn evidence(&self, id: Uuid) -> Result<Option<KeptEvidence>, StoreError> {
        let found = database::query(
            "SELECT e.*, coalesce(u.name, '') AS by_name, w.withdrawn_at FROM evidence e
             LEFT JOIN users u ON u.district_id = e.district_id AND u.id = e.added_by
             LEFT JOIN evidence_withdrawn w ON w.district_id = e.district_id AND w.id = e.id
             WHERE e.district_id = $1 AND e.id = $2",
        )
        .bind(self.scope.district())
        .bind(id.to_string())
        .fetch_optional(&self.readers)
        .await?;
        found.as_ref().map(kept).transpose()
    }

    /// The files of one slot of a town and quarter, in the order they were added.
    pub async fn evidence_of(
        &self,
        quarter: &str,
        town: &TownId,
        slot: &str,
    ) -> Result<Vec<KeptEvidence>, StoreError> {
        let found = database::query(
            "SELECT e.*, coalesce(u.name, '') AS by_name, w.withdrawn_at FROM evidence e
             LEFT JOIN users u ON u.district_id = e.district_id AND u.id = e.added_by
             LEFT JOIN evidence_withdrawn w ON w.district_id = e.district_id AND w.id = e.id
             WHERE e.district_id = $1 AND e.quarter = $2 AND e.town = $3 AND e.slot = $4
             ORDER BY e.number",
        )
        .bind(self.scope.district())
        .bind(quarter)
        .bind(town.as_str())
        .bind(slot)
        .fetch_all(&self.readers)
        .await?;
        found.iter().map(kept).collect()
    }

    /// All files of a quarter, in the order they were added.
    pub async fn evidence_in(&self, quarter: &str) -> Result<Vec<KeptEvidence>, StoreError> {
        let found = database::query(
            "SELECT e.*, coalesce(u.name, '') AS by_name, w.withdrawn_at FROM evidence e
             LEFT JOIN users u ON u.district_id = e.district_id AND u.id = e.added_by
             LEFT JOIN evidence_withdrawn w ON w.district_id = e.district_id AND w.id = e.id
             WHERE e.district_id = $1 AND e.quarter = $2 ORDER BY e.number",
        )
        .bind(self.scope.district())
        .bind(quarter)
        .fetch_all(&self.readers)
        .await?;
        found.iter().map(kept).collect()
    }

    /// Marks a file as withdrawn; repeating it has no effect. False if the quarter's state has
    /// changed.
    pub async fn withdraw_evidence(
        &self,
        id: Uuid,
        state: State,
        by: UserId,
        at: Moment,
    ) -> Result<bool, StoreError> {
        self.write((id, state, by, at), withdraw).await
    }
}

fn kept(row: &Row) -> Result<KeptEvidence, StoreError> {
    Ok(KeptEvidence {
        id: rows::parsed(row, "id")?,
        quarter: rows::get(row, "quarter")?,
        town: rows::parsed(row, "town")?,
        slot: rows::get(row, "slot")?,
        rests_on: rows::json(row, "rests_on")?,
        sha256: rows::get(row, "sha256")?,
        length: rows::number(row, "length")?,
        media_type: rows::get(row, "media_type")?,
        name: rows::get(row, "name")?,
        by: rows::parsed(row, "added_by")?,
        by_name: rows::get(row, "by_name")?,
        at: rows::parsed(row, "added_at")?,
        withdrawn: rows::parsed_if(row, "withdrawn_at")?,
    })
}

fn add<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    new: &'c NewEvidence,
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        if !tables::is_in(db, scope, &new.quarter, new.state).await? {
            return Ok(false);
        }
        let person = new.by.to_string();
        database::query(
            "INSERT INTO evidence (district_id, id, quarter, town, slot, sha256, length, media_type,
               name, added_by, added_at, rests_on, number)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce(max(number), 0) + 1
             FROM evidence WHERE district_id = $1",
        )
        .bind(scope.district())
        .bind(new.id.to_string())
        .bind(&new.quarter)
        .bind(new.town.as_str())
        .bind(&new.slot)
        .bind(&new.sha256)
        .bind(to_i64(new.length))
        .bind(new.media_type)
        .bind(&new.name)
        .bind(&person)
        .bind(new.at.to_string())
        .bind(rows::to_json(&new.rests_on)?)
        .execute(&mut *db)
        .await?;
        let target = format!("{} {} {}", new.quarter, new.town, new.slot);
        let result = format!("{} {}", new.id, new.sha256);
        let entry = audit::NewEntry {
            person: &person,
            kind: "add-evidence",
            target: &target,
            result: &result,
        };
        audit::append(db, scope, entry).await?;
        Ok(true)
    }
    .boxed()
}

fn withdraw<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (id, state, by, at): &'c (Uuid, State, UserId, Moment),
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        let (id, person) = (id.to_string(), by.to_string());
        let quarter: Option<String> =
            database::scalar("SELECT quarter FROM evidence WHERE district_id = $1 AND id = $2")
                .bind(scope.district())
                .bind(&id)
                .fetch_optional(&mut *db)
                .await?;
        if !tables::is_in(db, scope, &quarter.unwrap_or_default(), *state).await? {
            return Ok(false);
        }
        let done = database::query(
            "INSERT INTO evidence_withdrawn (district_id, id, withdrawn_by, withdrawn_at)
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(scope.district())
        .bind(&id)
        .bind(&person)
        .bind(at.to_string())
        .execute(&mut *db)
        .await?;
        if done == 0 {
            return Ok(true);
        }
        let entry = audit::NewEntry {
            person: &person,
            kind: "withdraw-evidence",
            target: &id,
            result: "withdrawn",
        };
        audit::append(db, scope, entry).await?;
        Ok(true)
    }
    .boxed()
}
