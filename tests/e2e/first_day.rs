//! The first day of an office that has only the binary: from an empty folder to a visit, a decision
//! and the town's card, using only pages and real keys.

mod books;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::{Browser, Device, Server, eventually};

use crate::field::row;

const SOON: Duration = Duration::from_secs(30);
/// A checkpoint of both centres and stations, since the draw may choose either.
const HALL: &str = "5.1/dirty-hall";
const PASSWORD: &str = "Qingshi-2026x";

/// Signs in by an invitation; the first page is `first`.
async fn come_in(browser: &Browser, link: &str, first: &str) -> Result<()> {
    browser.open(link).await?;
    browser.fill("welcome-new", PASSWORD).await?;
    browser.fill("welcome-repeat", PASSWORD).await?;
    browser.tap("welcome-submit").await?;
    eventually(&format!("{first} is open"), SOON, async || {
        let path = browser.eval("location.pathname").await?;
        Ok((path == first).then_some(()))
    })
    .await
}

/// The browser logs the 422 of a refused form; nothing else may be logged.
async fn refusals_alone(browser: &Browser) -> Result<()> {
    let said = browser.console_errors().await?;
    ensure!(said.iter().all(|it| it.contains("422")), "{said:?}");
    Ok(())
}

/// The administrator's part: sets up everything the office needs. Returns each invited person's
/// login and link.
async fn set_up(office: &Browser, server: &Server, folder: &Path) -> Result<Vec<(String, String)>> {
    let log = server.log();
    let one_time = log.split("one-time password: ").nth(1);
    let one_time = one_time.and_then(|rest| rest.split_whitespace().next());
    let one_time = one_time.context("no one-time password")?;
    office.open(&server.url("/")).await?;
    office.fill("sign-in-login", "admin").await?;
    office.fill("sign-in-password", one_time).await?;
    office.tap("sign-in-submit").await?;
    office.fill("password-old", one_time).await?;
    office.fill("password-new", PASSWORD).await?;
    office.fill("password-repeat", PASSWORD).await?;
    office.tap("password-submit").await?;
    office.wait_for("set-up").await?;
    office.wait_ready().await?;
    let done =
        async |step: &str, is: &str| office.wait_attribute(step, "data-done", is, SOON).await;
    done("set-up", "false").await?;

    office.fill("district-name", "青石县").await?;
    office
        .fill("district-office", "青石县政务服务管理办公室")
        .await?;
    office.fill("district-hotline", "0533-1234567").await?;
    office.tap("district-save").await?;
    done("step-district", "true").await?;
    // The foot of the page names the office and its telephone without a reload.
    office.wait_text("complaints", "0533-1234567").await?;

    // A mistake in the file is reported at its cell, and nothing is taken.
    let file = folder.join("book.xlsx");
    books::registry(&file, "镇长")?;
    office.choose_file("registry-file", &file).await?;
    office.tap("registry-check").await?;
    office.wait_text("import-report", "镇长").await?;
    office.wait_text("registry-counts", "镇办 0 个").await?;
    refusals_alone(office).await?;
    books::registry(&file, "镇办人员")?;
    office.choose_file("registry-file", &file).await?;
    office.tap("registry-check").await?;
    office.wait_text("registry-result", "新增 11 条").await?;
    office.tap("registry-take").await?;
    office.wait_text("registry-result", "已导入").await?;
    done("step-registry", "true").await?;
    // Accounts alone let nobody in: the page says so, and leads to those without an invitation.
    office.tap("uninvited").await?;
    office.wait_text("manage-total", "4 条").await?;
    office.open(&server.url("/manage")).await?;
    office.wait_text("step-table", "将随季度启用").await?;
    // The district's own small table; a mistake in it is reported at its cell.
    office.tap("to-tables").await?;
    office.wait_for("table-file").await?;
    let table = folder.join("qingshi-2026.xlsx");
    books::table(&table, "四十")?;
    office.choose_file("table-file", &table).await?;
    office.tap("table-check").await?;
    office.wait_text("table-result", "不能采用").await?;
    office.wait_text("import-report", "“分值”应当是数").await?;
    refusals_alone(office).await?;
    books::table(&table, "40")?;
    office.choose_file("table-file", &table).await?;
    office.tap("table-check").await?;
    office
        .wait_text("import-report", "计 38 分（满分 40）")
        .await?;
    office.tap("table-take").await?;
    office.wait_text("table-result", "已采用").await?;
    office.wait_text("tables", "2 个指标，2 个检查要点").await?;
    office.open(&server.url("/manage")).await?;
    done("step-table", "true").await?;
    office.tap("open-first").await?;
    done("step-quarter", "true").await?;
    done("set-up", "true").await?;

    // A town by the form: a missing name is reported, and a valid entry is listed.
    office.open(&server.url("/manage/towns")).await?;
    office.tap("add-town").await?;
    office.tap("entry-save").await?;
    office.wait_text("town-form", "缺少“全称”").await?;
    office.fill("entry-name", "白云镇").await?;
    office.tap("entry-save").await?;
    office.wait_text("towns", "白云镇").await?;
    // The search survives a reload.
    office.open(&server.url("/manage/sites")).await?;
    office.fill("manage-search", "shitou").await?;
    office.wait_text("manage-total", "1 条").await?;
    office.reload().await?;
    office.wait_text("sites", "石头村").await?;
    ensure!(office.count("site").await? == 1, "the filter is lost");

    office.open(&server.url("/manage/people")).await?;
    office.tap("invite-all").await?;
    office.wait_for("invitations").await?;
    // The links of this address work on this computer alone.
    office.wait_text("invited-local", "127.0.0.1").await?;
    office.wait_text("invitations", "角色：检查人员").await?;
    eventually("four are invited", SOON, async || {
        Ok((office.count("invitation").await? == 4).then_some(()))
    })
    .await?;
    let links = "[...document.querySelectorAll('[data-testid=invitation]')].map(it =>\
                 [it.dataset.login, it.querySelector('[data-testid=invitation-link]').innerText])";
    let links = office.eval(links).await?;
    Ok(serde_json::from_value(links)?)
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn from_an_empty_folder_to_the_towns_card() -> Result<()> {
    let mut server = Server::start_with_args(&[]).await?;
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let office = Browser::start(&at("office"), Device::DESKTOP).await?;
    let links = set_up(&office, &server, folder.path()).await?;
    office.expect_healthy().await?;
    // A link's secret lets somebody sign in, so no log may contain it.
    let log = server.log();
    let told = links.iter().any(|(_, link)| {
        let held = link.rsplit('/').next().unwrap_or_default();
        log.contains(held)
    });
    ensure!(!told, "a link stands in the log");
    let link = |login: &str| {
        let found = links.iter().find(|it| it.0 == login);
        found.map(|it| it.1.clone()).context("not invited")
    };
    office.close().await?;

    // The supervisor draws a centre of each town; both inspectors are assigned to all of them.
    let desk = Browser::start(&at("desk"), Device::DESKTOP).await?;
    come_in(&desk, &link("lihecha")?, "/overview").await?;
    desk.open(&server.url("/plan")).await?;
    desk.tap("draw").await?;
    desk.fill("draw-sites", "0").await?;
    desk.tap("draw-check").await?;
    desk.wait_text("draw-form", "数量须为").await?;
    refusals_alone(&desk).await?;
    desk.fill("draw-sites", "1").await?;
    desk.tap("[data-testid='draw-town']").await?;
    // The confirmation says what comes of it; looking at it draws nothing and loses nothing.
    desk.tap("draw-check").await?;
    desk.wait_text("draw-form", "1 项检查安排").await?;
    desk.tap("draw-back").await?;
    desk.tap("draw-check").await?;
    desk.wait_text("draw-form", "共 2 人").await?;
    ensure!(desk.count("draw-line").await? == 0, "drawn unasked");
    desk.tap("draw-do").await?;
    desk.wait_text("assignments", "青山镇").await?;
    desk.tap("draw-line").await?;
    desk.wait_attribute("draw-record", "data-holds", "true", SOON)
        .await?;
    // The witness was forgotten, and is named once.
    desk.tap("name-witness").await?;
    desk.fill("late-witness", "周督").await?;
    desk.tap("late-witness-do").await?;
    desk.wait_text("draw-record", "周督（李核查于").await?;
    desk.wait_gone("name-witness").await?;
    desk.wait_attribute("draw-record", "data-holds", "true", SOON)
        .await?;

    let tablet = Browser::start(&at("tablet"), Device::TABLET).await?;
    come_in(&tablet, &link("wangxiaoming")?, "/inspect").await?;
    tablet.wait_for("offline-ready").await?;
    tablet.wait_for("assignment").await?;
    server.stop().await?;
    // Whom to ask is known without a network.
    tablet.wait_text("complaints", "0533-1234567").await?;
    tablet.tap("assignment").await?;
    tablet.tap("begin").await?;
    tablet.wait_for("checklist").await?;
    tablet.tap(&row(HALL, "answer-issue")).await?;
    tablet
        .wait_attribute(&row(HALL, ""), "data-answer", "issue", SOON)
        .await?;
    tablet.tap("go-finish").await?;
    tablet.tap("answer-signed").await?;
    tablet.fill("site-answer-words", "王芳").await?;
    tablet.tap("hand-in").await?;
    tablet.wait_gone("hand-in").await?;
    // A visit made offline removes its assignment.
    tablet.wait_gone("assignment").await?;
    server.resume().await?;
    tablet
        .wait_attribute("sync-strip", "data-ops", "0", Duration::from_secs(90))
        .await?;
    // The console lists the refused connections, so only a panic is checked.
    ensure!(tablet.count("panic").await? == 0, "the page has failed");
    tablet.close().await?;

    desk.open(&server.url("/plan?state=done")).await?;
    desk.wait_text("assignments", "青山镇").await?;
    desk.open(&server.url("/review")).await?;
    desk.tap("review-item").await?;
    desk.tap("review-confirm").await?;
    desk.wait_text("toasts", "认定").await?;
    desk.expect_healthy().await?;
    desk.close().await?;

    let town = Browser::start(&at("town"), Device::PHONE).await?;
    come_in(&town, &link("zhaoqingshan")?, "/overview").await?;
    town.wait_text("[data-testid='need'][data-what='Deductions']", "1")
        .await?;
    town.tap("[data-testid='need'][data-what='Deductions']")
        .await?;
    town.wait_text(
        "[data-testid='town-row'][data-indicator='5.1']",
        "环境不整洁",
    )
    .await?;
    town.close().await
}
