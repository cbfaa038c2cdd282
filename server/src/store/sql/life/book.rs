//! The book of a quarter: its acts, frozen documents, waiting findings and highest numbers.

use crate::store::database::{self, Connection};
use crate::store::sql::{Scope, rows, tables};
use crate::store::{Book, Course, Frozen, Highest, KeptAct, StoreError};
use domain::quarter::Waiting;
use domain::time::Quarter;
use sha2::{Digest, Sha256};

/// A quarter with all its acts; `None` if the quarter does not exist.
pub(super) async fn book(
    db: &mut Connection,
    scope: &Scope,
    quarter: Quarter,
) -> Result<Option<Book>, StoreError> {
    let name = quarter.to_string();
    let row = database::query(
        "SELECT table_sha256, open, state FROM quarters WHERE district_id = $1 AND quarter = $2",
    )
    .bind(scope.district())
    .bind(&name)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let table_sha256: String = rows::get(&row, "table_sha256")?;
    Ok(Some(Book {
        quarter,
        state: rows::word(&row, "state")?,
        open: rows::get(&row, "open")?,
        toml: tables::text(db, scope, &table_sha256).await?,
        table_sha256,
        course: course(db, scope, &name).await?,
        waiting: waiting(db, scope, &name).await?,
        heads: heads(db, scope, &name).await?,
    }))
}

/// The acts of a quarter and the documents of its closings.
pub(super) async fn course(
    db: &mut Connection,
    scope: &Scope,
    quarter: &str,
) -> Result<Course, StoreError> {
    let (acts, broken) = acts(db, scope, quarter).await?;
    Ok(Course {
        acts,
        broken,
        frozen: frozen(db, scope, quarter).await?,
    })
}

/// The acts, and the number of the first one whose hash does not match.
async fn acts(
    db: &mut Connection,
    scope: &Scope,
    quarter: &str,
) -> Result<(Vec<KeptAct>, Option<u64>), StoreError> {
    let found = database::query(
        "SELECT e.number, e.body, e.by, e.at, e.hash, coalesce(u.name, '') AS name
         FROM quarter_events e
         LEFT JOIN users u ON u.district_id = e.district_id AND u.id = e.by
         WHERE e.district_id = $1 AND e.quarter = $2 ORDER BY e.number",
    )
    .bind(scope.district())
    .bind(quarter)
    .fetch_all(db)
    .await?;
    let (mut acts, mut broken, mut last) = (Vec::with_capacity(found.len()), None, String::new());
    for row in &found {
        let number = rows::number(row, "number")?;
        let hash: String = rows::get(row, "hash")?;
        let line = [
            rows::get(row, "body")?,
            rows::get(row, "by")?,
            rows::get(row, "at")?,
        ];
        if hash != chained(&last, number, quarter, line) {
            broken = broken.or(Some(number));
        }
        last = hash;
        acts.push(KeptAct {
            number,
            act: rows::json(row, "body")?,
            body: rows::get(row, "body")?,
            by: rows::get(row, "name")?,
            by_id: rows::get::<String>(row, "by")?.parse().ok(),
            at: rows::parsed(row, "at")?,
        });
    }
    Ok((acts, broken))
}

async fn frozen(
    db: &mut Connection,
    scope: &Scope,
    quarter: &str,
) -> Result<Vec<Frozen>, StoreError> {
    let found = database::query(
        "SELECT number, sha256, doc FROM frozen WHERE district_id = $1 AND quarter = $2
         ORDER BY number",
    )
    .bind(scope.district())
    .bind(quarter)
    .fetch_all(db)
    .await?;
    let one = |row| {
        Ok(Frozen {
            number: rows::number(row, "number")?,
            sha256: rows::get(row, "sha256")?,
            doc: rows::get(row, "doc")?,
        })
    };
    found.iter().map(one).collect()
}

/// The highest numbers, which show whether anything has changed.
pub(super) async fn heads(
    db: &mut Connection,
    scope: &Scope,
    quarter: &str,
) -> Result<Highest, StoreError> {
    // A decision can move a finding from one quarter to another, so all decisions count.
    let row = database::query(
        "SELECT
           max(
             coalesce((SELECT max(number) FROM facts WHERE district_id = $1 AND quarter = $2), 0),
             coalesce((SELECT max(number) FROM row_signs WHERE district_id = $1 AND quarter = $2), 0),
             coalesce(
               (SELECT max(number) FROM quarter_events WHERE district_id = $1 AND quarter = $2), 0),
             coalesce((SELECT max(server_seq) FROM decisions WHERE district_id = $1), 0)) AS done,
           coalesce(
             (SELECT max(f.seq) FROM feed f
              JOIN visits v ON v.district_id = f.district_id AND v.id = f.key
              WHERE f.district_id = $1 AND f.kind = 'visit'
                AND (v.quarter = $2 OR EXISTS (
                  SELECT 1 FROM findings n
                  WHERE n.district_id = v.district_id AND n.visit = v.id AND n.quarter = $2))), 0)
             AS visits,
           coalesce(
             (SELECT max(d.server_seq) FROM decisions d
              JOIN findings n ON n.district_id = d.district_id AND n.id = d.finding
              WHERE d.district_id = $1 AND n.quarter = $2), 0) AS decided",
    )
    .bind(scope.district())
    .bind(quarter)
    .fetch_one(db)
    .await?;
    Ok(Highest {
        done: rows::number(&row, "done")?,
        visits: rows::number(&row, "visits")?,
        decided: rows::number(&row, "decided")?,
    })
}

/// The waiting findings, including those that changed after their decision.
async fn waiting(
    db: &mut Connection,
    scope: &Scope,
    quarter: &str,
) -> Result<Vec<Waiting>, StoreError> {
    let found = database::query(
        "SELECT f.town, f.state = 'returned' AS returned, count(*) AS n FROM findings f
         JOIN towns t ON t.district_id = f.district_id AND t.id = f.town
         WHERE f.district_id = $1 AND f.quarter = $2 AND (f.waiting = 1 OR f.state = 'returned')
         GROUP BY f.town, t.place, returned ORDER BY t.place, returned",
    )
    .bind(scope.district())
    .bind(quarter)
    .fetch_all(db)
    .await?;
    let one = |row| {
        Ok(Waiting {
            town: rows::get(row, "town")?,
            returned: rows::get(row, "returned")?,
            count: u32::try_from(rows::number(row, "n")?).unwrap_or(u32::MAX),
        })
    };
    found.iter().map(one).collect()
}

/// SHA-256, in hex, of the previous hash and the act with its author and time.
pub(super) fn chained(
    before: &str,
    number: u64,
    quarter: &str,
    [body, by, at]: [&str; 3],
) -> String {
    let text = serde_json::json!([before, number, quarter, body, by, at]);
    hex::encode(Sha256::digest(text.to_string()))
}
