//! Sign-in attempts by name. Names with and without an account are treated alike.

use super::{Scope, rows};
use crate::store::database::{self, Connection};
use crate::store::{Counting, StoreError};
use domain::ids::UserId;
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;

/// How many names without an account are remembered; the oldest are forgotten.
const STRANGERS: i64 = 10_000;

/// Until when a name is locked; `None` if it is not locked.
pub(super) async fn locked(
    db: &mut Connection,
    scope: &Scope,
    login: &str,
) -> Result<Option<Timestamp>, StoreError> {
    let row = database::query(
        "SELECT locked_until FROM tries WHERE district_id = $1 AND login = $2 AND locked_until > $3",
    )
    .bind(scope.district())
    .bind(login)
    .bind(scope.now_ms())
    .fetch_optional(db)
    .await?;
    match row {
        Some(row) => rows::time_if(&row, "locked_until"),
        None => Ok(None),
    }
}

/// Counts an attempt.
pub(super) fn count<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (login, limit, until): &'c (String, u32, Timestamp),
) -> BoxFuture<'c, Result<Counting, StoreError>> {
    async move {
        if let Some(until) = locked(db, scope, login).await? {
            return Ok(Counting::Locked(until));
        }
        let now = scope.now_ms();
        // A lock that has expired also clears the failures that led to it.
        let failures: i64 = database::scalar(
            "INSERT INTO tries (district_id, login, failures, tried_at) VALUES ($1, $2, 1, $3)
             ON CONFLICT (district_id, login) DO UPDATE SET tried_at = $3, locked_until = NULL,
               failures = CASE WHEN tries.locked_until IS NULL THEN tries.failures + 1 ELSE 1 END
             RETURNING failures",
        )
        .bind(scope.district())
        .bind(login)
        .bind(now)
        .fetch_one(&mut *db)
        .await?;
        if failures < i64::from(*limit) {
            if failures == 1 {
                make_room(db, scope).await?;
            }
            return Ok(Counting::Try { own_lock: None });
        }
        // The column holds milliseconds; later comparisons need the value as stored.
        let until = Timestamp::from_millisecond(until.as_millisecond()).unwrap_or(*until);
        database::query("UPDATE tries SET locked_until = $1 WHERE district_id = $2 AND login = $3")
            .bind(until.as_millisecond())
            .bind(scope.district())
            .bind(login)
            .execute(&mut *db)
            .await?;
        Ok(Counting::Try {
            own_lock: Some(until),
        })
    }
    .boxed()
}

/// Takes back an attempt.
pub(super) fn forgive<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (login, own_lock): &'c (String, Option<Timestamp>),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        database::query(
            "UPDATE tries SET failures = max(failures - 1, 0),
               locked_until = CASE WHEN locked_until = $1 THEN NULL ELSE locked_until END
             WHERE district_id = $2 AND login = $3",
        )
        .bind(own_lock.map(Timestamp::as_millisecond))
        .bind(scope.district())
        .bind(login)
        .execute(db)
        .await?;
        Ok(())
    }
    .boxed()
}

/// Clears the attempts of an account's name.
pub(super) async fn forget(
    db: &mut Connection,
    scope: &Scope,
    user: UserId,
) -> Result<(), StoreError> {
    database::query(
        "DELETE FROM tries WHERE district_id = $1 AND login IN
           (SELECT login FROM users WHERE district_id = $1 AND id = $2)",
    )
    .bind(scope.district())
    .bind(user.to_string())
    .execute(db)
    .await?;
    Ok(())
}

/// Removes the oldest names, never that of an account.
async fn make_room(db: &mut Connection, scope: &Scope) -> Result<(), StoreError> {
    database::query(
        "DELETE FROM tries WHERE district_id = $1 AND login IN
           (SELECT login FROM tries t WHERE district_id = $1 AND NOT EXISTS
              (SELECT 1 FROM users u WHERE u.district_id = $1 AND u.login = t.login)
            ORDER BY tried_at LIMIT
              max(0, (SELECT count(*) FROM tries WHERE district_id = $1) - $2))",
    )
    .bind(scope.district())
    .bind(STRANGERS)
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::ground::clock::Clock;
    use crate::store::Store;
    use crate::store::database;
    use crate::store::{Counting, OpenSession, Opening, one_inspector};
    use jiff::{SignedDuration, Timestamp};

    async fn until(store: &Store, login: &str) -> Option<Timestamp> {
        let mut db = store.snapshot().await.unwrap();
        super::locked(&mut db, &store.scope, login).await.unwrap()
    }

    #[tokio::test]
    async fn a_session_opens_only_if_nothing_happened_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let (file, clock) = (folder.path().join("xuncha.db"), Clock::default());
        let store = Store::open(&file, "zichuan".parse().unwrap(), clock.clone());
        let store = store.await.unwrap();
        assert!(store.seed(one_inspector()).await.unwrap());
        let account = store.account("lixia").await.unwrap().unwrap();
        let end = clock.now() + SignedDuration::from_mins(10);
        let tries = async || store.count_try("lixia", 5, end).await.unwrap();
        let opening = |own_lock, token: &str| OpenSession {
            user: account.person.id,
            login: "lixia".into(),
            password: account.password.clone(),
            own_lock,
            token_hash: token.into(),
            address: "test".into(),
            agent: String::new(),
        };
        // The third attempt has the right password, but the fifth is counted first.
        for _ in 0..4 {
            assert_eq!(tries().await, Counting::Try { own_lock: None });
        }
        let Counting::Try { own_lock } = tries().await else {
            panic!("the fifth may still be right");
        };
        let lock = until(&store, "lixia").await;
        assert!(lock.is_some() && lock == own_lock);
        let third = store.open_session(&opening(None, "third")).await.unwrap();
        assert_eq!(third, Opening::Locked(lock.unwrap()));
        // The fifth attempt is not rejected by its own lock.
        let fifth = store.open_session(&opening(own_lock, "fifth")).await;
        assert_eq!(fifth.unwrap(), Opening::Opened);
        assert_eq!(until(&store, "lixia").await, None);
        assert_eq!(tries().await, Counting::Try { own_lock: None });

        let user = account.person.id;
        store
            .set_password("test", user, "other", false, None)
            .await
            .unwrap();
        let late = store.open_session(&opening(None, "late")).await.unwrap();
        assert_eq!(late, Opening::Changed);
        store.close().await.unwrap();
    }

    #[tokio::test]
    async fn ten_thousand_other_names_do_not_open_a_lock() {
        let folder = tempfile::tempdir().unwrap();
        let (file, clock) = (folder.path().join("xuncha.db"), Clock::default());
        let store = Store::open(&file, "zichuan".parse().unwrap(), clock.clone());
        let store = store.await.unwrap();
        assert!(store.seed(one_inspector()).await.unwrap());
        let end = clock.now() + SignedDuration::from_mins(10);
        let locks = async |login: &str| {
            for _ in 0..5 {
                store.count_try(login, 5, end).await.unwrap();
            }
            assert!(until(&store, login).await.is_some(), "{login}");
        };
        locks("lixia").await;
        clock.advance(SignedDuration::from_secs(1));
        let all = (0..super::STRANGERS + 200).map(|n| {
            let store = &store;
            async move { store.count_try(&format!("name{n}"), 5, end).await }
        });
        for counted in futures::future::join_all(all).await {
            assert_eq!(counted.unwrap(), Counting::Try { own_lock: None });
        }
        // A name without an account can still be locked, and an account's older lock remains.
        clock.advance(SignedDuration::from_secs(1));
        locks("nobody").await;
        assert!(until(&store, "lixia").await.is_some());
        let kept: i64 = database::scalar("SELECT count(*) FROM tries")
            .fetch_one(&store.readers)
            .await
            .unwrap();
        assert_eq!(kept, super::STRANGERS);
        store.close().await.unwrap();
    }
}
