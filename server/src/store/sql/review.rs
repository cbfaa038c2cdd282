//! The review on SQLite: the queue, and the findings that count.

use self::lines::{filtered, listed, small, taken};
use super::{Store, decide, rows};
use crate::store::database::{self, Connection, Row};
use crate::store::error::StoreError;
use crate::store::review::{
    Choices, Deciding, FindingPage, QueuePage, QueueQuery, Refused, Worded,
};
use crate::store::sql::scope::Scope;
use crate::store::to_i64;
use app::api::review::QueueFilter;
use domain::ids::{FindingId, TownId, UserId, VisitId};
use domain::inspection::Counted;

/// A list of findings with names; `$rest` selects which.
macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.number, f.revision, f.visit, f.town,
               coalesce((SELECT n.name FROM town_names n WHERE n.district_id = f.district_id
                  AND n.town = f.town AND n.before > f.quarter ORDER BY n.before LIMIT 1), t.name)
                 AS town_name, f.site,
               s.name AS site_name, f.checkpoint, f.method, f.form, f.state, f.reopened, f.flags,
               f.count, f.counted_at, f.day, f.device, f.photos,
               coalesce(u.name, '') AS inspector,
               (SELECT json_extract(v.doc, '$.finder') FROM visits v
                WHERE v.district_id = f.district_id AND v.id = f.visit) AS finder,
               (SELECT max(d.server_seq) FROM decisions d
                WHERE d.district_id = f.district_id AND d.finding = f.id) AS decided,
               f.state NOT IN ('withdrawn', 'rejected', 'merged') AND EXISTS (
                 SELECT 1 FROM findings o
                 WHERE o.district_id = f.district_id AND o.site = f.site AND o.day = f.day
                   AND o.checkpoint = f.checkpoint AND o.device <> f.device
                   AND o.state NOT IN ('withdrawn', 'rejected', 'merged')) AS twin
             FROM findings f
             JOIN towns t ON t.district_id = f.district_id AND t.id = f.town
             JOIN sites s ON s.district_id = f.district_id AND s.id = f.site
             LEFT JOIN users u ON u.district_id = f.district_id AND u.id = f.recorded_by
             WHERE f.district_id = $1",
            $rest
        )
    };
}

mod choose;
mod lines;
mod one;

/// The review. Every change writes its rows, feed and audit entry in one transaction.
impl Store {
    /// A page of the queue.
    pub async fn queue(&self, query: QueueQuery) -> Result<QueuePage, StoreError> {
        let mut snapshot = self.snapshot().await?;
        queue(&mut snapshot, &self.scope, &query).await
    }

    /// How many findings wait for a decision, whatever the filter.
    pub async fn waiting(&self) -> Result<u64, StoreError> {
        let mut snapshot = self.snapshot().await?;
        waiting(&mut snapshot, &self.scope).await
    }

    /// The searchable text of the findings that match the filter.
    pub async fn worded(&self, filter: &QueueFilter) -> Result<Vec<Worded>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        choose::worded(&mut snapshot, &self.scope, filter).await
    }

    /// The values to filter the queue by; only the sites of `town` if it is given.
    pub async fn choices(&self, town: Option<&TownId>) -> Result<Choices, StoreError> {
        let mut snapshot = self.snapshot().await?;
        choose::choices(&mut snapshot, &self.scope, town).await
    }

    /// One finding with its context.
    pub async fn finding(&self, finding: FindingId) -> Result<Option<FindingPage>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        one::found(&mut snapshot, &self.scope, finding).await
    }

    /// All of a town's findings of a quarter (`2026Q4`).
    pub async fn counted(&self, town: &TownId, quarter: &str) -> Result<Vec<Counted>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        counted(&mut snapshot, &self.scope, town, quarter).await
    }

    /// Every finding of a quarter that may count, with its town, in order of arrival.
    pub async fn counted_in(&self, quarter: &str) -> Result<Vec<(TownId, Counted)>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        counted_in(&mut snapshot, &self.scope, quarter).await
    }

    /// Stores a decision.
    pub async fn decide(&self, deciding: Deciding) -> Result<Result<(), Refused>, StoreError> {
        self.write(deciding, decide::decide).await
    }

    /// Releases an unannounced visit to its town.
    pub async fn release(
        &self,
        by: UserId,
        visit: VisitId,
    ) -> Result<Result<(), Refused>, StoreError> {
        self.write((by, visit), decide::release).await
    }
}

async fn queue(
    db: &mut Connection,
    scope: &Scope,
    query: &QueueQuery,
) -> Result<QueuePage, StoreError> {
    let filter = &query.filter;
    let within = query.within.as_ref().map(rows::list);
    let wanted = filtered(filter, within.is_some());
    let bind = |sql| taken(sql, scope, filter, within.clone());
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let before = filter.before.map_or("", |_| " AND f.number < $12");
    // A town or a site has few findings and its own index. Going by number would pass all other
    // findings.
    let order = match filter.town.is_some() || filter.site.is_some() {
        true => "+f.number",
        false => "f.number",
    };
    // Selects the page's findings first, so that names and photos are looked up only for them.
    let these = format!(
        " AND f.number IN (SELECT f.number FROM findings f WHERE f.district_id = $1{wanted}{before}
            ORDER BY {order} DESC LIMIT $13) ORDER BY f.number DESC"
    );
    let mut page = bind(format!("{}{these}", listed!("")))
        .bind(filter.before.map(to_i64))
        .bind(i64::from(query.limit) + 1)
        .fetch_all(&mut *db)
        .await?;
    let more = page.len() > limit;
    // If all findings are on the first page, counting them is not needed.
    let total = match filter.before.is_none() && !more {
        true => page.len() as u64,
        false => {
            const COUNT: &str = "SELECT count(*) AS n FROM findings f WHERE f.district_id = $1";
            let counted = bind(format!("{COUNT}{wanted}")).fetch_one(&mut *db).await;
            rows::number(&counted?, "n")?
        }
    };
    page.truncate(limit);
    Ok(QueuePage {
        found: page.iter().map(listed).collect::<Result<_, _>>()?,
        total,
        waiting: waiting(db, scope).await?,
        more,
    })
}

async fn waiting(db: &mut Connection, scope: &Scope) -> Result<u64, StoreError> {
    const COUNT: &str = "SELECT count(*) AS n FROM findings WHERE district_id = $1 AND waiting = 1";
    let counted = database::query(COUNT).bind(scope.district()).fetch_one(db);
    rows::number(&counted.await?, "n")
}

macro_rules! counted_columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, town, site, visit, checkpoint, count, counted_at, state FROM findings
             WHERE district_id = $1 AND quarter = $2",
            $rest
        )
    };
}

async fn counted(
    db: &mut Connection,
    scope: &Scope,
    town: &TownId,
    quarter: &str,
) -> Result<Vec<Counted>, StoreError> {
    let found = database::query(counted_columns!(" AND town = $3"))
        .bind(scope.district())
        .bind(quarter)
        .bind(town.as_str())
        .fetch_all(&mut *db)
        .await?;
    found.iter().map(one_counted).collect()
}

async fn counted_in(
    db: &mut Connection,
    scope: &Scope,
    quarter: &str,
) -> Result<Vec<(TownId, Counted)>, StoreError> {
    let found = database::query(counted_columns!(" ORDER BY number"))
        .bind(scope.district())
        .bind(quarter)
        .fetch_all(&mut *db)
        .await?;
    let one = |row| Ok((rows::parsed(row, "town")?, one_counted(row)?));
    found.iter().map(one).collect()
}

fn one_counted(row: &Row) -> Result<Counted, StoreError> {
    Ok(Counted {
        id: rows::get(row, "id")?,
        site: rows::get(row, "site")?,
        visit: rows::get(row, "visit")?,
        checkpoint: rows::get(row, "checkpoint")?,
        count: small(row, "count")?,
        counted_at: rows::parsed(row, "counted_at")?,
        state: rows::word(row, "state")?,
        finder: None,
    })
}
