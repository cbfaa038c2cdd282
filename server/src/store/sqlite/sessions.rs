//! Writing sessions.

use super::audit::{self, Entry};
use super::{Scope, failed, tries};
use crate::store::{OpenSession, Opening, StoreError};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::sqlite::SqliteConnection;

pub(super) fn open_session<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    opening: &'c OpenSession,
) -> BoxFuture<'c, Result<Opening, StoreError>> {
    async move {
        let user = opening.user.to_string();
        // While the password was looked at, others may have locked the name.
        let lock = tries::locked(db, scope, &opening.login).await?;
        if let Some(until) = lock.filter(|until| Some(*until) != opening.own_lock) {
            return Ok(Opening::Locked(until));
        }
        let stands: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM users WHERE district_id = ? AND id = ?
               AND password = ? AND disabled_at IS NULL)",
        )
        .bind(scope.district())
        .bind(&user)
        .bind(&opening.password)
        .fetch_one(&mut *db)
        .await
        .map_err(failed)?;
        if !stands {
            return Ok(Opening::Changed);
        }
        tries::forget(db, scope, opening.user).await?;
        let now = scope.now_ms();
        sqlx::query(
            "INSERT INTO sessions (token_hash, district_id, user_id, created_at, seen_at)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&opening.token_hash)
        .bind(scope.district())
        .bind(&user)
        .bind(now)
        .bind(now)
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        let entry = Entry {
            person: &user,
            kind: "sign-in",
            target: "",
            result: &format!("signed in from {}", opening.address),
        };
        audit::append(db, scope, entry).await?;
        Ok(Opening::Opened)
    }
    .boxed()
}

pub(super) fn touch<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    (token_hash, now): &'c (String, i64),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        sqlx::query("UPDATE sessions SET seen_at = ? WHERE token_hash = ? AND district_id = ?")
            .bind(now)
            .bind(token_hash)
            .bind(scope.district())
            .execute(db)
            .await
            .map_err(failed)?;
        Ok(())
    }
    .boxed()
}

pub(super) fn close_session<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    token_hash: &'c String,
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        let user: Option<String> = sqlx::query_scalar(
            "DELETE FROM sessions WHERE token_hash = ? AND district_id = ? RETURNING user_id",
        )
        .bind(token_hash)
        .bind(scope.district())
        .fetch_optional(&mut *db)
        .await
        .map_err(failed)?;
        let Some(person) = user else { return Ok(()) };
        let entry = Entry {
            person: &person,
            kind: "sign-out",
            target: "",
            result: "done",
        };
        audit::append(db, scope, entry).await
    }
    .boxed()
}
