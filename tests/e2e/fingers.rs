//! Touch: a tap answers once, when the finger lifts. A finger that slides, or one of two fingers,
//! answers nothing.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::{Device, Engine};
use tokio::time::sleep;

use crate::field::{Field, row};

const FIRST: &str = "1.3/wheelchair";
const SECOND: &str = "1.3/other-facility";
/// Longer than the delay between a lifted finger and its click.
const A_WHILE: Duration = Duration::from_millis(400);
const SOON: Duration = Duration::from_secs(10);

/// Touches answers of rows.
struct Glass<'f> {
    field: &'f Field,
}

impl Glass<'_> {
    /// The centre of an answer after scrolling to it; waits for the list to rest unless `at_once`.
    async fn at(&self, checkpoint: &str, answer: &str, at_once: bool) -> Result<(f64, f64)> {
        let what = row(checkpoint, answer);
        let wait = if at_once { 0 } else { 400 };
        let script = format!(
            "(async () => {{
                const answer = document.querySelector({what:?});
                answer.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, {wait})));
                const box = answer.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            }})()"
        );
        let at = self.field.tablet.eval(&script).await?;
        at[0].as_f64().zip(at[1].as_f64()).context("no answer")
    }

    async fn touch(&self, kind: &str, fingers: &[(f64, f64)]) -> Result<()> {
        let points: Vec<Value> = (0..)
            .zip(fingers)
            .map(|(id, (x, y))| json!({"x": x, "y": y, "id": id}))
            .collect();
        let params = json!({"type": kind, "touchPoints": points});
        self.field
            .tablet
            .cdp("Input.dispatchTouchEvent", params)
            .await?;
        Ok(())
    }

    async fn answer(&self, checkpoint: &str) -> Result<Option<String>> {
        let row = row(checkpoint, "");
        self.field.tablet.attribute(&row, "data-answer").await
    }

    async fn recorded(&self) -> Result<u32> {
        let tablet = &self.field.tablet;
        let kept = tablet.attribute("sync-strip", "data-ops").await?;
        kept.and_then(|it| it.parse().ok()).context("no number")
    }
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_finger_answers_when_it_lifts_and_only_when_it_taps() -> Result<()> {
    let mut field = Field::begun(Engine::Chromium, Device::TABLET).await?;
    field
        .tablet
        .wait_attribute("sync-strip", "data-ops", "0", SOON)
        .await?;
    field.server.stop().await?;
    let glass = Glass { field: &field };

    // A finger sliding down the list, one sliding sideways, two fingers at once.
    let at = glass.at(FIRST, "answer-meets", false).await?;
    for by in [(0.0, -60.0), (45.0, 0.0)] {
        glass.touch("touchStart", &[at]).await?;
        for step in 1..=4 {
            let part = f64::from(step) / 4.0;
            let on = (at.0 + by.0 * part, at.1 + by.1 * part);
            glass.touch("touchMove", &[on]).await?;
        }
        glass.touch("touchEnd", &[]).await?;
        sleep(A_WHILE).await;
        ensure!(glass.answer(FIRST).await?.is_none(), "answered by {by:?}");
    }
    let at = glass.at(FIRST, "answer-meets", false).await?;
    glass.touch("touchStart", &[at]).await?;
    glass
        .touch("touchStart", &[at, (at.0, at.1 + 90.0)])
        .await?;
    glass.touch("touchEnd", &[]).await?;
    sleep(A_WHILE).await;
    ensure!(glass.answer(FIRST).await?.is_none(), "answered by two");
    ensure!(glass.recorded().await? == 0, "something was recorded");

    // A tap at rest, and a tap while the list still comes to rest.
    for (number, checkpoint, at_once) in [(1, FIRST, false), (2, SECOND, true)] {
        let at = glass.at(checkpoint, "answer-meets", at_once).await?;
        glass.touch("touchStart", &[at]).await?;
        glass.touch("touchEnd", &[]).await?;
        sleep(A_WHILE).await;
        field.saved().await?;
        let answer = glass.answer(checkpoint).await?;
        ensure!(
            answer.as_deref() == Some("meets"),
            "{checkpoint}: {answer:?}"
        );
        let recorded = glass.recorded().await?;
        ensure!(recorded == number, "{recorded} recorded after {checkpoint}");
    }

    // A tap on 有问题, whose panel opens under the finger, makes one finding.
    let at = glass.at(FIRST, "answer-issue", false).await?;
    glass.touch("touchStart", &[at]).await?;
    glass.touch("touchEnd", &[]).await?;
    field.tablet.wait_for(&row(FIRST, "finding")).await?;
    sleep(A_WHILE).await;
    field.saved().await?;
    let findings = field.tablet.count(&row(FIRST, "finding")).await?;
    ensure!(findings == 1, "{findings} findings");
    ensure!(
        field.tablet.count("panic").await? == 0,
        "the page has failed"
    );
    Ok(())
}
