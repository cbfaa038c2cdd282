//! Two tabs on one tablet: findings recorded in both at the same time are saved once each, with
//! different numbers.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::{Device, Engine, eventually};

use crate::field::{Field, WHEELCHAIR, row};

const SOON: Duration = Duration::from_secs(20);
const GLASSES: &str = "1.3/reading-glasses";
const SIGN: &str = "2.1/sign";
const HALL: &str = "5.1/dirty-hall";

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn two_tabs_take_turns_with_the_numbers() -> Result<()> {
    for engine in Engine::ALL {
        let mut field = Field::begun(engine, Device::TABLET).await?;
        field.server.stop().await?;
        let address = field.address().await?;
        let tablet = &field.tablet;
        let first = tablet.client.window().await?;
        tablet.new_tab(&address).await?;
        tablet.wait_ready().await?;
        tablet.wait_for("checklist").await?;
        let second = tablet.client.window().await?;
        // No pause: each tab writes before it hears of the other's write.
        for (at, checkpoint) in [GLASSES, SIGN, WHEELCHAIR, HALL].into_iter().enumerate() {
            let tab = if at % 2 == 0 { &first } else { &second };
            tablet.client.switch_to_window(tab.clone()).await?;
            tapped(&field, checkpoint)
                .await
                .with_context(|| format!("{engine:?}: {checkpoint} is tapped"))?;
        }
        for tab in [&first, &second] {
            tablet.client.switch_to_window(tab.clone()).await?;
            tablet.reload().await?;
            for checkpoint in [GLASSES, SIGN, WHEELCHAIR, HALL] {
                let found = field.found(checkpoint).await;
                found.with_context(|| format!("{engine:?}: {checkpoint} is kept"))?;
            }
        }
        field.server.resume().await?;
        field.drained().await?;
        field.tablet.reload().await?;
        for checkpoint in [GLASSES, SIGN, WHEELCHAIR, HALL] {
            field.found(checkpoint).await?;
        }
        let failed = field.tablet.count("panic").await?;
        ensure!(failed == 0, "{engine:?}: the page has failed");
    }
    Ok(())
}

/// Taps 有问题 until the row shows it, saved or not. A row arriving from the other tab may move the
/// list at that moment, so that the tap misses.
async fn tapped(field: &Field, checkpoint: &str) -> Result<()> {
    eventually("the tap shows", SOON, async || {
        let there = row(checkpoint, "");
        field.tablet.tap(&row(checkpoint, "answer-issue")).await?;
        let shown = field
            .tablet
            .wait_attribute(&there, "data-answer", "issue", Duration::from_secs(2))
            .await;
        Ok(shown.ok())
    })
    .await
}
