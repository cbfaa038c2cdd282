//! An office's facts are entered once and as seen: a lost answer doubles nothing, and pasted cells
//! keep their meaning.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Mode, Proxy, Server};

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_record_whose_answer_was_lost_is_entered_once() -> Result<()> {
    let mut server = Server::start().await?;
    let proxy = Proxy::start(server.addr()).await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(folder.path(), Device::DESKTOP).await?;
    desk.sign_in(&proxy.url(""), SUPERVISOR, PASSWORD).await?;
    let page = proxy.url("/facts?row=8.2.2");
    desk.open(&page).await?;
    desk.choose("[id=facts-0-town]", "luocun").await?;
    desk.fill("[id=facts-0-remark]", "被通报批评一次").await?;
    desk.fill("[id=facts-0-points]", "3").await?;
    desk.choose("[id=facts-0-status]", "confirmed").await?;
    // The server saves; the answer breaks off at its first byte.
    proxy.set(Mode::Cut(1));
    desk.tap("facts-save").await?;
    desk.wait_text("toasts", "连接不上服务器").await?;
    proxy.set(Mode::Pass);
    // The time a person needs to read; an earlier tap counts as part of a double tap.
    tokio::time::sleep(Duration::from_millis(600)).await;
    // The line kept its slot, so the second save finds the same record.
    desk.tap("facts-save").await?;
    desk.wait_text("facts-saved", "已保存").await?;
    desk.open(&page).await?;
    let remarks = "[...document.querySelectorAll('[data-testid=facts-line] [id$=-remark]')]\
                   .map(it => it.value).filter(it => it)";
    let remarks = desk.eval(remarks).await?;
    ensure!(remarks == json!(["被通报批评一次"]), "entered: {remarks}");
    server.stop().await
}

/// Pastes lines as a spreadsheet copies them; a headless browser has no clipboard.
async fn paste(desk: &Browser, lines: &str) -> Result<()> {
    desk.tap("details:has([id=facts-paste]) summary").await?;
    desk.tap("[id=facts-paste]").await?;
    desk.cdp("Input.insertText", json!({ "text": lines }))
        .await?;
    desk.tap("facts-paste-take").await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn words_that_are_pasted_become_the_choices_they_name() -> Result<()> {
    let mut server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(folder.path(), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    let page = server.url("/facts?row=1.2");
    desk.open(&page).await?;
    paste(&desk, "罗村镇\t是\t3\n洪山镇\t否\t2\n双杨镇\t大概\t1\n").await?;
    desk.wait_text("facts-pasted", "有 1 格的内容不在选项中")
        .await?;
    // A pasted value that is no choice is marked, and no line is saved.
    desk.tap("facts-save").await?;
    desk.wait_for("[id=error-summary]").await?;
    let wrong = desk
        .count("[data-town=shuangyang] [aria-invalid=true]")
        .await?;
    ensure!(wrong == 1, "{wrong} cells are marked");
    let choices = "Object.fromEntries([...document.querySelectorAll('[data-testid=facts-line]')]\
                   .map(it => [it.dataset.town, it.querySelector('select').value])\
                   .filter(([, it]) => it))";
    desk.open(&page).await?;
    let kept = desk.eval(choices).await?;
    ensure!(kept == json!({}), "kept although one line is wrong: {kept}");

    paste(&desk, "罗村镇\t是\t3\n洪山镇\t否\t2\n").await?;
    desk.tap("facts-save").await?;
    desk.wait_text("facts-saved", "已保存").await?;
    desk.open(&page).await?;
    let kept = desk.eval(choices).await.context("choices")?;
    ensure!(
        kept == json!({ "luocun": "true", "hongshan": "false" }),
        "kept: {kept}"
    );
    server.stop().await
}
