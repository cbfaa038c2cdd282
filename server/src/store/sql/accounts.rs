//! Accounts and sessions on SQLite.

use super::audit::{self, NewEntry};
use super::feed;
use super::{Scope, Store, rows, sessions, tries};
use crate::store::database::{self, Connection, Row};
use crate::store::{
    Account, Counting, EndSessions, ListedSession, NewAccount, OpenSession, Opening, Session,
    SessionLimits, StoreError,
};
use domain::ids::UserId;
use domain::people::{Person, Right, Role};
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How often at most a session's last use is written, in milliseconds: for inspectors and for
/// others. An inspector's tablet sends much in between; for others the interval must stay well
/// below the shortest idle time.
const TOUCH_MS: (i64, i64) = (60 * 60 * 1000, 15 * 1000);

/// Accounts and sessions. Every change also writes an entry of the audit log.
impl Store {
    /// The account with this login.
    pub async fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let row = database::query("SELECT * FROM users WHERE district_id = $1 AND login = $2")
            .bind(self.scope.district())
            .bind(login)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(account).transpose()
    }

    /// Every account, sorted by login.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let found = database::query("SELECT * FROM users WHERE district_id = $1 ORDER BY login")
            .bind(self.scope.district())
            .fetch_all(&self.readers)
            .await?;
        found.iter().map(account).collect()
    }

    /// Creates an account; false if the login is taken or the town is unknown.
    pub async fn add_account(&self, by: &str, account: &NewAccount) -> Result<bool, StoreError> {
        self.write(
            (by.to_owned(), account.clone()),
            |db, scope, (by, account)| add(db, scope, by, account).boxed(),
        )
        .await
    }

    /// Locks or unlocks an account. A lock takes effect on its open sessions at once.
    pub async fn disable_account(
        &self,
        by: &str,
        user: UserId,
        at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        self.write((by.to_owned(), user, at), disable).await
    }

    /// Counts an attempt for a name before its password is checked, whether or not an account has
    /// the name. The attempt that reaches `limit` locks the name until `until`. Only a right
    /// password or the end of the lock clears the count.
    pub async fn count_try(
        &self,
        login: &str,
        limit: u32,
        until: Timestamp,
    ) -> Result<Counting, StoreError> {
        self.write((login.to_owned(), limit, until), tries::count)
            .await
    }

    /// Takes back a counted attempt whose password was not checked.
    pub async fn forgive_try(
        &self,
        login: &str,
        own_lock: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        self.write((login.to_owned(), own_lock), tries::forgive)
            .await
    }

    /// Records a failed sign-in. `person` is the account's id, or the name if there is no account.
    pub async fn note_failure(
        &self,
        person: &str,
        address: &str,
        why: &str,
    ) -> Result<(), StoreError> {
        let known = (person.to_owned(), format!("{why} from {address}"));
        self.write(known, |db, scope, (person, result)| {
            let entry = NewEntry {
                person,
                kind: "sign-in",
                target: "",
                result,
            };
            audit::append(db, scope, entry).boxed()
        })
        .await
    }

    /// Opens a session and clears the name's failures, unless the name was locked or the account
    /// changed while the password was being checked.
    pub async fn open_session(&self, opening: &OpenSession) -> Result<Opening, StoreError> {
        self.write(opening.clone(), sessions::open_session).await
    }

    /// The session with this token hash, if it meets the limits.
    pub async fn session(
        &self,
        token_hash: &str,
        limits: SessionLimits,
    ) -> Result<Option<Session>, StoreError> {
        let row = database::query(
            "SELECT u.*, s.seen_at FROM sessions s
             JOIN users u ON u.district_id = s.district_id AND u.id = s.user_id
             WHERE s.token_hash = $1 AND s.district_id = $2 AND s.created_at > $3",
        )
        .bind(token_hash)
        .bind(self.scope.district())
        .bind(limits.made_after.as_millisecond())
        .fetch_optional(&self.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let Account {
            mut person,
            disabled,
            password_set,
            ..
        } = account(&row)?;
        let inspects = person.may(Right::Inspect);
        let seen: i64 = rows::get(&row, "seen_at")?;
        let idle = |after: Timestamp| seen <= after.as_millisecond();
        if !inspects && limits.idle_after.is_some_and(idle) {
            return Ok(None);
        }
        let old = |after: Timestamp| password_set <= after;
        person.must_change_password |= limits.password_after.is_some_and(old);
        let now = self.scope.now_ms();
        let often = if inspects { TOUCH_MS.0 } else { TOUCH_MS.1 };
        if limits.used && now - seen > often {
            self.write((token_hash.to_owned(), now), sessions::touch)
                .await?;
        }
        Ok(Some(Session { person, disabled }))
    }

    /// The account's sessions that meet the limits, most recently used first. `own` is the token
    /// hash of the current request.
    pub async fn sessions_of(
        &self,
        user: UserId,
        limits: SessionLimits,
        own: &str,
    ) -> Result<Vec<ListedSession>, StoreError> {
        sessions::list(self, user, limits, own).await
    }

    /// Ends sessions of an account; returns how many.
    pub async fn end_sessions(&self, ending: EndSessions) -> Result<u32, StoreError> {
        self.write(ending, sessions::end).await
    }

    /// Ends a session.
    pub async fn close_session(&self, token_hash: &str) -> Result<(), StoreError> {
        self.write(token_hash.to_owned(), sessions::close_session)
            .await
    }

    /// Sets a password and ends all the person's sessions except `keep`.
    pub async fn set_password(
        &self,
        by: &str,
        user: UserId,
        password: &str,
        must_change: bool,
        keep: Option<&str>,
    ) -> Result<(), StoreError> {
        let change = Change {
            by: by.to_owned(),
            user,
            password: password.to_owned(),
            must_change,
            keep: keep.unwrap_or_default().to_owned(),
        };
        self.write(change, set_password).await
    }
}

struct Change {
    by: String,
    user: UserId,
    password: String,
    must_change: bool,
    keep: String,
}

/// The roles of a row.
pub(super) fn roles(row: &Row) -> Result<BTreeSet<Role>, StoreError> {
    rows::get(row, "roles").map(roles_in)
}

fn roles_in(words: &str) -> BTreeSet<Role> {
    let has = |role: &Role| words.split(' ').any(|word| word == role.as_str());
    Role::ALL.into_iter().filter(has).collect()
}

pub(super) fn account(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        person: Person {
            id: rows::parsed(row, "id")?,
            login: rows::get(row, "login")?,
            name: rows::get(row, "name")?,
            roles: roles(row)?,
            town: rows::parsed_if(row, "town")?,
            must_change_password: rows::get(row, "must_change")?,
        },
        password: rows::get(row, "password")?,
        disabled: rows::time_if(row, "disabled_at")?.is_some(),
        password_set: rows::time_if(row, "password_set_at")?.unwrap_or_default(),
    })
}

pub(super) fn words(roles: &BTreeSet<Role>) -> String {
    let words: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
    words.join(" ")
}

/// Creates an account; false if the login is taken or the town is unknown.
pub(super) async fn add(
    db: &mut Connection,
    scope: &Scope,
    by: &str,
    account: &NewAccount,
) -> Result<bool, StoreError> {
    let made = database::query(
        "INSERT INTO users (district_id, id, login, name, password, roles, town, must_change,
           password_set_at, offices)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
         WHERE NOT EXISTS (SELECT 1 FROM users WHERE district_id = $1 AND login = $3)
           AND ($7 IS NULL OR EXISTS (SELECT 1 FROM towns WHERE district_id = $1 AND id = $7))",
    )
    .bind(scope.district())
    .bind(account.id.to_string())
    .bind(&account.login)
    .bind(&account.name)
    .bind(&account.password)
    .bind(words(&account.roles))
    .bind(account.town.as_ref().map(|town| town.as_str()))
    .bind(account.must_change)
    .bind(scope.now_ms())
    .bind(rows::to_json(&account.offices)?)
    .execute(&mut *db)
    .await?;
    if made == 0 {
        return Ok(false);
    }
    touch_registry(db, scope).await?;
    let roles = words(&account.roles);
    let entry = NewEntry {
        person: by,
        kind: "add-account",
        target: &account.login,
        result: &roles,
    };
    audit::append(db, scope, entry).await?;
    if account.roles.iter().any(|it| it.may(Right::Inspect)) {
        feed::put_person(db, scope, account.id).await?;
    }
    Ok(true)
}

fn disable<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (by, user, at): &'c (String, UserId, Option<Timestamp>),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        database::query("UPDATE users SET disabled_at = $1 WHERE district_id = $2 AND id = $3")
            .bind(at.map(Timestamp::as_millisecond))
            .bind(scope.district())
            .bind(user.to_string())
            .execute(&mut *db)
            .await?;
        tries::forget(db, scope, *user).await?;
        touch_registry(db, scope).await?;
        let roles: String =
            database::scalar("SELECT roles FROM users WHERE district_id = $1 AND id = $2")
                .bind(scope.district())
                .bind(user.to_string())
                .fetch_one(&mut *db)
                .await?;
        if roles_in(&roles).iter().any(|it| it.may(Right::Inspect)) {
            feed::put_person(db, scope, *user).await?;
        }
        let result = if at.is_some() { "locked" } else { "opened" };
        log(db, scope, by, "lock-account", *user, result).await
    }
    .boxed()
}

fn set_password<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    change: &'c Change,
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        database::query(
            "UPDATE users SET password = $1, must_change = $2, password_set_at = $3
             WHERE district_id = $4 AND id = $5",
        )
        .bind(&change.password)
        .bind(change.must_change)
        .bind(scope.now_ms())
        .bind(scope.district())
        .bind(change.user.to_string())
        .execute(&mut *db)
        .await?;
        tries::forget(db, scope, change.user).await?;
        database::query(
            "DELETE FROM sessions WHERE district_id = $1 AND user_id = $2 AND token_hash <> $3",
        )
        .bind(scope.district())
        .bind(change.user.to_string())
        .bind(&change.keep)
        .execute(&mut *db)
        .await?;
        log(db, scope, &change.by, "set-password", change.user, "done").await
    }
    .boxed()
}

async fn log(
    db: &mut Connection,
    scope: &Scope,
    person: &str,
    kind: &'static str,
    user: UserId,
    result: &str,
) -> Result<(), StoreError> {
    let target = user.to_string();
    let entry = NewEntry {
        person,
        kind,
        target: &target,
        result,
    };
    audit::append(db, scope, entry).await
}

/// Counts a change of the registry made outside a plan, so that plans made before no longer apply.
async fn touch_registry(db: &mut Connection, scope: &Scope) -> Result<(), StoreError> {
    database::query("UPDATE districts SET registry = registry + 1 WHERE id = $1")
        .bind(scope.district())
        .execute(db)
        .await?;
    Ok(())
}
