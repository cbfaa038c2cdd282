//! The tablet's GPS, camera and pen, on site and without a network: the nearest site, the site's
//! code, the position of a finding, and the signature.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use serde_json::json;
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Engine, Server};

use crate::field::{Field, WHEELCHAIR};

const SOON: Duration = Duration::from_secs(20);

/// A camera that films a canvas, and a detector that returns the code set by the test: Chromium on
/// Linux has no detector.
const CAMERA: &str = "
    window.BarcodeDetector = class {
      static async getSupportedFormats() { return ['qr_code']; }
      async detect(video) {
        if (!video.srcObject) throw new Error('no picture');
        return window.code ? [{ rawValue: window.code }] : [];
      }
    };
    navigator.mediaDevices.getUserMedia = async () => {
      window.film = document.createElement('canvas').captureStream();
      return window.film;
    };";
const CAMERA_IS_OFF: &str = "window.film.getTracks().every(track => track.readyState === 'ended')";

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn receiver_camera_and_pen() -> Result<()> {
    let Field {
        mut server,
        tablet,
        folder,
        ..
    } = Field::ready(Engine::Chromium, Device::TABLET).await?;
    server.stop().await?;

    tablet.eval(CAMERA).await?;
    tablet.tap("new-visit").await?;
    nearest(&tablet, &server).await.context("by distance")?;
    scanned(&tablet).await.context("by code")?;
    tablet.tap("begin").await?;
    found(&tablet).await.context("a position")?;
    signed(&tablet).await.context("a signature")?;

    server.resume().await?;
    for what in ["data-ops", "data-photos"] {
        tablet
            .wait_attribute("sync-strip", what, "0", Duration::from_secs(180))
            .await?;
    }
    let supervisor = Browser::start(&folder.path().join("desk"), Device::DESKTOP).await?;
    supervisor
        .sign_in(&server.url(""), SUPERVISOR, PASSWORD)
        .await?;
    supervisor.open(&server.url("/review")).await?;
    supervisor.tap("review-item").await?;
    supervisor
        .wait_text("review-position", "36.700198, 118.047601")
        .await?;
    supervisor
        .wait_text("review-site-answer", "已签名确认")
        .await?;
    supervisor.wait_pictures("review-signature", 1).await?;
    supervisor.open(&server.url("/codes?town=luocun")).await?;
    supervisor.wait_pictures("code", 5).await?;
    supervisor
        .wait_text("codes-address", &server.url(""))
        .await?;
    supervisor.expect_healthy().await
}

/// A browser that reads no codes says so and what to do instead. Two colleagues with the same name
/// are listed separately.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_code_that_cannot_be_read_and_two_of_one_name() -> Result<()> {
    let field = Field::ready(Engine::Firefox, Device::TABLET).await?;
    let (tablet, server) = (&field.tablet, &field.server);
    tablet.open(&server.url("/inspect/new")).await?;
    tablet.wait_text("scan-unable", "按名称查找").await?;
    ensure!(
        tablet.count("scan").await? == 0,
        "a button that does nothing"
    );

    for login in ["zhangwei", "zhangwei2"] {
        let added = Command::new(std::env::var("XUNCHA_BIN")?)
            .args(["user", "--data"])
            .arg(server.data())
            .args(["add", login, "--name", "张伟", "--role", "inspector"])
            .output()?;
        ensure!(added.status.success(), "{added:?}");
    }
    let new = server.url("/inspect/new?site=luocun-center");
    let namesakes = "[...document.querySelectorAll('[data-testid=with]')]
        .filter((chip) => chip.textContent.includes('张伟'))";
    tests::eventually("both are there", SOON, async || {
        tablet.open(&new).await?;
        tablet.wait_for("begin").await?;
        let found = tablet.eval(&format!("{namesakes}.length")).await?;
        Ok((found == json!(2)).then_some(()))
    })
    .await?;
    let names = tablet
        .eval(&format!("{namesakes}.map((chip) => chip.textContent)"))
        .await?;
    ensure!(
        names == json!(["张伟（zhangwei）", "张伟（zhangwei2）"]),
        "{names}"
    );
    tablet
        .tap_words("[data-testid=with]", "张伟（zhangwei2）")
        .await?;
    let pressed = format!("{namesakes}.map((chip) => chip.getAttribute('aria-pressed'))");
    let pressed = tablet.eval(&pressed).await?;
    ensure!(pressed == json!(["false", "true"]), "{pressed}");
    tablet.expect_healthy().await
}

/// Locating is refused first, which is reported; then the list is sorted.
async fn nearest(tablet: &Browser, server: &Server) -> Result<()> {
    let allow = async |setting: &str| {
        let permission = json!({
            "permission": { "name": "geolocation" }, "setting": setting, "origin": server.url(""),
        });
        tablet.cdp("Browser.setPermission", permission).await
    };
    allow("denied").await?;
    tablet.tap("nearest-first").await?;
    tablet.wait_text("nearest-said", "没有定位权限").await?;
    allow("granted").await?;
    let place = json!({ "latitude": 36.700_198, "longitude": 118.047_601, "accuracy": 11.5 });
    tablet
        .cdp("Emulation.setGeolocationOverride", place)
        .await?;
    tablet.tap("nearest-first").await?;
    tablet
        .wait_attribute("nearest-first", "aria-pressed", "true", SOON)
        .await?;
    let first = tablet.attribute("site-option", "data-site").await?;
    ensure!(first.as_deref() == Some("luocun-center"), "{first:?}");
    tablet.wait_text("site-option", "约 10 米").await?;
    tablet.tap("nearest-first").await?;
    tablet
        .wait_attribute(
            "[data-testid='site-option']",
            "data-site",
            "banyanglu-center",
            SOON,
        )
        .await
}

/// A foreign code is reported, closing turns the camera off, and a site's code leads to the site.
async fn scanned(tablet: &Browser) -> Result<()> {
    tablet.tap("scan").await?;
    tablet
        .eval("window.code = 'https://weixin.qq.com/r/abc'")
        .await?;
    tablet.wait_text("scan-said", "不是巡查").await?;
    tablet
        .tap("[data-testid='scan-sheet'] .button-icon")
        .await?;
    tests::eventually("the camera is off", SOON, async || {
        Ok((tablet.eval(CAMERA_IS_OFF).await? == true).then_some(()))
    })
    .await?;
    tablet.tap("scan").await?;
    tablet.wait_for("scan-said").await?;
    tablet
        .eval("window.code = location.origin + '/inspect/new?site=luocun-center'")
        .await?;
    tablet.wait_for("begin").await?;
    tests::eventually("the camera is off", SOON, async || {
        Ok((tablet.eval(CAMERA_IS_OFF).await? == true).then_some(()))
    })
    .await
}

async fn found(tablet: &Browser) -> Result<()> {
    let row = |inside: &str| {
        format!("[data-testid='row'][data-checkpoint='{WHEELCHAIR}'] [data-testid='{inside}']")
    };
    tablet.tap(&row("answer-issue")).await?;
    tablet.tap(&row("rare")).await?;
    tablet.tap(&row("note-position")).await?;
    let noted = "36.700198, 118.047601（误差约 12 米）";
    tablet.wait_text(&row("noted-position"), noted).await
}

/// A line with the pen: cleared, drawn again, handed in, and shown on the visit.
async fn signed(tablet: &Browser) -> Result<()> {
    tablet.tap("go-finish").await?;
    tablet.tap("answer-signed").await?;
    draw(tablet).await?;
    tablet.tap("sign-clear").await?;
    tablet
        .wait_attribute("sign-pad", "data-drawn", "false", SOON)
        .await?;
    draw(tablet).await?;
    let ink = "(() => { const pad = document.querySelector('.sign-pad'); \
        const dots = pad.getContext('2d').getImageData(0, 0, pad.width, pad.height).data; \
        return dots.some((value, at) => at % 4 === 0 && value < 128); })()";
    ensure!(tablet.eval(ink).await? == true, "nothing is drawn");
    // A drawn signature needs no typed name. The page asks again because most rows are unchecked.
    tablet.tap("hand-in").await?;
    tablet.tap("hand-in-anyway").await?;
    tablet.tap("visit-card").await?;
    tablet.wait_text("site-answer-given", "已签名确认").await?;
    tablet.wait_pictures("site-answer-given", 1).await?;
    // The console lists the refused connections, so only a panic is checked.
    ensure!(tablet.count("panic").await? == 0, "the page has failed");
    Ok(())
}

async fn draw(tablet: &Browser) -> Result<()> {
    let pad = tablet.wait_for("sign-pad").await?;
    let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
    tablet
        .client
        .execute(script, vec![serde_json::to_value(&pad)?])
        .await?;
    let to = |x: f64, y: f64| PointerAction::MoveToElement {
        element: pad.clone(),
        duration: Some(Duration::from_millis(50)),
        x,
        y,
    };
    let line = MouseActions::new("pen".into())
        .then(to(-120.0, 20.0))
        .then(PointerAction::Down { button: 0 })
        .then(to(0.0, -40.0))
        .then(to(120.0, 30.0))
        .then(PointerAction::Up { button: 0 });
    tablet.client.perform_actions(line).await?;
    tablet
        .wait_attribute("sign-pad", "data-drawn", "true", SOON)
        .await
}
