//! Visits (检查) on SQLite.

use super::{Store, refused, rows, write_visit};
use crate::ground::clock::OFFSET_SECONDS;
use crate::store::database::{self, Row};
use crate::store::{
    ListedVisit, Named, NamedVisit, RefusedVisit, Settling, StoreError, VisitFilter,
};
use domain::ids::{UserId, VisitId};
use domain::time::{Moment, Quarter};
use futures::FutureExt;
use std::collections::BTreeMap;

/// The filter's parameters: quarter $2, town $3, state $4, form $5, hidden $6, sites $7, refused
/// $8.
macro_rules! filtered {
    ($start:literal, $end:literal) => {
        concat!(
            $start,
            " FROM visits v
             JOIN sites s ON s.district_id = v.district_id AND s.id = v.site
             JOIN towns t ON t.district_id = v.district_id AND t.id = v.town
             WHERE v.district_id = $1 AND v.quarter = $2 AND ($3 IS NULL OR v.town = $3)
               AND ($4 IS NULL OR v.state = $4) AND ($5 IS NULL OR v.form = $5)
               AND ($6 = 0 OR (v.form = 'unannounced' AND v.town_sees = 0
                 AND v.state IN ('handed-in', 'not-inspected')))
               AND ($7 IS NULL OR v.site IN (SELECT value FROM json_each($7)))
               AND ($8 = 0 OR EXISTS (SELECT 1 FROM ops r WHERE r.district_id = v.district_id
                 AND r.visit = v.id AND r.outcome = 'quarantined' AND r.settled_at IS NULL)) ",
            $end
        )
    };
}

/// The visits of a quarter.
impl Store {
    /// A page of the visits, newest first, and how many match.
    pub async fn visit_list(
        &self,
        filter: VisitFilter,
    ) -> Result<(Vec<ListedVisit>, u32), StoreError> {
        let mut db = self.snapshot().await?;
        let (over, count) = filter.page;
        let sites = filter.sites.as_ref().map(rows::list);
        let of = |sql| {
            database::query(sql)
                .bind(self.scope.district())
                .bind(filter.quarter.to_string())
                .bind(filter.town.as_ref().map(|it| it.as_str()))
                .bind(filter.state.map(|it| it.as_str()))
                .bind(filter.form.map(|it| it.as_str()))
                .bind(filter.hidden)
                .bind(&sites)
                .bind(filter.refused)
        };
        let found = of(filtered!(
            "SELECT v.id, v.site, s.name AS site_name, v.town,
               coalesce((SELECT n.name FROM town_names n WHERE n.district_id = v.district_id
                  AND n.town = v.town AND n.before > v.quarter ORDER BY n.before LIMIT 1), t.name)
                 AS town_name, v.method,
               v.form, v.opened_at, v.state, v.town_sees,
               (SELECT coalesce(json_group_array(coalesce(u.name, p.value)), '[]')
                FROM json_each(v.inspectors) p
                LEFT JOIN users u ON u.district_id = v.district_id AND u.id = p.value) AS names,
               (SELECT count(*) FROM findings f
                WHERE f.district_id = v.district_id AND f.visit = v.id
                  AND f.state <> 'withdrawn') AS findings,
               (SELECT count(*) FROM findings f
                WHERE f.district_id = v.district_id AND f.visit = v.id
                  AND f.waiting = 1) AS waiting,
               (SELECT count(*) FROM ops r
                WHERE r.district_id = v.district_id AND r.visit = v.id
                  AND r.outcome = 'quarantined' AND r.settled_at IS NULL) AS refused",
            "ORDER BY v.opened_at DESC, v.id LIMIT $9 OFFSET $10"
        ))
        .bind(count)
        .bind(over)
        .fetch_all(&mut *db)
        .await?;
        let counted = of(filtered!("SELECT count(*) AS n", ""));
        let total = counted.fetch_one(&mut *db).await?;
        let lines = found.iter().map(listed).collect::<Result<_, _>>()?;
        Ok((lines, small(&total, "n")?))
    }

    /// The visits of a quarter that were not accepted, newest first, at most [`REFUSED_LISTED`].
    pub async fn visits_refused(&self, quarter: Quarter) -> Result<Vec<RefusedVisit>, StoreError> {
        refused::visits(self, quarter).await
    }

    /// The operations of a visit that were not accepted, one by one, newest first, at most
    /// [`REFUSED_LISTED`].
    pub async fn refused_of(&self, visit: VisitId) -> Result<Vec<RefusedVisit>, StoreError> {
        refused::of_visit(self, visit).await
    }

    /// Stops showing operations that were dealt with; returns how many.
    pub async fn settle_refused(&self, login: &str, what: Settling) -> Result<u32, StoreError> {
        self.write((login.to_owned(), what), |db, scope, it| {
            refused::settle(db, scope, it).boxed()
        })
        .await
    }

    /// How many operations of a quarter were not accepted, in any visit.
    pub async fn refused_count(&self, quarter: Quarter) -> Result<u32, StoreError> {
        refused::count(self, quarter).await
    }

    /// A whole visit, with the names in it.
    pub async fn visit_named(&self, visit: VisitId) -> Result<Option<NamedVisit>, StoreError> {
        let mut db = self.snapshot().await?;
        let Some((visit, town)) = write_visit::load(&mut db, &self.scope, visit).await? else {
            return Ok(None);
        };
        let place = database::query(
            "SELECT s.name, s.kind, s.address,
               coalesce((SELECT n.name FROM town_names n, visits v
                  WHERE n.district_id = $1 AND n.town = t.id AND v.district_id = $1 AND v.id = $4
                    AND n.before > v.quarter ORDER BY n.before LIMIT 1), t.name) AS town
             FROM sites s, towns t
             WHERE s.district_id = $1 AND s.id = $2 AND t.district_id = $1 AND t.id = $3",
        )
        .bind(self.scope.district())
        .bind(visit.site.as_str())
        .bind(town.as_str())
        .bind(visit.id.to_string())
        .fetch_one(&mut *db)
        .await?;
        let known = database::query("SELECT id, name FROM users WHERE district_id = $1")
            .bind(self.scope.district())
            .fetch_all(&mut *db)
            .await?;
        let one = |row: &Row| -> Result<(UserId, String), StoreError> {
            Ok((rows::parsed(row, "id")?, rows::get(row, "name")?))
        };
        let people: BTreeMap<_, _> = known.iter().map(one).collect::<Result<_, _>>()?;
        Ok(Some(NamedVisit {
            site: Named {
                id: visit.site.clone(),
                name: rows::get(&place, "name")?,
            },
            kind: rows::word(&place, "kind")?,
            address: rows::get(&place, "address")?,
            town: Named {
                id: town,
                name: rows::get(&place, "town")?,
            },
            visit,
            people,
        }))
    }
}

fn small(row: &Row, column: &'static str) -> Result<u32, StoreError> {
    Ok(u32::try_from(rows::number(row, column)?).unwrap_or(u32::MAX))
}

fn listed(row: &Row) -> Result<ListedVisit, StoreError> {
    let opened: i64 = rows::get(row, "opened_at")?;
    let sees: bool = rows::get(row, "town_sees")?;
    Ok(ListedVisit {
        id: rows::parsed(row, "id")?,
        site: rows::get(row, "site_name")?,
        town: rows::named(row, "town", "town_name")?,
        method: rows::word(row, "method")?,
        form: rows::word(row, "form")?,
        inspectors: rows::json(row, "names")?,
        opened_at: Moment::from_millis(opened, OFFSET_SECONDS),
        state: rows::word(row, "state")?,
        findings: (small(row, "findings")?, small(row, "waiting")?),
        town_sees: sees,
        refused: small(row, "refused")?,
    })
}
