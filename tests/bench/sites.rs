//! 选择检查对象 on a tablet with a large district: from a key press until the new list is painted.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::steps::{INSPECTOR, PASSWORD};
use tests::{Browser, Device, Server};

use crate::SLOWER;
use crate::district::with_sites;
use crate::figures::Figures;

const SITES: usize = 2_000;
/// Texts to type and delete key by key: they match nearly all sites, a few, or none.
const TYPED: [&str; 4] = ["fuwuzhan", "luocun", "xqzz", "第17村"];

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask bench"]
async fn a_key_in_the_site_list_shows_at_once() -> Result<()> {
    let server = Server::start().await?;
    with_sites(&server, SITES).await?;
    let folder = tempfile::tempdir()?;
    let tablet = Browser::start(&folder.path().join("tablet"), Device::TABLET).await?;
    tablet.sign_in(&server.url(""), INSPECTOR, PASSWORD).await?;
    tablet.open(&server.url("/inspect")).await?;
    tablet.wait_for("offline-ready").await?;
    tablet.open(&server.url("/inspect/new")).await?;
    tablet.wait_for("site-option").await?;
    tablet.throttle_cpu(SLOWER).await?;
    println!("{SITES} sites, at {SLOWER}x CPU throttling, in milliseconds:");
    for typed in TYPED {
        let script = KEYS.replace("TYPED", &serde_json::to_string(typed)?);
        let times = tablet
            .eval(&format!("(async () => {{ {script} }})()"))
            .await?;
        let times = times.as_array().context("no figures")?;
        let keys = typed.chars().count() * 2;
        ensure!(times.len() == keys, "{} figures of {keys}", times.len());
        let times = Figures::of(times.iter().filter_map(Value::as_f64).collect())?;
        println!("a key of {typed:<10} until it is painted: {times} (budget: 100)");
    }
    tablet.close().await
}

/// Types and deletes key by key; measures each until the frame after it went to the screen.
const KEYS: &str = "
    const field = document.querySelector('[data-testid=site-search]');
    const painted = () => new Promise((done) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now());
        channel.port2.postMessage(0);
    }));
    const all = [...TYPED];
    const texts = [...all.map((_, at) => all.slice(0, at + 1)), ...all.map((_, at) => all.slice(0, all.length - at - 1))];
    const times = [];
    for (const text of texts) {
        const start = performance.now();
        field.value = text.join('');
        field.dispatchEvent(new Event('input', { bubbles: true }));
        // The page draws the result of a key in a task of its own.
        await new Promise((next) => setTimeout(next));
        times.push(await painted() - start);
        await new Promise((next) => setTimeout(next, 150));
    }
    return times;";
