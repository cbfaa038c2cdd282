//! A form that is left while something in it is not saved.

use anyhow::{Context, Result};
use std::time::Duration;

use super::seen::Seen;
use super::{Walk, within};

impl Walk<'_> {
    /// Types into a form and taps twice on a link that leads elsewhere; says how often the browser
    /// asked whether the page may be left.
    pub(crate) async fn leaves_unsaved(mut self, device: usize) -> Result<u64> {
        self.device = device;
        self.chrome.look_like(self.role.devices[device]).await?;
        self.sign_in().await?;
        let form = self.proxy.url("/facts?row=1.2");
        self.hand().address(&form).await;
        let field = self.named("facts-0-benchmark_stations").await?;
        self.hand().tap(field).await;
        self.hand().keys("7").await;
        let away = self.named("/overview").await?;
        self.hand().double_tap(away).await;
        let left = within(Duration::from_secs(30), async || {
            let seen = self.look().await?;
            Ok((seen.path == "/overview").then_some(()))
        });
        left.await?.context("the page was not left")?;
        Ok(self.chrome.leaves())
    }

    /// Where the thing of a name stands, once it does.
    async fn named(&mut self, name: &str) -> Result<(f64, f64)> {
        let found = within(Duration::from_secs(30), async || {
            let Seen { things, .. } = self.look().await?;
            Ok(things.into_iter().find(|it| it.name == name))
        });
        let found = found.await?.with_context(|| format!("no {name} to tap"))?;
        Ok((found.x, found.y))
    }
}
