//! Rejected input: operations without effect, and visits that are not stored because of that.

use super::audit::{self, NewEntry};
use super::{Scope, Store, StoreError, rows};
use crate::ground::clock::OFFSET_SECONDS;
use crate::store::database::{self, Connection, Row};
use crate::store::{REFUSED_LISTED, RefusedVisit, Settling, to_i64};
use domain::ids::VisitId;
use domain::sync::wire::OpResult;
use domain::time::{Moment, Quarter};
use serde_json::Value;

/// The start of a quarter and of the next one by the district's clock, in milliseconds.
fn bounds(quarter: Quarter) -> (i64, i64) {
    let begins = |quarter: Quarter| {
        let midnight = format!("{}T00:00:00", quarter.first_day());
        let at = Moment::from_civil_text(&midnight, OFFSET_SECONDS);
        at.map_or(0, |at| at.timestamp().as_millisecond())
    };
    (begins(quarter), begins(quarter.next()))
}

/// Operations that were not accepted and not yet dealt with, in groups.
macro_rules! told {
    ($last:literal, $which:literal, $group:literal, $limit:literal) => {
        concat!(
            "SELECT * FROM (SELECT o.server_seq AS first, ",
            $last,
            " AS last, o.visit, o.device, u.name, o.received_at, o.body, o.result,
               row_number() OVER (PARTITION BY ",
            $group,
            " ORDER BY o.server_seq) AS place, count(*) OVER (PARTITION BY ",
            $group,
            ") AS records
             FROM ops o
             JOIN devices d ON d.district_id = o.district_id AND d.id = o.device
             JOIN users u ON u.district_id = d.district_id AND u.id = d.user_id
             WHERE o.district_id = $1 AND o.outcome = 'quarantined' AND o.settled_at IS NULL AND ",
            $which,
            ") every WHERE place = 1 ORDER BY first DESC LIMIT ",
            $limit
        )
    };
}

/// The visits that operations of a quarter name but the store lacks, newest first. Each comes with
/// its first operation, which says why: the opening, if it is among them.
pub(super) async fn visits(
    store: &Store,
    quarter: Quarter,
) -> Result<Vec<RefusedVisit>, StoreError> {
    let (from, until) = bounds(quarter);
    let found = database::query(told!(
        // Everything that has arrived: whatever is shown as one group is also settled as one.
        "(SELECT counter FROM districts WHERE id = $1)",
        "o.received_at >= $2 AND o.received_at < $3
           AND NOT EXISTS (SELECT 1 FROM visits v
             WHERE v.district_id = o.district_id AND v.id = o.visit)",
        "coalesce(o.visit, o.device)",
        "$4"
    ))
    .bind(store.scope.district())
    .bind(from)
    .bind(until)
    .bind(REFUSED_LISTED)
    .fetch_all(&store.readers)
    .await?;
    found.iter().map(one).collect()
}

/// The operations of a visit, one by one.
pub(super) async fn of_visit(
    store: &Store,
    visit: VisitId,
) -> Result<Vec<RefusedVisit>, StoreError> {
    let found = database::query(told!("o.server_seq", "o.visit = $2", "o.server_seq", "$3"))
        .bind(store.scope.district())
        .bind(visit.to_string())
        .bind(REFUSED_LISTED)
        .fetch_all(&store.readers)
        .await?;
    found.iter().map(one).collect()
}

/// Marks operations as dealt with.
pub(super) async fn settle(
    db: &mut Connection,
    scope: &Scope,
    (login, it): &(String, Settling),
) -> Result<u32, StoreError> {
    let visit = it.visit.map(|visit| visit.to_string());
    let done = database::query(
        "UPDATE ops SET settled_at = $2
         WHERE district_id = $1 AND outcome = 'quarantined' AND settled_at IS NULL
           AND server_seq BETWEEN $3 AND $4
           AND (visit = $5 OR ($5 IS NULL AND visit IS NULL AND device = $6))",
    )
    .bind(scope.district())
    .bind(scope.now_ms())
    .bind(to_i64(it.span.0))
    .bind(to_i64(it.span.1))
    .bind(&visit)
    .bind(it.device.to_string())
    .execute(&mut *db)
    .await?;
    let count = u32::try_from(done).unwrap_or(u32::MAX);
    if count > 0 {
        let target = visit.unwrap_or_else(|| it.device.to_string());
        let entry = NewEntry {
            person: login,
            kind: "settle-refused",
            target: &target,
            result: &it.note,
        };
        audit::append(db, scope, entry).await?;
    }
    Ok(count)
}

fn one(row: &Row) -> Result<RefusedVisit, StoreError> {
    let result: OpResult = rows::json(row, "result")?;
    let quarantine = result.quarantine;
    let received: i64 = rows::get(row, "received_at")?;
    let visit: Option<String> = rows::get(row, "visit")?;
    // The body is stored as it came. If it is not an opening, the site is unknown.
    let body: Option<String> = rows::get(row, "body")?;
    let body: Value = serde_json::from_str(&body.unwrap_or_default()).unwrap_or_default();
    let site = body.pointer("/open_visit/site").and_then(Value::as_str);
    Ok(RefusedVisit {
        // Old rows, stored before the server extracted visit ids from operations, may hold an
        // invalid id.
        visit: visit.and_then(|it| it.parse().ok()),
        site: site.map(str::to_owned),
        device: rows::parsed(row, "device")?,
        person: rows::get(row, "name")?,
        received: Moment::from_millis(received, OFFSET_SECONDS),
        quarantine: quarantine
            .ok_or_else(|| StoreError::broken("result", "quarantined without a reason"))?,
        records: u32::try_from(rows::number(row, "records")?).unwrap_or(u32::MAX),
        span: (rows::number(row, "first")?, rows::number(row, "last")?),
    })
}

/// How many operations of a quarter were not accepted, for stored visits and for visits that the
/// store lacks.
pub(super) async fn count(store: &Store, quarter: Quarter) -> Result<u32, StoreError> {
    let (from, until) = bounds(quarter);
    let row = database::query(
        "SELECT count(*) AS n FROM ops o
         LEFT JOIN visits v ON v.district_id = o.district_id AND v.id = o.visit
         WHERE o.district_id = $1 AND o.outcome = 'quarantined' AND o.settled_at IS NULL
           AND (v.quarter = $2 OR (v.id IS NULL AND o.received_at >= $3 AND o.received_at < $4))",
    )
    .bind(store.scope.district())
    .bind(quarter.to_string())
    .bind(from)
    .bind(until)
    .fetch_one(&store.readers)
    .await?;
    Ok(u32::try_from(rows::number(&row, "n")?).unwrap_or(u32::MAX))
}
