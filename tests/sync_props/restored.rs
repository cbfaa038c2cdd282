//! A lost server restored from a backup, and a tablet that had changed its device id before: its
//! operations under the older id count as well.

use crate::checks;
use crate::ground::Ground;
use crate::steps::{Act, Fate, Schedule, Step};
use crate::world::World;
use anyhow::{Result, ensure};
use app::local::tablet::Notice;
use std::collections::BTreeSet;

fn records() -> Step {
    let act = Act::Records {
        visit: 0,
        checkpoint: 1,
        count: 1,
    };
    Step::Does { device: 0, act }
}

fn pushes(fate: Fate) -> Step {
    Step::Pushes { device: 0, fate }
}

#[tokio::test]
async fn every_generation_that_a_tablet_keeps_reaches_a_restored_server() -> Result<()> {
    let ground = Ground::prepare().await?;
    let mut world = World::new(&ground, 3).await?;
    let before = [
        records(),
        pushes(Fate::Delivered),
        Step::BackedUp,
        records(),
        pushes(Fate::Delivered),
        Step::Copied { device: 0 },
        // The tablet is set back, notices it, and continues with a new device id.
        Step::Restored {
            device: 0,
            witness: true,
        },
        records(),
        pushes(Fate::ReplyLost),
        records(),
    ];
    for step in &before {
        world.step(step).await?;
    }
    let kept = world.devices[0].disk.entries()?;
    let generations: BTreeSet<u32> = kept.iter().map(|entry| entry.generation).collect();
    ensure!(generations == BTreeSet::from([0, 1]), "{generations:?}");
    let found = |visits: &[domain::inspection::Visit]| -> usize {
        visits.iter().map(|visit| visit.findings.len()).sum()
    };
    ensure!(
        found(&world.visits().await?) == 3,
        "the fourth was not sent"
    );

    world.step(&Step::ServerRestored).await?;
    ensure!(
        found(&world.visits().await?) == 1,
        "the backup has the first"
    );
    let nothing_more = Schedule {
        devices: 3,
        steps: Vec::new(),
    };
    world.run(&nothing_more).await?;
    checks::all(&world).await?;
    let visits = world.visits().await?;
    ensure!(found(&visits) == 4, "{} of four findings", found(&visits));
    let after = world.devices[0].disk.entries()?;
    ensure!(after.len() == kept.len(), "an operation was forgotten");
    let notice = world.devices[0].tablet.meta.notice;
    ensure!(notice == Some(Notice::ServerRestored), "{notice:?}");
    Ok(())
}

#[tokio::test]
async fn an_amendment_still_knows_of_its_finding_after_two_restores() -> Result<()> {
    let ground = Ground::prepare().await?;
    let mut world = World::new(&ground, 3).await?;
    let amends = Act::Amends {
        finding: 0,
        count: 7,
    };
    let pulls = Step::Pulls {
        device: 0,
        rows: 500,
        arrives: true,
    };
    let steps = [
        records(),
        // The push arrives, but its answer is lost before the tablet changes its device id.
        pushes(Fate::TimedOut),
        Step::Does {
            device: 0,
            act: amends,
        },
        Step::BackedUp,
        Step::ServerRestored,
        pulls.clone(),
        pushes(Fate::Delivered),
        pushes(Fate::Delivered),
        pulls,
        // The backup has the finding but not the amendment, so only the finding is safe there.
        Step::Tidies { device: 0 },
        Step::ServerRestored,
    ];
    for step in &steps {
        world.step(step).await?;
    }
    let nothing_more = Schedule {
        devices: 3,
        steps: Vec::new(),
    };
    world.run(&nothing_more).await?;
    checks::all(&world).await?;
    Ok(())
}
