//! Decisions and releases: the visit, its rows, the feed and the audit entry in one transaction.

use super::feed;
use super::tables::quarters;
use super::{Scope, audit, rows, write_visit};
use crate::store::database::{self, Connection};
use crate::store::{Deciding, Refused, StoreError, deciding, to_i64};
use domain::ids::{FindingId, UserId, VisitId};
use domain::inspection::{Form, Verdict};
use futures::FutureExt;
use futures::future::BoxFuture;

pub(super) fn decide<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    deciding: &'c Deciding,
) -> BoxFuture<'c, Result<Result<(), Refused>, StoreError>> {
    async move {
        let Some(visit) = visit_of(db, scope, deciding.finding).await? else {
            return Ok(Err(Refused::Unknown));
        };
        let Some((mut visit, town)) = write_visit::load(db, scope, visit).await? else {
            return Ok(Err(Refused::Unknown));
        };
        let quarters = quarters(db, scope).await?;
        let void = visit.void().is_some();
        let photos = visit.standing_photos(deciding.finding);
        let Some(finding) = visit.findings.get_mut(&deciding.finding) else {
            return Ok(Err(Refused::Unknown));
        };
        // A decision would bring the visit back. The supervisor's page was loaded before the visit
        // was voided.
        if void {
            return Ok(Err(Refused::Changed(finding.revision)));
        }
        if deciding::stands(finding, deciding, &quarters) {
            return Ok(Ok(()));
        }
        let mut decision = match deciding::decide(finding, deciding, &quarters) {
            Ok(decision) => decision,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Verdict::Merged { into } = deciding.verdict
            && !may_carry(db, scope, deciding.finding, into).await?
        {
            return Ok(Err(Refused::Invalid("into", "unknown")));
        }
        let to = quarters.of(decision.content.counted_at).to_string();
        if is_frozen_elsewhere(db, scope, deciding.finding, &to).await? {
            return Ok(Err(Refused::Invalid("observed_at", "frozen")));
        }
        // Everything from here on is written.
        decision.server_seq = feed::number(db, scope).await?;
        decision.photos = Some(photos);
        let text = rows::to_json(&decision)?;
        let number = decision.server_seq;
        finding.decision = Some(decision);
        write_visit::save(db, scope, (&visit, &town), &quarters).await?;
        database::query(
            "INSERT INTO decisions (district_id, server_seq, finding, decision) VALUES ($1, $2, $3, $4)",
        )
        .bind(scope.district())
        .bind(to_i64(number))
        .bind(deciding.finding.to_string())
        .bind(&text)
        .execute(&mut *db)
        .await?;
        feed::put_site(db, scope, &visit.site, &quarters).await?;
        log(db, scope, deciding.by, "decide", deciding.finding.to_string(), &text).await?;
        Ok(Ok(()))
    }
    .boxed()
}

pub(super) fn release<'c>(
    db: &'c mut Connection,
    scope: &'c Scope,
    (by, visit): &'c (UserId, VisitId),
) -> BoxFuture<'c, Result<Result<(), Refused>, StoreError>> {
    async move {
        let Some((mut visit, town)) = write_visit::load(db, scope, *visit).await? else {
            return Ok(Err(Refused::Unknown));
        };
        if visit.how.form != Form::Unannounced || visit.closing().is_none() {
            return Ok(Err(Refused::Invalid("visit", "not-allowed")));
        }
        if visit.released {
            return Ok(Ok(()));
        }
        visit.released = true;
        let quarters = quarters(db, scope).await?;
        write_visit::save(db, scope, (&visit, &town), &quarters).await?;
        log(db, scope, *by, "release", visit.id.to_string(), "released").await?;
        Ok(Ok(()))
    }
    .boxed()
}

async fn visit_of(
    db: &mut Connection,
    scope: &Scope,
    finding: FindingId,
) -> Result<Option<VisitId>, StoreError> {
    let row = database::query("SELECT visit FROM findings WHERE district_id = $1 AND id = $2")
        .bind(scope.district())
        .bind(finding.to_string())
        .fetch_optional(db)
        .await?;
    row.map(|row| rows::parsed(&row, "visit")).transpose()
}

/// Whether the finding was counted in the closing of a quarter other than `to`: it would then count
/// twice.
async fn is_frozen_elsewhere(
    db: &mut Connection,
    scope: &Scope,
    finding: FindingId,
    to: &str,
) -> Result<bool, StoreError> {
    database::scalar(
        "SELECT EXISTS (
           SELECT 1 FROM quarters q
           JOIN frozen z ON z.district_id = q.district_id AND z.quarter = q.quarter
             AND z.number = (
               SELECT max(l.number) FROM frozen l
               WHERE l.district_id = q.district_id AND l.quarter = q.quarter)
           CROSS JOIN json_each(z.doc, '$.places') p
           WHERE q.district_id = $1 AND q.state = 'closed' AND q.quarter <> $3
             AND json_extract(p.value, '$.finding') = $2)",
    )
    .bind(scope.district())
    .bind(finding.to_string())
    .bind(to)
    .fetch_one(db)
    .await
}

/// Whether a finding can be merged into another: that one must not be withdrawn, rejected or
/// merged, and must have the same town, quarter and checkpoint.
async fn may_carry(
    db: &mut Connection,
    scope: &Scope,
    finding: FindingId,
    into: FindingId,
) -> Result<bool, StoreError> {
    database::scalar(
        "SELECT EXISTS (
           SELECT 1 FROM findings f
           JOIN findings o ON o.district_id = f.district_id AND o.town = f.town
             AND o.quarter = f.quarter AND o.checkpoint = f.checkpoint
           WHERE f.district_id = $1 AND f.id = $2 AND o.id = $3
             AND o.state IN ('recorded', 'returned', 'confirmed'))",
    )
    .bind(scope.district())
    .bind(finding.to_string())
    .bind(into.to_string())
    .fetch_one(db)
    .await
}

async fn log(
    db: &mut Connection,
    scope: &Scope,
    by: UserId,
    kind: &'static str,
    target: String,
    result: &str,
) -> Result<(), StoreError> {
    let person = by.to_string();
    let entry = audit::NewEntry {
        person: &person,
        kind,
        target: &target,
        result,
    };
    audit::append(db, scope, entry).await
}
