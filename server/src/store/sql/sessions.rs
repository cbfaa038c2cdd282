//! Writing sessions.

use super::audit::{self, NewEntry};
use super::{Scope, Store, rows, tries};
use crate::store::database::{self, Connection, Row};
use crate::store::{
    CAME_IN, EndSessions, ListedSession, OpenSession, Opening, SessionLimits, StoreError,
};
use domain::ids::UserId;
use domain::people::{Right, Role};
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;

pub(super) fn open_session<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    opening: &'c OpenSession,
) -> BoxFuture<'c, Result<Opening, StoreError>> {
    async move {
        let user = opening.user.to_string();
        // Other attempts may have locked the name while the password was being checked.
        let lock = tries::locked(db, scope, &opening.login).await?;
        if let Some(until) = lock.filter(|until| Some(*until) != opening.own_lock) {
            return Ok(Opening::Locked(until));
        }
        let stands: bool = database::scalar(
            "SELECT EXISTS (SELECT 1 FROM users WHERE district_id = $1 AND id = $2
               AND password = $3 AND disabled_at IS NULL)",
        )
        .bind(scope.district())
        .bind(&user)
        .bind(&opening.password)
        .fetch_one(&mut *db)
        .await?;
        if !stands {
            return Ok(Opening::Changed);
        }
        tries::forget(db, scope, opening.user).await?;
        let now = scope.now_ms();
        database::query(
            "INSERT INTO sessions (token_hash, district_id, user_id, created_at, seen_at, id,
               address, agent)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&opening.token_hash)
        .bind(scope.district())
        .bind(&user)
        .bind(now)
        .bind(now)
        .bind(uuid::Uuid::new_v4().to_string())
        .bind(&opening.address)
        .bind(&opening.agent)
        .execute(&mut *db)
        .await?;
        let entry = NewEntry {
            person: &user,
            kind: "sign-in",
            target: "",
            result: &format!("{CAME_IN}{}", opening.address),
        };
        audit::append(db, scope, entry).await?;
        Ok(Opening::Opened)
    }
    .boxed()
}

pub(super) fn touch<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (token_hash, now): &'c (String, i64),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        database::query(
            "UPDATE sessions SET seen_at = $1 WHERE token_hash = $2 AND district_id = $3",
        )
        .bind(now)
        .bind(token_hash)
        .bind(scope.district())
        .execute(db)
        .await?;
        Ok(())
    }
    .boxed()
}

pub(super) fn close_session<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    token_hash: &'c String,
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        let user: Option<String> = database::scalar(
            "DELETE FROM sessions WHERE token_hash = $1 AND district_id = $2 RETURNING user_id",
        )
        .bind(token_hash)
        .bind(scope.district())
        .fetch_optional(&mut *db)
        .await?;
        let Some(person) = user else { return Ok(()) };
        let entry = NewEntry {
            person: &person,
            kind: "sign-out",
            target: "",
            result: "done",
        };
        audit::append(db, scope, entry).await
    }
    .boxed()
}

/// The account's valid sessions, most recently used first.
pub(super) async fn list(
    store: &Store,
    user: UserId,
    limits: SessionLimits,
    own: &str,
) -> Result<Vec<ListedSession>, StoreError> {
    let after = |at: Option<Timestamp>| at.map_or(i64::MIN, Timestamp::as_millisecond);
    // An inspector's session does not end by being idle.
    let inspecting = Role::ALL.into_iter().filter(|it| it.may(Right::Inspect));
    let inspecting: Vec<_> = inspecting.map(Role::as_str).collect();
    let found = database::query(
        "SELECT s.id, s.created_at, s.seen_at, s.address, s.agent, s.token_hash = $3 AS own
         FROM sessions s
         JOIN users u ON u.district_id = s.district_id AND u.id = s.user_id
         WHERE s.district_id = $1 AND s.user_id = $2 AND s.created_at > $4
           AND (s.seen_at > $5 OR EXISTS (
             SELECT 1 FROM json_each($6) WHERE ' ' || u.roles || ' ' LIKE '% ' || value || ' %'))
         ORDER BY s.seen_at DESC, s.id",
    )
    .bind(store.scope.district())
    .bind(user.to_string())
    .bind(own)
    .bind(limits.made_after.as_millisecond())
    .bind(after(limits.idle_after))
    .bind(rows::list(&inspecting))
    .fetch_all(&store.readers)
    .await?;
    let one = |row: &Row| {
        Ok(ListedSession {
            id: rows::parsed(row, "id")?,
            since: rows::time_if(row, "created_at")?.unwrap_or_default(),
            used: rows::time_if(row, "seen_at")?.unwrap_or_default(),
            address: rows::get(row, "address")?,
            agent: rows::get(row, "agent")?,
            own: rows::get(row, "own")?,
        })
    };
    found.iter().map(one).collect()
}

/// Ends sessions of an account; returns how many.
pub(super) fn end<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    ending: &'c EndSessions,
) -> BoxFuture<'c, Result<u32, StoreError>> {
    async move {
        let user = ending.user.to_string();
        let ids: Vec<String> = ending.which.iter().flat_map(names).collect();
        let ended = database::query(
            "DELETE FROM sessions WHERE district_id = $1 AND user_id = $2 AND token_hash <> $3
               AND ($4 = 0 OR id IN (SELECT value FROM json_each($5)))",
        )
        .bind(scope.district())
        .bind(&user)
        .bind(&ending.keep)
        .bind(ending.which.is_some())
        .bind(rows::to_json(&ids)?)
        .execute(&mut *db)
        .await?;
        let count = ended;
        if count == 0 {
            return Ok(0);
        }
        let entry = NewEntry {
            person: &ending.by,
            kind: "end-session",
            target: &user,
            result: &format!("{count} ended"),
        };
        audit::append(db, scope, entry).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
    .boxed()
}

/// The written forms of an id: ids of older sessions have no hyphens.
fn names(id: &uuid::Uuid) -> [String; 2] {
    [id.to_string(), id.simple().to_string()]
}
