//! Writing visits: their documents, the rows derived from them, and their rows in the feed.

use super::{Scope, execute, feed, rows};
use crate::store::database::{self, Connection, Field, Kind};
use crate::store::project::{FindingColumns, Whole};
use crate::store::{Quarters, StoreError};
use domain::ids::{CheckpointId, DeviceId, FindingId, PhotoId, SiteId, TownId, UserId, VisitId};
use domain::inspection::Visit;
use serde::Serialize;
use std::collections::BTreeSet;

/// Reads a visit and its town.
pub(super) async fn load(
    db: &mut Connection,
    scope: &Scope,
    visit: VisitId,
) -> Result<Option<(Visit, TownId)>, StoreError> {
    let row = database::query("SELECT doc, town FROM visits WHERE district_id = $1 AND id = $2")
        .bind(scope.district())
        .bind(visit.to_string())
        .fetch_optional(db)
        .await?;
    row.map(|row| Ok((rows::json(&row, "doc")?, rows::parsed(&row, "town")?)))
        .transpose()
}

/// A visit to write.
pub(super) struct Changed<'a> {
    pub(super) whole: Whole<'a>,
    /// Its findings with other rows than those stored, or none for all.
    pub(super) findings: Option<&'a BTreeSet<FindingId>>,
    /// Its photos that are not stored, or none for all.
    pub(super) photos: Option<&'a BTreeSet<PhotoId>>,
}

/// Writes a stored visit and everything derived from it.
pub(super) async fn save(
    db: &mut Connection,
    scope: &Scope,
    (visit, town): (&Visit, &TownId),
    quarters: &Quarters,
) -> Result<(), StoreError> {
    let whole = Whole { visit, town };
    let changed = Changed {
        whole,
        findings: None,
        photos: None,
    };
    save_all(db, scope, &[changed], quarters).await?;
    let number = feed::number(db, scope).await?;
    feed::put_all(db, scope, &[row(visit, number)?]).await
}

/// The row of a visit that is written: its body is the visit's document.
pub(super) fn row(visit: &Visit, number: u64) -> Result<feed::Row, StoreError> {
    Ok(feed::Row {
        kind: domain::sync::wire::kind::VISIT,
        key: visit.id.to_string(),
        seq: number,
        body: None,
        audience: Some(rows::to_json(&visit.inspectors)?),
    })
}

/// Writes visits and what is derived from them, without their rows in the feed.
pub(super) async fn save_all(
    db: &mut Connection,
    scope: &Scope,
    changed: &[Changed<'_>],
    quarters: &Quarters,
) -> Result<(), StoreError> {
    save_visits(db, scope, changed, quarters).await?;
    save_findings(db, scope, changed, quarters).await?;
    save_photos(db, scope, changed).await
}

#[derive(Serialize)]
struct VisitRow<'a> {
    id: VisitId,
    /// Where its document lies among the documents, in bytes from 1.
    begin: usize,
    length: usize,
    site: &'a SiteId,
    town: &'a TownId,
    quarter: String,
    opened_at: i64,
    closed: bool,
    voided: bool,
    town_sees: bool,
    method: &'static str,
    form: &'static str,
    inspectors: String,
    state: &'static str,
}

/// What the statement takes of each row.
const VISIT: [Field; 14] = [
    ("id", Kind::Text),
    ("begin", Kind::Number),
    ("length", Kind::Number),
    ("site", Kind::Text),
    ("town", Kind::Text),
    ("quarter", Kind::Text),
    ("opened_at", Kind::Number),
    ("closed", Kind::Flag),
    ("voided", Kind::Flag),
    ("town_sees", Kind::Flag),
    ("method", Kind::Text),
    ("form", Kind::Text),
    ("inspectors", Kind::Text),
    ("state", Kind::Text),
];

async fn save_visits(
    db: &mut Connection,
    scope: &Scope,
    changed: &[Changed<'_>],
    quarters: &Quarters,
) -> Result<(), StoreError> {
    // The documents are most of what is written. They are passed as they are, one after the other:
    // inside other JSON they would have to be quoted and read.
    let mut docs: Vec<u8> = Vec::new();
    let mut found = Vec::with_capacity(changed.len());
    for Changed { whole, .. } in changed {
        let Whole { visit, town } = whole;
        let columns = whole.columns(quarters);
        let begin = docs.len();
        serde_json::to_writer(&mut docs, visit)
            .map_err(|error| StoreError::broken("json", error))?;
        found.push(VisitRow {
            id: visit.id,
            begin: begin + 1,
            length: docs.len() - begin,
            site: &visit.site,
            town,
            quarter: columns.quarter,
            opened_at: columns.opened_ms,
            closed: columns.closed,
            voided: columns.voided,
            town_sees: columns.town_sees,
            method: visit.how.method.as_str(),
            form: visit.how.form.as_str(),
            inspectors: rows::to_json(&visit.inspectors)?,
            state: columns.state,
        });
    }
    if found.is_empty() {
        return Ok(());
    }
    let r = db.dialect().records("r", "$2", &VISIT);
    let piece = db.dialect().piece("$3", "r.begin", "r.length");
    let sql = format!(
        "WITH {r}
         INSERT INTO visits (district_id, id, doc, site, town, quarter, opened_at, closed, voided,
           town_sees, method, form, inspectors, state)
         SELECT $1, r.id, {piece},
           r.site, r.town, r.quarter, r.opened_at, r.closed,
           r.voided, r.town_sees, r.method, r.form, r.inspectors,
           r.state
         FROM r WHERE true
         ON CONFLICT (district_id, id)
         DO UPDATE SET doc = excluded.doc, closed = excluded.closed, voided = excluded.voided,
           town_sees = excluded.town_sees, inspectors = excluded.inspectors,
           state = excluded.state",
    );
    let query = database::query(sql).bind(scope.district());
    execute(db, query.bind(rows::to_json(&found)?).bind(docs)).await
}

#[derive(Serialize)]
struct FindingRow<'a> {
    id: FindingId,
    number: u64,
    visit: VisitId,
    town: &'a TownId,
    site: &'a SiteId,
    method: &'static str,
    form: &'static str,
    checkpoint: &'a CheckpointId,
    indicator: &'a str,
    device: DeviceId,
    recorded_by: UserId,
    #[serde(flatten)]
    columns: FindingColumns,
}

/// What the statement takes of each row.
const FINDING: [Field; 21] = [
    ("id", Kind::Text),
    ("number", Kind::Number),
    ("visit", Kind::Text),
    ("town", Kind::Text),
    ("site", Kind::Text),
    ("method", Kind::Text),
    ("form", Kind::Text),
    ("checkpoint", Kind::Text),
    ("indicator", Kind::Text),
    ("device", Kind::Text),
    ("recorded_by", Kind::Text),
    ("revision", Kind::Number),
    ("state", Kind::Text),
    ("waiting", Kind::Flag),
    ("reopened", Kind::Flag),
    ("flags", Kind::Text),
    ("count", Kind::Number),
    ("counted_at", Kind::Text),
    ("day", Kind::Text),
    ("quarter", Kind::Text),
    ("photos", Kind::Number),
];

async fn save_findings(
    db: &mut Connection,
    scope: &Scope,
    changed: &[Changed<'_>],
    quarters: &Quarters,
) -> Result<(), StoreError> {
    let mut found = Vec::new();
    for Changed {
        whole, findings, ..
    } in changed
    {
        let Whole { visit, town } = whole;
        let wanted = |id| findings.is_none_or(|changed| changed.contains(&id));
        let findings = whole.findings(quarters, wanted);
        found.extend(findings.map(|(finding, columns)| FindingRow {
            id: finding.id,
            number: finding.recorded.server_seq.unwrap_or_default(),
            visit: visit.id,
            town,
            site: &visit.site,
            method: visit.how.method.as_str(),
            form: visit.how.form.as_str(),
            checkpoint: &finding.checkpoint,
            indicator: finding.checkpoint.indicator(),
            device: finding.recorded.device,
            recorded_by: finding.recorded.by,
            columns,
        }));
    }
    if found.is_empty() {
        return Ok(());
    }
    let r = db.dialect().records("r", "$2", &FINDING);
    let sql = format!(
        "WITH {r}
         INSERT INTO findings (district_id, id, number, visit, town, site, method, form,
           checkpoint, indicator, device, recorded_by, revision, state, waiting, reopened,
           flags, count, counted_at, day, quarter, photos)
         SELECT $1, r.id, r.number, r.visit, r.town, r.site,
           r.method, r.form, r.checkpoint, r.indicator, r.device,
           r.recorded_by, r.revision, r.state, r.waiting,
           r.reopened, r.flags, r.count, r.counted_at, r.day,
           r.quarter, r.photos
         FROM r WHERE true
         ON CONFLICT (district_id, id)
         DO UPDATE SET revision = excluded.revision, state = excluded.state,
           waiting = excluded.waiting, reopened = excluded.reopened, flags = excluded.flags,
           count = excluded.count, counted_at = excluded.counted_at, day = excluded.day,
           quarter = excluded.quarter, photos = excluded.photos",
    );
    let query = database::query(sql).bind(scope.district());
    execute(db, query.bind(rows::to_json(&found)?)).await
}

#[derive(Serialize)]
struct PhotoRow<'a> {
    id: PhotoId,
    visit: VisitId,
    user: UserId,
    sha256: &'a str,
}

/// What the statement takes of each row.
const PHOTO: [Field; 4] = [
    ("id", Kind::Text),
    ("visit", Kind::Text),
    ("user", Kind::Text),
    ("sha256", Kind::Text),
];

async fn save_photos(
    db: &mut Connection,
    scope: &Scope,
    changed: &[Changed<'_>],
) -> Result<(), StoreError> {
    let mut found = Vec::new();
    for Changed { whole, photos, .. } in changed {
        let all = whole.visit.photos.values();
        let new = all.filter(|it| photos.is_none_or(|new| new.contains(&it.id)));
        found.extend(new.map(|it| PhotoRow {
            id: it.id,
            visit: whole.visit.id,
            user: it.stamp.by,
            sha256: &it.sha256,
        }));
    }
    if found.is_empty() {
        return Ok(());
    }
    let r = db.dialect().records("r", "$2", &PHOTO);
    let sql = format!(
        "WITH {r}
         INSERT INTO photos (district_id, id, visit, user_id, sha256)
         SELECT $1, r.id, r.visit, r.user, r.sha256 FROM r WHERE true
         ON CONFLICT (district_id, id) DO NOTHING",
    );
    let query = database::query(sql).bind(scope.district());
    execute(db, query.bind(rows::to_json(&found)?)).await
}
