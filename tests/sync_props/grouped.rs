//! A group of pushes does to the byte what the same pushes do one by one: all answers, and
//! everything in the store.

use crate::ground::{Ground, open};
use crate::steps::{self, Schedule, Step};
use crate::world::{Delivered, World};
use anyhow::{Result, ensure};
use futures::future::try_join_all;
use proptest::test_runner::{TestCaseError, TestRunner};
use server::store::database::{Connection, Dialect, Kind, query, scalar};
use std::fmt::Write;
use tests::stores;

/// Cases in a run.
const CASES: u32 = 32;

/// Planned visits, two of them for the first person.
const PLAN: &str = "INSERT INTO assignments (district_id, id, site, method, form, inspectors, due)
    SELECT 'zichuan', '00000000-0000-0000-0000-00000000000' || value, 'luocun-center', 'routine',
      'announced', '[\"00000000-0000-0000-0000-00000000000' || (1 + CAST(value AS BIGINT) % 2) || '\"]',
      CASE CAST(value AS BIGINT) WHEN 3 THEN NULL ELSE '2026-12-1' || value END
    FROM json_each('[1,2,3,4]')";

/// What a store answers to pushes, and then holds: a line for each row.
#[derive(PartialEq, Eq)]
struct Outcome {
    answers: Vec<String>,
    rows: Vec<String>,
}

#[test]
fn a_group_does_what_its_pushes_do_one_by_one() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let ground = runtime.block_on(Ground::prepare())?;
    let sizes = proptest::collection::vec(1usize..16, 1..8);
    let mut runner = TestRunner::new(crate::cases(CASES));
    let result = runner.run(
        &(steps::schedule(), sizes, proptest::bool::weighted(0.3)),
        |(schedule, sizes, trouble)| {
            let same = runtime.block_on(same(&ground, schedule, &sizes, trouble));
            same.map_err(|error| TestCaseError::fail(format!("{error:#}")))
        },
    );
    result.map_err(|error| anyhow::anyhow!("{error}"))
}

async fn same(
    ground: &Ground,
    mut schedule: Schedule,
    sizes: &[usize],
    trouble: bool,
) -> Result<()> {
    // The pushes of a restored server would all be refused here.
    let restored = |step: &Step| matches!(step, Step::ServerRestored);
    schedule.steps.retain(|step| !restored(step));
    let mut world = World::new(ground, schedule.devices).await?;
    world.run(&schedule).await?;
    world.store.close().await?;
    let apart = replay(ground, &world.delivered, &[1], trouble).await?;
    let together = replay(ground, &world.delivered, sizes, trouble).await?;
    for (apart, together) in [
        (&apart.answers, &together.answers),
        (&apart.rows, &together.rows),
    ] {
        for (one, other) in apart.iter().zip(together) {
            ensure!(one == other, "one by one:\n{one}\ntogether:\n{other}");
        }
    }
    ensure!(apart == together, "one has more than the other");
    Ok(())
}

/// Sends the pushes to a new store, in groups of these sizes.
async fn replay(
    ground: &Ground,
    delivered: &[Delivered],
    sizes: &[usize],
    trouble: bool,
) -> Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("xuncha.db");
    stores::copy(&ground.file, &file).await?;
    let mut db = stores::look(&file).await?;
    query(PLAN).execute(&mut db).await?;
    if trouble {
        let three = "NEW.outcome = 'applied' AND NEW.body LIKE '%\"count\":3%'";
        stores::trouble(&mut db, "ops", three).await?;
    }
    let store = open(&file).await?;
    let (mut answers, mut rest) = (Vec::new(), delivered);
    for size in sizes.iter().cycle() {
        let (group, later) = rest.split_at(rest.len().min(*size));
        if group.is_empty() {
            break;
        }
        // On one thread the writer gets its turn only when all of these wait.
        let group = group.iter().map(|it| Ok(store.push(it.pushing()?)));
        let answered = try_join_all(group.collect::<Result<Vec<_>>>()?).await?;
        answers.extend(answered.iter().map(|it| format!("{it:?}")));
        rest = later;
    }
    store.close().await?;
    let rows = rows(&mut db).await?;
    Ok(Outcome { answers, rows })
}

/// Every row of every table.
async fn rows(db: &mut Connection) -> Result<Vec<String>> {
    let tables: Vec<String> = scalar(match db.dialect() {
        Dialect::Sqlite => {
            "SELECT name FROM sqlite_master
             WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        }
        Dialect::Postgres => {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables
             WHERE schemaname = current_schema() AND tablename NOT LIKE '\\_%'"
        }
    })
    .fetch_all(&mut *db)
    .await?;
    let mut rows = Vec::new();
    for table in tables {
        let columns = db.columns(&table).await?;
        let found = query(format!("SELECT * FROM {table}")).fetch_all(&mut *db);
        for row in found.await? {
            let mut text = format!("{table}:");
            for (name, kind) in &columns {
                match kind {
                    Kind::Text => write!(text, " {:?}", row.get::<Option<String>>(name)?)?,
                    Kind::Number | Kind::Flag => {
                        write!(text, " {:?}", row.get::<Option<i64>>(name)?)?;
                    }
                }
            }
            rows.push(text);
        }
    }
    rows.sort();
    Ok(rows)
}
