//! 得分: the whole sheet on one screen, sorted and folded by its heads, with the open trace beside
//! it; one town at a time on a narrow screen.

use std::time::Duration;

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::Value;
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Server, eventually};

const SOON: Duration = Duration::from_secs(10);

async fn is_true(desk: &Browser, script: &str) -> Result<bool> {
    Ok(desk.eval(script).await? == Value::Bool(true))
}

async fn wait_true(desk: &Browser, what: &str, script: &str) -> Result<()> {
    eventually(what, SOON, async || {
        Ok(is_true(desk, script).await?.then_some(()))
    })
    .await
}

/// The towns in the order of the sheet.
async fn order(desk: &Browser) -> Result<Vec<String>> {
    let towns = desk
        .eval("[...document.querySelectorAll('[data-testid=score-line]')].map((it) => it.dataset.town)")
        .await?;
    Ok(serde_json::from_value(towns)?)
}

async fn full(folder: &std::path::Path, device: Device) -> Result<(Server, Browser)> {
    let server = Server::start_with_args(&["--demo=full"]).await?;
    let desk = Browser::start(folder, device).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    Ok((server, desk))
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_sheet_is_one_screen_and_opens_beside_itself() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (server, desk) = full(folder.path(), Device::DESKTOP).await?;
    desk.open(&server.url("/scores")).await?;
    desk.wait_for("score-sheet").await?;
    let fits = "(() => {
        const box = document.querySelector('.score-scroll');
        const cells = document.querySelectorAll('[data-testid=score-line]:first-child [data-testid=score-cell]').length;
        const lines = document.querySelectorAll('[data-testid=score-line]').length;
        const high = box.getBoundingClientRect().height <= innerHeight && box.scrollHeight <= box.clientHeight;
        return JSON.stringify([box.scrollWidth <= box.clientWidth, high, lines, cells]);
    })()";
    let fits = desk.eval(fits).await?;
    ensure!(
        fits == "[true,true,13,21]",
        "wide enough, high enough, towns and rows: {fits}"
    );

    // Sorts by a column, both ways and back, by taps and by keys; the address keeps the order.
    let places = order(&desk).await?;
    desk.tap("[data-testid=score-sort][data-key='2.3']").await?;
    let head = "th:has([data-key='2.3'])";
    desk.wait_attribute(head, "aria-sort", "descending", SOON)
        .await?;
    let most = order(&desk).await?;
    ensure!(most != places, "nothing has moved");
    let there = "document.activeElement.dataset.key === '2.3'";
    wait_true(&desk, "the focus stays on the head", there).await?;
    desk.press(Key::Enter).await?;
    desk.wait_attribute(head, "aria-sort", "ascending", SOON)
        .await?;
    desk.reload().await?;
    desk.wait_attribute(head, "aria-sort", "ascending", SOON)
        .await?;
    wait_true(
        &desk,
        "the focus can be set",
        "document.querySelector('#sort-place') !== null",
    )
    .await?;
    desk.tap("[id=sort-place]").await?;
    eventually("the order of places is back", SOON, async || {
        Ok((order(&desk).await? == places).then_some(()))
    })
    .await?;

    // A section folds into its sum, and stays folded over a reload.
    desk.tap("[data-testid=score-fold][data-section='1']")
        .await?;
    desk.wait_gone("[data-testid=score-cell][data-row='1.1']")
        .await?;
    desk.reload().await?;
    desk.wait_for("[data-key='section-1']").await?;
    ensure!(
        desk.count("[data-testid=score-cell][data-row='1.1']")
            .await?
            == 0,
        "unfolded by a reload"
    );
    desk.tap("[data-testid=score-fold][data-section='1']")
        .await?;
    desk.wait_for("[data-testid=score-cell][data-row='1.1']")
        .await?;

    // A cell opens its trace beside the sheet; Esc closes it and returns the focus.
    let cell = "[data-town=luocun] [data-row='5.1']";
    desk.tap(cell).await?;
    desk.wait_for("trace-points").await?;
    let beside = "(() => {
        const sheet = document.querySelector('.score-scroll').getBoundingClientRect();
        const panel = document.querySelector('[data-testid=trace]').getBoundingClientRect();
        return panel.left >= sheet.right && panel.top < innerHeight && document.activeElement.id === 'trace';
    })()";
    wait_true(
        &desk,
        "the panel is beside the sheet and has the focus",
        beside,
    )
    .await?;
    desk.press(Key::Escape).await?;
    desk.wait_gone("trace").await?;
    let back = "document.activeElement.id === 'cell-luocun-5.1'";
    wait_true(&desk, "the focus is back at the cell", back).await?;
    desk.eval("history.back()").await?;
    desk.wait_for("trace-points").await?;
    desk.tap("to-town").await?;
    desk.wait_for("town-compared").await?;
    desk.tap("trace-close").await?;
    desk.wait_gone("trace").await?;
    desk.expect_healthy().await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn one_town_at_a_time_on_a_phone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (server, desk) = full(folder.path(), Device::PHONE).await?;
    desk.open(&server.url("/scores")).await?;
    desk.wait_for("score-ranked").await?;
    ensure!(desk.count("ranked-town").await? == 13, "not every town");
    let narrow = "document.documentElement.scrollWidth <= innerWidth";
    ensure!(
        is_true(&desk, narrow).await?,
        "the list is wider than the screen"
    );
    desk.tap("[data-testid=ranked-town][data-of=luocun]")
        .await?;
    desk.wait_for("town-total").await?;
    ensure!(desk.count("town-row").await? == 21, "not every row");
    ensure!(
        is_true(&desk, narrow).await?,
        "the town is wider than the screen"
    );
    desk.tap("[data-testid=town-row][data-of='5.1']").await?;
    desk.wait_for("trace-points").await?;
    desk.eval("history.back()").await?;
    desk.wait_for("town-total").await?;
    desk.eval("history.back()").await?;
    desk.wait_gone("trace").await?;
    let back = "document.activeElement.id === 'rank-luocun'";
    wait_true(&desk, "the focus is back at the town", back).await?;
    desk.expect_healthy().await
}
