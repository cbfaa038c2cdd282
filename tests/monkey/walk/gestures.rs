//! The hand's gestures and their frequency.

use std::time::Duration;

use anyhow::{Context, Result};
use tests::Mode;
use tokio::time::sleep;

use super::Walk;
use super::seen::{Seen, Thing};
use crate::hand::Key;
use crate::roles::{is_left_alone, liking};

/// The next gesture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gesture {
    Tap,
    DoubleTap,
    LongTap,
    Type,
    Key,
    Scroll,
    Draw,
    Pause,
    Back,
    Forward,
    Turn,
    Cut,
    Reload,
    SignOut,
    Language,
    Address,
}

pub(super) const GESTURES: [(Gesture, usize); 16] = [
    (Gesture::Tap, 460),
    (Gesture::Type, 150),
    (Gesture::Key, 120),
    (Gesture::Scroll, 70),
    (Gesture::DoubleTap, 50),
    (Gesture::Address, 22),
    (Gesture::LongTap, 16),
    (Gesture::Pause, 12),
    (Gesture::Back, 14),
    (Gesture::Forward, 8),
    (Gesture::Draw, 8),
    (Gesture::Turn, 8),
    (Gesture::Reload, 10),
    (Gesture::Cut, 4),
    (Gesture::Language, 3),
    (Gesture::SignOut, 2),
];

impl Walk<'_> {
    pub(super) async fn act(&mut self, gesture: Gesture, seen: &Seen) -> Result<()> {
        let hand = self.hand();
        let things: Vec<(&Thing, usize)> = seen
            .things
            .iter()
            .filter(|it| !is_left_alone(&seen.path, &it.name))
            .map(|it| (it, liking(&it.name)))
            .collect();
        let thing = self.dice.weighed(&things).copied().cloned();
        match (gesture, thing) {
            (Gesture::Tap, Some(thing)) => return self.tap(seen, &thing).await,
            (Gesture::DoubleTap, Some(thing)) => {
                self.did("double tap", &format!("{} {}", seen.path, thing.name));
                hand.double_tap((thing.x, thing.y)).await;
            }
            (Gesture::LongTap, Some(thing)) => {
                self.did("long tap", &format!("{} {}", seen.path, thing.name));
                hand.long_tap((thing.x, thing.y), Duration::from_millis(650))
                    .await;
            }
            (Gesture::Type, _) => return self.type_somewhere(seen).await,
            (Gesture::Key, _) => {
                let key = self.dice.of(&Key::all()).cloned().context("no keys")?;
                // Enter or space in a password field would submit it.
                if !(seen.path.starts_with("/password") && matches!(&*key.name, "Enter" | " ")) {
                    self.did("key", &format!("{} {}", seen.path, key.name));
                    hand.key(&key).await;
                }
            }
            (Gesture::Draw, _) => {
                let pad = seen.things.iter().find(|it| it.kind == "canvas");
                if let Some(pad) = pad {
                    self.did("draw", &pad.name);
                    let to = (pad.x + pad.w / 3.0, pad.y + pad.h / 5.0);
                    hand.drag((pad.x - pad.w / 3.0, pad.y), to).await;
                }
            }
            (Gesture::Pause, _) => {
                let time = self.dice.between(300, 900);
                self.did("pause", &format!("{time} ms"));
                sleep(Duration::from_millis(u64::try_from(time)?)).await;
            }
            (Gesture::Back, _) => {
                self.did("back", &seen.path);
                self.maimed |= self.cut.is_some();
                hand.history(-1).await?;
            }
            (Gesture::Forward, _) => {
                self.did("forward", &seen.path);
                self.maimed |= self.cut.is_some();
                hand.history(1).await?;
            }
            (Gesture::Turn, _) => {
                self.device = self.dice.below(self.role.devices.len());
                let device = self.role.devices[self.device];
                self.did(
                    "turn",
                    &format!("into {} by {}", device.width, device.height),
                );
                self.chrome.look_like(device).await?;
            }
            (Gesture::Cut, _) if self.cut.is_none() => self.cut_network(),
            (Gesture::Reload, _) => return self.reload(seen).await,
            (Gesture::SignOut, _) => return self.tap_named(seen, "sign-out").await,
            (Gesture::Language, _) => return self.tap_named(seen, "lang-switch").await,
            (Gesture::Address, _) => {
                let to = *self.dice.of(self.role.addresses).context("no address")?;
                self.did("address", to);
                self.maimed |= self.cut.is_some();
                hand.address(&self.proxy.url(to)).await;
            }
            _ => self.scroll(seen).await,
        }
        Ok(())
    }

    /// Records a gesture for the log and the counts.
    pub(super) fn did(&mut self, kind: &str, what: &str) {
        self.tell(format!("{kind}, {what}"));
        self.count(kind);
    }

    pub(super) async fn scroll(&mut self, seen: &Seen) {
        let down = seen.below > 8.0 && (seen.above < 8.0 || !self.dice.once_in(3));
        self.did("scroll", if down { "down" } else { "up" });
        let middle = seen.width / 2.0;
        let (from, to) = (seen.height * 0.7, seen.height * 0.25);
        let hand = self.hand();
        if hand.touch {
            let (from, to) = if down { (from, to) } else { (to, from) };
            hand.drag((middle, from), (middle, to)).await;
        } else {
            let by = if down { from } else { -from };
            hand.wheel((middle, seen.height / 2.0), by).await;
        }
    }

    fn cut_network(&mut self) {
        let modes = [
            Mode::Refuse,
            Mode::BlackHole,
            Mode::Delay(Duration::from_millis(400)),
            Mode::SwallowPush,
            Mode::DuplicatePush,
        ];
        let mode = self.dice.of(&modes).copied().unwrap_or(Mode::Refuse);
        self.did("cut", &format!("{mode:?}"));
        self.cut = Some(self.step + self.dice.between(5, 40));
        self.proxy.set(mode);
    }

    async fn tap(&mut self, seen: &Seen, thing: &Thing) -> Result<()> {
        let hand = self.hand();
        self.did("tap", &format!("{} {}", seen.path, thing.name));
        if thing.kind == "link" {
            self.maimed |= self.cut.is_some();
        }
        match &*thing.kind {
            // Not always in the very middle.
            "button" | "link" => {
                let x = thing.x + thing.w * (self.dice.between(0, 40) as f64 / 100.0 - 0.2);
                hand.tap((x, thing.y)).await;
            }
            // An opened list belongs to the system; the keyboard moves through it in place.
            "select" => {
                self.count("choose");
                hand.key(&Key::tab()).await;
                for _ in 0..self.dice.between(1, 4) {
                    let key = if self.dice.once_in(3) {
                        Key::up()
                    } else {
                        Key::down()
                    };
                    hand.key(&key).await;
                }
            }
            _ => hand.tap((thing.x, thing.y)).await,
        }
        if thing.name == "facts-save" && self.cut.is_none() && self.dice.once_in(2) {
            return self.saved_form().await;
        }
        Ok(())
    }

    async fn tap_named(&mut self, seen: &Seen, name: &str) -> Result<()> {
        let found = seen.things.iter().find(|it| it.name == name).cloned();
        match found {
            Some(thing) => {
                self.maimed |= self.cut.is_some();
                self.tap(seen, &thing).await
            }
            None => {
                self.scroll(seen).await;
                Ok(())
            }
        }
    }
}
