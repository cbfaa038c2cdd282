//! Devices: listing them, barring them from pushing, and allowing them again.

use super::{Scope, Store, audit, rows};
use crate::store::database::{self, Connection, Row};
use crate::store::{KnownDevice, LastReport, Revoked, StoreError, to_i64};
use domain::ids::{DeviceId, UserId};
use domain::sync::report::TabletReport;
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;

/// How often an unchanged report is written again, in milliseconds.
const OFTEN_MS: i64 = 5 * 60 * 1000;

/// Stores a tablet's report about itself. An unchanged report is not written each time.
pub(super) async fn note(
    store: &Store,
    user: UserId,
    report: &TabletReport,
    at: Timestamp,
) -> Result<(), StoreError> {
    let known: Option<i64> = database::scalar(
        "SELECT seen_at FROM tablets WHERE district_id = $1 AND device = $2 AND user_id = $3
           AND program = $4 AND ops = $5 AND photos = $6",
    )
    .bind(store.scope.district())
    .bind(report.device.to_string())
    .bind(user.to_string())
    .bind(&report.program)
    .bind(to_i64(report.ops))
    .bind(to_i64(report.photos))
    .fetch_optional(&store.readers)
    .await?;
    if known.is_some_and(|seen| at.as_millisecond() - seen < OFTEN_MS) {
        return Ok(());
    }
    store.write((user, report.clone(), at), keep).await
}

fn keep<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (user, report, at): &'c (UserId, TabletReport, Timestamp),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        database::query(
            "INSERT INTO tablets (district_id, device, user_id, first_at, seen_at, program, ops,
               photos)
             SELECT $1, $2, $3, $4, $4, $5, $6, $7
             WHERE NOT EXISTS (SELECT 1 FROM devices
               WHERE district_id = $1 AND id = $2 AND user_id <> $3)
             ON CONFLICT (district_id, device)
             DO UPDATE SET seen_at = excluded.seen_at, program = excluded.program,
               ops = excluded.ops, photos = excluded.photos
             WHERE tablets.user_id = excluded.user_id",
        )
        .bind(scope.district())
        .bind(report.device.to_string())
        .bind(user.to_string())
        .bind(at.as_millisecond())
        .bind(&report.program)
        .bind(to_i64(report.ops))
        .bind(to_i64(report.photos))
        .execute(db)
        .await?;
        Ok(())
    }
    .boxed()
}

/// Every tablet's device, most recently heard of first.
pub(super) async fn list(store: &Store) -> Result<Vec<KnownDevice>, StoreError> {
    let found = database::query(
        "SELECT k.id, u.name, u.login, coalesce(d.last_seq, 0) AS last_seq,
           min(coalesce(t.first_at, d.seen_at),
             coalesce((SELECT o.received_at FROM ops o
               WHERE o.district_id = $1 AND o.device = k.id ORDER BY o.seq LIMIT 1),
               t.first_at, d.seen_at)) AS first_at,
           max(coalesce(d.seen_at, 0), coalesce(t.seen_at, 0)) AS seen_at,
           t.seen_at AS said_at, coalesce(t.program, '') AS program, coalesce(t.ops, 0) AS ops,
           coalesce(t.photos, 0) AS photos,
           EXISTS (SELECT 1 FROM devices n WHERE n.district_id = $1 AND n.succeeds = k.id
             AND n.rescue = 0) AS replaced,
           d.revoked_at, coalesce(d.revoked_by, '') AS revoked_by,
           coalesce(d.revoked_why, '') AS revoked_why
         FROM (SELECT id FROM devices WHERE district_id = $1 AND rescue = 0
           UNION SELECT device FROM tablets WHERE district_id = $1) k
         LEFT JOIN devices d ON d.district_id = $1 AND d.id = k.id
         LEFT JOIN tablets t ON t.district_id = $1 AND t.device = k.id
         JOIN users u ON u.district_id = $1 AND u.id = coalesce(d.user_id, t.user_id)
         ORDER BY max(coalesce(d.seen_at, 0), coalesce(t.seen_at, 0)) DESC, k.id",
    )
    .bind(store.scope.district())
    .fetch_all(&store.readers)
    .await?;
    found.iter().map(known).collect()
}

fn known(row: &Row) -> Result<KnownDevice, StoreError> {
    let said = match rows::time_if(row, "said_at")? {
        None => None,
        Some(at) => Some(LastReport {
            at,
            program: rows::get(row, "program")?,
            ops: rows::number(row, "ops")?,
            photos: rows::number(row, "photos")?,
        }),
    };
    let revoked = match rows::time_if(row, "revoked_at")? {
        None => None,
        Some(at) => Some(Revoked {
            at,
            by: rows::get(row, "revoked_by")?,
            why: rows::get(row, "revoked_why")?,
        }),
    };
    Ok(KnownDevice {
        id: rows::parsed(row, "id")?,
        name: rows::get(row, "name")?,
        login: rows::get(row, "login")?,
        last_seq: rows::number(row, "last_seq")?,
        first: rows::time_if(row, "first_at")?.unwrap_or_default(),
        seen: rows::time_if(row, "seen_at")?.unwrap_or_default(),
        said,
        replaced: rows::get(row, "replaced")?,
        revoked,
    })
}

/// A device to bar.
pub(super) struct Barring {
    pub(super) by: String,
    pub(super) device: DeviceId,
    pub(super) at: Timestamp,
    pub(super) why: String,
}

/// Bars a device.
pub(super) fn revoke<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    barring: &'c Barring,
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        let device = barring.device.to_string();
        // A device that has pulled but never pushed can be barred too.
        let changed = database::query(
            "INSERT INTO devices (district_id, id, user_id, seen_at, revoked_at, revoked_by,
               revoked_why)
             SELECT $1, $2, user_id, seen_at, $3, $4, $5 FROM (
               SELECT user_id, seen_at FROM devices WHERE district_id = $1 AND id = $2
               UNION ALL
               SELECT user_id, seen_at FROM tablets WHERE district_id = $1 AND device = $2
               LIMIT 1) known
             WHERE true
             ON CONFLICT (district_id, id)
             DO UPDATE SET revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by,
               revoked_why = excluded.revoked_why
             WHERE devices.revoked_at IS NULL",
        )
        .bind(scope.district())
        .bind(&device)
        .bind(barring.at.as_millisecond())
        .bind(&barring.by)
        .bind(&barring.why)
        .execute(&mut *db)
        .await?;
        let done = changed > 0;
        let result = match (done, barring.why.as_str()) {
            (false, _) => "none",
            (true, "") => "done",
            (true, why) => why,
        };
        log(db, scope, &barring.by, "revoke-device", &device, result).await?;
        Ok(done)
    }
    .boxed()
}

/// Lets a barred device push again.
pub(super) fn allow<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (by, device): &'c (String, DeviceId),
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        let device = device.to_string();
        let changed = database::query(
            "UPDATE devices SET revoked_at = NULL, revoked_by = '', revoked_why = ''
             WHERE district_id = $1 AND id = $2 AND revoked_at IS NOT NULL",
        )
        .bind(scope.district())
        .bind(&device)
        .execute(&mut *db)
        .await?;
        let done = changed > 0;
        let result = if done { "done" } else { "none" };
        log(db, scope, by, "allow-device", &device, result).await?;
        Ok(done)
    }
    .boxed()
}

async fn log(
    db: &mut Connection,
    scope: &Scope,
    person: &str,
    kind: &'static str,
    target: &str,
    result: &str,
) -> Result<(), StoreError> {
    let entry = audit::NewEntry {
        person,
        kind,
        target,
        result,
    };
    audit::append(db, scope, entry).await
}
