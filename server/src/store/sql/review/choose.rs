//! Values for searching and filtering the queue.

use crate::store::database::{self, Connection, Row};
use crate::store::error::StoreError;
use crate::store::review::{Choices, Named, Worded};
use crate::store::sql::review::lines::{filtered, taken};
use crate::store::sql::rows;
use crate::store::sql::scope::Scope;
use app::api::review::QueueFilter;
use domain::ids::TownId;
use domain::inspection::{Content, Finding};
use std::fmt::Display;
use std::str::FromStr;

/// The searchable text of the findings that match the filter.
pub(super) async fn worded(
    db: &mut Connection,
    scope: &Scope,
    filter: &QueueFilter,
) -> Result<Vec<Worded>, StoreError> {
    // In the order of visits, so that each visit's document is parsed only once.
    const WORDED: &str = "SELECT f.id, f.checkpoint, f.counted_at, s.name AS site_name,
           coalesce((SELECT n.name FROM town_names n WHERE n.district_id = f.district_id
              AND n.town = f.town AND n.before > f.quarter ORDER BY n.before LIMIT 1), t.name)
             AS town_name, coalesce(u.name, '') AS inspector,
           (SELECT coalesce(json_group_array(i.name), '[]')
            FROM visits v CROSS JOIN json_each(v.inspectors) p
            JOIN users i ON i.district_id = v.district_id AND i.id = p.value
            WHERE v.district_id = f.district_id AND v.id = f.visit) AS inspectors,
           (SELECT json_extract(v.doc, '$.findings.\"' || f.id || '\"') FROM visits v
            WHERE v.district_id = f.district_id AND v.id = f.visit) AS finding
         FROM findings f
         JOIN towns t ON t.district_id = f.district_id AND t.id = f.town
         JOIN sites s ON s.district_id = f.district_id AND s.id = f.site
         LEFT JOIN users u ON u.district_id = f.district_id AND u.id = f.recorded_by
         WHERE f.district_id = $1";
    let wanted = filtered(filter, false);
    let found = taken(
        format!("{WORDED}{wanted} ORDER BY f.visit"),
        scope,
        filter,
        None,
    )
    .fetch_all(db)
    .await?;
    found.iter().map(one).collect()
}

fn one(row: &Row) -> Result<Worded, StoreError> {
    let finding: Finding = rows::json(row, "finding")?;
    let mut names: Vec<String> = rows::json(row, "inspectors")?;
    for column in ["site_name", "town_name", "inspector"] {
        names.push(rows::get(row, column)?);
    }
    let heads = finding.heads.iter().filter_map(|head| head.value.as_ref());
    let decided = finding.decision.as_ref().map(|it| &it.content);
    Ok(Worded {
        id: rows::parsed(row, "id")?,
        checkpoint: rows::parsed(row, "checkpoint")?,
        counted_at: rows::parsed(row, "counted_at")?,
        words: heads.chain(decided).flat_map(said).collect(),
        names,
    })
}

fn said(content: &Content) -> impl Iterator<Item = String> {
    let mut words = content.phrases.clone();
    words.push(content.note.clone());
    words.into_iter().filter(|it| !it.is_empty())
}

/// The sites with any findings, and the people who made visits.
pub(super) async fn choices(
    db: &mut Connection,
    scope: &Scope,
    town: Option<&TownId>,
) -> Result<Choices, StoreError> {
    // Each query has its own index: all findings of a town, or the first of each site.
    let sites = database::query(match town {
        Some(_) => {
            "SELECT s.id, s.name FROM sites s
             WHERE s.district_id = $1 AND s.id IN (
               SELECT f.site FROM findings f WHERE f.district_id = $1 AND f.town = $2)
             ORDER BY s.name, s.id"
        }
        None => {
            "SELECT s.id, s.name FROM sites s
             WHERE s.district_id = $1 AND EXISTS (
               SELECT 1 FROM findings f WHERE f.district_id = s.district_id AND f.site = s.id)
             ORDER BY s.name, s.id"
        }
    })
    .bind(scope.district())
    .bind(town.map(ToString::to_string))
    .fetch_all(&mut *db)
    .await?;
    let inspectors = database::query(
        "SELECT u.id, u.name FROM users u
         WHERE u.district_id = $1 AND u.id IN (
           SELECT p.value FROM visits v, json_each(v.inspectors) p WHERE v.district_id = $1
           UNION SELECT f.recorded_by FROM findings f WHERE f.district_id = $1)
         ORDER BY u.name, u.id",
    )
    .bind(scope.district())
    .fetch_all(db)
    .await?;
    Ok(Choices {
        sites: sites.iter().map(place).collect::<Result<_, _>>()?,
        inspectors: inspectors.iter().map(place).collect::<Result<_, _>>()?,
    })
}

fn place<Id: FromStr<Err: Display>>(row: &Row) -> Result<Named<Id>, StoreError> {
    rows::named(row, "id", "name")
}
