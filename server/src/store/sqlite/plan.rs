//! The plan on SQLite.

use super::audit::{self, Entry};
use super::feed::{self, Audience};
use super::{Scope, SqliteStore, failed, rows};
use crate::clock::OFFSET_SECONDS;
use crate::store::{
    AssignmentFilter, Covered, KeptAssignment, KeptDraw, ListedDraw, NewAssignment, PlanStore,
    Planned, StoreError, Stored, to_i64, to_u64,
};
use domain::draw::Object;
use domain::ids::{SiteId, UserId};
use domain::inspection::AssignmentState;
use domain::sync::wire::{AssignmentRow, kind};
use domain::time::{Moment, Quarter};
use futures::FutureExt;
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use uuid::Uuid;

/// The kind of a draw in the audit log.
const DRAWN: &str = "draw";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What a filter takes: today ?2, state ?3, town ?4, sites ?5.
macro_rules! filtered {
    ($start:literal, $end:literal) => {
        concat!(
            $start,
            " FROM (SELECT *, CASE WHEN done_by IS NOT NULL THEN 'done'
                 WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
                 WHEN due < ?2 THEN 'late'
                 ELSE 'waiting' END AS state
               FROM assignments WHERE district_id = ?1) a
             JOIN sites s ON s.district_id = a.district_id AND s.id = a.site
             LEFT JOIN users u ON u.district_id = a.district_id AND u.id = a.made_by
             LEFT JOIN draws d ON d.district_id = a.district_id AND d.id = a.draw
             WHERE (a.state = ?3 OR (?3 IS NULL AND a.state <> 'withdrawn'))
               AND (?4 IS NULL OR s.town = ?4)
               AND (?5 IS NULL OR a.site IN (SELECT value FROM json_each(?5))) ",
            $end
        )
    };
}

struct Assigning {
    by: UserId,
    login: String,
    visits: Vec<NewAssignment>,
    draw: Option<(Uuid, String)>,
}

impl PlanStore for SqliteStore {
    fn assign<'a>(
        &'a self,
        by: UserId,
        login: &'a str,
        visits: Vec<NewAssignment>,
        draw: Option<(Uuid, String)>,
    ) -> Stored<'a, Planned> {
        let assigning = Assigning {
            by,
            login: login.to_owned(),
            visits,
            draw,
        };
        self.write(assigning, |db, scope, it| assign(db, scope, it).boxed())
            .boxed()
    }

    fn withdraw<'a>(&'a self, login: &'a str, visits: Vec<Uuid>) -> Stored<'a, u32> {
        self.write((login.to_owned(), visits), |db, scope, (login, visits)| {
            withdraw(db, scope, login, visits).boxed()
        })
        .boxed()
    }

    fn assignment_list(&self, filter: AssignmentFilter) -> Stored<'_, (Vec<KeptAssignment>, u32)> {
        async move {
            let mut db = self.snapshot().await?;
            let (over, count) = filter.page;
            let sites = filter.sites.as_ref().map(rows::list);
            let found = sqlx::query(filtered!(
                "SELECT a.*, s.name AS site_name, s.town, coalesce(u.name, '') AS made_by_name,
                   d.number AS draw_number",
                "ORDER BY a.done_by IS NULL AND a.withdrawn_at IS NULL DESC, a.made_at DESC, a.id
                 LIMIT ?6 OFFSET ?7"
            ))
            .bind(self.scope.district())
            .bind(&filter.today)
            .bind(filter.state.map(AssignmentState::as_str))
            .bind(filter.town.as_ref().map(|it| it.as_str()))
            .bind(&sites)
            .bind(count)
            .bind(over)
            .fetch_all(&mut *db)
            .await
            .map_err(failed)?;
            let total = sqlx::query_scalar(filtered!("SELECT count(*)", ""))
                .bind(self.scope.district())
                .bind(&filter.today)
                .bind(filter.state.map(AssignmentState::as_str))
                .bind(filter.town.as_ref().map(|it| it.as_str()))
                .bind(&sites)
                .fetch_one(&mut *db)
                .await
                .map_err(failed)?;
            let lines = found.iter().map(kept).collect::<Result<_, _>>()?;
            Ok((lines, total))
        }
        .boxed()
    }

    fn draws(&self) -> Stored<'_, Vec<ListedDraw>> {
        async move {
            let found = sqlx::query(
                "SELECT number, doc ->> '$.at' AS at, doc ->> '$.by' AS by,
                   json_array_length(doc, '$.drawn') AS sites
                 FROM draws WHERE district_id = ?1 ORDER BY number DESC",
            )
            .bind(self.scope.district())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            let one = |row| {
                Ok(ListedDraw {
                    number: rows::number(row, "number")?,
                    at: rows::parsed(row, "at")?,
                    by: rows::get(row, "by")?,
                    sites: rows::number(row, "sites")?,
                })
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }

    fn draw(&self, number: u64) -> Stored<'_, Option<KeptDraw>> {
        async move {
            let found = sqlx::query(
                "SELECT d.number, d.doc, d.sha256,
                   (SELECT a.result FROM audit a
                    WHERE a.district_id = d.district_id AND a.kind = ?2 AND a.target = d.id
                    ORDER BY a.number LIMIT 1) AS logged
                 FROM draws d WHERE d.district_id = ?1 AND d.number = ?3",
            )
            .bind(self.scope.district())
            .bind(DRAWN)
            .bind(to_i64(number))
            .fetch_optional(&self.readers)
            .await
            .map_err(failed)?;
            let one = |row: &SqliteRow| {
                Ok(KeptDraw {
                    number: rows::number(row, "number")?,
                    doc: rows::get(row, "doc")?,
                    sha256: rows::get(row, "sha256")?,
                    logged: rows::get(row, "logged")?,
                })
            };
            found.as_ref().map(one).transpose()
        }
        .boxed()
    }

    fn objects(&self, quarter: Quarter, now: Moment) -> Stored<'_, Vec<Object>> {
        async move {
            let found = sqlx::query(
                "SELECT s.id, s.name, s.town, s.kind,
                   (SELECT max(v.opened_at) FROM visits v
                    WHERE v.district_id = s.district_id AND v.site = s.id AND v.state = 'handed-in')
                     AS last_visit,
                   (SELECT count(*) FROM findings f
                    WHERE f.district_id = s.district_id AND f.site = s.id AND f.quarter = ?2
                      AND f.state = 'confirmed') AS findings
                 FROM sites s
                 JOIN towns t ON t.district_id = s.district_id AND t.id = s.town
                 WHERE s.district_id = ?1 AND s.closed_at IS NULL
                   AND (t.opened_from IS NULL OR t.opened_from <= ?2)
                   AND (t.closed_from IS NULL OR t.closed_from > max(?2, ?3))
                 ORDER BY s.id",
            )
            .bind(self.scope.district())
            .bind(quarter.to_string())
            .bind(today(&self.scope).to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            let now = now.timestamp().as_millisecond();
            let one = |row| {
                let last: Option<i64> = rows::get(row, "last_visit")?;
                let days = last.map(|last| u32::try_from((now - last) / DAY_MS).unwrap_or(0));
                let findings = rows::number(row, "findings")?;
                Ok(Object {
                    site: rows::parsed(row, "id")?,
                    name: rows::get(row, "name")?,
                    town: rows::parsed(row, "town")?,
                    kind: rows::word(row, "kind")?,
                    days,
                    findings: u32::try_from(findings).unwrap_or(u32::MAX),
                })
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }

    fn visited_sites(&self, quarter: Quarter) -> Stored<'_, Vec<SiteId>> {
        async move {
            let found = sqlx::query(
                "SELECT DISTINCT site FROM visits
                 WHERE district_id = ? AND quarter = ? AND state = 'handed-in'",
            )
            .bind(self.scope.district())
            .bind(quarter.to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            found.iter().map(|row| rows::parsed(row, "site")).collect()
        }
        .boxed()
    }

    fn coverage(&self, quarter: Quarter) -> Stored<'_, Vec<Covered>> {
        async move {
            let found = sqlx::query(
                // The quarter's visits once, and not anew for each site; `+` keeps the planner at the
                // index of the quarter.
                "WITH made AS (
                   SELECT site, count(*) AS visits FROM visits
                   WHERE district_id = ?1 AND quarter = ?2 AND state = 'handed-in' GROUP BY +site)
                 SELECT s.town, s.kind, count(*) AS sites, count(m.site) AS visited,
                   coalesce(sum(m.visits), 0) AS visits
                 FROM sites s LEFT JOIN made m ON m.site = s.id
                 WHERE s.district_id = ?1 AND s.closed_at IS NULL GROUP BY s.town, s.kind",
            )
            .bind(self.scope.district())
            .bind(quarter.to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
            let small = |row, column| {
                let number: i64 = rows::get(row, column)?;
                Ok::<_, StoreError>(u32::try_from(number).unwrap_or(u32::MAX))
            };
            let one = |row| {
                Ok(Covered {
                    town: rows::parsed(row, "town")?,
                    kind: rows::word(row, "kind")?,
                    sites: small(row, "sites")?,
                    visited: small(row, "visited")?,
                    visits: small(row, "visits")?,
                })
            };
            found.iter().map(one).collect()
        }
        .boxed()
    }
}

fn kept(row: &SqliteRow) -> Result<KeptAssignment, StoreError> {
    let made: i64 = rows::get(row, "made_at")?;
    let draw: Option<i64> = rows::get(row, "draw_number")?;
    Ok(KeptAssignment {
        what: NewAssignment {
            id: rows::parsed(row, "id")?,
            site: rows::parsed(row, "site")?,
            method: rows::word(row, "method")?,
            form: rows::word(row, "form")?,
            inspectors: rows::json(row, "inspectors")?,
            due: rows::get(row, "due")?,
            note: rows::get(row, "note")?,
        },
        site_name: rows::get(row, "site_name")?,
        town: rows::parsed(row, "town")?,
        made_by: rows::get(row, "made_by_name")?,
        made_at: Moment::from_millis(made, OFFSET_SECONDS),
        draw: draw.map(to_u64),
        state: rows::word(row, "state")?,
    })
}

async fn assign(
    db: &mut SqliteConnection,
    scope: &Scope,
    it: &Assigning,
) -> Result<Planned, StoreError> {
    for visit in &it.visits {
        if !may_be(db, scope, visit).await? {
            return Ok(Planned::Unknown);
        }
    }
    let number = match &it.draw {
        Some((id, doc)) => Some(keep(db, scope, &it.login, *id, doc).await?),
        None => None,
    };
    for visit in &it.visits {
        sqlx::query(
            "INSERT INTO assignments (district_id, id, site, method, form, inspectors, due, note,
               made_by, made_at, draw)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(scope.district())
        .bind(visit.id.to_string())
        .bind(visit.site.as_str())
        .bind(visit.method.as_str())
        .bind(visit.form.as_str())
        .bind(rows::to_json(&visit.inspectors)?)
        .bind(&visit.due)
        .bind(&visit.note)
        .bind(it.by.to_string())
        .bind(scope.now_ms())
        .bind(it.draw.as_ref().map(|(id, _)| id.to_string()))
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        let row = AssignmentRow {
            id: visit.id,
            site: visit.site.clone(),
            method: visit.method,
            form: visit.form,
            inspectors: visit.inspectors.clone(),
            due: visit.due.clone(),
            note: visit.note.clone(),
            done_by: None,
        };
        feed::put_assignment(db, scope, &row).await?;
        let (target, result) = (visit.id.to_string(), rows::to_json(&row)?);
        log(db, scope, &it.login, "assign", &target, &result).await?;
    }
    Ok(Planned::Done(number))
}

/// Whether a visit can be made: its site is inspected, and who is to make it inspects.
async fn may_be(
    db: &mut SqliteConnection,
    scope: &Scope,
    visit: &NewAssignment,
) -> Result<bool, StoreError> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sites s
             JOIN towns t ON t.district_id = s.district_id AND t.id = s.town
             WHERE s.district_id = ?1 AND s.id = ?2 AND s.closed_at IS NULL
               AND (t.closed_from IS NULL OR t.closed_from > ?4))
           AND NOT EXISTS (SELECT 1 FROM json_each(?3) p WHERE NOT EXISTS (
             SELECT 1 FROM users u WHERE u.district_id = ?1 AND u.id = p.value
               AND u.disabled_at IS NULL AND ' ' || u.roles || ' ' LIKE '% inspector %'))",
    )
    .bind(scope.district())
    .bind(visit.site.as_str())
    .bind(rows::to_json(&visit.inspectors)?)
    .bind(today(scope).to_string())
    .fetch_one(db)
    .await
    .map_err(failed)
}

/// The quarter of today.
fn today(scope: &Scope) -> Quarter {
    Quarter::of(
        Moment::from_millis(scope.now_ms(), OFFSET_SECONDS),
        OFFSET_SECONDS,
    )
}

async fn keep(
    db: &mut SqliteConnection,
    scope: &Scope,
    login: &str,
    id: Uuid,
    doc: &str,
) -> Result<u64, StoreError> {
    let last: Option<i64> =
        sqlx::query_scalar("SELECT max(number) FROM draws WHERE district_id = ?")
            .bind(scope.district())
            .fetch_one(&mut *db)
            .await
            .map_err(failed)?;
    let sha256 = hex::encode(Sha256::digest(doc));
    let number = last.unwrap_or(0) + 1;
    sqlx::query("INSERT INTO draws (district_id, number, id, doc, sha256) VALUES (?, ?, ?, ?, ?)")
        .bind(scope.district())
        .bind(number)
        .bind(id.to_string())
        .bind(doc)
        .bind(&sha256)
        .execute(&mut *db)
        .await
        .map_err(failed)?;
    log(db, scope, login, DRAWN, &id.to_string(), &sha256).await?;
    Ok(to_u64(number))
}

async fn withdraw(
    db: &mut SqliteConnection,
    scope: &Scope,
    login: &str,
    visits: &[Uuid],
) -> Result<u32, StoreError> {
    let mut withdrawn = 0;
    for id in visits {
        let found = sqlx::query(
            "UPDATE assignments SET withdrawn_at = ?
             WHERE district_id = ? AND id = ? AND done_by IS NULL AND withdrawn_at IS NULL
             RETURNING inspectors",
        )
        .bind(scope.now_ms())
        .bind(scope.district())
        .bind(id.to_string())
        .fetch_optional(&mut *db)
        .await
        .map_err(failed)?;
        let Some(row) = found else { continue };
        // Who was told of it is told that it is gone.
        let inspectors: Vec<UserId> = rows::json(&row, "inspectors")?;
        let (key, gone) = (id.to_string(), serde_json::Value::Null);
        let audience = Audience::Only(&inspectors);
        feed::put(db, scope, kind::ASSIGNMENT, &key, &gone, audience).await?;
        log(db, scope, login, "withdraw-assignment", &key, "withdrawn").await?;
        withdrawn += 1;
    }
    Ok(withdrawn)
}

/// Withdraws what was to be made at a site.
pub(super) async fn withdraw_at(
    db: &mut SqliteConnection,
    scope: &Scope,
    login: &str,
    site: &SiteId,
) -> Result<(), StoreError> {
    let found: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM assignments
         WHERE district_id = ? AND site = ? AND done_by IS NULL AND withdrawn_at IS NULL",
    )
    .bind(scope.district())
    .bind(site.as_str())
    .fetch_all(&mut *db)
    .await
    .map_err(failed)?;
    let ids = found.iter().map(|id| id.parse());
    let ids: Vec<Uuid> = ids
        .collect::<Result<_, _>>()
        .map_err(|error| StoreError::broken("assignments.id", error))?;
    withdraw(db, scope, login, &ids).await?;
    Ok(())
}

/// Withdraws what cannot be made any more: none of its inspectors inspects, or its town is closed.
pub(super) async fn withdraw_orphans(
    db: &mut SqliteConnection,
    scope: &Scope,
    login: &str,
) -> Result<(), StoreError> {
    let found: Vec<String> = sqlx::query_scalar(
        "SELECT a.id FROM assignments a
         JOIN sites s ON s.district_id = a.district_id AND s.id = a.site
         JOIN towns t ON t.district_id = s.district_id AND t.id = s.town
         WHERE a.district_id = ?1 AND a.done_by IS NULL AND a.withdrawn_at IS NULL
           AND (t.closed_from <= ?2 OR NOT EXISTS (
             SELECT 1 FROM json_each(a.inspectors) p
             JOIN users u ON u.district_id = ?1 AND u.id = p.value
             WHERE u.disabled_at IS NULL AND ' ' || u.roles || ' ' LIKE '% inspector %'))",
    )
    .bind(scope.district())
    .bind(today(scope).to_string())
    .fetch_all(&mut *db)
    .await
    .map_err(failed)?;
    let ids = found.iter().map(|id| id.parse());
    let ids: Vec<Uuid> = ids
        .collect::<Result<_, _>>()
        .map_err(|error| StoreError::broken("assignments.id", error))?;
    withdraw(db, scope, login, &ids).await?;
    Ok(())
}

async fn log(
    db: &mut SqliteConnection,
    scope: &Scope,
    person: &str,
    kind: &'static str,
    target: &str,
    result: &str,
) -> Result<(), StoreError> {
    let entry = Entry {
        person,
        kind,
        target,
        result,
    };
    audit::append(db, scope, entry).await
}
