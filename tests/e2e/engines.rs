//! Differences between the engines: loading a program, losing and recovering storage, and drawing
//! controls.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::steps::{INSPECTOR, PASSWORD};
use tests::{Browser, Device, Engine, Server, eventually, pictures};

use crate::field::{Field, WHEELCHAIR, row};

const SOON: Duration = Duration::from_secs(20);
const GLASSES: &str = "1.3/reading-glasses";

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_program_is_loaded_once_and_selects_have_arrows() -> Result<()> {
    let mut server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    for engine in Engine::ALL {
        let profile = folder.path().join(format!("{engine:?}"));
        let browser = Browser::start_in(engine, &profile, Device::TABLET).await?;
        browser
            .sign_in(&server.url(""), INSPECTOR, PASSWORD)
            .await?;
        let loads = "performance.getEntriesByType('resource')\
                     .map(it => it.name).filter(it => it.endsWith('.wasm'))";
        let loads = browser.eval(loads).await?;
        let loads = loads.as_array().context("no list")?;
        ensure!(loads.len() == 1, "{engine:?} loads {loads:?}");
        // Waits until the store is open: if a page is left while it opens the store, WebKit keeps
        // the store locked until it discards that page.
        browser.wait_for("sync-strip").await?;
        browser.open(&server.url("/inspect/new")).await?;
        let selects = "document.querySelectorAll('select').length";
        eventually("there is something to choose", SOON, async || {
            Ok((browser.eval(selects).await? != 0).then_some(()))
        })
        .await?;
        let bare = "[...document.querySelectorAll('select')]\
                    .map(it => getComputedStyle(it).backgroundImage)";
        let drawn = browser.eval(bare).await?;
        let drawn = drawn.as_array().context("no list")?;
        ensure!(
            !drawn.is_empty() && drawn.iter().all(|it| it != "none"),
            "{engine:?} draws selects as fields: {drawn:?}"
        );
        browser
            .expect_healthy()
            .await
            .with_context(|| format!("{engine:?}"))?;
    }
    server.stop().await
}

/// A page that is left goes into the back-forward cache, with everything it has open.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_page_left_during_a_write_locks_no_store() -> Result<()> {
    let mut field = Field::begun(Engine::WebKit, Device::TABLET).await?;
    let tablet = &field.tablet;
    let visit = field.address().await?;
    let buttons = row(WHEELCHAIR, "answer-issue");
    tablet.wait_for(&buttons).await?;
    for round in 0..12 {
        // By script, because the page must be left between the tap and the disk's answer, a moment
        // that neither a person nor a driver can hit.
        let leave = format!(
            "void (document.querySelectorAll('[data-testid=row] [data-testid^=answer-]')[{round}].click(),\
             setTimeout(() => location.assign('/sign-in'), {}))",
            round % 4
        );
        tablet.eval(&leave).await?;
        tablet.wait_for("sign-in-submit").await?;
        tablet.goto(&visit).await?;
        tablet
            .wait_for("checklist")
            .await
            .with_context(|| format!("in round {round}"))?;
        ensure!(
            tablet.count("storage-reload").await? == 0,
            "the store is held"
        );
    }
    field.server.stop().await
}

/// WebKit loses every connection to the database when its storage process ends.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_database_that_the_browser_lost_is_opened_anew() -> Result<()> {
    let mut field = Field::begun(Engine::WebKit, Device::TABLET).await?;
    let tablet = &field.tablet;
    // By script, because WebKitGTK closes the page together with that process; Safari does not.
    let lose = |times: &str| {
        format!(
            "void (window.lose = {times}, window.begin ??= IDBDatabase.prototype.transaction,\
             IDBDatabase.prototype.transaction = function (...it) {{\
               if (window.lose-- > 0) throw new DOMException(\
                 'Connection to Indexed Database server lost. Refresh the page to try again',\
                 'UnknownError');\
               return window.begin.apply(this, it); }})"
        )
    };
    tablet.eval(&lose("1")).await?;
    tablet.tap(&row(WHEELCHAIR, "answer-issue")).await?;
    field.found(WHEELCHAIR).await?;
    field.saved().await?;
    ensure!(tablet.count("row-unsaved").await? == 0, "a write was lost");
    ensure!(tablet.count("storage-closed").await? == 0, "it works again");

    let top_of_list = "document.querySelector('.checklist').offsetTop";
    let top = tablet.eval(top_of_list).await?;
    tablet.eval(&lose("Infinity")).await?;
    tablet
        .eval("window.dispatchEvent(new Event('online'))")
        .await?;
    tablet.wait_for("storage-closed").await?;
    tablet.tap(&row(GLASSES, "answer-issue")).await?;
    tablet.wait_for(&row(GLASSES, "row-unsaved")).await?;
    tablet.wait_for("storage-closed").await?;
    // If a notice pushed the list down, the next tap would hit another row.
    ensure!(tablet.eval(top_of_list).await? == top, "the list moved");
    tablet.eval(&lose("0")).await?;
    tablet.tap(&row(GLASSES, "save-again")).await?;
    field.found(GLASSES).await?;
    field.saved().await?;
    tablet.wait_gone("storage-closed").await?;
    tablet.reload().await?;
    field.found(WHEELCHAIR).await?;
    field.found(GLASSES).await?;
    field.server.stop().await
}

/// A full disk has kept a photo's row without its bytes.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_photo_that_was_kept_half_is_told() -> Result<()> {
    let mut field = Field::begun(Engine::Firefox, Device::TABLET).await?;
    let tablet = &field.tablet;
    field.server.stop().await?;
    tablet.tap(&row(WHEELCHAIR, "answer-issue")).await?;
    field.found(WHEELCHAIR).await?;
    let picture = field.folder.path().join("camera.jpg");
    std::fs::write(&picture, include_bytes!("camera.jpg"))?;
    tablet
        .choose_file(&row(WHEELCHAIR, "photo-file"), &picture)
        .await?;
    tablet.wait_pictures(&row(WHEELCHAIR, "photo"), 1).await?;
    field.saved().await?;
    tablet
        .wait_attribute("sync-strip", "data-photos", "1", SOON)
        .await?;

    // Deletes the bytes, since no test can fill a disk to the exact byte.
    let half = "(async () => {\
        const name = (await indexedDB.databases())[0].name;\
        const db = await new Promise(done => indexedDB.open(name).onsuccess = it => done(it.target.result));\
        const tx = db.transaction('bytes', 'readwrite');\
        tx.objectStore('bytes').clear();\
        await new Promise(done => tx.oncomplete = done);\
        db.close(); })()";
    tablet.eval(half).await?;
    tablet.reload().await?;
    tablet
        .wait_text(&row(WHEELCHAIR, "photo"), "照片没有存下来")
        .await?;
    tablet
        .wait_attribute("sync-strip", "data-photos", "0", SOON)
        .await?;
    tablet.open(&field.server.url("/inspect")).await?;
    tablet.wait_text("lost-photos", "罗村").await?;
    Ok(())
}

/// When the disk refuses a write, Firefox keeps the earlier writes of a transaction that was told
/// to commit: the photo's row without its bytes.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_disk_that_is_full_keeps_no_half_of_a_photo() -> Result<()> {
    // Firefox gives a site a fifth of its total storage: 40 MB here.
    let little = "user_pref(\"dom.quotaManager.temporaryStorage.fixedLimit\", 204800);\n";
    let field = Field::begun_with(Engine::Firefox, Device::TABLET, |profile| {
        std::fs::create_dir_all(profile)?;
        Ok(std::fs::write(profile.join("prefs.js"), little)?)
    })
    .await?;
    let tablet = &field.tablet;
    tablet.tap(&row(WHEELCHAIR, "answer-issue")).await?;
    field.found(WHEELCHAIR).await?;
    let picture = field.folder.path().join("noise.png");
    std::fs::write(&picture, pictures::png(1600, 1200, pictures::noise)?)?;
    // The database's write-ahead log takes space too, and frees it when the database is closed; so
    // it is filled in rounds.
    let fill = "(async () => {\
        const done = it => new Promise(yes => { it.onsuccess = () => yes(true);\
            it.oncomplete = () => yes(true); it.onerror = it.onabort = () => yes(false); });\
        for (let round = 0; round < 40; round++) {\
            const open = indexedDB.open('filled');\
            open.onupgradeneeded = () => open.result.createObjectStore('of', { autoIncrement: true });\
            if (!await done(open)) break;\
            for (let puts = 0; puts < 500; puts++) {\
                const tx = open.result.transaction('of', 'readwrite');\
                tx.objectStore('of').add(crypto.getRandomValues(new Uint8Array(65536)));\
                if (!await done(tx)) break;\
            }\
            open.result.close();\
            const { usage, quota } = await navigator.storage.estimate();\
            if (quota - usage < 400000) return quota - usage;\
        }\
        const { usage, quota } = await navigator.storage.estimate();\
        return quota - usage; })()";
    let left = tablet.eval(fill).await?;
    let left = left.as_f64().context("no estimate")?;
    ensure!(left < 1_000_000.0, "{left} bytes are left");
    let choose = async || {
        tablet
            .choose_file(&row(WHEELCHAIR, "photo-file"), &picture)
            .await
    };
    choose().await?;
    tablet
        .wait_text(&row(WHEELCHAIR, "photo-fault"), "存储空间不足")
        .await?;
    let photos = async || tablet.count(&row(WHEELCHAIR, "photo")).await;
    ensure!(photos().await? == 0, "a photo shows that is not kept");
    tablet.reload().await?;
    field.found(WHEELCHAIR).await?;
    ensure!(photos().await? == 0, "half of it was kept");
    // With space again, the same photo can be added.
    let empty = "new Promise(done => indexedDB.deleteDatabase('filled').onsuccess = () => done(1))";
    tablet.eval(empty).await?;
    choose().await?;
    tablet.wait_pictures(&row(WHEELCHAIR, "photo"), 1).await?;
    field.saved().await
}
