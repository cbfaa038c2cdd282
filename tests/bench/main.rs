//! The tablet's times with a budget, measured in a real browser at a quarter of this machine's
//! speed: an offline cold start to a usable checklist, and an answer until it is durable.
//!
//! `cargo xtask bench` builds the optimised site and runs this. It prints the times, and fails only
//! if it cannot measure.

mod district;
mod drain;
mod figures;
mod files;
mod lists;
mod sites;
mod taps;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::steps::{INSPECTOR, PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Server, cookie_on_disk};

use figures::Figures;
use taps::{ISSUE, MEETS, PHRASE, tap, taps};

/// Slows the page down, because the tablets are cheap.
pub(crate) const SLOWER: u32 = 4;
const STARTS: usize = 15;
const TICKS: usize = 200;
/// The number of first issues, after a start and without one.
const FIRSTS: usize = 7;
/// The time between showing a list and its first tap.
const READING: std::time::Duration = std::time::Duration::from_secs(2);

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask bench"]
async fn the_tablet_is_quick() -> Result<()> {
    let mut server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    let profile = folder.path().join("tablet");
    let tablet = Browser::start(&profile, Device::TABLET).await?;
    tablet.sign_in(&server.url(""), INSPECTOR, PASSWORD).await?;
    tablet.open(&server.url("/inspect")).await?;
    tablet.wait_for("offline-ready").await?;
    cookie_on_disk(&profile, "xuncha").await?;
    server.stop().await?;

    tablet
        .open(&server.url("/inspect/new?site=luocun-center"))
        .await?;
    tablet.tap("begin").await?;
    tablet.wait_for("row").await?;
    let visit = tablet.eval("location.pathname").await?;
    let visit = visit.as_str().context("no address")?.to_owned();

    tablet.throttle_cpu(SLOWER).await?;
    println!("at {SLOWER}x CPU throttling, in milliseconds:");
    let empty = measure(&tablet, &strict_transactions("")).await?;
    println!("an empty strict transaction:        {empty}");
    let put = measure(
        &tablet,
        &strict_transactions("transaction.objectStore('s').put(i, 'k');"),
    )
    .await?;
    println!("a strict transaction with one put:  {put}");
    let ticks = measure(&tablet, TICK).await?;
    println!("a tick until it is durable:         {ticks} (budget: p95 50)");
    tablet.close().await?;
    taps_show(&profile, &server.url("/inspect/new?site=luocun-center")).await?;

    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(cold_start(&profile, &server.url(&visit)).await?);
    }
    println!(
        "an offline cold start:              {} (budget: 1500)",
        Figures::of(starts)?
    );
    Ok(())
}

/// New visits, so that each has the first issue of a page: in browsers just started, and in one
/// that keeps running, as during a day of visits.
async fn taps_show(profile: &std::path::Path, url: &str) -> Result<()> {
    let mut firsts = Vec::new();
    for _ in 0..FIRSTS {
        let tablet = Browser::start(profile, Device::TABLET).await?;
        firsts.push(first_issue(&tablet, url).await?);
        tablet.close().await?;
    }
    let firsts = Figures::of(firsts)?;
    println!("the first issue after a start:      {firsts}");
    let tablet = Browser::start(profile, Device::TABLET).await?;
    first_issue(&tablet, url).await?;
    let mut pages = Vec::new();
    for _ in 0..FIRSTS {
        pages.push(first_issue(&tablet, url).await?);
    }
    let pages = Figures::of(pages)?;
    println!("the first issue of a page:          {pages}");
    let issues = [3, 8, 12, 20, 25, 30, 35, 40, 45, 50];
    let issue = taps(&tablet, &ISSUE, &issues).await?;
    println!("an issue until it is painted:       {issue}");
    let plain: Vec<usize> = (1..58).filter(|row| !issues.contains(row)).collect();
    let plain = taps(&tablet, &MEETS, &plain).await?;
    println!("an answer until it is painted:      {plain} (budget: median 50, p95 90)");
    let phrase = taps(&tablet, &PHRASE, &issues).await?;
    println!("a phrase until it is painted:       {phrase} (an issue with its phrase: 200)");
    let height = tablet.eval("document.documentElement.scrollHeight").await?;
    println!("the list is {height} px high at 834 px");
    tablet.close().await
}

/// The time of the first issue in a new visit, after a person has read the list's first row.
async fn first_issue(tablet: &Browser, url: &str) -> Result<f64> {
    tablet.throttle_cpu(1).await?;
    tablet.open(url).await?;
    tablet.tap("begin").await?;
    tablet.wait_for("row").await?;
    tablet.throttle_cpu(SLOWER).await?;
    tokio::time::sleep(READING).await;
    tap(tablet, &ISSUE, 0).await
}

async fn measure(tablet: &Browser, script: &str) -> Result<Figures> {
    let script = script.replace("TICKS", &TICKS.to_string());
    let times = tablet
        .eval(&format!("(async () => {{ {script} }})()"))
        .await?;
    let times = times.as_array().context("no figures")?;
    ensure!(times.len() == TICKS, "{} figures of {TICKS}", times.len());
    Figures::of(times.iter().filter_map(Value::as_f64).collect())
}

/// Taps answers in turn over the whole list. An answer is durable when no write is under way.
const TICK: &str = "
    const strip = document.querySelector('[data-testid=sync-strip]');
    const labels = ['answer-meets', 'answer-not-applicable'].map((answer) =>
        [...document.querySelectorAll(`[data-testid=row] [data-testid=${answer}]`)]).flat();
    const durable = () => new Promise((done) => {
        let began = false;
        const observer = new MutationObserver(() => {
            if (strip.dataset.saving !== '0') { began = true; return; }
            if (began) { observer.disconnect(); done(performance.now()); }
        });
        observer.observe(strip, { attributes: true, attributeFilter: ['data-saving'] });
    });
    const times = [];
    for (let i = 0; i < TICKS; i++) {
        const after = durable();
        const start = performance.now();
        labels[i % labels.length].click();
        times.push(await after - start);
        await new Promise((next) => setTimeout(next, 20));
    }
    return times;";

/// The disk's own share: transactions with the same durability.
fn strict_transactions(request: &str) -> String {
    format!(
        "const database = await new Promise((done, failed) => {{
            const opening = indexedDB.open('bench', 1);
            opening.onupgradeneeded = () => opening.result.createObjectStore('s');
            opening.onsuccess = () => done(opening.result);
            opening.onerror = () => failed(opening.error);
        }});
        const times = [];
        for (let i = 0; i < TICKS; i++) {{
            const start = performance.now();
            await new Promise((done) => {{
                const transaction = database.transaction(['s'], 'readwrite', {{ durability: 'strict' }});
                transaction.oncomplete = done;
                {request}
            }});
            times.push(performance.now() - start);
            await new Promise((next) => setTimeout(next, 20));
        }}
        database.close();
        return times;"
    )
}

/// Starts a browser that opens the checklist without a server. Returns the time from the start of
/// the navigation until rows are drawn and answer taps.
async fn cold_start(profile: &std::path::Path, url: &str) -> Result<f64> {
    let tablet = Browser::start(profile, Device::TABLET).await?;
    tablet.throttle_cpu(SLOWER).await?;
    let watch = "window.usable = new Promise((done) => {
        const look = () => {
            const ready = document.documentElement?.hasAttribute('data-ready');
            if (!ready || !document.querySelector('[data-testid=row]')) return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now())));
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { subtree: true, childList: true, attributes: true });
    })";
    let source = serde_json::json!({ "source": watch });
    tablet
        .cdp("Page.addScriptToEvaluateOnNewDocument", source)
        .await?;
    tablet.goto(url).await?;
    let time = tablet.eval("window.usable").await?;
    tablet.close().await?;
    time.as_f64().context("the checklist never stood")
}

/// The number of findings in the simulated quarter.
const FINDINGS: usize = 10_000;
const STRIKES: usize = 120;

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask bench"]
async fn a_simulated_change_shows_at_once() -> Result<()> {
    let server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(&folder.path().join("desk"), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    let source = serde_json::json!({ "source": crowd() });
    desk.cdp("Page.addScriptToEvaluateOnNewDocument", source)
        .await?;
    desk.open(&server.url("/simulate")).await?;
    desk.wait_for("simulate-tick").await?;
    desk.throttle_cpu(SLOWER).await?;
    let times = desk
        .eval(&format!("(async () => {{ {} }})()", strikes()))
        .await?;
    let times = times.as_array().context("no figures")?;
    ensure!(times.len() == STRIKES, "{} figures", times.len());
    for (what, first) in [("struck", 0), ("counted anew", 1)] {
        let times = times.iter().skip(first).step_by(2);
        let times = Figures::of(times.filter_map(Value::as_f64).collect())?;
        println!("a finding {what} of {FINDINGS} in 13 towns, until the places show: {times}");
    }
    desk.close().await
}

/// The page's own quarter with many more findings, as the server would send it.
fn crowd() -> String {
    format!(
        "const real = window.fetch;
        window.fetch = async (input, init) => {{
            const answer = await real(input, init);
            const url = String(input.url ?? input);
            if (!url.includes('/api/page/simulation')) return answer;
            const body = await answer.json();
            const quarter = JSON.parse(body.case);
            const [year, number] = quarter.quarter.split('Q');
            const month = String(number * 3 - 1).padStart(2, '0');
            const kinds = ['1.3/wheelchair', '5.1/dirty-hall', '5.1/attitude', '2.1/computer', '5.2/ledger', '2.2/first-asked']
                .filter((kind) => body.table.includes('\"' + kind + '\"'));
            for (let i = 0; i < {FINDINGS}; i++) {{
                const town = quarter.towns[i % quarter.towns.length].id;
                quarter.findings.push({{
                    id: 'b' + String(i).padStart(6, '0'), town, site: town + '-' + i % 7, visit: 'v' + i % 401,
                    observed_at: `${{year}}-${{month}}-15T10:00:00+08:00`, checkpoint: kinds[i % kinds.length],
                    count: 1, status: 'confirmed',
                }});
                body.seen.push([town, `${{year}}-${{month}}-15T10:00:00+08:00`]);
            }}
            body.case = JSON.stringify(quarter);
            return new Response(JSON.stringify(body), {{ status: 200, headers: {{ 'content-type': 'application/json' }} }});
        }};"
    )
}

/// Strikes findings one by one, and measures each until the page has counted the change, which it
/// draws together with the places.
fn strikes() -> String {
    format!(
        "const places = document.querySelector('[data-testid=simulate-changes]').parentElement;
        const boxes = [...document.querySelectorAll('[data-testid=simulate-tick]')];
        const shown = () => new Promise((done) => {{
            const observer = new MutationObserver(() => {{ observer.disconnect(); done(performance.now()); }});
            observer.observe(places, {{ subtree: true, childList: true, characterData: true }});
        }});
        const times = [];
        for (let i = 0; i < {STRIKES}; i++) {{
            const after = shown();
            const start = performance.now();
            boxes[(i >> 1) % boxes.length].click();
            times.push(await after - start);
            await new Promise((next) => setTimeout(next, 30));
        }}
        return times;"
    )
}
