//! The time from a tap until its effect is painted: real touches, one after another, down a whole
//! list.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::Browser;

use super::figures::Figures;

/// A tap in a row, and the sign that it took effect.
pub(super) struct Tap {
    /// The `data-testid` of the element to tap.
    pub(super) on: &'static str,
    /// A selector that the row, or an element in it, matches afterwards.
    pub(super) shows: &'static str,
}

/// 符合要求, shown as chosen.
pub(super) const MEETS: Tap = Tap {
    on: "answer-meets",
    shows: "[data-answer=meets]",
};
/// 有问题, with the panel that opens below it.
pub(super) const ISSUE: Tap = Tap {
    on: "answer-issue",
    shows: "[data-testid=finding]",
};
/// The first phrase of a finding, shown as chosen.
pub(super) const PHRASE: Tap = Tap {
    on: "phrase",
    shows: "[data-testid=phrase][aria-pressed=true]",
};

/// The milliseconds that a person needs to see the scrolled list and bring the finger down.
const SEEN: u32 = 400;

/// The pause between a saved tap and the next tap.
const PACE: std::time::Duration = std::time::Duration::from_millis(250);

/// For each row, the milliseconds from the end of the touch until the frame with the effect went to
/// the screen.
pub(super) async fn taps(page: &Browser, tap: &Tap, rows: &[usize]) -> Result<Figures> {
    let mut times = Vec::new();
    for row in rows {
        times.push(self::tap(page, tap, *row).await?);
    }
    Figures::of(times)
}

/// Measures one tap.
pub(super) async fn tap(page: &Browser, tap: &Tap, row: usize) -> Result<f64> {
    let Tap { on, shows } = tap;
    let prepare = format!(
        "(async () => {{
            const row = document.querySelectorAll('[data-testid=row]')[{row}];
            const target = row?.querySelector('[data-testid={on}]');
            if (!target) return null;
            target.scrollIntoView({{ block: 'center', behavior: 'instant' }});
            // The finger comes down on a list at rest, so scrolling is not measured.
            await new Promise((seen) => setTimeout(seen, {SEEN}));
            const fits = () => row.matches('{shows}') || row.querySelector('{shows}');
            window.tapped = new Promise((done) => {{
                let start;
                const began = (event) => {{ start = event.timeStamp; }};
                addEventListener('touchend', began, {{ capture: true, once: true, passive: true }});
                const observer = new MutationObserver(() => {{
                    if (start === undefined || !fits()) return;
                    observer.disconnect();
                    requestAnimationFrame(() => {{
                        const channel = new MessageChannel();
                        channel.port1.onmessage = () => done(performance.now() - start);
                        channel.port2.postMessage(0);
                    }});
                }});
                observer.observe(row, {{ attributes: true, childList: true, subtree: true }});
            }});
            const box = target.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()"
    );
    let at = page.eval(&prepare).await?;
    let (x, y) = (at[0].as_f64(), at[1].as_f64());
    let (x, y) = x.zip(y).with_context(|| format!("no {on} in row {row}"))?;
    let touch = |kind: &str, points: Value| json!({ "type": kind, "touchPoints": points });
    let down = touch("touchStart", json!([{ "x": x, "y": y }]));
    page.cdp("Input.dispatchTouchEvent", down).await?;
    page.cdp("Input.dispatchTouchEvent", touch("touchEnd", json!([])))
        .await?;
    // Asking costs the page time too, so it waits until the tap's work is done.
    tokio::time::sleep(PACE).await;
    let limit = "new Promise((_, late) => setTimeout(() => late('never shown'), 5000))";
    let time = page
        .eval(&format!("Promise.race([window.tapped, {limit}])"))
        .await?;
    let time = time.as_f64().context("no time")?;
    ensure!(time >= 0.0, "{time} ms");
    // Waits until the tap is saved and sent, so that the next measurement does not include it.
    // Nobody taps down a list faster than this.
    page.wait_attribute(
        "sync-strip",
        "data-saving",
        "0",
        std::time::Duration::from_secs(10),
    )
    .await?;
    tokio::time::sleep(PACE).await;
    Ok(time)
}
