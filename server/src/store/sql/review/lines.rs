//! Findings as lists show them, and the filter of the queue.

use crate::store::database::{self, Query, Row};
use crate::store::error::StoreError;
use crate::store::review::Listed;
use crate::store::sql::rows;
use crate::store::sql::scope::Scope;
use crate::store::to_u64;
use app::api::review::QueueFilter;
use domain::inspection::Flag;

/// The filter's conditions, after `WHERE f.district_id = $1`: only those that the filter sets, so
/// that an index can serve them. [`taken`] binds the values.
pub(super) fn filtered(filter: &QueueFilter, within: bool) -> String {
    let (state, every) = (filter.state.is_some(), filter.all);
    let parts = [
        (filter.town.is_some(), " AND f.town = $2"),
        (filter.site.is_some(), " AND f.site = $3"),
        (filter.method.is_some(), " AND f.method = $4"),
        (filter.form.is_some(), " AND f.form = $5"),
        (filter.indicator.is_some(), " AND f.indicator = $6"),
        (state, " AND f.state = $7"),
        (!state && !every, " AND f.waiting = 1"),
        (
            filter.inspector.is_some(),
            " AND (f.recorded_by = $8 OR EXISTS (
               SELECT 1 FROM visits v, json_each(v.inspectors) p
               WHERE v.district_id = f.district_id AND v.id = f.visit AND p.value = $8))",
        ),
        (filter.from.is_some(), " AND f.day >= $9"),
        (filter.to.is_some(), " AND f.day <= $10"),
        (within, " AND f.id IN (SELECT value FROM json_each($11))"),
    ];
    let named = parts.into_iter().filter(|(named, _)| *named);
    named.map(|(_, sql)| sql).collect()
}

/// Binds the filter's values, from $1 to $11.
pub(super) fn taken(
    sql: String,
    scope: &Scope,
    filter: &QueueFilter,
    within: Option<String>,
) -> Query {
    // The SQL consists of the literals above; all values are bound.
    database::query(sql)
        .bind(scope.district())
        .bind(filter.town.as_ref().map(ToString::to_string))
        .bind(filter.site.as_ref().map(ToString::to_string))
        .bind(filter.method.map(|method| method.as_str()))
        .bind(filter.form.map(|form| form.as_str()))
        .bind(filter.indicator.clone())
        .bind(filter.state.map(|state| state.as_str()))
        .bind(filter.inspector.map(|it| it.to_string()))
        .bind(filter.from.clone())
        .bind(filter.to.clone())
        .bind(within)
}

pub(super) fn listed(row: &Row) -> Result<Listed, StoreError> {
    let mut flags: Vec<Flag> = rows::json(row, "flags")?;
    if rows::get(row, "twin")? {
        flags.push(Flag::PossibleDuplicate);
    }
    Ok(Listed {
        id: rows::parsed(row, "id")?,
        number: rows::number(row, "number")?,
        revision: small(row, "revision")?,
        visit: rows::parsed(row, "visit")?,
        town: rows::named(row, "town", "town_name")?,
        site: rows::named(row, "site", "site_name")?,
        checkpoint: rows::parsed(row, "checkpoint")?,
        method: rows::word(row, "method")?,
        form: rows::word(row, "form")?,
        state: rows::word(row, "state")?,
        decided: rows::get::<Option<i64>>(row, "decided")?.map(to_u64),
        reopened: rows::get(row, "reopened")?,
        flags,
        count: small(row, "count")?,
        counted_at: rows::parsed(row, "counted_at")?,
        day: rows::get(row, "day")?,
        inspector: rows::get(row, "inspector")?,
        finder: rows::word(row, "finder")?,
        device: rows::get(row, "device")?,
        photos: small(row, "photos")?,
    })
}

pub(super) fn small(row: &Row, column: &'static str) -> Result<u32, StoreError> {
    let number = rows::number(row, column)?;
    u32::try_from(number).map_err(|error| StoreError::broken(column, error))
}
