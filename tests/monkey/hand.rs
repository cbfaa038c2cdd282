//! What a hand does to glass, mouse and keyboard, as events of the browser: never by a script.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::chrome::Chrome;

/// A gesture that the page does not take in within this time is looked into by the next look.
const TAKEN: Duration = Duration::from_secs(3);

/// A hand; `touch` on glass, else with a mouse.
pub(crate) struct Hand<'c> {
    pub(crate) chrome: &'c Chrome,
    pub(crate) touch: bool,
}

impl Hand<'_> {
    /// A page that is just being left answers no event; whether it answers at all is looked at
    /// after each step.
    async fn send(&self, method: &str, params: Value) {
        let _ = self.chrome.call_within(TAKEN, method, params).await;
    }

    async fn glass(&self, kind: &str, at: &[(f64, f64)]) {
        let points: Vec<Value> = at.iter().map(|(x, y)| json!({ "x": x, "y": y })).collect();
        let params = json!({ "type": kind, "touchPoints": points });
        self.send("Input.dispatchTouchEvent", params).await;
    }

    async fn mouse(&self, kind: &str, (x, y): (f64, f64), clicks: u32) {
        let params =
            json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": clicks });
        self.send("Input.dispatchMouseEvent", params).await;
    }

    pub(crate) async fn press_for(&self, at: (f64, f64), hold: Duration, clicks: u32) {
        if self.touch {
            self.glass("touchStart", &[at]).await;
            sleep(hold).await;
            self.glass("touchEnd", &[]).await;
        } else {
            self.mouse("mouseMoved", at, 0).await;
            self.mouse("mousePressed", at, clicks).await;
            sleep(hold).await;
            self.mouse("mouseReleased", at, clicks).await;
        }
    }

    pub(crate) async fn tap(&self, at: (f64, f64)) {
        self.press_for(at, Duration::from_millis(1), 1).await;
    }

    pub(crate) async fn double_tap(&self, at: (f64, f64)) {
        self.tap(at).await;
        sleep(Duration::from_millis(60)).await;
        self.press_for(at, Duration::from_millis(1), 2).await;
    }

    /// Scrolls, or draws a line.
    pub(crate) async fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        let steps = 5;
        let between = (0..=steps).map(|step| {
            let part = f64::from(step) / f64::from(steps);
            (
                from.0 + (to.0 - from.0) * part,
                from.1 + (to.1 - from.1) * part,
            )
        });
        let mut points = between.peekable();
        let Some(first) = points.next() else { return };
        if self.touch {
            self.glass("touchStart", &[first]).await;
            for point in points {
                self.glass("touchMove", &[point]).await;
            }
            self.glass("touchEnd", &[]).await;
        } else {
            self.mouse("mousePressed", first, 1).await;
            for point in points {
                self.mouse("mouseMoved", point, 0).await;
            }
            self.mouse("mouseReleased", to, 1).await;
        }
    }

    pub(crate) async fn wheel(&self, (x, y): (f64, f64), by: f64) {
        let params = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": by });
        self.send("Input.dispatchMouseEvent", params).await;
    }

    pub(crate) async fn key(&self, key: &Key) {
        let mut down = json!({
            "type": if key.text.is_empty() { "rawKeyDown" } else { "keyDown" },
            "key": key.name, "code": key.code, "windowsVirtualKeyCode": key.number,
            "modifiers": key.held,
        });
        if !key.text.is_empty() {
            down["text"] = json!(key.text);
        }
        if key.held == 2 && key.name == "a" {
            down["commands"] = json!(["selectAll"]);
        }
        self.send("Input.dispatchKeyEvent", down).await;
        let up = json!({
            "type": "keyUp", "key": key.name, "code": key.code,
            "windowsVirtualKeyCode": key.number, "modifiers": key.held,
        });
        self.send("Input.dispatchKeyEvent", up).await;
    }

    /// Latin and digits, a key each.
    pub(crate) async fn keys(&self, text: &str) {
        for letter in text.chars() {
            self.key(&Key::of(letter)).await;
        }
    }

    /// Characters as an input method gives them: spelled in place, then put there whole.
    pub(crate) async fn compose(&self, spelling: &str, text: &str) {
        let mut spelled = String::new();
        for letter in spelling.chars() {
            spelled.push(letter);
            let end = spelled.chars().count();
            let params = json!({ "text": spelled, "selectionStart": end, "selectionEnd": end });
            self.send("Input.imeSetComposition", params).await;
        }
        self.send("Input.insertText", json!({ "text": text })).await;
    }

    /// A composition that is given up.
    pub(crate) async fn compose_nothing(&self, spelling: &str) {
        for text in [spelling, ""] {
            let end = text.chars().count();
            let params = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
            self.send("Input.imeSetComposition", params).await;
        }
    }

    /// Text from a keyboard that gives whole words, or from the clipboard.
    pub(crate) async fn insert(&self, text: &str) {
        self.send("Input.insertText", json!({ "text": text })).await;
    }

    /// The browser's own buttons: back (-1), forward (1). Nothing where there is no such page.
    pub(crate) async fn history(&self, step: i64) -> Result<()> {
        let history = self
            .chrome
            .call("Page.getNavigationHistory", json!({}))
            .await?;
        let at = history["currentIndex"].as_i64().unwrap_or_default() + step;
        let entries = history["entries"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let entry = usize::try_from(at).ok().and_then(|at| entries.get(at));
        if let Some(entry) = entry
            && entry["url"]
                .as_str()
                .is_some_and(|url| url.starts_with("http"))
        {
            let to = json!({ "entryId": entry["id"] });
            self.send("Page.navigateToHistoryEntry", to).await;
        }
        Ok(())
    }

    pub(crate) async fn reload(&self) {
        self.send("Page.reload", json!({})).await;
    }

    /// Types an address. It may never come when the network is cut: then nothing is waited for.
    pub(crate) async fn address(&self, url: &str) {
        self.send("Page.navigate", json!({ "url": url })).await;
    }
}

/// A key of the keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) name: String,
    code: &'static str,
    number: u32,
    text: String,
    /// 2 is control, 8 is shift.
    held: u32,
}

impl Key {
    fn special(name: &str, code: &'static str, number: u32, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            code,
            number,
            text: text.to_owned(),
            held: 0,
        }
    }

    fn of(letter: char) -> Self {
        let number = u32::from(letter.to_ascii_uppercase());
        Self::special(&letter.to_string(), "", number, &letter.to_string())
    }

    pub(crate) fn select_all() -> Self {
        Self {
            held: 2,
            text: String::new(),
            ..Self::special("a", "KeyA", 65, "")
        }
    }

    pub(crate) fn back_tab() -> Self {
        Self {
            held: 8,
            ..Self::tab()
        }
    }

    pub(crate) fn tab() -> Self {
        Self::special("Tab", "Tab", 9, "")
    }

    pub(crate) fn enter() -> Self {
        Self::special("Enter", "Enter", 13, "\r")
    }

    /// The keys that do something by themselves.
    pub(crate) fn all() -> Vec<Self> {
        vec![
            Self::tab(),
            Self::back_tab(),
            Self::enter(),
            Self::special("Escape", "Escape", 27, ""),
            Self::special(" ", "Space", 32, " "),
            Self::special("Backspace", "Backspace", 8, ""),
            Self::special("Delete", "Delete", 46, ""),
            Self::special("ArrowDown", "ArrowDown", 40, ""),
            Self::special("ArrowUp", "ArrowUp", 38, ""),
            Self::special("ArrowLeft", "ArrowLeft", 37, ""),
            Self::special("ArrowRight", "ArrowRight", 39, ""),
            Self::special("Home", "Home", 36, ""),
            Self::special("End", "End", 35, ""),
            Self::special("PageDown", "PageDown", 34, ""),
            // The desk's shortcuts.
            Self::of('j'),
            Self::of('k'),
            Self::of('x'),
            Self::of('c'),
            Self::of('r'),
        ]
    }

    pub(crate) fn down() -> Self {
        Self::special("ArrowDown", "ArrowDown", 40, "")
    }

    pub(crate) fn up() -> Self {
        Self::special("ArrowUp", "ArrowUp", 38, "")
    }
}
