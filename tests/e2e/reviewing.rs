//! 核查认定 at a supervisor's desk: a dense list to search and filter, shortcut keys, and a finding
//! with everything a decision needs in view.

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};
use tests::steps::{INSPECTOR, PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Server, eventually};
use uuid::Uuid;

use crate::person::Person;

const ITEM: &str = "[data-testid=review-item]";

/// Makes a visit by `finder` to the town's centre with these findings; returns their ids.
async fn visit(person: &Person, finder: &str, found: &[(&str, &str)]) -> Result<Vec<Uuid>> {
    let visit = Uuid::now_v7();
    let now = server::ground::clock::Clock::default().moment().to_string();
    let mut recorded = vec![(
        "open_visit",
        json!({"visit": visit, "site": "luocun-center", "method": "routine",
            "form": "announced", "finder": finder}),
    )];
    let mut ids = Vec::new();
    for (checkpoint, note) in found {
        let finding = Uuid::now_v7();
        ids.push(finding);
        recorded.push((
            "record_finding",
            json!({"finding": finding, "visit": visit, "checkpoint": checkpoint, "count": 1,
                "note": note, "observed_at": now}),
        ));
    }
    let outcome =
        json!({"is": "inspected", "signature": {"is": "refused", "reason": "对结果有异议"}});
    recorded.push(("close_visit", json!({"visit": visit, "outcome": outcome})));
    for result in person.push(&recorded).await? {
        ensure!(result["outcome"] == "applied", "{result}");
    }
    Ok(ids)
}

async fn wait_items(desk: &Browser, count: usize) -> Result<()> {
    let what = format!("{count} findings are listed");
    let patience = std::time::Duration::from_secs(20);
    eventually(&what, patience, async || {
        Ok((desk.count("review-item").await? == count).then_some(()))
    })
    .await
}

async fn is_true(desk: &Browser, script: &str) -> Result<bool> {
    Ok(desk.eval(script).await? == Value::Bool(true))
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_queue_is_searched_and_filtered_and_says_what_it_hides() -> Result<()> {
    let server = Server::start().await?;
    let person = Person::sign_in(server.url(""), INSPECTOR).await?;
    let rows = [
        ("1.3/wheelchair", "门口坡道损坏"),
        ("1.3/reading-glasses", ""),
        ("5.1/attitude", ""),
    ];
    visit(&person, "district-office", &rows).await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(folder.path(), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    desk.open(&server.url("/review")).await?;
    wait_items(&desk, 3).await?;

    // By the inspector's words; the address keeps the search.
    desk.fill("review-search", "坡道").await?;
    wait_items(&desk, 1).await?;
    ensure!(
        is_true(&desk, "location.search.includes('text=')").await?,
        "not in the address"
    );
    desk.reload().await?;
    wait_items(&desk, 1).await?;
    let typed = desk
        .eval("document.querySelector('#review-search').value")
        .await?;
    ensure!(typed == "坡道", "the field says {typed}");
    desk.wait_text("review-narrowed", "坡道").await?;

    // The page counts what the filters hide, and one tap shows it again.
    desk.fill("review-search", "没有这样的话").await?;
    desk.wait_text("review-hidden", "3 条").await?;
    desk.tap("review-empty-clear").await?;
    wait_items(&desk, 3).await?;
    let typed = desk
        .eval("document.querySelector('#review-search').value")
        .await?;
    ensure!(typed == "", "the field says {typed}");

    // By inspector, kept over a reload, and cleared again.
    let inspector = desk
        .eval("document.querySelector('#filter-inspector').options[1].value")
        .await?;
    let inspector = inspector.as_str().context("nobody to choose")?;
    desk.choose("filter-inspector", inspector).await?;
    desk.wait_for("review-narrowed").await?;
    desk.reload().await?;
    wait_items(&desk, 3).await?;
    let chosen = desk
        .eval("document.querySelector('#filter-inspector').value")
        .await?;
    ensure!(chosen == inspector, "{chosen} is chosen");
    desk.fill_day("filter-to", "2020-01-01").await?;
    desk.wait_text("review-hidden", "3 条").await?;
    desk.tap("review-clear").await?;
    wait_items(&desk, 3).await?;

    // If only a decided finding has the words, the list offers to show every state.
    desk.tap("[data-checkpoint='1.3/wheelchair']").await?;
    desk.tap("review-confirm").await?;
    desk.wait_text("review-waiting", "2").await?;
    desk.fill("review-search", "坡道").await?;
    desk.tap("review-any-state").await?;
    wait_items(&desk, 1).await?;
    desk.expect_healthy().await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_finding_shows_what_a_decision_rests_on() -> Result<()> {
    let server = Server::start().await?;
    let person = Person::sign_in(server.url(""), INSPECTOR).await?;
    let many = [
        "1.3/wheelchair",
        "1.3/reading-glasses",
        "5.1/attitude",
        "5.1/facilities",
        "5.1/dirty-hall",
    ];
    let rows: Vec<(&str, &str)> = many.iter().map(|it| (*it, "")).collect();
    let old = visit(&person, "district-office", &rows).await?;
    let person = Person::sign_in(server.url(""), INSPECTOR).await?;
    let new = visit(&person, "city-bureau", &rows).await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(folder.path(), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    let decided = old.first().context("no finding")?;
    desk.open(&server.url(&format!("/review?f={decided}")))
        .await?;
    desk.tap("review-reject").await?;
    desk.fill("review-reason", "当场整改").await?;
    desk.tap("review-reason-submit").await?;
    desk.wait_text("review-waiting", "9").await?;

    // At least seven findings are in view at once.
    let seen = desk
        .eval(&format!(
            "(() => {{
                const box = document.querySelector('.queue').getBoundingClientRect();
                const all = [...document.querySelectorAll({ITEM:?})].map((it) => it.getBoundingClientRect());
                return all.filter((it) => it.top >= box.top && it.bottom <= Math.min(box.bottom, innerHeight)).length;
            }})()"
        ))
        .await?;
    ensure!(seen.as_u64() >= Some(7), "{seen} are in view");

    let shown = new.first().context("no finding")?;
    desk.open(&server.url(&format!("/review?f={shown}")))
        .await?;
    desk.wait_text("review-finder", "市级主管部门").await?;
    desk.wait_text("review-site-answer", "对结果有异议").await?;
    desk.wait_text("review-priced", "明察暗访曝光").await?;
    desk.wait_text("review-before", "当场整改").await?;
    desk.wait_text("review-open-there", "8").await?;
    for what in [
        "review-finder",
        "review-site-answer",
        "review-priced",
        "review-before",
    ] {
        let script = format!(
            "document.querySelector('[data-testid={what}]').getBoundingClientRect().bottom < innerHeight"
        );
        ensure!(is_true(&desk, &script).await?, "{what} is below the fold");
    }
    desk.expect_healthy().await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_keys_are_told() -> Result<()> {
    let server = Server::start().await?;
    let person = Person::sign_in(server.url(""), INSPECTOR).await?;
    visit(&person, "district-office", &[("1.3/wheelchair", "")]).await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(folder.path(), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    desk.open(&server.url("/review")).await?;
    wait_items(&desk, 1).await?;
    let open = "document.querySelector('[data-testid=review-keys-sheet]').open";
    desk.type_in("?").await?;
    desk.wait_text("review-keys-sheet", "予以认定").await?;
    // While the dialog is open, keys go to it.
    desk.type_in("j").await?;
    ensure!(
        !is_true(&desk, "location.search.includes('f=')").await?,
        "it went on behind the dialog"
    );
    desk.press(Key::Escape).await?;
    ensure!(!is_true(&desk, open).await?, "it stays open");
    desk.tap("review-keys").await?;
    ensure!(is_true(&desk, open).await?, "the button opens nothing");
    desk.press(Key::Escape).await?;

    // `/` focuses the search; keys typed there are no commands.
    desk.type_in("/").await?;
    let there = "document.activeElement.id === 'review-search'";
    ensure!(is_true(&desk, there).await?, "the cursor is elsewhere");
    desk.type_in("?x").await?;
    ensure!(
        !is_true(&desk, open).await?,
        "what is typed opens the dialog"
    );
    desk.expect_healthy().await
}
