//! The supervisor's desk: findings appear without a reload, several are decided at once, and a cell
//! of the scores leads to its finding. A simulation tries the scores without that finding.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::steps::{INSPECTOR, PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Server};

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn from_a_tick_to_a_cell_without_a_reload() -> Result<()> {
    let server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(&folder.path().join("desk"), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    desk.open(&server.url("/review")).await?;
    desk.wait_text("review-waiting", "0").await?;
    // A reload would lose this variable.
    desk.eval("window.same = true").await?;

    let tablet = Browser::start(&folder.path().join("tablet"), Device::TABLET).await?;
    tablet.sign_in(&server.url(""), INSPECTOR, PASSWORD).await?;
    tablet
        .open(&server.url("/inspect/new?site=luocun-center"))
        .await?;
    tablet.tap("begin").await?;
    for checkpoint in ["1.3/wheelchair", "5.1/dirty-hall", "5.1/attitude"] {
        let answer = format!("[data-checkpoint='{checkpoint}'] [data-testid=answer-issue]");
        tablet.tap(&answer).await?;
    }

    desk.wait_text("review-waiting", "3")
        .await
        .context("news")?;
    ensure!(desk.count("review-item").await? == 3, "not all are listed");
    desk.tap("review-tick").await?;
    desk.tap("review-many-all").await?;
    desk.tap("review-many-confirm").await?;
    desk.wait_text("review-many-question", "3 条").await?;
    desk.tap("review-many-do").await?;
    desk.wait_text("review-waiting", "0")
        .await
        .context("decided")?;
    desk.wait_gone("review-many").await?;
    let same = desk.eval("window.same").await?;
    ensure!(same == Value::Bool(true), "the page was loaded anew");

    desk.open(&server.url("/scores")).await?;
    desk.tap("[data-town=luocun] [data-row='5.1']").await?;
    desk.wait_text("trace-points", "3").await?;
    desk.wait_text("trace", "服务态度不热情诚恳").await?;
    ensure!(
        desk.count("trace-line").await? == 2,
        "another number of lines"
    );

    // What if it did not count: computed in the page, stored nowhere.
    desk.tap("to-simulation").await?;
    desk.wait_for("simulate-places").await?;
    let address = desk.eval("location.href").await?;
    desk.open(address.as_str().context("no address")?).await?;
    desk.wait_for("simulate-places").await?;
    let total = "[data-town=luocun] [data-testid=simulate-total]";
    let before = desk.text(total).await?;
    desk.tap("[data-town=luocun] button").await?;
    desk.tap("simulate-tick").await?;
    desk.wait_text("simulate-changes", "1").await?;
    let after = desk.text(total).await?;
    ensure!(before != after, "the total stays at {before}");
    ensure!(desk.count("simulate-line").await? == 13, "not every town");
    // The address keeps the change and its name, so whoever opens it sees the same.
    desk.fill("[id=simulate-name]", "申诉成立").await?;
    desk.reload().await?;
    desk.wait_for("simulate-list").await?;
    desk.wait_text("simulate-changes", "1").await?;
    let name = desk
        .eval("document.getElementById('simulate-name').value")
        .await?;
    ensure!(name == "申诉成立", "{name}");
    desk.tap("simulate-reset").await?;
    desk.wait_gone("simulate-list").await?;
    desk.wait_text(total, &before).await?;
    desk.expect_healthy().await?;
    tablet.expect_healthy().await
}
