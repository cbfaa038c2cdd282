//! Mistakes are cheap: a site is found however its name is typed, a visit begun at the wrong site
//! is voided without a network, and handing in asks for what is missing and leads there.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Engine, Server, eventually};

use crate::field::{Field, WHEELCHAIR, row};

const SOON: Duration = Duration::from_secs(20);
const DRAINED: Duration = Duration::from_secs(180);
const OTHER: &str = "1.3/other-facility";

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_visit_begun_by_mistake_is_given_up_without_a_network() -> Result<()> {
    let Field {
        mut server,
        tablet,
        folder,
        ..
    } = Field::ready(Engine::Chromium, Device::PHONE).await?;
    server.stop().await?;

    search(&tablet).await.context("searching")?;
    let asked = "[data-testid='assignment'][data-site='hongshan-center']";
    let card = |group: &str| format!("[data-testid='{group}'] [data-testid='visit-card']");
    tablet.open(&server.url("/inspect")).await?;
    tablet.tap(asked).await?;
    tablet.tap("begin").await?;
    tablet.tap(&row(WHEELCHAIR, "answer-issue")).await?;
    tablet.wait_for(&row(WHEELCHAIR, "finding")).await?;
    tablet.open(&server.url("/inspect")).await?;
    tablet.wait_for(&card("unfinished")).await?;
    ensure!(tablet.count(asked).await? == 0, "it has been begun");

    tablet.tap(&card("unfinished")).await?;
    tablet.tap("go-finish").await?;
    tablet.tap("give-up").await?;
    tablet.tap("void-now").await?;
    tablet
        .wait_attribute("void-reason", "aria-invalid", "true", SOON)
        .await?;
    tablet.tap_words("void-ready", "选错").await?;
    tablet.tap("void-now").await?;
    tablet.wait_text(&card("voided"), "选错检查对象").await?;
    tablet.wait_for(asked).await.context("asked for again")?;
    ensure!(tablet.count(&card("unfinished")).await? == 0, "still open");

    // Undone in the toast, on the page that voiding leads to.
    tablet.tap("toast-action").await?;
    tablet.wait_for(&card("unfinished")).await?;
    ensure!(tablet.count(asked).await? == 0, "begun again");
    tablet.tap(&card("unfinished")).await?;
    tablet.wait_for(&row(WHEELCHAIR, "finding")).await?;
    tablet.tap("go-finish").await?;
    tablet.tap("give-up").await?;
    tablet.fill("void-reason", "走错门了").await?;
    tablet.tap("void-now").await?;
    tablet.wait_text(&card("voided"), "走错门了").await?;

    // The void is on the disk and on the visit's page, where it can be undone as well.
    tablet.open(&server.url("/inspect")).await?;
    tablet.tap(&card("voided")).await?;
    tablet.wait_text("void-note", "走错门了").await?;
    tablet
        .wait_attribute("void-note", "data-holds", "true", SOON)
        .await?;
    tablet
        .wait_attribute("closed-finding", "data-state", "withdrawn", SOON)
        .await?;
    tablet.tap("void-undo").await?;
    tablet.wait_for(&row(WHEELCHAIR, "finding")).await?;
    tablet.tap("go-finish").await?;
    tablet.tap("give-up").await?;
    tablet.fill("void-reason", "走错门了").await?;
    tablet.tap("void-now").await?;
    tablet.wait_for(&card("voided")).await?;

    server.resume().await?;
    tablet
        .wait_attribute("sync-strip", "data-ops", "0", DRAINED)
        .await?;
    tablet.wait_for(asked).await.context("asked for still")?;
    let desk = Browser::start(&folder.path().join("desk"), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    desk.open(&server.url("/review")).await?;
    ensure!(desk.count("review-item").await? == 0, "in the queue");
    desk.open(&server.url("/review?state=all")).await?;
    desk.tap("review-item").await?;
    desk.wait_text("review-detail", "走错门了").await?;
    ensure!(desk.count("review-confirm").await? == 0, "to be decided");
    desk.expect_healthy().await?;
    ensure!(tablet.count("panic").await? == 0, "the page has failed");
    Ok(())
}

/// Typed as pinyin keyboards do, with the separators they put between syllables.
async fn search(tablet: &Browser) -> Result<()> {
    tablet.tap("new-visit").await?;
    for (typed, site) in [
        ("hsz bianmin", "hongshan-center"),
        ("hong\u{2006}shan'zhen bian", "hongshan-center"),
        ("ｄａｏｗｏ luocun", "luocun-daowo"),
        ("中心 罗村", "luocun-center"),
    ] {
        tablet.fill("site-search", typed).await?;
        let first = format!("[data-testid='site-option'][data-site='{site}']");
        tablet
            .wait_for(&first)
            .await
            .with_context(|| typed.to_owned())?;
    }
    tablet.fill("site-search", "hongcun").await?;
    tablet.wait_gone("site-option").await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn handing_in_asks_and_leads_to_what_it_asks_for() -> Result<()> {
    let Field {
        mut server,
        tablet,
        folder,
        ..
    } = Field::ready(Engine::Chromium, Device::PHONE).await?;
    server.stop().await?;

    tablet
        .open(&server.url("/inspect/new?site=luocun-center"))
        .await?;
    tablet.tap("begin").await?;
    for checkpoint in [WHEELCHAIR, OTHER] {
        tablet.tap(&row(checkpoint, "answer-issue")).await?;
        tablet.wait_for(&row(checkpoint, "finding")).await?;
    }
    // In the order of the annex the row is far away; the link finds it in either order.
    tablet.tap("by-annex").await?;
    tablet.tap("go-finish").await?;
    tablet.tap("hand-in").await?;
    tablet.wait_text("finish-problem", "须注明").await?;
    let to_note = format!("[data-testid='to-row'][data-checkpoint='{OTHER}'][href*='at=note']");
    tablet.tap(&to_note).await?;
    let there = format!(
        "(() => {{ const note = document.activeElement; \
           const at = note?.getBoundingClientRect(); \
           return note?.matches({:?}) && at.top > 0 && at.bottom < innerHeight; }})()",
        row(OTHER, "note")
    );
    eventually(
        "the note stands on the screen, to be written",
        SOON,
        async || Ok((tablet.eval(&there).await? == true).then_some(())),
    )
    .await?;
    tablet.fill(&row(OTHER, "note"), "雨天门口积水").await?;
    tablet.tap("go-finish").await?;
    tablet.wait_for("lacking").await?;
    ensure!(tablet.count(&to_note).await? == 0, "the note is there");

    // Each fault is shown at its field.
    tablet.tap("hand-in").await?;
    tablet.wait_text("site-answer", "请选择").await?;
    tablet.tap("answer-signed").await?;
    tablet.tap("hand-in").await?;
    tablet
        .wait_attribute("site-answer-words", "aria-invalid", "true", SOON)
        .await?;
    tablet.fill("site-answer-words", "刘建国").await?;
    tablet.tap("hand-in").await?;
    tablet.wait_text("hand-in-sure", "须附照片").await?;
    tablet.wait_text("hand-in-sure", "未查").await?;
    tablet.tap("not-yet").await?;
    tablet.tap("hand-in").await?;
    tablet.tap("hand-in-anyway").await?;
    tablet.wait_for("handed-in").await?;

    // A visit that could not be made is not counted as one without findings.
    tablet
        .open(&server.url("/inspect/new?site=hongshan-center"))
        .await?;
    tablet.tap("begin").await?;
    tablet.tap("go-finish").await?;
    tablet.tap("could-not").await?;
    tablet.tap("hand-in").await?;
    tablet
        .wait_attribute("could-not-reason", "aria-invalid", "true", SOON)
        .await?;
    tablet.fill("could-not-reason", "关门").await?;
    tablet.tap("hand-in").await?;
    tablet.wait_text("instead", "未能检查：关门").await?;
    let words =
        "[...document.querySelectorAll('[data-testid=visit-card]')].map(it => it.innerText)";
    let words = tablet.eval(words).await?.to_string();
    ensure!(!words.contains("问题 0 项"), "{words}");

    server.resume().await?;
    tablet
        .wait_attribute("sync-strip", "data-ops", "0", DRAINED)
        .await?;
    asked(&server, &tablet, folder.path())
        .await
        .context("a question")
}

/// A finding sent back is listed first, with the question.
async fn asked(server: &Server, tablet: &Browser, folder: &std::path::Path) -> Result<()> {
    let desk = Browser::start(&folder.join("desk"), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    desk.open(&server.url("/review")).await?;
    desk.tap(&format!(
        "[data-testid='review-item'][data-checkpoint='{WHEELCHAIR}']"
    ))
    .await?;
    desk.tap("review-return").await?;
    desk.fill("review-reason", "请补拍大厅照片").await?;
    desk.tap("review-reason-submit").await?;
    desk.wait_gone("review-reason-submit").await?;

    tablet.open(&server.url("/inspect")).await?;
    tablet.wait_text("needs-you", "请补拍大厅照片").await?;
    let first = "document.querySelector('section.group')?.dataset.testid";
    ensure!(tablet.eval(first).await? == "needs-you", "it stands first");
    tablet
        .tap("[data-testid='needs-you'] [data-testid='visit-card']")
        .await?;
    let question = format!(
        "[data-testid='closed-finding'][data-checkpoint='{WHEELCHAIR}'][data-state='returned']"
    );
    tablet.wait_text(&question, "请补拍大厅照片").await?;
    answered(tablet).await.context("an answer")?;
    ensure!(tablet.count("panic").await? == 0, "the page has failed");
    Ok(())
}

/// The first word typed answers the question, and the rest of the answer can still be given.
async fn answered(tablet: &Browser) -> Result<()> {
    let row = format!("[data-testid='closed-finding'][data-checkpoint='{WHEELCHAIR}']");
    let inside = |testid: &str| format!("{row} [data-testid='{testid}']");
    tablet.fill(&inside("note"), "已补").await?;
    tablet
        .wait_attribute(&row, "data-state", "recorded", SOON)
        .await?;
    // The cursor is still in the field.
    tablet.type_in("拍").await?;
    tablet.tap(&inside("phrase")).await?;
    let said = "document.querySelector('[data-testid=closed-finding] .row-words').innerText";
    eventually("both are kept", SOON, async || {
        let said = tablet.eval(said).await?;
        let said = said.as_str().unwrap_or_default();
        Ok((said.contains("已补拍") && said.contains('；')).then_some(()))
    })
    .await
}
