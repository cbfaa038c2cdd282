//! Persistent storage: when the tablet asks the browser for it, and what it shows without it.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use tests::{Device, Engine};

use crate::field::{Field, WHEELCHAIR};

/// Records each request for persistent storage and what preceded it. The request is never answered,
/// as when the browser asks the person.
const COUNT: &str = "
    StorageManager.prototype.persist = function () {
      localStorage.asked = (localStorage.asked ?? '') + (window.estimated ? 'e' : '') + 'p';
      return new Promise(() => {});
    };
    const estimate = StorageManager.prototype.estimate;
    StorageManager.prototype.estimate = function () {
      window.estimated = true;
      return estimate.call(this);
    };";

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_browser_is_asked_once_to_keep_what_is_here() -> Result<()> {
    let mut field = Field::ready(Engine::Chromium, Device::TABLET).await?;
    let count = json!({ "source": COUNT });
    field
        .tablet
        .cdp("Page.addScriptToEvaluateOnNewDocument", count)
        .await?;
    let asked = async |field: &Field| -> Result<String> {
        let asked = field.tablet.eval("localStorage.asked ?? ''").await?;
        Ok(asked.as_str().unwrap_or_default().to_owned())
    };
    field.begin().await?;
    field.answer(WHEELCHAIR, "meets").await?;
    field.tablet.tap("sync-strip").await?;
    field.tablet.wait_for("pending-op").await.ok();
    ensure!(
        asked(&field).await?.is_empty(),
        "asked before there is something to lose"
    );

    for visit in 1..=2 {
        if visit == 2 {
            field.begin().await?;
        } else {
            field.tablet.open(&field.server.url("/inspect")).await?;
            field.tablet.tap("visit-card").await?;
        }
        field.tablet.tap("go-finish").await?;
        field.tablet.tap("answer-signed").await?;
        field.tablet.fill("site-answer-words", "王芳").await?;
        field.tablet.tap("hand-in").await?;
        field.tablet.tap("hand-in-anyway").await?;
        // Nothing waits for the answer that never comes.
        field.tablet.wait_gone("hand-in").await?;
        field.saved().await?;
        tests::eventually("it was asked", Duration::from_secs(10), async || {
            Ok((!asked(&field).await?.is_empty()).then_some(()))
        })
        .await?;
        let now = asked(&field).await?;
        ensure!(now == "ep", "after {visit} visits it was asked {now:?}");
    }

    // Without the browser's promise, 今日 warns while something waits to be sent, and only then.
    field.drained().await?;
    ensure!(
        field.tablet.count("storage-risk").await? == 0,
        "nothing waits"
    );
    field.server.stop().await?;
    field.begin().await?;
    field.tablet.open(&field.server.url("/inspect")).await?;
    field.tablet.wait_for("storage-risk").await?;
    ensure!(
        field.tablet.count("panic").await? == 0,
        "the page has failed"
    );
    Ok(())
}

/// The store never opens; by script, because no browser can be made to do that from outside.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_store_that_does_not_open_is_said_with_a_way_out() -> Result<()> {
    let field = Field::ready(Engine::Chromium, Device::TABLET).await?;
    let tablet = &field.tablet;
    let never = "if (!sessionStorage.enough) IDBFactory.prototype.open = () => new EventTarget();";
    let never = json!({ "source": never });
    tablet
        .cdp("Page.addScriptToEvaluateOnNewDocument", never)
        .await?;
    tablet.open(&field.server.url("/inspect")).await?;
    tablet.wait_for("storage-reload").await?;
    ensure!(tablet.count("new-visit").await? == 0, "it opened");
    tablet.eval("void (sessionStorage.enough = true)").await?;
    tablet.tap("storage-reload").await?;
    tablet.wait_for("new-visit").await?;
    tablet.wait_gone("storage-reload").await
}
