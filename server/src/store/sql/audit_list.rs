//! Searching the audit log by person, kind, time and text.

use super::{Store, rows};
use crate::ground::clock::OFFSET_SECONDS;
use crate::store::database::{self, Connection, Query, Row};
use crate::store::{AuditEntry, AuditFilter, StoreError};
use domain::time::Moment;
use jiff::Timestamp;

/// The filter's parameters: people $2, kind $3, numbers $4 to $5, text $6, targets $7, times $8 to
/// $9. The range of numbers selects the entries. Times are only checked (`+at`), since a clock may
/// have been set back.
macro_rules! filtered {
    ($start:literal, $which:literal, $end:literal) => {
        concat!(
            $start,
            " FROM audit a WHERE a.district_id = $1 ",
            $which,
            " AND a.number BETWEEN $4 AND $5 AND +a.at >= $8 AND +a.at < $9
              AND ($6 IS NULL OR lower(a.target) LIKE $6 ESCAPE '\\'
                OR lower(a.result) LIKE $6 ESCAPE '\\'
                OR a.target IN (SELECT value FROM json_each($7))) ",
            $end
        )
    };
}

/// The statement for the fields that a filter sets, so that each can use its index.
macro_rules! by_filter {
    ($filter:expr, $start:literal, $end:literal) => {
        match ($filter.by.is_some(), $filter.kind.is_some()) {
            (false, false) => filtered!($start, "", $end),
            (true, false) => filtered!(
                $start,
                "AND a.person IN (SELECT value FROM json_each($2))",
                $end
            ),
            (false, true) => filtered!($start, "AND a.kind = $3", $end),
            (true, true) => filtered!(
                $start,
                "AND a.kind = $3 AND a.person || '' IN (SELECT value FROM json_each($2))",
                $end
            ),
        }
    };
}

/// The bound values, in order from $2.
struct Bound {
    people: Option<String>,
    kind: Option<String>,
    numbers: (i64, i64),
    text: Option<String>,
    targets: String,
    times: (i64, i64),
}

impl Bound {
    fn to(self, sql: &'static str, district: &str) -> Query {
        database::query(sql)
            .bind(district)
            .bind(self.people)
            .bind(self.kind)
            .bind(self.numbers.0)
            .bind(self.numbers.1)
            .bind(self.text)
            .bind(self.targets)
            .bind(self.times.0)
            .bind(self.times.1)
    }
}

/// Returns `None` if no entry lies between the times.
async fn bound(
    db: &mut Connection,
    district: &str,
    filter: AuditFilter,
) -> Result<Option<Bound>, StoreError> {
    let ms = |at: Option<Timestamp>, none| at.map_or(none, Timestamp::as_millisecond);
    let times = (ms(filter.from, i64::MIN), ms(filter.until, i64::MAX));
    let mut numbers = (1, i64::MAX);
    if filter.from.is_some() || filter.until.is_some() {
        let row = database::query(
            "SELECT min(number) AS lowest, max(number) AS highest FROM audit
             WHERE district_id = $1 AND at >= $2 AND at < $3",
        )
        .bind(district)
        .bind(times.0)
        .bind(times.1)
        .fetch_one(db)
        .await?;
        let lowest: Option<i64> = rows::get(&row, "lowest")?;
        let highest: Option<i64> = rows::get(&row, "highest")?;
        let Some(found) = lowest.zip(highest) else {
            return Ok(None);
        };
        numbers = found;
    }
    if let Some(below) = filter.below {
        numbers.1 = numbers.1.min(below.saturating_sub(1));
    }
    Ok(Some(Bound {
        people: filter.by.as_ref().map(rows::to_json).transpose()?,
        kind: filter.kind,
        numbers,
        text: filter.text.as_deref().map(pattern),
        targets: rows::to_json(&filter.targets)?,
        times,
    }))
}

/// A pattern for the text anywhere, with wildcard characters escaped.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    // The databases' `lower` differ beyond ASCII.
    for sign in text.chars().map(|it| it.to_ascii_lowercase()) {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

pub(super) async fn list(
    store: &Store,
    filter: AuditFilter,
    over: u32,
    count: u32,
) -> Result<Vec<AuditEntry>, StoreError> {
    let sql = by_filter!(
        filter,
        "SELECT a.number, a.at, a.person, a.kind, a.target, a.result, a.hash",
        "ORDER BY a.number DESC LIMIT $10 OFFSET $11"
    );
    let mut db = store.snapshot().await?;
    let district = store.scope.district();
    let Some(it) = bound(&mut db, district, filter).await? else {
        return Ok(Vec::new());
    };
    let found = it.to(sql, district).bind(count).bind(over);
    let found = found.fetch_all(&mut *db).await?;
    found.iter().map(entry).collect()
}

pub(super) async fn count(store: &Store, filter: AuditFilter) -> Result<u32, StoreError> {
    let sql = by_filter!(filter, "SELECT count(*) AS n", "");
    let mut db = store.snapshot().await?;
    let district = store.scope.district();
    let Some(it) = bound(&mut db, district, filter).await? else {
        return Ok(0);
    };
    let row = it.to(sql, district).fetch_one(&mut *db).await?;
    Ok(u32::try_from(rows::number(&row, "n")?).unwrap_or(u32::MAX))
}

pub(super) async fn head(store: &Store) -> Result<Option<(i64, String)>, StoreError> {
    let row = database::query(
        "SELECT number, hash FROM audit WHERE district_id = $1 ORDER BY number DESC LIMIT 1",
    )
    .bind(store.scope.district())
    .fetch_optional(&store.readers)
    .await?;
    let pair = |row: Row| Ok((rows::get(&row, "number")?, rows::get(&row, "hash")?));
    row.map(pair).transpose()
}

fn entry(row: &Row) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        number: rows::get(row, "number")?,
        at: Moment::from_millis(rows::get(row, "at")?, OFFSET_SECONDS),
        person: rows::get(row, "person")?,
        kind: rows::get(row, "kind")?,
        target: rows::get(row, "target")?,
        result: rows::get(row, "result")?,
        hash: rows::get(row, "hash")?,
    })
}
