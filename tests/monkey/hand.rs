//! What a hand does on glass, mouse and keyboard, as browser events and never by script.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::chrome::Chrome;

/// If the page takes longer to process a gesture, the next look examines it.
const TAKEN: Duration = Duration::from_secs(3);

/// A browser event: the command and its parameters.
type Event = (&'static str, Value);

/// A hand, on glass if `touch`, else with a mouse.
pub(crate) struct Hand<'c> {
    pub(crate) chrome: &'c Chrome,
    pub(crate) touch: bool,
}

impl Hand<'_> {
    async fn send(&self, events: Vec<Event>) {
        self.chrome.call_all(TAKEN, events).await;
    }

    fn down(&self, at: (f64, f64), clicks: u32) -> Vec<Event> {
        if self.touch {
            vec![glass("touchStart", Some(at))]
        } else {
            vec![
                mouse("mouseMoved", at, 0),
                mouse("mousePressed", at, clicks),
            ]
        }
    }

    fn up(&self, at: (f64, f64), clicks: u32) -> Event {
        if self.touch {
            glass("touchEnd", None)
        } else {
            mouse("mouseReleased", at, clicks)
        }
    }

    pub(crate) async fn tap(&self, at: (f64, f64)) {
        let mut events = self.down(at, 1);
        events.push(self.up(at, 1));
        self.send(events).await;
    }

    pub(crate) async fn double_tap(&self, at: (f64, f64)) {
        self.tap(at).await;
        sleep(Duration::from_millis(60)).await;
        let mut events = self.down(at, 2);
        events.push(self.up(at, 2));
        self.send(events).await;
    }

    pub(crate) async fn long_tap(&self, at: (f64, f64), hold: Duration) {
        self.send(self.down(at, 1)).await;
        sleep(hold).await;
        self.send(vec![self.up(at, 1)]).await;
    }

    /// Scrolls, or draws a line.
    pub(crate) async fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        let steps = 5;
        let mut events = self.down(from, 1);
        for step in 1..=steps {
            let part = f64::from(step) / f64::from(steps);
            let at = (
                from.0 + (to.0 - from.0) * part,
                from.1 + (to.1 - from.1) * part,
            );
            events.push(if self.touch {
                glass("touchMove", Some(at))
            } else {
                mouse("mouseMoved", at, 0)
            });
        }
        events.push(self.up(to, 1));
        self.send(events).await;
    }

    pub(crate) async fn wheel(&self, (x, y): (f64, f64), by: f64) {
        let params = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": by });
        self.send(vec![("Input.dispatchMouseEvent", params)]).await;
    }

    pub(crate) async fn key(&self, key: &Key) {
        self.send(key.stroke()).await;
    }

    /// Types Latin letters and digits, key by key.
    pub(crate) async fn keys(&self, text: &str) {
        let strokes = text.chars().flat_map(|letter| Key::of(letter).stroke());
        self.send(strokes.collect()).await;
    }

    /// Composes characters with an input method: spells, then commits them.
    pub(crate) async fn compose(&self, spelling: &str, text: &str) {
        let ends = 1..=spelling.len();
        let mut events: Vec<Event> = ends.map(|end| spelled(&spelling[..end])).collect();
        events.push(("Input.insertText", json!({ "text": text })));
        self.send(events).await;
    }

    /// Begins a composition and cancels it.
    pub(crate) async fn compose_nothing(&self, spelling: &str) {
        self.send(vec![spelled(spelling), spelled("")]).await;
    }

    /// Inserts text as a keyboard with whole words or the clipboard does.
    pub(crate) async fn insert(&self, text: &str) {
        self.send(vec![("Input.insertText", json!({ "text": text }))])
            .await;
    }

    /// The browser's back (-1) or forward (1) button; does nothing if there is no such page.
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
            self.send(vec![("Page.navigateToHistoryEntry", to)]).await;
        }
        Ok(())
    }

    pub(crate) async fn reload(&self) {
        self.send(vec![("Page.reload", json!({}))]).await;
    }

    /// Types an address. With the network cut the page may never arrive, so nothing is awaited.
    pub(crate) async fn address(&self, url: &str) {
        self.send(vec![("Page.navigate", json!({ "url": url }))])
            .await;
    }
}

fn glass(kind: &str, at: Option<(f64, f64)>) -> Event {
    let points: Vec<Value> = at.iter().map(|(x, y)| json!({ "x": x, "y": y })).collect();
    (
        "Input.dispatchTouchEvent",
        json!({ "type": kind, "touchPoints": points }),
    )
}

fn mouse(kind: &str, (x, y): (f64, f64), clicks: u32) -> Event {
    let params = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": clicks });
    ("Input.dispatchMouseEvent", params)
}

fn spelled(text: &str) -> Event {
    let end = text.len();
    let params = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
    ("Input.imeSetComposition", params)
}

/// A key of the keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) name: String,
    code: &'static str,
    number: u32,
    text: String,
    /// Modifier bits: 2 is control, 8 is shift.
    held: u32,
}

impl Key {
    fn stroke(&self) -> Vec<Event> {
        let mut down = json!({
            "type": if self.text.is_empty() { "rawKeyDown" } else { "keyDown" },
            "key": self.name, "code": self.code, "windowsVirtualKeyCode": self.number,
            "modifiers": self.held,
        });
        if !self.text.is_empty() {
            down["text"] = json!(self.text);
        }
        if self.held == 2 && self.name == "a" {
            down["commands"] = json!(["selectAll"]);
        }
        let up = json!({
            "type": "keyUp", "key": self.name, "code": self.code,
            "windowsVirtualKeyCode": self.number, "modifiers": self.held,
        });
        vec![
            ("Input.dispatchKeyEvent", down),
            ("Input.dispatchKeyEvent", up),
        ]
    }

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

    /// The keys that have an effect by themselves.
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
