//! Offices on SQLite.

use super::{Scope, Store, audit, feed, rows};
use crate::store::database::{self, Connection};
use crate::store::{NewReminder, NewSign, Reminder, RowSign, StoreError, to_i64};
use domain::ids::UserId;
use domain::time::Moment;
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::SignedDuration;
use std::collections::HashMap;

/// The highest number of the facts of each row. A withdrawn claim no longer names its row, so a slot
/// belongs to each row that any of its facts named.
const HEADS: &str = "WITH owners AS (
       SELECT DISTINCT g.town, g.slot, coalesce(json_extract(g.fact, '$.indicator'),
         json_extract(g.fact, '$.waive'), 'showcase') AS indicator
       FROM facts g
       WHERE g.district_id = $1 AND g.quarter = $2 AND g.fact IS NOT NULL)
     SELECT o.indicator, max(f.number) AS n FROM owners o
     JOIN facts f ON f.district_id = $1 AND f.quarter = $2 AND f.town = o.town AND f.slot = o.slot
     GROUP BY o.indicator";

/// Within this time, the same reminder in the same words is a repeated request.
const SAME_WORDS: SignedDuration = SignedDuration::from_mins(10);

/// Offices. Every change also writes an entry of the audit log.
impl Store {
    /// The offices of a user, as the table prints them.
    pub async fn offices_of(&self, user: UserId) -> Result<Vec<String>, StoreError> {
        let row = database::query("SELECT offices FROM users WHERE district_id = $1 AND id = $2")
            .bind(self.scope.district())
            .bind(user.to_string())
            .fetch_optional(&self.readers)
            .await?;
        let offices = row.as_ref().map(|row| rows::json(row, "offices"));
        Ok(offices.transpose()?.unwrap_or_default())
    }

    /// The newest signature of each signed row of a quarter.
    pub async fn row_signs(&self, quarter: &str) -> Result<Vec<RowSign>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let found = database::query(
            "SELECT s.indicator, s.seen, s.signed_at, s.instead_reason, coalesce(u.name, '') AS name
             FROM row_signs s
             LEFT JOIN users u ON u.district_id = s.district_id AND u.id = s.signed_by
             WHERE s.district_id = $1 AND s.quarter = $2
               AND s.number = (
                 SELECT max(l.number) FROM row_signs l
                 WHERE l.district_id = $1 AND l.quarter = $2 AND l.indicator = s.indicator)
             ORDER BY s.indicator",
        )
        .bind(self.scope.district())
        .bind(quarter)
        .fetch_all(&mut *snapshot)
        .await?;
        let heads = heads(&mut snapshot, &self.scope, quarter).await?;
        let mut signs = Vec::with_capacity(found.len());
        for row in &found {
            let indicator: String = rows::get(row, "indicator")?;
            let seen = rows::number(row, "seen")?;
            let now = heads.get(&indicator).copied().unwrap_or(0);
            signs.push(RowSign {
                indicator,
                seen,
                by: rows::get(row, "name")?,
                at: rows::parsed(row, "signed_at")?,
                instead: rows::get(row, "instead_reason")?,
                stands: now == seen,
            });
        }
        Ok(signs)
    }

    /// The highest number of a row's facts, including those taken back; 0 if there is none.
    pub async fn row_head(&self, quarter: &str, indicator: &str) -> Result<u64, StoreError> {
        let mut snapshot = self.snapshot().await?;
        head(&mut snapshot, &self.scope, quarter, indicator).await
    }

    /// Signs a row; false if its facts have changed since the signer saw them.
    pub async fn sign_row(&self, sign: NewSign) -> Result<bool, StoreError> {
        self.write(sign, put_sign).await
    }

    /// The reminders of a quarter, newest first.
    pub async fn reminders(&self, quarter: &str) -> Result<Vec<Reminder>, StoreError> {
        let found = database::query(
            "SELECT r.indicator, r.reminded_at, r.note, coalesce(u.name, '') AS name
             FROM reminders r
             LEFT JOIN users u ON u.district_id = r.district_id AND u.id = r.reminded_by
             WHERE r.district_id = $1 AND r.quarter = $2 ORDER BY r.number DESC",
        )
        .bind(self.scope.district())
        .bind(quarter)
        .fetch_all(&self.readers)
        .await?;
        let one = |row| {
            Ok(Reminder {
                indicator: rows::get(row, "indicator")?,
                by: rows::get(row, "name")?,
                at: rows::parsed(row, "reminded_at")?,
                note: rows::get(row, "note")?,
            })
        };
        found.iter().map(one).collect()
    }

    /// Reminds the offices of a row. The same message within ten minutes is stored only once.
    pub async fn remind(&self, reminder: NewReminder) -> Result<(), StoreError> {
        self.write(reminder, put_reminder).await
    }

    /// The date by which a quarter's facts are due (`2026-12-31`), if set.
    pub async fn facts_due(&self, quarter: &str) -> Result<Option<String>, StoreError> {
        let row = database::query(
            "SELECT facts_due FROM quarters WHERE district_id = $1 AND quarter = $2",
        )
        .bind(self.scope.district())
        .bind(quarter)
        .fetch_optional(&self.readers)
        .await?;
        let due = row.as_ref().map(|row| rows::get(row, "facts_due"));
        Ok(due.transpose()?.flatten())
    }

    /// Sets or removes that date.
    pub async fn set_facts_due(
        &self,
        quarter: &str,
        due: Option<&str>,
        by: UserId,
    ) -> Result<(), StoreError> {
        let known = (quarter.to_owned(), due.map(str::to_owned), by);
        self.write(known, put_due).await
    }
}

async fn heads(
    db: &mut Connection,
    scope: &Scope,
    quarter: &str,
) -> Result<HashMap<String, u64>, StoreError> {
    let found = database::query(HEADS)
        .bind(scope.district())
        .bind(quarter)
        .fetch_all(db)
        .await?;
    let one = |row| Ok((rows::get(row, "indicator")?, rows::number(row, "n")?));
    found.iter().map(one).collect()
}

/// The head of one row; 0 if it has no facts.
async fn head(
    db: &mut Connection,
    scope: &Scope,
    quarter: &str,
    indicator: &str,
) -> Result<u64, StoreError> {
    let heads = heads(db, scope, quarter).await?;
    Ok(heads.get(indicator).copied().unwrap_or(0))
}

/// Whether the row's newest signature is this one, by the same person.
async fn is_signed(db: &mut Connection, scope: &Scope, sign: &NewSign) -> Result<bool, StoreError> {
    let newest = database::query(
        "SELECT seen, signed_by, instead_reason FROM row_signs
         WHERE district_id = $1 AND quarter = $2 AND indicator = $3 ORDER BY number DESC LIMIT 1",
    )
    .bind(scope.district())
    .bind(&sign.quarter)
    .bind(&sign.indicator)
    .fetch_optional(db)
    .await?;
    let Some(row) = newest else { return Ok(false) };
    let by: String = rows::get(&row, "signed_by")?;
    let instead: Option<String> = rows::get(&row, "instead_reason")?;
    let seen = rows::number(&row, "seen")?;
    Ok(seen == sign.seen && by == sign.by.to_string() && instead == sign.instead)
}

fn put_sign<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    sign: &'c NewSign,
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        if head(db, scope, &sign.quarter, &sign.indicator).await? != sign.seen {
            return Ok(false);
        }
        // The signature is sent again because its response was lost.
        if is_signed(db, scope, sign).await? {
            return Ok(true);
        }
        let number = feed::number(db, scope).await?;
        let person = sign.by.to_string();
        database::query(
            "INSERT INTO row_signs
               (district_id, number, quarter, indicator, seen, signed_by, signed_at,
                instead_reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(scope.district())
        .bind(to_i64(number))
        .bind(&sign.quarter)
        .bind(&sign.indicator)
        .bind(to_i64(sign.seen))
        .bind(&person)
        .bind(sign.at.to_string())
        .bind(&sign.instead)
        .execute(&mut *db)
        .await?;
        let target = format!("{} {}", sign.quarter, sign.indicator);
        let as_of = format!("as of {}", sign.seen);
        let reason = sign.instead.as_deref().unwrap_or_default();
        let because = format!("{as_of}: {reason}");
        let entry = match sign.instead {
            None => audit::NewEntry {
                person: &person,
                kind: "sign-row",
                target: &target,
                result: &as_of,
            },
            Some(_) => audit::NewEntry {
                person: &person,
                kind: "sign-row-instead",
                target: &target,
                result: &because,
            },
        };
        audit::append(db, scope, entry).await?;
        Ok(true)
    }
    .boxed()
}

fn put_reminder<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    reminder: &'c NewReminder,
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        let person = reminder.by.to_string();
        if is_said_again(db, scope, reminder, &person).await? {
            return Ok(());
        }
        let number = feed::number(db, scope).await?;
        database::query(
            "INSERT INTO reminders
               (district_id, number, quarter, indicator, reminded_by, reminded_at, note)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(scope.district())
        .bind(to_i64(number))
        .bind(&reminder.quarter)
        .bind(&reminder.indicator)
        .bind(&person)
        .bind(reminder.at.to_string())
        .bind(&reminder.note)
        .execute(&mut *db)
        .await?;
        let entry = audit::NewEntry {
            person: &person,
            kind: "remind",
            target: &format!("{} {}", reminder.quarter, reminder.indicator),
            result: &reminder.note,
        };
        audit::append(db, scope, entry).await
    }
    .boxed()
}

/// Whether the same reminder is already stored: it was sent again because its response was lost.
async fn is_said_again(
    db: &mut Connection,
    scope: &Scope,
    reminder: &NewReminder,
    person: &str,
) -> Result<bool, StoreError> {
    let row = database::query(
        "SELECT reminded_at FROM reminders
         WHERE district_id = $1 AND quarter = $2 AND indicator = $3 AND reminded_by = $4 AND note = $5
         ORDER BY number DESC LIMIT 1",
    )
    .bind(scope.district())
    .bind(&reminder.quarter)
    .bind(&reminder.indicator)
    .bind(person)
    .bind(&reminder.note)
    .fetch_optional(&mut *db)
    .await?;
    let before: Option<Moment> = row
        .as_ref()
        .map(|row| rows::parsed(row, "reminded_at"))
        .transpose()?;
    let since = |before: Moment| {
        let since = reminder.at.timestamp().duration_since(before.timestamp());
        since.abs()
    };
    Ok(before.is_some_and(|before| since(before) < SAME_WORDS))
}

fn put_due<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (quarter, due, by): &'c (String, Option<String>, UserId),
) -> BoxFuture<'c, Result<(), StoreError>> {
    async move {
        database::query(
            "UPDATE quarters SET facts_due = $1 WHERE district_id = $2 AND quarter = $3",
        )
        .bind(due)
        .bind(scope.district())
        .bind(quarter)
        .execute(&mut *db)
        .await?;
        let person = by.to_string();
        let entry = audit::NewEntry {
            person: &person,
            kind: "set-facts-due",
            target: quarter,
            result: due.as_deref().unwrap_or("none"),
        };
        audit::append(db, scope, entry).await
    }
    .boxed()
}
