//! What arrived for a quarter after its closing.

use super::{Scope, rows};
use crate::ground::clock::OFFSET_SECONDS;
use crate::store::database::{self, Connection, Row};
use crate::store::{LateThing, StoreError, to_i64};
use domain::time::{Moment, Quarter};

/// New findings, except those of void visits.
const FINDINGS: &str = "
    SELECT f.id AS finding, f.checkpoint, f.town, s.name AS site,
      coalesce(min(o.received_at), 0) AS received
    FROM findings f
    JOIN sites s ON s.district_id = f.district_id AND s.id = f.site
    JOIN visits v ON v.district_id = f.district_id AND v.id = f.visit
    LEFT JOIN ops o ON o.district_id = f.district_id AND o.server_seq = f.number
    WHERE f.district_id = $1 AND f.quarter = $2 AND f.number > $3 AND v.voided = 0
    GROUP BY f.id, f.checkpoint, f.town, s.name, f.number ORDER BY f.number";

/// Decisions.
const DECISIONS: &str = "
    SELECT f.id AS finding, f.checkpoint, f.town, s.name AS site,
      json_extract(d.decision, '$.at') AS decided
    FROM decisions d
    JOIN findings f ON f.district_id = d.district_id AND f.id = d.finding
    JOIN sites s ON s.district_id = f.district_id AND s.id = f.site
    WHERE d.district_id = $1 AND f.quarter = $2 AND d.server_seq > $3 ORDER BY d.server_seq";

/// Visits for which any operation arrived: an answer, an amendment, the closing. Only visits whose
/// feed row has changed are checked. A visit that was opened and voided after the closing is left
/// out. One that was only voided after it is listed, since the closing may have counted it.
const VISITS: &str = "
    SELECT v.town, s.name AS site, max(o.received_at) AS received
    FROM visits v
    JOIN feed f ON f.district_id = v.district_id AND f.kind = 'visit' AND f.key = v.id
    JOIN sites s ON s.district_id = v.district_id AND s.id = v.site
    JOIN ops o ON o.district_id = v.district_id AND o.server_seq > $3 AND instr(o.body, v.id) > 0
    WHERE v.district_id = $1 AND v.quarter = $2 AND f.seq > $3
      AND (v.voided = 0 OR CAST(json_extract(v.doc, '$.opened.server_seq') AS BIGINT) <= $3)
    GROUP BY v.id, v.town, v.opened_at, s.name ORDER BY v.opened_at";

/// All late things; `after` is the number of the closing.
pub(super) async fn things(
    db: &mut Connection,
    scope: &Scope,
    quarter: Quarter,
    after: u64,
) -> Result<Vec<LateThing>, StoreError> {
    let mut late = Vec::new();
    for (kind, sql) in [
        ("finding", FINDINGS),
        ("decision", DECISIONS),
        ("visit", VISITS),
    ] {
        let found = database::query(sql)
            .bind(scope.district())
            .bind(quarter.to_string())
            .bind(to_i64(after))
            .fetch_all(&mut *db)
            .await?;
        for row in &found {
            late.push(thing(kind, row)?);
        }
    }
    Ok(late)
}

fn thing(kind: &'static str, row: &Row) -> Result<LateThing, StoreError> {
    let (finding, checkpoint) = if kind == "visit" {
        (None, None)
    } else {
        (
            Some(rows::get(row, "finding")?),
            Some(rows::get(row, "checkpoint")?),
        )
    };
    Ok(LateThing {
        kind,
        finding,
        checkpoint,
        town: rows::parsed(row, "town")?,
        site: rows::get(row, "site")?,
        received: match kind {
            "decision" => rows::parsed(row, "decided")?,
            _ => Moment::from_millis(rows::get(row, "received")?, OFFSET_SECONDS),
        },
    })
}
