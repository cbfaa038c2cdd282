//! Facts on SQLite.

use super::{Scope, Store, audit, feed, rows, tables};
use crate::store::database::{self, Connection, Row};
use crate::store::{Entering, FactLog, KeptFact, PastFact, StoreError, to_i64};
use futures::FutureExt;
use futures::future::BoxFuture;

/// Facts of quarters.
impl Store {
    /// The current facts of a quarter (`2026Q4`) in the order of entry, and the highest number of
    /// any fact of the quarter, 0 if there is none.
    pub async fn facts(&self, quarter: &str) -> Result<(Vec<KeptFact>, u64), StoreError> {
        let mut snapshot = self.snapshot().await?;
        let found = database::query(
            "SELECT f.number, f.town, f.slot, f.fact, f.basis, f.entered_at,
               coalesce(u.name, '') AS name
             FROM facts f
             LEFT JOIN users u ON u.district_id = f.district_id AND u.id = f.entered_by
             WHERE f.district_id = $1 AND f.quarter = $2 AND f.fact IS NOT NULL
               AND NOT EXISTS (
                 SELECT 1 FROM facts l
                 WHERE l.district_id = f.district_id AND l.quarter = f.quarter
                   AND l.town = f.town AND l.slot = f.slot AND l.number > f.number)
             ORDER BY f.number",
        )
        .bind(self.scope.district())
        .bind(quarter)
        .fetch_all(&mut *snapshot)
        .await?;
        let one = |row| {
            Ok(KeptFact {
                number: rows::number(row, "number")?,
                town: rows::parsed(row, "town")?,
                slot: rows::get(row, "slot")?,
                fact: rows::get(row, "fact")?,
                basis: rows::get(row, "basis")?,
                by: rows::get(row, "name")?,
                at: rows::parsed(row, "entered_at")?,
            })
        };
        let facts = found.iter().map(one).collect::<Result<_, StoreError>>()?;
        let highest = highest(&mut snapshot, &self.scope, quarter).await?;
        Ok((facts, highest))
    }

    /// Everything entered in a quarter.
    pub async fn fact_log(&self, quarter: &str) -> Result<FactLog, StoreError> {
        let found = database::query(
            "SELECT f.town, f.slot, f.number, f.fact, f.basis, f.entered_at,
               coalesce(u.name, '') AS name
             FROM facts f
             LEFT JOIN users u ON u.district_id = f.district_id AND u.id = f.entered_by
             WHERE f.district_id = $1 AND f.quarter = $2
             ORDER BY f.number",
        )
        .bind(self.scope.district())
        .bind(quarter)
        .fetch_all(&self.readers)
        .await?;
        let one = |row| {
            Ok((
                rows::parsed(row, "town")?,
                rows::get(row, "slot")?,
                past(row)?,
            ))
        };
        let entered = found
            .iter()
            .map(one)
            .collect::<Result<Vec<_>, StoreError>>()?;
        Ok(FactLog::of(entered))
    }

    /// Enters facts, all or none. False if other facts were entered meanwhile; the facts must then
    /// be checked again.
    pub async fn enter_facts(&self, entering: Entering) -> Result<bool, StoreError> {
        self.write(entering, enter).await
    }
}

fn past(row: &Row) -> Result<PastFact, StoreError> {
    Ok(PastFact {
        number: rows::number(row, "number")?,
        fact: rows::get(row, "fact")?,
        basis: rows::get(row, "basis")?,
        by: rows::get(row, "name")?,
        at: rows::parsed(row, "entered_at")?,
    })
}

async fn highest(db: &mut Connection, scope: &Scope, quarter: &str) -> Result<u64, StoreError> {
    let row = database::query(
        "SELECT coalesce(max(number), 0) AS n FROM facts WHERE district_id = $1 AND quarter = $2",
    )
    .bind(scope.district())
    .bind(quarter)
    .fetch_one(db)
    .await?;
    rows::number(&row, "n")
}

fn enter<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    entering: &'c Entering,
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        let same = tables::is_in(db, scope, &entering.quarter, entering.state).await?;
        if !same || highest(db, scope, &entering.quarter).await? != entering.seen {
            return Ok(false);
        }
        let person = entering.by.to_string();
        for new in &entering.facts {
            let number = feed::number(db, scope).await?;
            database::query(
                "INSERT INTO facts
                   (district_id, number, quarter, town, slot, fact, basis, entered_by,
                    entered_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(scope.district())
            .bind(to_i64(number))
            .bind(&entering.quarter)
            .bind(new.town.as_str())
            .bind(&new.slot)
            .bind(&new.fact)
            .bind(&new.basis)
            .bind(&person)
            .bind(entering.at.to_string())
            .execute(&mut *db)
            .await?;
            let target = format!("{} {} {}", entering.quarter, new.town, new.slot);
            let entry = audit::NewEntry {
                person: &person,
                kind: "enter-fact",
                target: &target,
                result: new.fact.as_deref().unwrap_or("taken back"),
            };
            audit::append(db, scope, entry).await?;
        }
        Ok(true)
    }
    .boxed()
}
