//! What a person does with a keyboard: presses and releases keys, and enters characters with an
//! input method. No script ever sets a value.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::json;

use crate::steps::css;
use crate::{Browser, eventually};

const PATIENCE: Duration = Duration::from_secs(20);

impl Browser {
    /// Replaces the content of a field as a person does: taps it, selects all and types.
    ///
    /// # Errors
    /// The field does not appear, or does not get the focus.
    pub async fn fill(&self, testid: &str, text: &str) -> Result<()> {
        self.focus(testid).await?;
        let all = [
            down(Key::Control),
            KeyAction::Down { value: 'a' },
            KeyAction::Up { value: 'a' },
            up(Key::Control),
        ];
        self.do_keys(all.into_iter().chain(stroke(Key::Backspace)))
            .await?;
        self.type_in(text).await
    }

    /// Taps a field until it has the focus.
    async fn focus(&self, testid: &str) -> Result<()> {
        let script = format!(
            "document.activeElement === document.querySelector({:?})",
            css(testid)
        );
        eventually(&format!("the cursor in {testid}"), PATIENCE, async || {
            self.tap(testid).await?;
            Ok((self.eval(&script).await? == true).then_some(()))
        })
        .await
    }

    /// Types at the cursor: a key press for each letter, and an input method's composition for
    /// characters without a key.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn type_in(&self, text: &str) -> Result<()> {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let latin = first.is_ascii();
            let end = rest
                .find(|it: char| it.is_ascii() != latin)
                .unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            if latin {
                self.do_keys(letters(part)).await?;
            } else {
                self.compose(part).await?;
            }
            rest = after;
        }
        Ok(())
    }

    /// Composes with pinyin first, then commits the characters.
    async fn compose(&self, text: &str) -> Result<()> {
        let spelled = "pinyin";
        for end in 1..=spelled.len() {
            let params = json!({
                "text": spelled[..end], "selectionStart": end, "selectionEnd": end,
            });
            if self.cdp("Input.imeSetComposition", params).await.is_err() {
                // Other drivers send characters to the page as keys.
                return self.do_keys(letters(text)).await;
            }
        }
        self.cdp("Input.insertText", json!({ "text": text }))
            .await?;
        Ok(())
    }

    /// Types a day (`2026-12-30`) into a date field digit by digit. Such a field has separate parts
    /// for year, month and day, in the order of the browser's language.
    ///
    /// # Errors
    /// The field does not appear, or has another value afterwards.
    pub async fn fill_day(&self, testid: &str, day: &str) -> Result<()> {
        let order = "new Intl.DateTimeFormat().formatToParts()
            .map((it) => it.type).filter((it) => it !== 'literal')";
        let order = self.eval(order).await?;
        self.focus(testid).await?;
        let back = (0..3).flat_map(|_| stroke(Key::Left));
        self.do_keys(back).await?;
        let (year, rest) = day.split_once('-').context("no day")?;
        let (month, day_of_month) = rest.split_once('-').context("no day")?;
        for part in order.as_array().context("no order")? {
            if part == "year" {
                // A year may have more digits, so the browser does not move on to the next part by
                // itself.
                self.do_keys(letters(year)).await?;
                self.do_keys(stroke(Key::Right)).await?;
            } else {
                let figures = if part == "month" { month } else { day_of_month };
                self.do_keys(letters(figures)).await?;
            }
        }
        self.stands_at(testid, day).await
    }

    /// Chooses from a `<select>` with the arrow keys.
    ///
    /// # Errors
    /// There is no such list, or no such choice in it.
    pub async fn choose(&self, list: &str, value: &str) -> Result<()> {
        self.wait_for(list).await?;
        // Finds out how many arrow keys to press, and focuses the list. A tap would open the
        // system's own list, which neither page nor driver can see.
        let script = format!(
            "(() => {{
                const list = document.querySelector({:?});
                list.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                list.focus();
                const all = [...list.options].filter((it) => !it.disabled);
                return all.findIndex((it) => it.value === {value:?});
            }})()",
            css(list)
        );
        let at = self.eval(&script).await?;
        let at = at
            .as_u64()
            .with_context(|| format!("{list} has no choice {value}"))?;
        let down = (0..at).flat_map(|_| stroke(Key::Down));
        self.do_keys(stroke(Key::Home).into_iter().chain(down))
            .await?;
        self.stands_at(list, value).await?;
        // Some browsers fire `change` only when the list loses the focus.
        self.press(Key::Tab).await
    }

    async fn stands_at(&self, field: &str, value: &str) -> Result<()> {
        let script = format!("document.querySelector({:?})?.value", css(field));
        let stands = self.eval(&script).await?;
        ensure!(stands == value, "{field} stands at {stands}, not {value}");
        Ok(())
    }

    /// Presses a key in whatever has the focus.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.do_keys(stroke(key)).await
    }

    async fn do_keys(&self, keys: impl IntoIterator<Item = KeyAction>) -> Result<()> {
        let mut all = KeyActions::new("keyboard".into());
        for key in keys {
            all = all.then(key);
        }
        Ok(self.client.perform_actions(all).await?)
    }
}

fn code(key: Key) -> char {
    // WebDriver encodes each key as one character of Unicode's private use area.
    key.chars().next().unwrap_or_default()
}

fn down(key: Key) -> KeyAction {
    KeyAction::Down { value: code(key) }
}

fn up(key: Key) -> KeyAction {
    KeyAction::Up { value: code(key) }
}

fn stroke(key: Key) -> [KeyAction; 2] {
    let value = code(key);
    [KeyAction::Down { value }, KeyAction::Up { value }]
}

fn letters(text: &str) -> Vec<KeyAction> {
    let stroke = |value| [KeyAction::Down { value }, KeyAction::Up { value }];
    text.chars().flat_map(stroke).collect()
}
