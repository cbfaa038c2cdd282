//! The layout at 390 px, a phone's width: the list, a finding's panel and its photos, and the row of
//! links.

use crate::field::{Field, WHEELCHAIR, row};
use anyhow::{Result, ensure};
use serde_json::Value;
use std::time::Duration;
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Engine, Server, eventually};

/// The height limits of the whole list and of one row's panel, in CSS pixels.
const LIST: f64 = 7_900.0;
const PANEL: f64 = 620.0;

impl Field {
    async fn measure(&self, what: &str, script: &str) -> Result<f64> {
        let measured = self.tablet.eval(script).await?;
        let measured = measured.as_f64().unwrap_or(f64::NAN);
        println!("{what}: {measured}");
        Ok(measured)
    }
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_list_and_a_panel_fit_a_phone() -> Result<()> {
    let field = Field::begun(Engine::Chromium, Device::PHONE).await?;
    let list = "document.querySelector('.checklist').getBoundingClientRect().height";
    let height = field.measure("the list", list).await?;
    ensure!(height > 3_000.0 && height <= LIST, "{height} px");
    // 其余均符合 is on the same line as its section's title.
    let heads = "[...document.querySelectorAll('.section-head')].every((head) => {
        const rest = head.querySelector('[data-testid=rest-meets]').getBoundingClientRect();
        const title = head.querySelector('.section-title').getBoundingClientRect();
        return rest.top < title.bottom && title.top < rest.bottom && title.height < 60;
    })";
    ensure!(field.tablet.eval(heads).await? == Value::Bool(true));

    field.answer(WHEELCHAIR, "issue").await?;
    let panel = format!(
        "document.querySelector({:?}).closest('.row-detail').getBoundingClientRect().height",
        row(WHEELCHAIR, "finding")
    );
    let height = field.measure("a panel", &panel).await?;
    ensure!(height > 200.0 && height <= PANEL, "{height} px");
    // Three photos in one line.
    let columns = format!(
        "getComputedStyle(document.querySelector({:?}).closest('.row-detail').querySelector('.photos-here'))
            .gridTemplateColumns.split(' ').length",
        row(WHEELCHAIR, "finding")
    );
    let columns = field.measure("photos in a row", &columns).await?;
    ensure!(columns == 3.0, "{columns} in a row");
    let wide = "document.documentElement.scrollWidth - innerWidth";
    let over = field.measure("over the side", wide).await?;
    ensure!(over <= 0.0, "{over} px over the side");
    Ok(())
}

/// The row of links opens at the current page, also where that lies beyond the edge.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_links_open_at_the_current_page() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start_with_args(&["--demo=full"]).await?;
    let desk = Browser::start(folder.path(), Device::PHONE).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    let seen = "(() => {
        const link = document.querySelector('.site-nav [aria-current]');
        const at = link?.getBoundingClientRect();
        return Boolean(at) && at.left >= 0 && at.right <= innerWidth;
    })()";
    for page in ["/quarters", "/codes", "/manage/towns"] {
        desk.open(&server.url(page)).await?;
        let what = format!("the link of {page} in sight");
        eventually(&what, Duration::from_secs(5), async || {
            Ok((desk.eval(seen).await? == Value::Bool(true)).then_some(()))
        })
        .await?;
    }
    Ok(())
}
