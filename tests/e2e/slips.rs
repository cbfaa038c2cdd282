//! Mistakes are cheap, and the page shows what is saved: wrong taps, double taps, text where a
//! number belongs, and a disk that refuses writes.

use std::ops::Deref;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::elements::Element;
use serde_json::json;
use tests::{Browser, Device, Engine, Server, eventually};

use crate::field::{Field, WHEELCHAIR, row};

/// Counts people, so it has a number and can be recorded more than once.
const ATTITUDE: &str = "5.1/attitude";
const SOON: Duration = Duration::from_secs(10);

/// A tablet with an open visit, ready to work without a network.
struct Visit {
    field: Field,
    address: String,
}

impl Deref for Visit {
    type Target = Field;
    fn deref(&self) -> &Field {
        &self.field
    }
}

impl Visit {
    async fn begin(device: Device) -> Result<Self> {
        let field = Field::begun(Engine::Chromium, device).await?;
        let address = field.address().await?;
        Ok(Self { field, address })
    }

    async fn reload(&self) -> Result<()> {
        self.tablet.open(&self.address).await?;
        self.tablet.wait_for("row").await?;
        Ok(())
    }

    async fn value(&self, checkpoint: &str, field: &str) -> Result<String> {
        let script = format!(
            "document.querySelector({:?})?.value ?? ''",
            row(checkpoint, field)
        );
        let value = self.tablet.eval(&script).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Replaces the content of a field by typing, and leaves the field.
    async fn write(&self, checkpoint: &str, field: &str, text: &str) -> Result<()> {
        let field = self.tablet.wait_for(&row(checkpoint, field)).await?;
        field.click().await?;
        select_all(&field).await?;
        field.send_keys(text).await?;
        Ok(field.send_keys("\u{e004}").await?)
    }
}

/// Ctrl+A in WebDriver's notation; the last key releases Ctrl.
async fn select_all(field: &Element) -> Result<()> {
    Ok(field.send_keys("\u{e009}a\u{e000}").await?)
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn what_an_answer_takes_back_comes_again() -> Result<()> {
    let visit = Visit::begin(Device::PHONE).await?;
    let note = "轮椅只有一辆";
    visit.answer(WHEELCHAIR, "issue").await?;
    visit.write(WHEELCHAIR, "note", note).await?;
    visit.saved().await?;

    // Answered 符合 by mistake, and undone by the toast.
    visit.answer(WHEELCHAIR, "meets").await?;
    ensure!(
        visit.findings(WHEELCHAIR).await? == 0,
        "nothing was taken back"
    );
    visit.tablet.tap("toast-action").await?;
    visit
        .tablet
        .wait_attribute(&row(WHEELCHAIR, ""), "data-answer", "issue", SOON)
        .await?;
    ensure!(visit.value(WHEELCHAIR, "note").await? == note);

    // Undone by the row much later, even after a reload.
    visit.answer(WHEELCHAIR, "not-applicable").await?;
    visit.reload().await?;
    visit.answer(WHEELCHAIR, "issue").await?;
    ensure!(visit.findings(WHEELCHAIR).await? == 1);
    ensure!(visit.value(WHEELCHAIR, "note").await? == note);

    // A finding withdrawn alone can be restored alone.
    visit.tablet.tap(&row(WHEELCHAIR, "take-back")).await?;
    visit.tablet.tap(&row(WHEELCHAIR, "bring-back")).await?;
    visit.tablet.wait_for(&row(WHEELCHAIR, "finding")).await?;
    visit.saved().await?;
    visit.reload().await?;
    ensure!(visit.value(WHEELCHAIR, "note").await? == note);
    // Restored by the toast as well.
    visit.tablet.tap(&row(WHEELCHAIR, "take-back")).await?;
    visit.tablet.tap("toast-action").await?;
    visit.tablet.wait_for(&row(WHEELCHAIR, "finding")).await?;
    ensure!(visit.value(WHEELCHAIR, "note").await? == note);
    visit.tablet.expect_healthy().await
}

/// An answer that also sets other rows to 不涉及 withdraws their findings, with the same toast and
/// the same ways to restore them.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn what_another_rows_answer_takes_back_comes_again() -> Result<()> {
    let (zone, computer) = ("4.1/zone", "4.1/computer");
    let visit = Visit::begin(Device::PHONE).await?;
    let note = "两台开不了机";
    visit.answer(computer, "issue").await?;
    visit.write(computer, "note", note).await?;
    visit.saved().await?;

    let implied = async || -> Result<()> {
        visit
            .tablet
            .wait_attribute(&row(computer, ""), "data-answer", "not-applicable", SOON)
            .await?;
        visit.tablet.wait_gone(&row(computer, "finding")).await
    };
    let stands = async || -> Result<()> {
        visit.found(computer).await?;
        ensure!(visit.value(computer, "note").await? == note);
        Ok(())
    };
    visit.answer(zone, "issue").await?;
    implied().await?;
    visit.tablet.tap("toast-action").await?;
    stands().await?;

    // The same again, then undone in the row itself after a reload.
    visit.answer(zone, "meets").await?;
    visit.answer(zone, "issue").await?;
    implied().await?;
    visit.saved().await?;
    visit.reload().await?;
    visit.answer(computer, "issue").await?;
    stands().await?;
    visit.tablet.expect_healthy().await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_number_is_what_counts_and_a_double_tap_is_one() -> Result<()> {
    let visit = Visit::begin(Device::DESKTOP).await?;
    visit.answer(ATTITUDE, "issue").await?;
    for (typed, stands, wrong) in [
        ("３", "3", 0),
        ("0", "3", 1),
        ("abc", "3", 1),
        ("2", "2", 0),
    ] {
        visit.write(ATTITUDE, "count", typed).await?;
        let wrongs = row(ATTITUDE, "count-wrong");
        eventually("the field says what counts", SOON, async || {
            let now = visit.value(ATTITUDE, "count").await?;
            let said = visit.tablet.count(&wrongs).await?;
            Ok((now == stands && said == wrong).then_some(()))
        })
        .await
        .with_context(|| format!("{typed} was typed"))?;
    }
    visit.saved().await?;
    visit.tablet.wait_text("running-total", "−2").await?;

    // Two presses within the time of a double click.
    let again = row(ATTITUDE, "record-another");
    visit.tablet.wait_for(&again).await?;
    let at = format!(
        "(() => {{ const it = document.querySelector({again:?}); it.scrollIntoView({{ block: 'center' }});
          const box = it.getBoundingClientRect(); return [box.x + 20, box.y + 20]; }})()"
    );
    let at = visit.tablet.eval(&at).await?;
    for count in [1, 2] {
        for kind in ["mousePressed", "mouseReleased"] {
            let press = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": count });
            visit.tablet.cdp("Input.dispatchMouseEvent", press).await?;
        }
    }
    visit.saved().await?;
    let second = format!("{}:nth-of-type(2)", row(ATTITUDE, "finding"));
    visit.tablet.wait_for(&second).await?;
    ensure!(visit.findings(ATTITUDE).await? == 2, "a double tap is two");
    visit.tablet.expect_healthy().await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_device_without_a_network_says_so_at_once() -> Result<()> {
    let visit = Visit::begin(Device::TABLET).await?;
    visit.tablet.wait_text("sync-strip", "已上传").await?;
    let cut =
        json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    visit.tablet.cdp("Network.enable", json!({})).await?;
    visit
        .tablet
        .cdp("Network.emulateNetworkConditions", cut)
        .await?;
    visit.tablet.wait_text("sync-strip", "离线").await?;
    visit.answer(WHEELCHAIR, "meets").await?;
    visit.tablet.tap("sync-strip").await?;
    visit
        .tablet
        .wait_text("pending-op", "记为“符合要求”")
        .await?;
    let words = visit.tablet.text("pending-op").await?;
    ensure!(
        !words.contains("缺轮椅"),
        "what is in order reads like a fault: {words}"
    );
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn what_the_disk_refuses_is_said_at_its_row() -> Result<()> {
    let Visit { field, address } = Visit::begin(Device::TABLET).await?;
    // The browser checks the quota when it opens the store.
    let field = field.start_again().await?;
    quota(&field.tablet, &field.server, Some(1)).await?;
    let visit = Visit { field, address };
    visit.reload().await?;

    for _ in 0..2 {
        // The second try shows the same: the radio group must not show the answer by itself.
        visit.tablet.tap(&row(WHEELCHAIR, "answer-issue")).await?;
        visit
            .tablet
            .wait_for(&row(WHEELCHAIR, "row-unsaved"))
            .await?;
        visit.saved().await?;
        let answer = visit
            .tablet
            .attribute(&row(WHEELCHAIR, ""), "data-answer")
            .await?;
        ensure!(answer.is_none(), "{answer:?} is shown, and nothing is kept");
        let checked = format!("{} input:checked", row(WHEELCHAIR, ""));
        ensure!(
            visit.tablet.count(&checked).await? == 0,
            "the group has painted itself"
        );
        visit.tablet.wait_text("sync-strip", "没有保存").await?;
    }

    quota(&visit.tablet, &visit.server, None).await?;
    visit.tablet.tap(&row(WHEELCHAIR, "save-again")).await?;
    visit
        .tablet
        .wait_attribute(&row(WHEELCHAIR, ""), "data-answer", "issue", SOON)
        .await?;
    visit.saved().await?;
    visit
        .tablet
        .wait_gone(&row(WHEELCHAIR, "row-unsaved"))
        .await?;
    visit.reload().await?;
    ensure!(visit.findings(WHEELCHAIR).await? == 1, "not kept, or twice");
    Ok(())
}

/// A refused write is shown until it is saved or discarded. Saving something else in the row does
/// not end that, and the visit cannot be handed in meanwhile.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn what_is_not_saved_is_told_until_it_is() -> Result<()> {
    let Visit { field, address } = Visit::begin(Device::TABLET).await?;
    field.answer(ATTITUDE, "issue").await?;
    let field = field.start_again().await?;
    quota(&field.tablet, &field.server, Some(1)).await?;
    let visit = Visit { field, address };
    visit.reload().await?;
    let another = row(ATTITUDE, "record-another");
    visit.tablet.tap(&another).await?;
    let unsaved = row(ATTITUDE, "row-unsaved");
    visit.tablet.wait_for(&unsaved).await?;

    quota(&visit.tablet, &visit.server, None).await?;
    let pressed = "[data-testid=phrase][aria-pressed=true]";
    visit.tablet.tap(&row(ATTITUDE, "phrase")).await?;
    visit
        .tablet
        .wait_for(&format!("{} {pressed}", row(ATTITUDE, "")))
        .await?;
    visit.saved().await?;
    ensure!(
        visit.tablet.count(&unsaved).await? == 1,
        "nobody is told any more"
    );

    visit.tablet.tap("go-finish").await?;
    let link = format!("[data-testid=lacking] [data-checkpoint='{ATTITUDE}']");
    visit.tablet.wait_for(&link).await?;
    visit.tablet.tap("hand-in").await?;
    visit.tablet.tap(&link).await?;
    visit.tablet.tap(&row(ATTITUDE, "save-again")).await?;
    visit.tablet.wait_gone(&unsaved).await?;
    visit.saved().await?;
    visit.reload().await?;
    ensure!(visit.findings(ATTITUDE).await? == 2, "not kept, or twice");
    visit.tablet.expect_healthy().await
}

/// 其余均符合 answers many rows with one tap, so one tap takes all these answers back.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_rest_of_a_section_can_be_taken_back() -> Result<()> {
    let visit = Visit::begin(Device::PHONE).await?;
    let tablet = &visit.tablet;
    let open = "[data-testid='section']:first-of-type [data-testid='row']:not([data-answer])";
    let checked = "[data-testid='section']:first-of-type input:checked";
    let rows = tablet.count(open).await?;
    let rest = "[data-testid='section']:first-of-type [data-testid='rest-meets']";
    tablet.tap(rest).await?;
    tablet.wait_gone(open).await?;
    visit.saved().await?;
    tablet.tap("toast-action").await?;
    tablet.wait_for(open).await?;
    visit.saved().await?;
    visit.reload().await?;
    for (what, expected) in [(open, rows), (checked, 0)] {
        let found = tablet.count(what).await?;
        ensure!(found == expected, "{what}: {found} instead of {expected}");
    }
    tablet.expect_healthy().await
}

/// 撤销 undoes its own act and nothing typed later.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn an_old_way_back_overwrites_no_later_words() -> Result<()> {
    let visit = Visit::begin(Device::TABLET).await?;
    visit.answer(WHEELCHAIR, "issue").await?;
    visit.write(WHEELCHAIR, "note", "先写的说明").await?;
    visit.saved().await?;
    visit.answer(WHEELCHAIR, "meets").await?;
    visit.tablet.wait_for("toast-action").await?;
    visit.answer(WHEELCHAIR, "issue").await?;
    visit.write(WHEELCHAIR, "note", "后来的说明").await?;
    visit.saved().await?;
    visit.tablet.tap("toast-action").await?;
    visit.tablet.wait_text("toasts", "没有撤销").await?;
    visit.saved().await?;
    ensure!(visit.value(WHEELCHAIR, "note").await? == "后来的说明");
    ensure!(visit.findings(WHEELCHAIR).await? == 1);
    visit.tablet.expect_healthy().await
}

/// The form keeps its text until the disk has it.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_handing_in_that_the_disk_refuses_loses_no_word() -> Result<()> {
    let field = Field::begun(Engine::Chromium, Device::TABLET).await?;
    let address = field.address().await?;
    let field = field.start_again().await?;
    quota(&field.tablet, &field.server, Some(1)).await?;
    let tablet = &field.tablet;
    tablet.open(&format!("{address}/finish")).await?;
    tablet.tap("answer-signed").await?;
    tablet.fill("site-answer-words", "王芳").await?;
    for _ in 0..2 {
        tablet.tap("hand-in").await?;
        tablet.tap("hand-in-anyway").await?;
        tablet.wait_text("toasts", "没有保存").await?;
        field.saved().await?;
        let name = "document.querySelector('[data-testid=site-answer-words]')?.value";
        ensure!(tablet.eval(name).await? == "王芳", "the form is gone");
    }
    quota(tablet, &field.server, None).await?;
    tablet.tap("hand-in").await?;
    tablet.tap("hand-in-anyway").await?;
    tablet.wait_gone("hand-in").await?;
    field.drained().await?;
    // Nothing is left to report.
    tablet.wait_text("sync-strip", "已上传").await?;
    tablet.expect_healthy().await
}

/// Sets the storage quota of the site; `None` restores the default.
async fn quota(tablet: &Browser, server: &Server, bytes: Option<u64>) -> Result<()> {
    let mut params = json!({ "origin": server.url("") });
    if let Some(bytes) = bytes {
        params["quotaSize"] = json!(bytes);
    }
    tablet.cdp("Storage.overrideQuotaForOrigin", params).await?;
    Ok(())
}
