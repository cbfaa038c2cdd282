//! Uploads and photos on SQLite.

use super::tables::quarters;
use super::{Scope, Store, rows, write_visit};
use crate::store::database::{self, Connection};
use crate::store::{Attached, StoreError, Upload, to_i64};
use domain::ids::{PhotoId, UserId, VisitId};
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;

/// Uploads by person and hash, and photos by id.
impl Store {
    /// Announces an upload; a verified one remains unchanged.
    pub async fn announce(
        &self,
        user: UserId,
        sha256: &str,
        upload: Upload,
        at: Timestamp,
    ) -> Result<Upload, StoreError> {
        self.write((user, sha256.to_owned(), upload, at), announce)
            .await
    }

    /// A person's upload of a file.
    pub async fn upload(&self, user: UserId, sha256: &str) -> Result<Option<Upload>, StoreError> {
        let mut db = self.snapshot().await?;
        find(&mut db, &self.scope, user, sha256).await
    }

    /// The number and total bytes of a person's uploads that were announced after `since` and are
    /// neither complete nor attached to a visit. The upload of `sha256` is not counted.
    pub async fn unfinished(
        &self,
        user: UserId,
        sha256: &str,
        since: Timestamp,
    ) -> Result<(u64, u64), StoreError> {
        let row = database::query(
            "SELECT count(*) AS uploads, CAST(coalesce(sum(length), 0) AS BIGINT) AS bytes FROM uploads u
             WHERE district_id = $1 AND user_id = $2 AND sha256 <> $3
               AND started_at >= $4
               AND (verified_at IS NULL OR NOT EXISTS
                 (SELECT 1 FROM photos p WHERE p.district_id = $1 AND p.user_id = $2
                    AND p.sha256 = u.sha256))",
        )
        .bind(self.scope.district())
        .bind(user.to_string())
        .bind(sha256)
        .bind(since.as_millisecond())
        .fetch_one(&self.readers)
        .await?;
        Ok((rows::number(&row, "uploads")?, rows::number(&row, "bytes")?))
    }

    /// The incomplete uploads last announced before `time`.
    pub async fn announced_before(
        &self,
        time: Timestamp,
    ) -> Result<Vec<(UserId, String)>, StoreError> {
        let found = database::query(
            "SELECT user_id, sha256 FROM uploads
             WHERE district_id = $1 AND verified_at IS NULL AND started_at < $2",
        )
        .bind(self.scope.district())
        .bind(time.as_millisecond())
        .fetch_all(&self.readers)
        .await?;
        let one = |row| Ok((rows::parsed(row, "user_id")?, rows::get(row, "sha256")?));
        found.iter().map(one).collect()
    }

    /// Forgets an upload, unless it is complete or was announced again since.
    pub async fn forget_upload(
        &self,
        user: UserId,
        sha256: &str,
        before: Timestamp,
    ) -> Result<(), StoreError> {
        self.write((user, sha256.to_owned(), before), forget).await
    }

    /// Marks every photo with these bytes as verified, once the file has its final name.
    pub async fn verified(
        &self,
        user: UserId,
        sha256: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write((user, sha256.to_owned(), at), verified).await
    }

    /// The visit to which a photo belongs.
    pub async fn photo(&self, photo: PhotoId) -> Result<Option<Attached>, StoreError> {
        let mut db = self.snapshot().await?;
        let row = database::query("SELECT visit FROM photos WHERE district_id = $1 AND id = $2")
            .bind(self.scope.district())
            .bind(photo.to_string())
            .fetch_optional(&mut *db)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let visit = rows::parsed(&row, "visit")?;
        let found = write_visit::load(&mut db, &self.scope, visit).await?;
        Ok(found.map(|(visit, town)| Attached { visit, town }))
    }
}

async fn find(
    db: &mut Connection,
    scope: &Scope,
    user: UserId,
    sha256: &str,
) -> Result<Option<Upload>, StoreError> {
    let row = database::query(
        "SELECT length, media_type, verified_at IS NOT NULL AS verified FROM uploads
         WHERE district_id = $1 AND user_id = $2 AND sha256 = $3",
    )
    .bind(scope.district())
    .bind(user.to_string())
    .bind(sha256)
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Upload {
            length: rows::number(&row, "length")?,
            media_type: rows::get(&row, "media_type")?,
            verified: rows::get(&row, "verified")?,
        })
    })
    .transpose()
}

fn announce<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (user, sha256, upload, at): &'c (UserId, String, Upload, Timestamp),
) -> BoxFuture<'c, Result<Upload, StoreError>> {
    async move {
        database::query(
            "INSERT INTO uploads (district_id, user_id, sha256, length, media_type, started_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (district_id, user_id, sha256)
             DO UPDATE SET length = excluded.length, media_type = excluded.media_type,
               started_at = excluded.started_at
             WHERE uploads.verified_at IS NULL",
        )
        .bind(scope.district())
        .bind(user.to_string())
        .bind(sha256)
        .bind(to_i64(upload.length))
        .bind(&upload.media_type)
        .bind(at.as_millisecond())
        .execute(&mut *db)
        .await?;
        let known = find(db, scope, *user, sha256).await?;
        known.ok_or_else(|| StoreError::Broken("an upload that was announced is gone".into()))
    }
    .boxed()
}

fn forget<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (user, sha256, before): &'c (UserId, String, Timestamp),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        database::query(
            "DELETE FROM uploads WHERE district_id = $1 AND user_id = $2 AND sha256 = $3
               AND verified_at IS NULL AND started_at < $4",
        )
        .bind(scope.district())
        .bind(user.to_string())
        .bind(sha256)
        .bind(before.as_millisecond())
        .execute(db)
        .await?;
        Ok(())
    }
    .boxed()
}

fn verified<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (user, sha256, at): &'c (UserId, String, Timestamp),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        database::query(
            "UPDATE uploads SET verified_at = $1
             WHERE district_id = $2 AND user_id = $3 AND sha256 = $4 AND verified_at IS NULL",
        )
        .bind(at.as_millisecond())
        .bind(scope.district())
        .bind(user.to_string())
        .bind(sha256)
        .execute(&mut *db)
        .await?;
        let found = database::query(
            "SELECT DISTINCT visit FROM photos
             WHERE district_id = $1 AND user_id = $2 AND sha256 = $3",
        )
        .bind(scope.district())
        .bind(user.to_string())
        .bind(sha256)
        .fetch_all(&mut *db)
        .await?;
        let quarters = quarters(db, scope).await?;
        for row in &found {
            let visit: VisitId = rows::parsed(row, "visit")?;
            let Some((mut visit, town)) = write_visit::load(db, scope, visit).await? else {
                continue;
            };
            let mut changed = false;
            for photo in visit.photos.values_mut() {
                if photo.stamp.by == *user && photo.sha256 == *sha256 && !photo.verified {
                    photo.verified = true;
                    changed = true;
                }
            }
            if changed {
                write_visit::save(db, scope, (&visit, &town), &quarters).await?;
            }
        }
        Ok(())
    }
    .boxed()
}
