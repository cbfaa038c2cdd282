//! What the hand types: words by keys and by an input method, numbers and dates.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::time::sleep;

use super::Walk;
use super::seen::{Seen, Thing};
use crate::hand::{Hand, Key};
use crate::roles::liking;

const CHINESE: [(&str, &str); 8] = [
    ("weipeibei", "未配备"),
    ("dating", "大厅"),
    ("gongzuorenyuan", "工作人员称轮椅送修"),
    ("luocun", "罗村"),
    ("chuangkou", "窗口无人，排队超过二十分钟"),
    ("zhong", "重"),
    ("shi", "是"),
    ("jieshao", "介绍信、“一次办好”"),
];
const LATIN: [&str; 9] = [
    "luocun",
    "lc",
    "abc",
    "O'Neil <b>",
    "2026-12-30",
    "test 1/2",
    "\"",
    "%",
    "x",
];
const NUMBERS: [&str; 12] = [
    "0", "3", "1", "98.2", "100", "2.125", "-1", "３", "1e9", "99999", "", "87.5",
];

impl Walk<'_> {
    /// Types into a field in view, or into whatever has the focus.
    pub(super) async fn type_somewhere(&mut self, seen: &Seen) -> Result<()> {
        let fields: Vec<(&Thing, usize)> = seen
            .things
            .iter()
            .filter(|it| matches!(&*it.kind, "text" | "number" | "date"))
            .map(|it| (it, liking(&it.name)))
            .collect();
        let field = self.dice.weighed(&fields).copied().cloned();
        let stays = seen.typing.is_some() && !self.dice.once_in(3);
        let kind = match (&seen.typing, field) {
            (Some(kind), _) if stays => kind.clone(),
            (_, Some(field)) => {
                self.tell(format!("into {} {}", seen.path, field.name));
                self.hand().tap((field.x, field.y)).await;
                field.kind
            }
            _ => {
                self.scroll(seen).await;
                return Ok(());
            }
        };
        let hand = self.hand();
        if self.dice.once_in(4) {
            hand.key(&Key::select_all()).await;
        }
        match &*kind {
            "number" => {
                let text = *self.dice.of(&NUMBERS).context("none")?;
                self.did("type", text);
                hand.keys(text).await;
            }
            "date" => {
                let figures = self.dice.between(1, 28);
                self.did("type", &format!("a date, {figures}"));
                hand.keys(&format!("{figures:02}")).await;
            }
            _ => self.type_text(&hand).await?,
        }
        self.typed = Instant::now();
        // Sometimes pauses long enough to trigger a save.
        if self.dice.once_in(4) {
            let time = self.dice.between(300, 900);
            self.tell(format!("pauses {time} ms"));
            sleep(Duration::from_millis(u64::try_from(time)?)).await;
        }
        Ok(())
    }

    async fn type_text(&mut self, hand: &Hand<'_>) -> Result<()> {
        let (spelling, chinese) = *self.dice.of(&CHINESE).context("none")?;
        match self.dice.below(5) {
            0 => {
                let text = *self.dice.of(&LATIN).context("none")?;
                self.did("type", text);
                hand.keys(text).await;
            }
            1 => {
                self.did("insert", chinese);
                hand.insert(chinese).await;
            }
            2 => {
                self.did("compose", &format!("{spelling}, given up"));
                hand.compose_nothing(spelling).await;
            }
            _ => {
                self.did("compose", chinese);
                hand.compose(spelling, chinese).await;
            }
        }
        Ok(())
    }
}
