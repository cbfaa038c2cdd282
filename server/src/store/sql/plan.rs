//! The plan on SQLite.

use super::write_plan::{Assigning, DRAWN, assign, today, withdraw};
use super::write_witness::{Naming, WITNESSED, name_witness};
use super::{Store, rows};
use crate::ground::clock::OFFSET_SECONDS;
use crate::store::database::{self, Row};
use crate::store::{
    AssignmentFilter, Covered, KeptAssignment, KeptDraw, KeptWitness, ListedDraw, NewAssignment,
    Planned, StoreError, Witnessed, to_i64, to_u64,
};
use domain::draw::Object;
use domain::ids::{SiteId, UserId};
use domain::inspection::AssignmentState;
use domain::people::Person;
use domain::time::{Moment, Quarter};
use futures::FutureExt;
use uuid::Uuid;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The filter's parameters: today $2, state $3, town $4, sites $5.
macro_rules! filtered {
    ($start:literal, $end:literal) => {
        concat!(
            $start,
            " FROM (SELECT *, CASE WHEN done_by IS NOT NULL THEN 'done'
                 WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
                 WHEN due < $2 THEN 'late'
                 ELSE 'waiting' END AS state
               FROM assignments WHERE district_id = $1) a
             JOIN sites s ON s.district_id = a.district_id AND s.id = a.site
             LEFT JOIN users u ON u.district_id = a.district_id AND u.id = a.made_by
             LEFT JOIN draws d ON d.district_id = a.district_id AND d.id = a.draw
             WHERE (a.state = $3 OR ($3 IS NULL AND a.state <> 'withdrawn'))
               AND ($4 IS NULL OR s.town = $4)
               AND ($5 IS NULL OR a.site IN (SELECT value FROM json_each($5))) ",
            $end
        )
    };
}

/// The plan. Every change writes its entry of the audit log and the rows that tablets pull.
impl Store {
    /// Plans visits, by hand or from a draw.
    pub async fn assign(
        &self,
        by: UserId,
        login: &str,
        visits: Vec<NewAssignment>,
        draw: Option<(Uuid, String)>,
    ) -> Result<Planned, StoreError> {
        let assigning = Assigning {
            by,
            login: login.to_owned(),
            visits,
            draw,
        };
        self.write(assigning, |db, scope, it| assign(db, scope, it).boxed())
            .await
    }

    /// Withdraws planned visits that have not been made; returns how many.
    pub async fn withdraw(&self, login: &str, visits: Vec<Uuid>) -> Result<u32, StoreError> {
        self.write((login.to_owned(), visits), |db, scope, (login, visits)| {
            withdraw(db, scope, login, visits).boxed()
        })
        .await
    }

    /// A page of the planned visits, those still to be made first, then newest first; and how many
    /// match altogether.
    pub async fn assignment_list(
        &self,
        filter: AssignmentFilter,
    ) -> Result<(Vec<KeptAssignment>, u32), StoreError> {
        let mut db = self.snapshot().await?;
        let (over, count) = filter.page;
        let sites = filter.sites.as_ref().map(rows::list);
        let of = |sql| {
            database::query(sql)
                .bind(self.scope.district())
                .bind(&filter.today)
                .bind(filter.state.map(AssignmentState::as_str))
                .bind(filter.town.as_ref().map(|it| it.as_str()))
                .bind(&sites)
        };
        let found = of(filtered!(
            "SELECT a.*, s.name AS site_name, s.town, coalesce(u.name, '') AS made_by_name,
               d.number AS draw_number",
            "ORDER BY a.done_by IS NULL AND a.withdrawn_at IS NULL DESC, a.made_at DESC, a.id
             LIMIT $6 OFFSET $7"
        ))
        .bind(count)
        .bind(over)
        .fetch_all(&mut *db)
        .await?;
        let counted = of(filtered!("SELECT count(*) AS n", ""));
        let total = rows::number(&counted.fetch_one(&mut *db).await?, "n")?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let lines = found.iter().map(kept).collect::<Result<_, _>>()?;
        Ok((lines, total))
    }

    /// The draws, newest first.
    pub async fn draws(&self) -> Result<Vec<ListedDraw>, StoreError> {
        let found = database::query(
            "SELECT number, json_extract(doc, '$.at') AS at, json_extract(doc, '$.by') AS by,
               (SELECT count(*) FROM json_each(doc, '$.drawn')) AS sites
             FROM draws WHERE district_id = $1 ORDER BY number DESC",
        )
        .bind(self.scope.district())
        .fetch_all(&self.readers)
        .await?;
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

    /// A draw with its record.
    pub async fn draw(&self, number: u64) -> Result<Option<KeptDraw>, StoreError> {
        let found = database::query(
            "SELECT d.number, d.doc, d.sha256,
               (SELECT a.result FROM audit a
                WHERE a.district_id = d.district_id AND a.kind = $2 AND a.target = d.id
                ORDER BY a.number LIMIT 1) AS logged,
               w.witness, w.named_by, w.named_at,
               (SELECT a.result FROM audit a
                WHERE a.district_id = d.district_id AND a.kind = $4 AND a.target = d.id
                ORDER BY a.number LIMIT 1) AS witness_logged
             FROM draws d
             LEFT JOIN draw_witnesses w ON w.district_id = d.district_id AND w.number = d.number
             WHERE d.district_id = $1 AND d.number = $3",
        )
        .bind(self.scope.district())
        .bind(DRAWN)
        .bind(to_i64(number))
        .bind(WITNESSED)
        .fetch_optional(&self.readers)
        .await?;
        found.as_ref().map(kept_draw).transpose()
    }

    /// Names the witness of a draw that has none. A witness is never changed.
    pub async fn name_witness(
        &self,
        by: &Person,
        number: u64,
        witness: &str,
    ) -> Result<Witnessed, StoreError> {
        let naming = Naming {
            login: by.login.clone(),
            name: by.name.clone(),
            number,
            witness: witness.to_owned(),
        };
        self.write(naming, |db, scope, it| name_witness(db, scope, it).boxed())
            .await
    }

    /// The sites to inspect in a quarter, each with the days from its last visit to `now`.
    pub async fn objects(&self, quarter: Quarter, now: Moment) -> Result<Vec<Object>, StoreError> {
        let found = database::query(
            "SELECT s.id, s.name, s.town, s.kind,
               (SELECT max(v.opened_at) FROM visits v
                WHERE v.district_id = s.district_id AND v.site = s.id AND v.state = 'handed-in')
                 AS last_visit,
               (SELECT count(*) FROM findings f
                WHERE f.district_id = s.district_id AND f.site = s.id AND f.quarter = $2
                  AND f.state = 'confirmed') AS findings
             FROM sites s
             JOIN towns t ON t.district_id = s.district_id AND t.id = s.town
             WHERE s.district_id = $1 AND s.closed_at IS NULL
               AND (t.opened_from IS NULL OR t.opened_from <= $2)
               AND (t.closed_from IS NULL OR t.closed_from > max($2, $3))
             ORDER BY s.id",
        )
        .bind(self.scope.district())
        .bind(quarter.to_string())
        .bind(today(&self.scope).to_string())
        .fetch_all(&self.readers)
        .await?;
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

    /// The sites that were visited in a quarter.
    pub async fn visited_sites(&self, quarter: Quarter) -> Result<Vec<SiteId>, StoreError> {
        let found = database::query(
            "SELECT DISTINCT site FROM visits
             WHERE district_id = $1 AND quarter = $2 AND state = 'handed-in'",
        )
        .bind(self.scope.district())
        .bind(quarter.to_string())
        .fetch_all(&self.readers)
        .await?;
        found.iter().map(|row| rows::parsed(row, "site")).collect()
    }

    /// The coverage of each town's sites in a quarter.
    pub async fn coverage(&self, quarter: Quarter) -> Result<Vec<Covered>, StoreError> {
        let found = database::query(
            // Reads the quarter's visits once instead of once per site. `||` makes SQLite
            // use the index by quarter.
            "WITH made AS (
               SELECT site || '' AS site, count(*) AS visits FROM visits
               WHERE district_id = $1 AND quarter = $2 AND state = 'handed-in' GROUP BY 1)
             SELECT s.town, s.kind, count(*) AS sites, count(m.site) AS visited,
               CAST(coalesce(sum(m.visits), 0) AS BIGINT) AS visits
             FROM sites s LEFT JOIN made m ON m.site = s.id
             WHERE s.district_id = $1 AND s.closed_at IS NULL GROUP BY s.town, s.kind",
        )
        .bind(self.scope.district())
        .bind(quarter.to_string())
        .fetch_all(&self.readers)
        .await?;
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
}

fn kept_draw(row: &Row) -> Result<KeptDraw, StoreError> {
    let witness: Option<String> = rows::get(row, "witness")?;
    let late = match witness {
        Some(witness) => Some(KeptWitness {
            witness,
            by: rows::get(row, "named_by")?,
            at: Moment::from_millis(rows::get(row, "named_at")?, OFFSET_SECONDS),
            logged: rows::get(row, "witness_logged")?,
        }),
        None => None,
    };
    Ok(KeptDraw {
        number: rows::number(row, "number")?,
        doc: rows::get(row, "doc")?,
        sha256: rows::get(row, "sha256")?,
        logged: rows::get(row, "logged")?,
        late,
    })
}

fn kept(row: &Row) -> Result<KeptAssignment, StoreError> {
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
