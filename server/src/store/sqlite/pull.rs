//! A pull: rows and cursor from one snapshot.

use super::{Scope, SqliteStore, devices, failed, load, rows};
use crate::store::{
    KnownDevice, PushAnswer, Pushing, StoreError, Stored, SyncStore, Viewer, to_i64,
};
use domain::ids::{DeviceId, UserId};
use domain::sync::report::TabletReport;
use domain::sync::wire::{FeedRow, Pulled};
use futures::FutureExt;
use jiff::Timestamp;
use serde_json::value::RawValue;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

impl SyncStore for SqliteStore {
    fn committed(&self) -> tokio::sync::watch::Receiver<u64> {
        self.writer.committed()
    }

    fn push(&self, pushing: Pushing) -> Stored<'_, PushAnswer> {
        self.writer.push(pushing).boxed()
    }

    fn pull<'a>(
        &'a self,
        viewer: Viewer,
        epoch: &'a str,
        after: u64,
        limit: u32,
    ) -> Stored<'a, Pulled> {
        async move {
            let mut snapshot = self.snapshot().await?;
            pull(&mut snapshot, &self.scope, viewer, epoch, after, limit).await
        }
        .boxed()
    }

    fn note_tablet<'a>(
        &'a self,
        user: UserId,
        report: &'a TabletReport,
        at: Timestamp,
    ) -> Stored<'a, ()> {
        devices::note(self, user, report, at).boxed()
    }

    fn devices(&self) -> Stored<'_, Vec<KnownDevice>> {
        devices::list(self).boxed()
    }

    fn revoke_device<'a>(
        &'a self,
        by: &'a str,
        device: DeviceId,
        at: Timestamp,
        why: &'a str,
    ) -> Stored<'a, bool> {
        let barring = devices::Barring {
            by: by.to_owned(),
            device,
            at,
            why: why.to_owned(),
        };
        self.write(barring, devices::revoke).boxed()
    }

    fn allow_device<'a>(&'a self, by: &'a str, device: DeviceId) -> Stored<'a, bool> {
        self.write((by.to_owned(), device), devices::allow).boxed()
    }
}

async fn pull(
    db: &mut SqliteConnection,
    scope: &Scope,
    viewer: Viewer,
    epoch: &str,
    after: u64,
    limit: u32,
) -> Result<Pulled, StoreError> {
    let district = load::district(db, scope).await?;
    let after = if epoch == district.epoch { after } else { 0 };
    // One row more than requested shows whether there are more.
    let mut found = sqlx::query(
        "SELECT seq, kind, key, body, audience FROM feed
         WHERE district_id = ? AND seq > ? ORDER BY seq LIMIT ?",
    )
    .bind(scope.district())
    .bind(to_i64(after))
    .bind(i64::from(limit) + 1)
    .fetch_all(db)
    .await
    .map_err(failed)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    // The cursor also passes rows that this person may not see. At the end it is the highest number
    // given out.
    let next = match found.last().filter(|_| more) {
        Some(row) => rows::number(row, "seq")?,
        None => district.counter,
    };
    let mut visible = Vec::with_capacity(found.len());
    for row in &found {
        if may_see(row, viewer)? {
            visible.push(to_row(row)?);
        }
    }
    Ok(Pulled {
        epoch: district.epoch,
        rows: visible,
        next,
        more,
        durable_through: district.counter,
    })
}

fn may_see(row: &SqliteRow, viewer: Viewer) -> Result<bool, StoreError> {
    let audience: Option<&str> = rows::get(row, "audience")?;
    let Some(audience) = audience.filter(|_| !viewer.supervisor) else {
        return Ok(true);
    };
    let people: Vec<UserId> =
        serde_json::from_str(audience).map_err(|error| StoreError::broken("audience", error))?;
    Ok(people.contains(&viewer.user))
}

fn to_row(row: &SqliteRow) -> Result<FeedRow, StoreError> {
    let body = RawValue::from_string(rows::get(row, "body")?)
        .map_err(|error| StoreError::broken("feed", error))?;
    Ok(FeedRow {
        seq: rows::number(row, "seq")?,
        kind: rows::get(row, "kind")?,
        key: rows::get(row, "key")?,
        body,
    })
}
