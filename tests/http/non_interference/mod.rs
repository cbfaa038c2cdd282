//! A town cannot distinguish two worlds that differ only in what the town may not know.
//!
//! Each pair of worlds is made from a seed. Both worlds take the same steps that the town may know
//! of. Between these, each world takes hidden steps of its own: visits that are not released or not
//! handed in, their findings, photos and prices, facts that rest on them, evidence, and anything of
//! other towns.
//!
//! Then the town requests every address of the router, the server functions and the pages, with ids
//! of both worlds (all ids in one pair in ten, some in the others). Both worlds must answer with
//! the same status, headers and bytes. `compare` masks what differs by itself, with a reason for
//! each. Compression is not requested, since it depends on the body alone.
//!
//! ```sh
//! XUNCHA_PAIRS=2000 cargo test -p domain -p app -p server -p tests --test http non_interference -- --nocapture
//! XUNCHA_SEED=17 XUNCHA_PAIRS=1 cargo test … # one pair again, as a failure names it
//! ```
//!
//! Public information limits what the worlds may differ in. From 初评 on a town sees its own points
//! of ranked rows, so the other towns' values change without changing places. Published results
//! show every total, so there only things that do not count differ.

mod asks;
mod closing;
mod compare;
mod dice;
mod hidden;
mod model;
mod pieces;
mod script;
mod shown;
mod world;

use crate::help::addresses::Addresses;
use anyhow::{Context, Result, ensure};
use compare::difference;
use futures::stream::{self, StreamExt};
use script::{Phase, Script};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use world::{Base, World};

/// The number of pairs in every run of the tests.
const PAIRS: u64 = 100;
/// The number of worlds at a time; each has a server of its own.
const TOGETHER: usize = 3;

fn number(name: &str, otherwise: u64) -> Result<u64> {
    match std::env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name}: {text}")),
        Err(_) => Ok(otherwise),
    }
}

/// The result of a pair: the phase it reached, its hidden steps, and the number of answers
/// compared.
struct Compared {
    phase: Phase,
    hidden: usize,
    answers: usize,
}

async fn pair(base: Arc<Base>, addresses: Arc<Addresses>, seed: u64) -> Result<Compared> {
    let script = Script::of(seed);
    let (mut one, mut two) = (World::of(&base).await?, World::of(&base).await?);
    let mut answers = 0;
    let mut phase = Phase::Open;
    for (at, line) in script.lines.iter().enumerate() {
        one.at(at).await;
        two.at(at).await;
        for (world, steps) in [(&mut one, &line.hidden[0]), (&mut two, &line.hidden[1])] {
            for step in steps {
                world
                    .take(step)
                    .await
                    .with_context(|| format!("hidden {step:?}"))?;
            }
        }
        if let Some(next) = line.before {
            // With a tie or something missing, both worlds stop at this phase.
            if one.is_held_up().await? || two.is_held_up().await? {
                break;
            }
            phase = next;
        }
        for step in &line.shown {
            for world in [&mut one, &mut two] {
                world
                    .take(step)
                    .await
                    .with_context(|| format!("shown {step:?}"))?;
            }
        }
        if line.look {
            let card = asks::card();
            answers += 1;
            let (a, b) = (one.ask(&card).await?, two.ask(&card).await?);
            ensure!(a.status.is_success(), "{card:?}: {}", a.status);
            if let Some(what) = difference((&a, &one), (&b, &two)) {
                anyhow::bail!("after line {at}: {card:?}: {what}");
            }
        }
    }
    for ask in asks::asks(&addresses, &script, [&one, &two], seed) {
        answers += 1;
        let (a, b) = (one.ask(&ask).await?, two.ask(&ask).await?);
        if let Some(what) = difference((&a, &one), (&b, &two)) {
            anyhow::bail!("{ask:?}: {what}");
        }
    }
    let hidden = script.lines.iter().flat_map(|line| &line.hidden);
    Ok(Compared {
        phase,
        hidden: hidden.map(Vec::len).sum(),
        answers,
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_town_cannot_tell_two_worlds_apart() -> Result<()> {
    let base = Arc::new(Base::make().await?);
    let addresses = Arc::new(Addresses::known()?);
    let (first, pairs) = (number("XUNCHA_SEED", 1)?, number("XUNCHA_PAIRS", PAIRS)?);
    let began = std::time::Instant::now();
    let mut running = stream::iter(first..first + pairs)
        .map(|seed| {
            let (base, addresses) = (Arc::clone(&base), Arc::clone(&addresses));
            // Each pair on a thread of its own, to use every core.
            let here = Handle::current();
            let compared = spawn_blocking(move || here.block_on(pair(base, addresses, seed)));
            async move {
                (
                    seed,
                    compared.await.unwrap_or_else(|error| Err(error.into())),
                )
            }
        })
        .buffer_unordered(TOGETHER);
    let (mut phases, mut failed) = (BTreeMap::new(), Vec::new());
    let (mut hidden, mut answers) = (0, 0);
    while let Some((seed, done)) = running.next().await {
        match done {
            Ok(compared) => {
                *phases.entry(compared.phase).or_insert(0_u32) += 1;
                hidden += compared.hidden;
                answers += compared.answers;
            }
            Err(error) => {
                println!("XUNCHA_SEED={seed}: {error:#}");
                failed.push(seed);
            }
        }
    }
    println!(
        "{pairs} pairs from seed {first}: {answers} answers compared, {hidden} hidden steps, {phases:?}, {:?}",
        began.elapsed()
    );
    ensure!(failed.is_empty(), "the town can tell by seeds {failed:?}");
    if pairs >= PAIRS {
        // Equal answers prove nothing unless enough is hidden and enough is asked.
        let worlds = usize::try_from(pairs)?;
        ensure!(hidden >= 10 * worlds, "{hidden} hidden steps are few");
        ensure!(answers >= 100 * worlds, "{answers} answers are few");
        ensure!(phases.len() == 4, "{phases:?}");
    }
    Ok(())
}

#[test]
fn no_address_is_forgotten() -> Result<()> {
    let addresses = Addresses::known()?;
    // Far fewer addresses would mean that the router's text was read wrongly.
    ensure!(addresses.routes.len() > 35, "{:?}", addresses.routes);
    ensure!(addresses.functions.len() > 25, "{:?}", addresses.functions);
    ensure!(addresses.pages.len() > 12, "{:?}", addresses.pages);
    asks::complete(&addresses)
}
