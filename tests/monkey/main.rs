//! A hand that knows nothing and breaks nothing: a seeded walk over every page of every role, in a
//! real browser, by real touches, keys and compositions. After each gesture no page has failed,
//! nothing is in the console, and the page answers; after each reload what was shown as saved is
//! there.
//!
//! `cargo xtask monkey` runs it for as long as one likes, `cargo xtask test` for two minutes. The
//! seed decides all that can be decided; timing cannot, so a seed that has failed once is walked
//! again first (`KNOWN`), and may not fail the same way on another machine.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod chrome;
mod dice;
mod hand;
mod roles;
mod walk;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use tests::{Proxy, Server};

use chrome::Chrome;
use dice::Dice;
use roles::{ROLES, Role};
use walk::{Counts, Fault, Until, Walk};

/// Walks that have found something, with what it was; each is walked again first.
const KNOWN: [(&str, u64, usize, &str); 0] = [];

/// The walk that is always the same; beside it there is one that never was.
const ALWAYS: u64 = 20_261_127;
/// As many faults are enough for one run.
const ENOUGH: usize = 25;

fn variable(name: &str) -> Result<Option<u64>> {
    let Ok(text) = std::env::var(name) else {
        return Ok(None);
    };
    let number = text
        .parse()
        .with_context(|| format!("{name} is no number: {text}"))?;
    Ok(Some(number))
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask monkey"]
async fn a_hand_breaks_nothing() -> Result<()> {
    let minutes = variable("XUNCHA_MONKEY_MINUTES")?.unwrap_or(2);
    let only = std::env::var("XUNCHA_MONKEY_ROLE").ok();
    let seeds = match variable("XUNCHA_MONKEY_SEED")? {
        Some(seed) => vec![seed],
        None => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
            vec![ALWAYS, Dice::new(now.as_secs()).next() % 1_000_000_000]
        }
    };
    println!("seeds: {seeds:?}, {minutes} min");
    let server = Server::start().await?;
    let mut monkey = Monkey {
        server,
        counts: BTreeMap::new(),
        faults: Vec::new(),
    };
    let start = Instant::now();
    for (role, seed, steps, what) in KNOWN {
        println!("known: {role}, seed {seed}: {what}");
        let role = ROLES
            .iter()
            .find(|it| it.name == role)
            .context("no such role")?;
        monkey.walk(role, seed, Until::Steps(steps)).await?;
    }
    let mine = |role: &&'static Role| only.as_ref().is_none_or(|only| only == role.name);
    let shares: u32 = ROLES.iter().filter(mine).map(|role| role.share).sum();
    let share = Duration::from_secs(minutes * 60) / shares.max(1) / u32::try_from(seeds.len())?;
    for seed in seeds {
        for role in ROLES.iter().filter(mine) {
            let end = Instant::now() + share * role.share;
            let mut seed = seed;
            while Instant::now() < end && monkey.faults.len() < ENOUGH {
                monkey.walk(role, seed, Until::Time(end)).await?;
                seed += 1;
            }
        }
    }
    monkey.tell(start.elapsed());
    ensure!(monkey.faults.is_empty(), "{} faults", monkey.faults.len());
    monkey.server.stop().await
}

struct Monkey {
    server: Server,
    /// What was done, by role.
    counts: BTreeMap<&'static str, Counts>,
    faults: Vec<String>,
}

impl Monkey {
    /// One walk, with a browser and a network of its own.
    async fn walk(&mut self, role: &'static Role, seed: u64, until: Until) -> Result<()> {
        let proxy = Proxy::start(self.server.addr()).await?;
        let folder = tempfile::tempdir()?;
        let photo = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("e2e/camera.jpg");
        let chrome = Chrome::start(folder.path(), photo, seed).await?;
        let picture = std::env::temp_dir().join(format!("xuncha-monkey-{}-{seed}.png", role.name));
        let counts = self.counts.entry(role.name).or_default();
        let walked = Walk::new(role, seed, &chrome, &proxy, counts)
            .go(until, &picture)
            .await;
        chrome.end().await?;
        if let Err(Fault { what, told }) = walked {
            let (name, picture) = (role.name, picture.display());
            println!(
                "\nFAULT as {name}, seed {seed}: {what}\n  {}\n  picture: {picture}\n  again: \
                 XUNCHA_MONKEY_ROLE={name} cargo xtask monkey --seed {seed}",
                told.join("\n  ")
            );
            self.faults.push(format!("{name}, seed {seed}: {what}"));
        }
        Ok(())
    }

    fn tell(&self, time: Duration) {
        let mut all = 0;
        println!("\ngestures:");
        for (role, counts) in &self.counts {
            let sum: u64 = counts
                .iter()
                .filter(|it| it.0 != "compared")
                .map(|it| it.1)
                .sum();
            let kinds: Vec<String> = counts
                .iter()
                .map(|it| format!("{} {}", it.1, it.0))
                .collect();
            println!("  {role}: {sum} ({})", kinds.join(", "));
            all += sum;
        }
        println!(
            "{all} gestures in {:.0} s, {} faults",
            time.as_secs_f64(),
            self.faults.len()
        );
        for fault in &self.faults {
            println!("  {fault}");
        }
    }
}
