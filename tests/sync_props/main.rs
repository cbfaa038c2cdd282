//! Sync as a whole: tablets around the real store, a network that loses, repeats and delays, and
//! disks restored from old copies. The invariants are in `checks`.

mod checks;
mod corpus;
mod ground;
mod order;
mod restored;
mod steps;
mod tablet;
mod world;

use anyhow::{Context, Result};
use ground::Ground;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use steps::Schedule;
use world::World;

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
    let live = |schedule: Schedule| {
        runtime
            .block_on(live(&ground, &schedule))
            .map_err(|error| TestCaseError::fail(format!("{error:#}")))
    };
    let mut runner = TestRunner::new(cases(64));
    let result = runner.run(&steps::schedule(), live);
    result.map_err(|error| anyhow::anyhow!("{error}"))
}

async fn live(ground: &Ground, schedule: &Schedule) -> Result<()> {
    let mut world = World::new(ground, schedule.devices).await?;
    world.run(schedule).await?;
    let checked = checks::all(&world).await.context("at the end");
    server::store::SetupStore::close(&world.store).await?;
    checked
}
