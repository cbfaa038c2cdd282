//! Loading what a group of pushes names: each kind of thing with one statement, whatever the number
//! of pushes and operations.

use super::recent::Recent;
use super::tables::quarters;
use super::{feed, rows};
use crate::store::database::{self, Connection, Row};
use crate::store::error::StoreError;
use crate::store::fold::{
    Arriving, Assignments, Device, Devices, Ends, First, Held, Known, Loaded, Names, Place,
};
use crate::store::sql::scope::Scope;
use domain::ids::{SiteId, VisitId};
use domain::sync::op::Intent;
use domain::sync::wire::AssignmentRow;
use std::collections::{BTreeMap, BTreeSet};

/// The district's epoch and counter.
pub(super) struct District {
    pub(super) epoch: String,
    pub(super) counter: u64,
}

/// Reads the district's epoch and counter.
pub(super) async fn district(db: &mut Connection, scope: &Scope) -> Result<District, StoreError> {
    let row = database::query("SELECT epoch, counter FROM districts WHERE id = $1")
        .bind(scope.district())
        .fetch_one(db)
        .await?;
    Ok(District {
        epoch: rows::get(&row, "epoch")?,
        counter: rows::number(&row, "counter")?,
    })
}

/// Loads everything that the pushes name.
pub(super) async fn load(
    db: &mut Connection,
    scope: &Scope,
    pushes: &[Arriving],
    recent: &mut Recent,
) -> Result<Loaded, StoreError> {
    let names = Names::of(pushes);
    let District { epoch, counter } = district(db, scope).await?;
    let mut loaded = Loaded {
        epoch,
        counter,
        quarters: quarters(db, scope).await?,
        devices: devices(db, scope, &names).await?,
        ..Loaded::default()
    };
    ops(db, scope, &names, &mut loaded).await?;
    if !names.visits.is_empty() {
        visits(db, scope, &names, recent, &mut loaded).await?;
    }
    if !names.findings.is_empty() || !names.photos.is_empty() {
        owners(db, scope, &names, &mut loaded).await?;
    }
    let closed = closed_sites(pushes, &names, &loaded);
    let sites: BTreeSet<&SiteId> = names.sites.iter().chain(&closed).collect();
    if !sites.is_empty() {
        loaded.sites = feed::sites(db, scope, sites, &loaded.quarters).await?;
    }
    if !names.closed.is_empty() {
        loaded.assignments = assignments(db, scope, &names, &closed).await?;
    }
    Ok(loaded)
}

/// Reads the devices of the pushes, and all that they succeed or claim to succeed.
async fn devices(db: &mut Connection, scope: &Scope, names: &Names) -> Result<Devices, StoreError> {
    let found = database::query(
        "WITH RECURSIVE chain (id) AS (
           SELECT id FROM devices
           WHERE district_id = $1 AND id IN (SELECT value FROM json_each($2))
           UNION
           SELECT d.succeeds FROM chain
           JOIN devices d ON d.district_id = $1 AND d.id = chain.id
           WHERE d.succeeds IS NOT NULL)
         SELECT d.id, d.user_id, d.last_seq, d.revoked_at IS NOT NULL AS revoked, d.succeeds,
           coalesce(d.succeeds_through, 0) AS through, d.seen_at, d.latest_at, d.rescue
         FROM chain JOIN devices d ON d.district_id = $1 AND d.id = chain.id",
    )
    .bind(scope.district())
    .bind(rows::list(&names.devices))
    .fetch_all(db)
    .await?;
    let one = |row: &Row| {
        let through = rows::number(row, "through")?;
        let device = Device {
            user: rows::parsed(row, "user_id")?,
            last_seq: rows::number(row, "last_seq")?,
            revoked: rows::get(row, "revoked")?,
            succeeds: rows::parsed_if(row, "succeeds")?.map(|older| (older, through)),
            seen_at: rows::get(row, "seen_at")?,
            latest_at: rows::get(row, "latest_at")?,
            rescue: rows::get(row, "rescue")?,
            changed: false,
        };
        Ok((rows::parsed(row, "id")?, device))
    };
    Ok(Devices(found.iter().map(one).collect::<Result<_, _>>()?))
}

/// Reads the operations that arrived before: under the ids of the pushes, under their numbers, and
/// those of older devices that a device has sent again under its own.
async fn ops(
    db: &mut Connection,
    scope: &Scope,
    names: &Names,
    loaded: &mut Loaded,
) -> Result<(), StoreError> {
    // Numbers above a device's last are new.
    let known = names.spans.iter().filter(|(device, first, _)| {
        let device = loaded.devices.0.get(device);
        device.is_some_and(|it| *first <= it.last_seq)
    });
    let spans: Vec<_> = known.collect();
    let found = database::query(
        "SELECT 'id' AS how, device, seq, op_id, hash, result FROM ops
         WHERE district_id = $1 AND first = 1 AND op_id IN (SELECT value FROM json_each($2))
         UNION ALL
         SELECT 'number', o.device, o.seq, o.op_id, o.hash, o.result
         FROM json_each($3) span
         CROSS JOIN ops o
         WHERE o.district_id = $1 AND o.device = json_extract(span.value, '$[0]')
           AND o.seq BETWEEN CAST(json_extract(span.value, '$[1]') AS BIGINT)
             AND CAST(json_extract(span.value, '$[2]') AS BIGINT)
         UNION ALL
         SELECT 'again', device, seq, op_id, '', '' FROM ops
         WHERE district_id = $1 AND device IN (SELECT value FROM json_each($4))
           AND first = 0 AND outcome = 'duplicate'",
    )
    .bind(scope.district())
    .bind(rows::list(&names.ops))
    .bind(rows::to_json(&spans)?)
    .bind(rows::list(names.spans.iter().map(|(device, ..)| device)))
    .fetch_all(db)
    .await?;
    for row in &found {
        let device = rows::parsed(row, "device")?;
        let op_id = rows::parsed(row, "op_id")?;
        let known = || {
            Ok::<_, StoreError>(Known {
                hash: rows::get(row, "hash")?,
                first: First::Stored(rows::json(row, "result")?),
            })
        };
        match rows::get(row, "how")? {
            "id" => {
                loaded.by_op.insert(op_id, known()?);
            }
            "number" => {
                let seq = rows::number(row, "seq")?;
                loaded.by_seq.insert((device, seq), known()?);
            }
            _ => {
                loaded.again.entry(device).or_default().insert(op_id);
            }
        }
    }
    Ok(())
}

/// Reads the visits; a recent one is taken as it is if it was not written since.
async fn visits(
    db: &mut Connection,
    scope: &Scope,
    names: &Names,
    recent: &mut Recent,
    loaded: &mut Loaded,
) -> Result<(), StoreError> {
    let named = names.visits.iter().map(|id| (id, recent.number(*id)));
    let named: Vec<_> = named.collect();
    let found = database::query(
        "SELECT v.id, v.town,
           CASE WHEN f.seq = CAST(json_extract(n.value, '$[1]') AS BIGINT) THEN NULL ELSE v.doc END
             AS doc
         FROM json_each($2) n
         CROSS JOIN visits v
         LEFT JOIN feed f ON f.district_id = $1 AND f.kind = 'visit' AND f.key = v.id
         WHERE v.district_id = $1 AND v.id = json_extract(n.value, '$[0]')",
    )
    .bind(scope.district())
    .bind(rows::to_json(&named)?)
    .fetch_all(db)
    .await?;
    for row in &found {
        let id = rows::parsed(row, "id")?;
        let known = recent.take(id);
        let doc: Option<&str> = rows::get(row, "doc")?;
        let visit = match (doc, known) {
            (None, Some(known)) => known,
            _ => rows::json(row, "doc")?,
        };
        let held = Held {
            town: Some(rows::parsed(row, "town")?),
            void: visit.void().is_some(),
            visit: Some(visit),
            ..Held::default()
        };
        loaded.visits.insert(id, held);
    }
    Ok(())
}

/// Reads which of the new findings and photos exist, and in which visits, and which files their
/// people have uploaded.
async fn owners(
    db: &mut Connection,
    scope: &Scope,
    names: &Names,
    loaded: &mut Loaded,
) -> Result<(), StoreError> {
    let found = database::query(
        "SELECT 'finding' AS what, id, visit AS whose FROM findings
         WHERE district_id = $1 AND id IN (SELECT value FROM json_each($2))
         UNION ALL
         SELECT 'photo', id, visit FROM photos
         WHERE district_id = $1 AND id IN (SELECT value FROM json_each($3))
         UNION ALL
         SELECT 'file', u.sha256, u.user_id
         FROM json_each($4) file
         CROSS JOIN uploads u
         WHERE u.district_id = $1 AND u.user_id = json_extract(file.value, '$[0]')
           AND u.sha256 = json_extract(file.value, '$[1]') AND u.verified_at IS NOT NULL",
    )
    .bind(scope.district())
    .bind(rows::list(&names.findings))
    .bind(rows::list(&names.photos))
    .bind(rows::to_json(&names.files)?)
    .fetch_all(db)
    .await?;
    for row in &found {
        match rows::get(row, "what")? {
            "finding" => {
                let visit = rows::parsed(row, "whose")?;
                loaded.findings.insert(rows::parsed(row, "id")?, visit);
            }
            "photo" => {
                let visit = rows::parsed(row, "whose")?;
                loaded.photos.insert(rows::parsed(row, "id")?, visit);
            }
            _ => {
                let file = (rows::parsed(row, "whose")?, rows::get(row, "id")?);
                loaded.verified.insert(file);
            }
        }
    }
    Ok(())
}

/// The sites of the visits that are handed in, stored ones and new ones.
fn closed_sites(pushes: &[Arriving], names: &Names, loaded: &Loaded) -> BTreeSet<SiteId> {
    let stored = names.closed.iter().filter_map(|id| loaded.visits.get(id));
    let stored = stored.filter_map(|it| Some(it.visit.as_ref()?.site.clone()));
    let ops = pushes.iter().flat_map(|push| &push.ops);
    let new = ops.filter_map(|op| match &op.decoded.as_ref().ok()?.intent {
        Intent::OpenVisit(it) => names.closed.contains(&it.visit).then(|| it.site.clone()),
        _ => None,
    });
    stored.chain(new).collect()
}

async fn assignments(
    db: &mut Connection,
    scope: &Scope,
    names: &Names,
    sites: &BTreeSet<SiteId>,
) -> Result<Assignments, StoreError> {
    let found = database::query(
        "SELECT * FROM (
           SELECT id, site, method, form, inspectors, due, note, done_by FROM assignments
           WHERE district_id = $1 AND site IN (SELECT value FROM json_each($2))
             AND done_by IS NULL AND withdrawn_at IS NULL
           UNION ALL
           SELECT id, site, method, form, inspectors, due, note, done_by FROM assignments
           WHERE district_id = $1 AND done_by IN (SELECT value FROM json_each($3))) either
         ORDER BY coalesce(due, '9999'), id",
    )
    .bind(scope.district())
    .bind(rows::list(sites))
    .bind(rows::list(&names.closed))
    .fetch_all(db)
    .await?;
    let mut assignments = Assignments::default();
    for row in &found {
        let by: Option<VisitId> = rows::parsed_if(row, "done_by")?;
        if let Some(by) = by {
            assignments.by.insert(by);
            continue;
        }
        assignments.rows.push(AssignmentRow {
            id: rows::parsed(row, "id")?,
            site: rows::parsed(row, "site")?,
            method: rows::word(row, "method")?,
            form: rows::word(row, "form")?,
            inspectors: rows::json(row, "inspectors")?,
            due: rows::get(row, "due")?,
            note: rows::get(row, "note")?,
            done_by: None,
        });
    }
    Ok(assignments)
}

/// The devices with findings at these places outside the visits of the group.
pub(super) async fn elsewhere(
    db: &mut Connection,
    scope: &Scope,
    places: &BTreeSet<&Place>,
    visits: impl IntoIterator<Item = &VisitId>,
) -> Result<BTreeMap<Place, Ends>, StoreError> {
    if places.is_empty() {
        return Ok(BTreeMap::new());
    }
    let texts: Vec<_> = places
        .iter()
        .map(|(site, day, checkpoint)| (site, day.to_string(), checkpoint))
        .collect();
    let found = database::query(
        "WITH places (at, site, day, checkpoint) AS MATERIALIZED (
           SELECT CAST(key AS BIGINT), json_extract(value, '$[0]'), json_extract(value, '$[1]'),
             json_extract(value, '$[2]')
           FROM json_each($2))
         SELECT p.at,
           (SELECT f.device FROM findings f
            WHERE f.district_id = $1 AND f.site = p.site AND f.day = p.day
              AND f.checkpoint = p.checkpoint
              AND f.state NOT IN ('withdrawn', 'rejected', 'merged')
              AND f.visit NOT IN (SELECT value FROM json_each($3))
            ORDER BY f.device LIMIT 1) AS first,
           (SELECT f.device FROM findings f
            WHERE f.district_id = $1 AND f.site = p.site AND f.day = p.day
              AND f.checkpoint = p.checkpoint
              AND f.state NOT IN ('withdrawn', 'rejected', 'merged')
              AND f.visit NOT IN (SELECT value FROM json_each($3))
            ORDER BY f.device DESC LIMIT 1) AS last
         FROM places p",
    )
    .bind(scope.district())
    .bind(rows::to_json(&texts)?)
    .bind(rows::list(visits))
    .fetch_all(db)
    .await?;
    let places: Vec<_> = places.iter().collect();
    let mut elsewhere = BTreeMap::new();
    for row in &found {
        let at = usize::try_from(rows::number(row, "at")?).unwrap_or(usize::MAX);
        let ends = rows::parsed_if(row, "first")?.zip(rows::parsed_if(row, "last")?);
        if let (Some(place), Some(ends)) = (places.get(at), ends) {
            elsewhere.insert((**place).clone(), ends);
        }
    }
    Ok(elsewhere)
}
