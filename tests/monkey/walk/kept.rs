//! Everything shown as saved is still there after a reload.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::Value;
use tests::eventually;
use tokio::time::sleep;

use super::seen::Seen;
use super::{ANSWERS, Walk, within};
use crate::hand::Key;

const KEPT: &str = include_str!("kept.js");

impl Walk<'_> {
    async fn kept(&self) -> Result<Value> {
        self.chrome.eval(ANSWERS, KEPT).await
    }

    /// Reloads the page; everything shown as saved must still be there.
    pub(super) async fn reload(&mut self, seen: &Seen) -> Result<()> {
        self.did("reload", &seen.path);
        let list = seen.things.iter().all(|it| it.name != "begin") && seen.saving.is_some();
        let before = if list {
            self.settled(&seen.path).await?
        } else {
            None
        };
        // With the network cut, a page that does not arrive is no fault.
        self.maimed |= self.cut.is_some();
        self.hand().reload().await;
        let Some(before) = before else { return Ok(()) };
        self.same_again(&before, "rows").await
    }

    /// The checklist, once everything on it is shown as saved; `None` on other pages.
    async fn settled(&mut self, path: &str) -> Result<Option<Value>> {
        if self.kept().await?["checklist"].is_null() {
            return Ok(None);
        }
        // Leaves the field, and waits until pauses of typing have passed.
        self.hand().key(&Key::tab()).await;
        let pause = Duration::from_millis(900).saturating_sub(self.typed.elapsed());
        sleep(pause).await;
        let what = format!("{path} has saved all");
        eventually(&what, Duration::from_secs(15), async || {
            let seen = self.look().await?;
            let kept = self.kept().await?;
            if kept["checklist"].is_null() {
                return Ok(Some(None));
            }
            Ok((seen.saving.as_deref() == Some("0")).then_some(Some(kept)))
        })
        .await
    }

    /// A form that is shown as saved has the same values after a reload.
    pub(super) async fn saved_form(&mut self) -> Result<()> {
        let path = self.look().await?.path;
        let saved = within(Duration::from_secs(3), async || {
            Ok((self.kept().await?["saved"] == true).then_some(()))
        })
        .await?;
        if saved.is_none() {
            // The form has reported a fault.
            return Ok(());
        }
        // The form is drawn again with the server's values.
        sleep(Duration::from_millis(400)).await;
        let before = self.kept().await?;
        if before["saved"] != true || self.look().await?.path != path {
            return Ok(());
        }
        self.did("reload", &format!("{path}, saved"));
        self.hand().reload().await;
        self.same_again(&before, "cells").await
    }

    async fn same_again(&mut self, before: &Value, part: &str) -> Result<()> {
        let mut after = Value::Null;
        let same = within(Duration::from_secs(10), async || {
            self.look().await?;
            after = self.kept().await?;
            Ok((after[part] == before[part]).then_some(()))
        })
        .await?;
        ensure!(
            same.is_some(),
            "after a reload {} is not there",
            difference(&before[part], &after[part])
        );
        self.count("compared");
        Ok(())
    }
}

/// The first entry that differs.
fn difference(before: &Value, after: &Value) -> String {
    let none = serde_json::Map::new();
    let (before, after) = (
        before.as_object().unwrap_or(&none),
        after.as_object().unwrap_or(&none),
    );
    let keys = before.keys().chain(after.keys());
    let mut differing = keys.filter(|key| before.get(*key) != after.get(*key));
    let key = differing.next().map_or("", String::as_str);
    format!("{key} {:?}, but {:?}", before.get(key), after.get(key))
}
