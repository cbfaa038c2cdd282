//! Leaving a form with unsaved values.

use anyhow::{Context, Result};
use std::time::Duration;
use tokio::time::sleep;

use super::seen::Thing;
use super::{Walk, within};

impl Walk<'_> {
    /// Types into a form and double-taps a link to another page; returns how often the browser
    /// asked whether to leave.
    pub(crate) async fn leaves_unsaved(mut self, device: usize) -> Result<u64> {
        self.device = device;
        self.chrome.look_like(self.role.devices[device]).await?;
        self.sign_in().await?;
        let form = self.proxy.url("/facts?row=1.2");
        self.hand().address(&form).await;
        let field = self.named("facts-0-benchmark_stations", 250.0).await?;
        self.hand().tap(field).await;
        self.hand().keys("7").await;
        let away = self.named("/overview", -250.0).await?;
        self.hand().double_tap(away).await;
        let left = within(Duration::from_secs(30), async || {
            let seen = self.look().await?;
            Ok((seen.path == "/overview").then_some(()))
        });
        left.await?.context("the page was not left")?;
        Ok(self.chrome.leaves())
    }

    /// The position of an element once it is in view; scrolls by `by` until then.
    async fn named(&mut self, name: &str, by: f64) -> Result<(f64, f64)> {
        let found = within(Duration::from_secs(30), async || {
            let seen = self.look().await?;
            let named = |it: &Thing| it.name == name;
            if let Some(at) = seen.things.into_iter().find(named) {
                return Ok(Some(at));
            }
            // At the edge, where a touch hits no element.
            let (x, y) = (seen.width - 3.0, seen.height / 2.0);
            if self.hand().touch {
                self.hand().drag((x, y), (x, y - by)).await;
            } else {
                self.hand().wheel((x, y), by).await;
            }
            sleep(Duration::from_millis(600)).await;
            Ok(None)
        });
        let found = found.await?.with_context(|| format!("no {name} to tap"))?;
        Ok((found.x, found.y))
    }
}
