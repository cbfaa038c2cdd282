//! Loading the stored data that a push needs.

use super::rows;
use super::tables::quarters;
use crate::store::error::StoreError;
use crate::store::fold::{Known, Loaded, Names, Read, names};
use crate::store::sqlite::scope::{Scope, failed};
use crate::store::sync::Pushing;
use crate::store::to_i64;
use domain::ids::{DeviceId, OpId, UserId};
use domain::inspection::Lineage;
use domain::sync::merge;
use domain::sync::wire::OpResult;
use domain::time::Moment;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use std::collections::{BTreeMap, BTreeSet};

/// The district's epoch and counter.
pub(super) struct District {
    pub(super) epoch: String,
    pub(super) counter: u64,
}

/// Reads the district's epoch and counter.
pub(super) async fn district(
    db: &mut SqliteConnection,
    scope: &Scope,
) -> Result<District, StoreError> {
    let row = sqlx::query("SELECT epoch, counter FROM districts WHERE id = ?")
        .bind(scope.district())
        .fetch_one(db)
        .await
        .map_err(failed)?;
    Ok(District {
        epoch: rows::get(&row, "epoch")?,
        counter: rows::number(&row, "counter")?,
    })
}

/// A device that has pushed before.
#[derive(Clone, Copy)]
pub(super) struct Device {
    pub(super) user: UserId,
    pub(super) last_seq: u64,
    pub(super) revoked: bool,
    pub(super) succeeds: Option<(DeviceId, u64)>,
    /// The latest time among its operations.
    pub(super) latest: Option<Moment>,
}

/// Reads a device.
pub(super) async fn device(
    db: &mut SqliteConnection,
    scope: &Scope,
    id: DeviceId,
) -> Result<Option<Device>, StoreError> {
    let row = sqlx::query(
        "SELECT user_id, last_seq, revoked_at IS NOT NULL AS revoked, succeeds,
           coalesce(succeeds_through, 0) AS through, latest_at
         FROM devices WHERE district_id = ? AND id = ?",
    )
    .bind(scope.district())
    .bind(id.to_string())
    .fetch_optional(db)
    .await
    .map_err(failed)?;
    let Some(row) = row else { return Ok(None) };
    let through = rows::number(&row, "through")?;
    Ok(Some(Device {
        user: rows::parsed(&row, "user_id")?,
        last_seq: rows::number(&row, "last_seq")?,
        revoked: rows::get(&row, "revoked")?,
        succeeds: rows::parsed_if(&row, "succeeds")?.map(|older| (older, through)),
        latest: rows::time_if(&row, "latest_at")?.map(|at| Moment::new(at, 0)),
    }))
}

/// The devices of the same person that this one continues. A new device may name one that the
/// server never heard of. A device of another person is not an ancestor.
async fn lineage(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
    known: Option<Device>,
) -> Result<Lineage, StoreError> {
    let claimed: BTreeMap<DeviceId, (DeviceId, u64)> = pushing
        .push
        .claims()
        .map(|(device, it)| (device, (it.device, it.through)))
        .collect();
    let claim = |device: DeviceId| claimed.get(&device).copied();
    let mut parents = BTreeMap::new();
    let mut at = pushing.push.device;
    let mut next = known.and_then(|device| device.succeeds).or(claim(at));
    while let Some((older, through)) = next {
        let device = device(db, scope, older).await?;
        if parents.contains_key(&older) || device.is_some_and(|it| it.user != pushing.by) {
            break;
        }
        parents.insert(at, (older, through));
        at = older;
        // If the server has operations of a device, it also has that device's predecessor. It does
        // not for a device that was barred before it sent anything.
        next = match device {
            Some(it) if it.last_seq > 0 || it.succeeds.is_some() => it.succeeds,
            _ => claim(at),
        };
    }
    Ok(merge::lineage(pushing.push.device, |device| {
        parents.get(&device).copied()
    }))
}

/// Operations of older devices that this one has sent again under its own numbers.
async fn sent_again(
    db: &mut SqliteConnection,
    scope: &Scope,
    device: DeviceId,
) -> Result<BTreeSet<OpId>, StoreError> {
    let rows = sqlx::query(
        "SELECT op_id FROM ops
             WHERE district_id = ? AND device = ? AND first = 0 AND outcome = 'duplicate'",
    )
    .bind(scope.district())
    .bind(device.to_string())
    .fetch_all(db)
    .await
    .map_err(failed)?;
    rows.iter().map(|row| rows::parsed(row, "op_id")).collect()
}

/// Loads everything that the push names.
pub(super) async fn load(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
    ops: &[Read<'_>],
    device: Option<Device>,
    counter: u64,
) -> Result<Loaded, StoreError> {
    let names = names(ops);
    Ok(Loaded {
        counter,
        last_seq: device.map_or(0, |device| device.last_seq),
        latest: device.and_then(|device| device.latest),
        lineage: lineage(db, scope, pushing, device).await?,
        again: sent_again(db, scope, pushing.push.device).await?,
        by_seq: by_seq(db, scope, pushing.push.device, &names).await?,
        by_op: by_op(db, scope, &names).await?,
        visits: visits(db, scope, &names).await?,
        findings: owners(
            db,
            scope,
            "SELECT id, visit FROM findings
             WHERE district_id = ? AND id IN (SELECT value FROM json_each(?))",
            rows::list(&names.findings),
        )
        .await?,
        photos: owners(
            db,
            scope,
            "SELECT id, visit FROM photos
             WHERE district_id = ? AND id IN (SELECT value FROM json_each(?))",
            rows::list(&names.photos),
        )
        .await?,
        verified: verified(db, scope, pushing.by, &names).await?,
        sites: sites(db, scope, &names).await?,
        quarters: quarters(db, scope).await?,
    })
}

fn known(row: &SqliteRow) -> Result<Known, StoreError> {
    let result: OpResult = rows::json(row, "result")?;
    Ok(Known {
        hash: rows::get(row, "hash")?,
        result,
    })
}

async fn by_seq(
    db: &mut SqliteConnection,
    scope: &Scope,
    device: DeviceId,
    names: &Names,
) -> Result<BTreeMap<u64, Known>, StoreError> {
    let (Some(first), Some(last)) = (names.seqs.iter().min(), names.seqs.iter().max()) else {
        return Ok(BTreeMap::new());
    };
    let found = sqlx::query(
        "SELECT seq, hash, result FROM ops
         WHERE district_id = ? AND device = ? AND seq BETWEEN ? AND ?",
    )
    .bind(scope.district())
    .bind(device.to_string())
    .bind(to_i64(*first))
    .bind(to_i64(*last))
    .fetch_all(db)
    .await
    .map_err(failed)?;
    let one = |row| Ok((rows::number(row, "seq")?, known(row)?));
    found.iter().map(one).collect()
}

async fn by_op(
    db: &mut SqliteConnection,
    scope: &Scope,
    names: &Names,
) -> Result<BTreeMap<domain::ids::OpId, Known>, StoreError> {
    let found = sqlx::query(
        "SELECT op_id, hash, result FROM ops
         WHERE district_id = ? AND first = 1 AND op_id IN (SELECT value FROM json_each(?))",
    )
    .bind(scope.district())
    .bind(rows::list(&names.ops))
    .fetch_all(db)
    .await
    .map_err(failed)?;
    let one = |row| Ok((rows::parsed(row, "op_id")?, known(row)?));
    found.iter().map(one).collect()
}

async fn visits(
    db: &mut SqliteConnection,
    scope: &Scope,
    names: &Names,
) -> Result<BTreeMap<domain::ids::VisitId, domain::inspection::Visit>, StoreError> {
    let found = sqlx::query(
        "SELECT id, doc FROM visits
         WHERE district_id = ? AND id IN (SELECT value FROM json_each(?))",
    )
    .bind(scope.district())
    .bind(rows::list(&names.visits))
    .fetch_all(db)
    .await
    .map_err(failed)?;
    let one = |row| Ok((rows::parsed(row, "id")?, rows::json(row, "doc")?));
    found.iter().map(one).collect()
}

async fn owners<K>(
    db: &mut SqliteConnection,
    scope: &Scope,
    sql: &'static str,
    ids: String,
) -> Result<BTreeMap<K, domain::ids::VisitId>, StoreError>
where
    K: Ord + std::str::FromStr,
    K::Err: std::fmt::Display,
{
    let found = sqlx::query(sql)
        .bind(scope.district())
        .bind(ids)
        .fetch_all(db)
        .await
        .map_err(failed)?;
    let one = |row| Ok((rows::parsed(row, "id")?, rows::parsed(row, "visit")?));
    found.iter().map(one).collect()
}

async fn verified(
    db: &mut SqliteConnection,
    scope: &Scope,
    user: UserId,
    names: &Names,
) -> Result<std::collections::BTreeSet<String>, StoreError> {
    let found: Vec<String> = sqlx::query_scalar(
        "SELECT sha256 FROM uploads
         WHERE district_id = ? AND user_id = ? AND verified_at IS NOT NULL
           AND sha256 IN (SELECT value FROM json_each(?))",
    )
    .bind(scope.district())
    .bind(user.to_string())
    .bind(rows::list(&names.hashes))
    .fetch_all(db)
    .await
    .map_err(failed)?;
    Ok(found.into_iter().collect())
}

async fn sites(
    db: &mut SqliteConnection,
    scope: &Scope,
    names: &Names,
) -> Result<std::collections::BTreeSet<domain::ids::SiteId>, StoreError> {
    let found = sqlx::query(
        "SELECT id FROM sites WHERE district_id = ? AND id IN (SELECT value FROM json_each(?))",
    )
    .bind(scope.district())
    .bind(rows::list(&names.sites))
    .fetch_all(db)
    .await
    .map_err(failed)?;
    found.iter().map(|row| rows::parsed(row, "id")).collect()
}
