//! Links through which people choose a password once.

use super::audit::{self, NewEntry};
use super::{Scope, accounts, rows, tries};
use crate::store::database::{self, Connection};
use crate::store::{Accepted, Invitation, StoreError};
use domain::ids::UserId;
use domain::people::Person;
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;

pub(super) fn make<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (by, invitations): &'c (String, Vec<Invitation>),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        for it in invitations {
            end(db, scope, it.user).await?;
            database::query(
                "INSERT INTO invitations (token_hash, district_id, user_id, made_at, until)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(&it.token_hash)
            .bind(scope.district())
            .bind(it.user.to_string())
            .bind(scope.now_ms())
            .bind(it.until.as_millisecond())
            .execute(&mut *db)
            .await?;
            log(db, scope, by, "invite", it.user, "made").await?;
        }
        Ok(())
    }
    .boxed()
}

/// Ends all of a person's links.
pub(super) async fn end(
    db: &mut Connection,
    scope: &Scope,
    user: UserId,
) -> Result<(), StoreError> {
    database::query("DELETE FROM invitations WHERE district_id = $1 AND user_id = $2")
        .bind(scope.district())
        .bind(user.to_string())
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn find(
    db: &mut Connection,
    scope: &Scope,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<(Person, Timestamp)>, StoreError> {
    let row = database::query(
        "SELECT u.*, i.until FROM invitations i
         JOIN users u ON u.district_id = i.district_id AND u.id = i.user_id
         WHERE i.token_hash = $1 AND i.district_id = $2 AND i.until > $3 AND u.disabled_at IS NULL",
    )
    .bind(token_hash)
    .bind(scope.district())
    .bind(now.as_millisecond())
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let until = rows::time_if(&row, "until")?;
    let person = accounts::account(&row)?.person;
    Ok(until.map(|until| (person, until)))
}

pub(super) fn accept<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (token_hash, password, now): &'c (String, String, Timestamp),
) -> BoxFuture<'c, Result<Accepted, StoreError>> {
    async move {
        let Some((person, _)) = find(db, scope, token_hash, *now).await? else {
            return Ok(Accepted::Unknown);
        };
        end(db, scope, person.id).await?;
        database::query(
            "UPDATE users SET password = $1, must_change = 0, password_set_at = $2
             WHERE district_id = $3 AND id = $4",
        )
        .bind(password)
        .bind(scope.now_ms())
        .bind(scope.district())
        .bind(person.id.to_string())
        .execute(&mut *db)
        .await?;
        // Sessions opened with the old password must end.
        database::query("DELETE FROM sessions WHERE district_id = $1 AND user_id = $2")
            .bind(scope.district())
            .bind(person.id.to_string())
            .execute(&mut *db)
            .await?;
        tries::forget(db, scope, person.id).await?;
        log(
            db,
            scope,
            &person.login,
            "accept-invitation",
            person.id,
            "password set",
        )
        .await?;
        Ok(Accepted::Done(person))
    }
    .boxed()
}

async fn log(
    db: &mut Connection,
    scope: &Scope,
    by: &str,
    kind: &'static str,
    user: UserId,
    result: &str,
) -> Result<(), StoreError> {
    let target = user.to_string();
    let entry = NewEntry {
        person: by,
        kind,
        target: &target,
        result,
    };
    audit::append(db, scope, entry).await
}
