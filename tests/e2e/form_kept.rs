//! One form and its people: text typed while the form is being saved, signed or reminded of stays
//! in the fields, and two people at one form never overwrite each other unseen.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Mode, Proxy, Server, eventually};

const FIRST: &str = "[id=facts-0-metric]";
const SECOND: &str = "[id=facts-1-metric]";
/// The time a person needs to read; an earlier tap counts as part of a double tap.
const READS: Duration = Duration::from_millis(600);

/// The values of the first two fields.
async fn fields(desk: &Browser) -> Result<Value> {
    desk.eval(&format!(
        "[{FIRST:?}, {SECOND:?}].map((it) => document.querySelector(it).value)"
    ))
    .await
}

async fn holds(desk: &Browser, wanted: [&str; 2]) -> Result<()> {
    let now = fields(desk).await?;
    ensure!(now == json!(wanted), "{now} where {wanted:?} was typed");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn what_is_typed_while_it_is_saved_stays() -> Result<()> {
    let mut server = Server::start().await?;
    let proxy = Proxy::start(server.addr()).await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(folder.path(), Device::DESKTOP).await?;
    desk.sign_in(&proxy.url(""), SUPERVISOR, PASSWORD).await?;
    let page = proxy.url("/facts?row=2.3");
    desk.open(&page).await?;
    desk.fill(FIRST, "91").await?;
    proxy.set(Mode::Delay(Duration::from_secs(2)));
    desk.tap("facts-save").await?;
    desk.fill(SECOND, "92.5").await?;
    answered(&desk, "save_facts").await?;
    // The page's data is fetched again and arrives: the form keeps its unsaved values.
    answered(&desk, "facts").await?;
    holds(&desk, ["91", "92.5"]).await?;
    desk.wait_text("facts-saved", "有改动尚未保存").await?;

    // A reminder does not reset the form, and unsaved values cannot be signed.
    proxy.set(Mode::Pass);
    desk.tap("details:has([id=facts-note]) summary").await?;
    desk.tap("facts-remind").await?;
    desk.wait_text("toasts", "已催报").await?;
    tokio::time::sleep(READS).await;
    holds(&desk, ["91", "92.5"]).await?;
    desk.tap("facts-instead").await?;
    desk.fill("facts-instead-reason", "负责人休假").await?;
    desk.tap("facts-sign-instead").await?;
    desk.wait_text("toasts", "请先保存再审签").await?;

    // The line has the number of the last save, so saving again is no conflict with oneself.
    desk.fill(FIRST, "90.5").await?;
    desk.tap("facts-save").await?;
    desk.wait_text("facts-saved", "已保存").await?;
    ensure!(desk.count("facts-stale").await? == 0, "at odds with itself");
    desk.open(&page).await?;
    holds(&desk, ["90.5", "92.5"]).await?;
    desk.expect_healthy().await?;
    server.stop().await
}

/// Waits until a page's function has answered and the answer is drawn.
async fn answered(desk: &Browser, function: &str) -> Result<()> {
    let answers = format!(
        "performance.getEntriesByType('resource')
            .filter((it) => it.name.endsWith('/api/page/{function}') && it.responseEnd > 0).length"
    );
    let limit = Duration::from_secs(20);
    eventually(function, limit, async || {
        let answers = desk.eval(&answers).await?;
        Ok((answers != json!(0)).then_some(()))
    })
    .await?;
    let drawn = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
    desk.eval(drawn).await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn of_two_people_at_one_form_neither_loses_a_value_unseen() -> Result<()> {
    let mut server = Server::start().await?;
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
    let zhaomin = Browser::start(folders[0].path(), Device::DESKTOP).await?;
    let sunmei = Browser::start(folders[1].path(), Device::DESKTOP).await?;
    let page = server.url("/facts?row=2.3");
    for (desk, login) in [(&zhaomin, SUPERVISOR), (&sunmei, "sunmei")] {
        desk.sign_in(&server.url(""), login, PASSWORD).await?;
        desk.open(&page).await?;
    }
    zhaomin.fill(FIRST, "91").await?;
    zhaomin.tap("facts-save").await?;
    zhaomin.wait_text("facts-saved", "已保存").await?;

    // She loaded the page before that: she is shown the current value and its author, and keeps her
    // own.
    sunmei.fill(FIRST, "90.5").await?;
    sunmei.fill(SECOND, "92.5").await?;
    sunmei.tap("facts-save").await?;
    sunmei.wait_text("facts-stale", "刚刚被他人改动").await?;
    sunmei.wait_text("[data-testid=facts-line]", "赵敏").await?;
    holds(&sunmei, ["90.5", "92.5"]).await?;
    zhaomin.open(&page).await?;
    holds(&zhaomin, ["91", ""])
        .await
        .context("nothing of it is saved")?;

    // With both values in view she saves again; now the other person gets the conflict.
    tokio::time::sleep(READS).await;
    sunmei.tap("facts-save").await?;
    sunmei.wait_text("facts-saved", "已保存").await?;
    zhaomin.fill(SECOND, "93").await?;
    zhaomin.tap("facts-save").await?;
    zhaomin.wait_for("facts-stale").await?;
    holds(&zhaomin, ["91", "93"]).await?;
    zhaomin.open(&page).await?;
    holds(&zhaomin, ["90.5", "92.5"]).await?;
    for desk in [&zhaomin, &sunmei] {
        desk.expect_healthy().await?;
    }
    server.stop().await
}
