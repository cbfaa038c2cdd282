//! Dialogs that send something: they confirm what cannot be undone, show the answer wherever the
//! person is by then, and ignore an Enter meant for a field.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use serde_json::json;
use tempfile::TempDir;
use tests::steps::{INSPECTOR, PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Mode, Proxy, Server};
use tokio::time::sleep;
use uuid::Uuid;

use crate::person::{Person, open_visit};

/// Long enough for an unwanted request to be sent.
const A_WHILE: Duration = Duration::from_millis(800);

struct Desk {
    page: Browser,
    proxy: Proxy,
    server: Server,
    _folder: TempDir,
}

impl Desk {
    async fn ready() -> Result<Self> {
        let server = Server::start().await?;
        let proxy = Proxy::start(server.addr()).await?;
        let folder = tempfile::tempdir()?;
        let page = Browser::start(folder.path(), Device::DESKTOP).await?;
        page.sign_in(&proxy.url(""), SUPERVISOR, PASSWORD).await?;
        Ok(Self {
            page,
            proxy,
            server,
            _folder: folder,
        })
    }

    async fn open(&self, path: &str) -> Result<()> {
        self.page.open(&self.proxy.url(path)).await
    }
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn an_unannounced_visit_is_made_public_after_a_question() -> Result<()> {
    let desk = Desk::ready().await?;
    let lixia = Person::sign_in(desk.server.url(""), INSPECTOR).await?;
    let visit = Uuid::now_v7();
    let close = json!({"visit": visit, "outcome": {"is": "inspected",
        "signature": {"is": "refused", "reason": "负责人不在"}}});
    let pushed = lixia
        .push(&[open_visit(visit, "unannounced"), ("close_visit", close)])
        .await?;
    ensure!(
        pushed.iter().all(|it| it["outcome"] == "applied"),
        "{pushed:?}"
    );

    desk.open("/visits?state=hidden").await?;
    let page = &desk.page;
    page.tap("mark").await?;
    page.tap("release-marked").await?;
    page.wait_for("release-do").await?;
    page.press(Key::Escape).await?;
    page.wait_gone("release-do").await?;
    ensure!(page.count("mark").await? == 1, "made public unasked");

    // The answer breaks off: the dialog stays open, reports it, and can send again. The pause is
    // there because an immediate second tap counts as part of a double tap.
    sleep(A_WHILE).await;
    page.tap("release-marked").await?;
    page.wait_for("release-do").await.context("asked again")?;
    desk.proxy.set(Mode::Refuse);
    page.tap("release-do").await.context("without a network")?;
    page.wait_text("release-sheet", "连接不上服务器").await?;
    desk.proxy.set(Mode::Pass);
    sleep(A_WHILE).await;
    page.tap("release-do").await.context("with a network")?;
    page.wait_text("toasts", "已公开 1 次检查").await?;
    page.wait_gone("mark").await?;
    page.wait_gone("release-do").await?;
    ensure!(page.count("panic").await? == 0, "the page has failed");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn what_a_closed_dialog_sent_is_answered_on_the_page() -> Result<()> {
    let desk = Desk::ready().await?;
    let lixia = Person::sign_in(desk.server.url(""), INSPECTOR).await?;
    let astray =
        json!({"visit": Uuid::now_v7(), "checkpoint": "1.3/wheelchair", "answer": "meets"});
    let pushed = lixia.push(&[("answer", astray)]).await?;
    ensure!(pushed[0]["outcome"] == "quarantined", "{pushed:?}");

    desk.open("/visits").await?;
    let page = &desk.page;
    page.tap("settle").await?;
    desk.proxy.set(Mode::Delay(Duration::from_secs(2)));
    page.tap("settle-do").await?;
    page.press(Key::Escape).await?;
    page.wait_gone("settle-do").await?;
    page.wait_text("toasts", "请填写处理方式").await?;
    desk.proxy.set(Mode::Pass);
    ensure!(page.count("refused-visit").await? == 1, "dealt with");

    page.tap("settle").await?;
    page.tap("settle-note").await?;
    page.type_in("已请李霞重新检查").await?;
    page.press(Key::Enter).await?;
    page.wait_text("toasts", "1 条记录已标为已处理").await?;
    page.wait_gone("refused-visit").await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn an_enter_neither_draws_nor_assigns() -> Result<()> {
    let desk = Desk::ready().await?;
    desk.open("/plan").await?;
    let page = &desk.page;
    page.tap("draw").await?;
    page.fill("draw-sites", "2").await?;
    page.press(Key::Enter).await?;
    sleep(A_WHILE).await;
    ensure!(page.count("draw-check").await? == 1, "the dialog has gone");
    ensure!(page.count("draw-line").await? == 0, "drawn by an Enter");
    page.press(Key::Escape).await?;
    page.wait_gone("draw-check").await?;

    page.tap("assign").await?;
    let planned = page.count("assigned").await?;
    page.tap("plan-site").await?;
    page.tap("plan-person").await?;
    page.tap("plan-search").await?;
    page.type_in("luocun").await?;
    page.press(Key::Enter).await?;
    sleep(A_WHILE).await;
    ensure!(page.count("assign-save").await? == 1, "the dialog has gone");
    ensure!(
        page.count("assigned").await? == planned,
        "planned by an Enter"
    );
    page.tap("assign-save").await?;
    page.wait_gone("assign-save")
        .await
        .context("it is planned")?;
    page.expect_healthy().await
}
