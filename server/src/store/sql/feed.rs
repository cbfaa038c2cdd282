//! The rows that a pull returns: one for each thing, with a new number at every change.

use super::{rows, tables};
use crate::store::database::{self, Connection, Field, Kind};
use crate::store::error::StoreError;
use crate::store::quarters::Quarters;
use crate::store::sql::scope::{Scope, execute};
use crate::store::to_u64;
use domain::ids::{SiteId, UserId};
use domain::sync::wire::{AssignmentRow, PersonRow, SiteRow, kind};
use domain::time::Moment;
use serde::Serialize;
use std::collections::BTreeMap;

/// Who may see a row. Supervisors see all rows.
pub(super) enum Audience<'a> {
    /// Every inspector.
    Inspectors,
    /// These people.
    Only(&'a [UserId]),
}

/// The district's next number.
pub(super) async fn number(db: &mut Connection, scope: &Scope) -> Result<u64, StoreError> {
    let number: i64 = database::scalar(
        "UPDATE districts SET counter = counter + 1 WHERE id = $1 RETURNING counter",
    )
    .bind(scope.district())
    .fetch_one(db)
    .await?;
    Ok(to_u64(number))
}

/// A row to write.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) kind: &'static str,
    pub(super) key: String,
    pub(super) seq: u64,
    /// None for a visit, whose document is stored already.
    pub(super) body: Option<String>,
    pub(super) audience: Option<String>,
}

impl Row {
    pub(super) fn new<T: Serialize>(
        kind: &'static str,
        key: String,
        seq: u64,
        body: &T,
        audience: Audience<'_>,
    ) -> Result<Self, StoreError> {
        let audience = match audience {
            Audience::Inspectors => None,
            Audience::Only(people) => Some(rows::to_json(people)?),
        };
        Ok(Self {
            kind,
            key,
            seq,
            body: Some(rows::to_json(body)?),
            audience,
        })
    }
}

/// Writes rows under their numbers.
/// What the statement takes of each row.
const ROW: [Field; 5] = [
    ("kind", Kind::Text),
    ("key", Kind::Text),
    ("seq", Kind::Number),
    ("body", Kind::Text),
    ("audience", Kind::Text),
];

pub(super) async fn put_all(
    db: &mut Connection,
    scope: &Scope,
    found: &[Row],
) -> Result<(), StoreError> {
    if found.is_empty() {
        return Ok(());
    }
    let r = db.dialect().records("r", "$2", &ROW);
    let sql = format!(
        "WITH {r}
         INSERT INTO feed (district_id, kind, key, seq, body, audience)
         SELECT $1, r.kind, r.key, r.seq,
           coalesce(r.body,
             (SELECT doc FROM visits WHERE district_id = $1 AND id = r.key)),
           r.audience
         FROM r WHERE true
         ON CONFLICT (district_id, kind, key)
         DO UPDATE SET seq = excluded.seq, body = excluded.body, audience = excluded.audience",
    );
    let query = database::query(sql).bind(scope.district());
    execute(db, query.bind(rows::to_json(found)?)).await
}

/// Writes the current state of a thing under a new number.
pub(super) async fn put<T: Serialize + Sync>(
    db: &mut Connection,
    scope: &Scope,
    kind: &'static str,
    key: &str,
    body: &T,
    audience: Audience<'_>,
) -> Result<(), StoreError> {
    let seq = number(db, scope).await?;
    let row = Row::new(kind, key.to_owned(), seq, body, audience)?;
    put_all(db, scope, &[row]).await
}

/// Reads sites as their rows show them.
pub(super) async fn sites(
    db: &mut Connection,
    scope: &Scope,
    sites: impl IntoIterator<Item = &SiteId>,
    quarters: &Quarters,
) -> Result<BTreeMap<SiteId, SiteRow>, StoreError> {
    let quarter = quarters.current().map(|it| it.quarter.to_string());
    let found = database::query(
        "SELECT id, town, name, initials, kind, address, latitude, longitude, closed_at,
           (SELECT max(opened_at) FROM visits v
            WHERE v.district_id = s.district_id AND v.site = s.id AND v.closed = 1) AS last_visit,
           (SELECT count(*) FROM findings f
            WHERE f.district_id = s.district_id AND f.site = s.id AND f.quarter = $1
              AND f.state = 'confirmed') AS findings
         FROM sites s WHERE district_id = $2 AND id IN (SELECT value FROM json_each($3))",
    )
    .bind(quarter)
    .bind(scope.district())
    .bind(rows::list(sites))
    .fetch_all(&mut *db)
    .await?;
    let one = |row| {
        let site = site(row, quarters)?;
        Ok((site.id.clone(), site))
    };
    found.iter().map(one).collect()
}

fn site(row: &database::Row, quarters: &Quarters) -> Result<SiteRow, StoreError> {
    let last = rows::time_if(row, "last_visit")?;
    let confirmed_findings = rows::number(row, "findings")?;
    Ok(SiteRow {
        id: rows::parsed(row, "id")?,
        town: rows::parsed(row, "town")?,
        name: rows::get(row, "name")?,
        initials: rows::get(row, "initials")?,
        pinyin: crate::ground::pinyin::readings(rows::get(row, "name")?),
        kind: rows::word(row, "kind")?,
        address: rows::get(row, "address")?,
        position: rows::position(row)?,
        last_visit: last.map(|at| Moment::new(at, quarters.offset_seconds())),
        confirmed_findings: u32::try_from(confirmed_findings).unwrap_or(u32::MAX),
        closed: rows::time_if(row, "closed_at")?.is_some(),
    })
}

pub(super) fn site_row(site: &SiteRow, number: u64) -> Result<Row, StoreError> {
    let key = site.id.to_string();
    Row::new(kind::SITE, key, number, site, Audience::Inspectors)
}

/// Rewrites a site's row after its last visit or its findings have changed.
pub(super) async fn put_site(
    db: &mut Connection,
    scope: &Scope,
    site: &SiteId,
    quarters: &Quarters,
) -> Result<(), StoreError> {
    let found = sites(db, scope, [site], quarters).await?;
    let unknown = || StoreError::Broken(format!("there is no site {site}"));
    let row = found.get(site).ok_or_else(unknown)?;
    let number = number(db, scope).await?;
    put_all(db, scope, &[site_row(row, number)?]).await
}

/// Writes an inspector's row.
pub(super) async fn put_person(
    db: &mut Connection,
    scope: &Scope,
    user: UserId,
) -> Result<(), StoreError> {
    let row = database::query(
        "SELECT name, login, offices, disabled_at IS NOT NULL
               OR ' ' || roles || ' ' NOT LIKE '% inspector %' AS gone
             FROM users WHERE district_id = $1 AND id = $2",
    )
    .bind(scope.district())
    .bind(user.to_string())
    .fetch_one(&mut *db)
    .await?;
    let body = PersonRow {
        id: user,
        name: rows::get(&row, "name")?,
        login: rows::get(&row, "login")?,
        offices: rows::json(&row, "offices")?,
        gone: rows::get(&row, "gone")?,
    };
    let key = user.to_string();
    put(db, scope, kind::PERSON, &key, &body, Audience::Inspectors).await
}

/// Rows that an earlier version wrote without fields that they now have.
async fn incomplete(db: &mut Connection, scope: &Scope) -> Result<Vec<database::Row>, StoreError> {
    database::query(
        "SELECT kind, key FROM feed
         WHERE district_id = $1 AND body <> 'null' AND (
           (kind = 'site' AND json_extract(body, '$.pinyin') IS NULL)
           OR (kind = 'person' AND json_extract(body, '$.login') IS NULL))",
    )
    .bind(scope.district())
    .fetch_all(&mut *db)
    .await
}

/// Whether [`complete`] has anything to do.
pub(super) async fn is_incomplete(db: &mut Connection, scope: &Scope) -> Result<bool, StoreError> {
    Ok(!incomplete(db, scope).await?.is_empty())
}

/// Rewrites those rows, so that every tablet gets them.
pub(super) async fn complete(db: &mut Connection, scope: &Scope) -> Result<(), StoreError> {
    let quarters = tables::quarters(db, scope).await?;
    for row in &incomplete(db, scope).await? {
        match rows::get(row, "kind")? {
            kind::SITE => put_site(db, scope, &rows::parsed(row, "key")?, &quarters).await?,
            _ => put_person(db, scope, rows::parsed(row, "key")?).await?,
        }
    }
    Ok(())
}

pub(super) fn assignment_row(body: &AssignmentRow, number: u64) -> Result<Row, StoreError> {
    let audience = Audience::Only(&body.inspectors);
    Row::new(
        kind::ASSIGNMENT,
        body.id.to_string(),
        number,
        body,
        audience,
    )
}

/// Writes an assignment's row.
pub(super) async fn put_assignment(
    db: &mut Connection,
    scope: &Scope,
    body: &AssignmentRow,
) -> Result<(), StoreError> {
    let number = number(db, scope).await?;
    put_all(db, scope, &[assignment_row(body, number)?]).await
}
