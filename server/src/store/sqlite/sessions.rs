//! Writing sessions.

use super::audit::{self, Entry};
use super::{Scope, failed};
use crate::store::StoreError;
use domain::ids::UserId;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::sqlite::SqliteConnection;

pub(super) fn open_session<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    (user, token_hash, address): &'c (UserId, String, String),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        let now = scope.now_ms();
        sqlx::query(
            "UPDATE users SET failures = 0, locked_until = NULL WHERE district_id = ? AND id = ?",
        )
        .bind(scope.district())
        .bind(user.to_string())
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        sqlx::query(
            "INSERT INTO sessions (token_hash, district_id, user_id, created_at, seen_at)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(token_hash)
        .bind(scope.district())
        .bind(user.to_string())
        .bind(now)
        .bind(now)
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        let person = user.to_string();
        let entry = Entry {
            person: &person,
            kind: "sign-in",
            target: "",
            result: &format!("signed in from {address}"),
        };
        audit::append(db, scope, entry).await
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
