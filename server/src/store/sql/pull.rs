//! A pull: rows and cursor from one snapshot.

use super::{Scope, Store, devices, load, rows};
use crate::store::database::{self, Connection, Row};
use crate::store::{KnownDevice, PushAnswer, Pushing, StoreError, Viewer, to_i64};
use domain::ids::{DeviceId, UserId};
use domain::sync::report::TabletReport;
use domain::sync::wire::{FeedRow, Pulled};
use jiff::Timestamp;
use serde_json::value::RawValue;

/// Push and pull.
impl Store {
    /// Follows the feed's highest committed number. The initial value has no meaning.
    pub fn committed(&self) -> tokio::sync::watch::Receiver<u64> {
        self.writer.committed()
    }

    /// Applies a push; its effects are durable when this returns.
    pub async fn push(&self, pushing: Pushing) -> Result<PushAnswer, StoreError> {
        self.writer.push(pushing).await
    }

    /// The rows after `after` that the viewer may see; at most `limit` rows are scanned. Starts
    /// from the beginning if `epoch` is not the server's.
    pub async fn pull(
        &self,
        viewer: Viewer,
        epoch: &str,
        after: u64,
        limit: u32,
    ) -> Result<Pulled, StoreError> {
        let mut snapshot = self.snapshot().await?;
        pull(&mut snapshot, &self.scope, viewer, epoch, after, limit).await
    }

    /// Stores a tablet's report about itself, unless the device belongs to another person.
    pub async fn note_tablet(
        &self,
        user: UserId,
        report: &TabletReport,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        devices::note(self, user, report, at).await
    }

    /// Every tablet's device, most recently heard of first.
    pub async fn devices(&self) -> Result<Vec<KnownDevice>, StoreError> {
        devices::list(self).await
    }

    /// Bars a device from pushing; false if the device is unknown.
    pub async fn revoke_device(
        &self,
        by: &str,
        device: DeviceId,
        at: Timestamp,
        why: &str,
    ) -> Result<bool, StoreError> {
        let barring = devices::Barring {
            by: by.to_owned(),
            device,
            at,
            why: why.to_owned(),
        };
        self.write(barring, devices::revoke).await
    }

    /// Lets a barred device push again; false if the device is unknown. It resumes at its next
    /// number: nothing that it keeps was finally rejected, and what its rescue file delivered is
    /// recognised.
    pub async fn allow_device(&self, by: &str, device: DeviceId) -> Result<bool, StoreError> {
        self.write((by.to_owned(), device), devices::allow).await
    }
}

async fn pull(
    db: &mut Connection,
    scope: &Scope,
    viewer: Viewer,
    epoch: &str,
    after: u64,
    limit: u32,
) -> Result<Pulled, StoreError> {
    let district = load::district(db, scope).await?;
    let after = if epoch == district.epoch { after } else { 0 };
    // One row more than requested shows whether there are more.
    let mut found = database::query(
        "SELECT seq, kind, key, body, audience FROM feed
         WHERE district_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    )
    .bind(scope.district())
    .bind(to_i64(after))
    .bind(i64::from(limit) + 1)
    .fetch_all(db)
    .await?;
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

fn may_see(row: &Row, viewer: Viewer) -> Result<bool, StoreError> {
    let audience: Option<&str> = rows::get(row, "audience")?;
    let Some(audience) = audience.filter(|_| !viewer.supervisor) else {
        return Ok(true);
    };
    let people: Vec<UserId> =
        serde_json::from_str(audience).map_err(|error| StoreError::broken("audience", error))?;
    Ok(people.contains(&viewer.user))
}

fn to_row(row: &Row) -> Result<FeedRow, StoreError> {
    let body = RawValue::from_string(rows::get(row, "body")?)
        .map_err(|error| StoreError::broken("feed", error))?;
    Ok(FeedRow {
        seq: rows::number(row, "seq")?,
        kind: rows::get(row, "kind")?,
        key: rows::get(row, "key")?,
        body,
    })
}
