//! Two tabs of one tablet: what is ticked in both at once is kept once each, under numbers of its own.

use anyhow::{Result, ensure};
use tests::{Device, Engine};

use crate::field::{Field, WHEELCHAIR, row};

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
        // No pause: each tab writes before the other has heard of it.
        for (at, checkpoint) in [GLASSES, SIGN, WHEELCHAIR, HALL].into_iter().enumerate() {
            let tab = if at % 2 == 0 { &first } else { &second };
            tablet.client.switch_to_window(tab.clone()).await?;
            tablet.tap(&row(checkpoint, "answer-issue")).await?;
        }
        for tab in [&first, &second] {
            tablet.client.switch_to_window(tab.clone()).await?;
            tablet.reload().await?;
            for checkpoint in [GLASSES, SIGN, WHEELCHAIR, HALL] {
                field.found(checkpoint).await?;
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
