//! Sync as a whole: tablets around the real store, a network that loses, repeats and delays, and
//! disks restored from old copies. The invariants are in `checks`.

mod checks;
mod corpus;
mod ground;
mod grouped;
mod order;
mod restored;
mod steps;
mod tablet;
mod world;

use anyhow::{Context, Result, ensure};
use domain::sync::op::INTENTS;
use ground::Ground;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeSet;
use steps::Schedule;
use world::World;

/// Cases in a run.
const CASES: u32 = 64;

/// The number of cases in a run; the environment variable overrides it.
fn cases(usual: u32) -> Config {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    Config {
        cases: if asked {
            Config::default().cases
        } else {
            usual
        },
        failure_persistence: None,
        // A case is slow, so shrinking is limited to a minute.
        max_shrink_iters: 4000,
        max_shrink_time: 60_000,
        ..Config::default()
    }
}

#[test]
fn nothing_is_lost_and_nothing_counts_twice() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let ground = runtime.block_on(Ground::prepare())?;
    let made = RefCell::new(BTreeSet::new());
    let live = |schedule: Schedule| {
        let lived = runtime.block_on(live(&ground, &schedule));
        let kinds = lived.map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        made.borrow_mut().extend(kinds);
        Ok(())
    };
    let cases = cases(CASES);
    let enough = cases.cases >= CASES;
    let mut runner = TestRunner::new(cases);
    let result = runner.run(&steps::schedule(), live);
    result.map_err(|error| anyhow::anyhow!("{error}"))?;
    // An operation that nobody makes is one about which nothing was shown.
    let made = made.into_inner();
    let missing: Vec<_> = INTENTS.iter().filter(|it| !made.contains(*it)).collect();
    ensure!(!enough || missing.is_empty(), "nobody made {missing:?}");
    Ok(())
}

async fn live(ground: &Ground, schedule: &Schedule) -> Result<BTreeSet<&'static str>> {
    let mut world = World::new(ground, schedule.devices).await?;
    world.run(schedule).await?;
    let checked = checks::all(&world).await.context("at the end");
    world.store.close().await?;
    checked
}
