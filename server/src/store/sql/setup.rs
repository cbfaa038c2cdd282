//! Filling an empty store.

use super::feed::{self, Audience};
use super::{Scope, Store, accounts, life, rows, tables};
use crate::ground::clock::OFFSET_SECONDS;
use crate::store::database::{self, Connection};
use crate::store::{Seed, StoreError};
use domain::position::Position;
use domain::sync::wire::{AssignmentRow, TownRow, kind};
use domain::time::Moment;
use futures::FutureExt;
use futures::future::BoxFuture;

/// Filling a store, and asking for its state.
impl Store {
    /// Whether the store answers.
    pub async fn ready(&self) -> Result<(), StoreError> {
        database::query("SELECT count(*) FROM districts")
            .fetch_one(&self.readers)
            .await?;
        self.writer.check().await
    }

    /// Whether the store has no district yet.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let found: i64 = database::scalar("SELECT count(*) FROM districts WHERE id = $1")
            .bind(self.scope.district())
            .fetch_one(&self.readers)
            .await?;
        Ok(found == 0)
    }

    /// Fills an empty store, all or nothing; false if it was not empty.
    pub async fn seed(&self, seed: Seed) -> Result<bool, StoreError> {
        self.write(seed, write_seed).await
    }

    /// Whether its contents are made-up demonstration data.
    pub async fn is_demo(&self) -> Result<bool, StoreError> {
        database::scalar("SELECT demo FROM districts WHERE id = $1")
            .bind(self.scope.district())
            .fetch_one(&self.readers)
            .await
    }

    /// Ends all writing and merges SQLite's write-ahead log into the database file.
    pub async fn close(&self) -> Result<(), StoreError> {
        // Readers close first: an open one would prevent merging the write-ahead log.
        self.readers.close().await;
        self.writer.close().await;
        Ok(())
    }
}

fn write_seed<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    seed: &'c Seed,
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        let made = database::query(
            "INSERT INTO districts (id, name, epoch, counter, demo) VALUES ($1, $2, $3, 0, $4)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(scope.district())
        .bind(&seed.name)
        .bind(uuid::Uuid::new_v4().simple().to_string())
        .bind(seed.demo)
        .execute(&mut *db)
        .await?;
        if made == 0 {
            return Ok(false);
        }
        let at = Moment::from_millis(scope.now_ms(), OFFSET_SECONDS);
        if let Some((quarter, table)) = seed.quarter {
            life::begin(db, scope, quarter, table, "setup", at).await?;
        }
        places(db, scope, seed).await?;
        for account in &seed.accounts {
            accounts::add(db, scope, "setup", account).await?;
        }
        assignments(db, scope, seed).await?;
        Ok(true)
    }
    .boxed()
}

async fn places(db: &mut Connection, scope: &Scope, seed: &Seed) -> Result<(), StoreError> {
    for (order, town) in (1..).zip(&seed.towns) {
        database::query(
            "INSERT INTO towns (district_id, id, name, kind, place, demo) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(scope.district())
        .bind(town.id.as_str())
        .bind(&town.name)
        .bind(town.kind.as_str())
        .bind(order)
        .bind(seed.demo)
        .execute(&mut *db)
        .await?;
        let row = TownRow {
            id: town.id.clone(),
            name: town.name.clone(),
            order,
            demo: seed.demo,
            closed_from: None,
        };
        feed::put(
            db,
            scope,
            kind::TOWN,
            town.id.as_str(),
            &row,
            Audience::Inspectors,
        )
        .await?;
    }
    let quarters = tables::quarters(db, scope).await?;
    for site in &seed.sites {
        database::query(
            "INSERT INTO sites (district_id, id, town, name, initials, kind, address, latitude,
               longitude)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(scope.district())
        .bind(site.id.as_str())
        .bind(site.town.as_str())
        .bind(&site.name)
        .bind(&site.initials)
        .bind(rows::from_word(&site.kind)?)
        .bind(&site.address)
        .bind(site.position.map(Position::latitude))
        .bind(site.position.map(Position::longitude))
        .execute(&mut *db)
        .await?;
        feed::put_site(db, scope, &site.id, &quarters).await?;
    }
    Ok(())
}

async fn assignments(db: &mut Connection, scope: &Scope, seed: &Seed) -> Result<(), StoreError> {
    for it in &seed.assignments {
        database::query(
            "INSERT INTO assignments (district_id, id, site, method, form, inspectors, due)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(scope.district())
        .bind(it.id.to_string())
        .bind(it.site.as_str())
        .bind(it.method.as_str())
        .bind(it.form.as_str())
        .bind(rows::to_json(&it.inspectors)?)
        .bind(&it.due)
        .execute(&mut *db)
        .await?;
        let row = AssignmentRow {
            id: it.id,
            site: it.site.clone(),
            method: it.method,
            form: it.form,
            inspectors: it.inspectors.clone(),
            due: Some(it.due.clone()),
            note: String::new(),
            done_by: None,
        };
        feed::put_assignment(db, scope, &row).await?;
    }
    Ok(())
}
