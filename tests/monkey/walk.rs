//! One walk: a hand on one browser, a look after each gesture.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;
use tests::steps::PASSWORD;
use tests::{Mode, Proxy};
use tokio::time::sleep;

use crate::chrome::{Chrome, Said};
use crate::dice::Dice;
use crate::hand::{Hand, Key};
use crate::roles::{Role, is_left_alone, liking};

/// How long the page may take to answer a look: on a busy machine, without optimisation.
const ANSWERS: Duration = Duration::from_secs(20);
/// How long a page may take until it takes taps.
const READY: Duration = Duration::from_secs(30);
/// How long what came of a cut network may still be said.
const AFTERMATH: Duration = Duration::from_secs(12);
/// How many steps a failure is told with.
const TOLD: usize = 30;

const LOOK: &str = include_str!("look.js");
const KEPT: &str = include_str!("kept.js");

/// Something in view that can be touched.
#[derive(Debug, Clone, Deserialize)]
struct Thing {
    kind: String,
    name: String,
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

/// What a person sees.
#[derive(Debug, Clone, Deserialize)]
struct Seen {
    ours: bool,
    path: String,
    ready: bool,
    panic: Option<String>,
    width: f64,
    height: f64,
    below: f64,
    above: f64,
    typing: Option<String>,
    saving: Option<String>,
    things: Vec<Thing>,
}

/// What a hand does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gesture {
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

const GESTURES: [(Gesture, usize); 16] = [
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

/// What was done, by kind.
pub(crate) type Counts = BTreeMap<String, u64>;

/// Something that must not be.
pub(crate) struct Fault {
    pub(crate) what: String,
    pub(crate) told: Vec<String>,
}

/// When a walk ends.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    Time(Instant),
    Steps(usize),
}

/// A walk; what it did is counted in `counts`.
pub(crate) struct Walk<'w> {
    role: &'static Role,
    chrome: &'w Chrome,
    proxy: &'w Proxy,
    dice: Dice,
    counts: &'w mut Counts,
    told: VecDeque<String>,
    device: usize,
    /// Until which step the network is cut.
    cut: Option<usize>,
    /// When it was whole again.
    healed: Option<Instant>,
    /// The document may have been loaded over a cut network, and not all of it have come.
    maimed: bool,
    typed: Instant,
    step: usize,
}

impl<'w> Walk<'w> {
    pub(crate) fn new(
        role: &'static Role,
        seed: u64,
        chrome: &'w Chrome,
        proxy: &'w Proxy,
        counts: &'w mut Counts,
    ) -> Self {
        let mut dice = Dice::new(seed);
        let device = dice.below(role.devices.len());
        Self {
            role,
            chrome,
            proxy,
            dice,
            counts,
            told: VecDeque::new(),
            device,
            cut: None,
            healed: None,
            maimed: false,
            typed: Instant::now(),
            step: 0,
        }
    }

    /// Walks until the end, or until something is found.
    pub(crate) async fn go(mut self, until: Until, picture: &Path) -> Result<(), Fault> {
        let walked = self.walk(until).await;
        self.proxy.set(Mode::Pass);
        let Err(error) = walked else { return Ok(()) };
        let _ = self.chrome.screenshot(picture).await;
        Err(Fault {
            what: format!("{error:#}"),
            told: self.told.into(),
        })
    }

    async fn walk(&mut self, until: Until) -> Result<()> {
        self.chrome
            .look_like(self.role.devices[self.device])
            .await?;
        self.sign_in().await?;
        loop {
            let over = match until {
                Until::Time(end) => Instant::now() >= end,
                Until::Steps(steps) => self.step >= steps,
            };
            if over {
                return Ok(());
            }
            self.step += 1;
            if self.cut.is_some_and(|until| self.step >= until) {
                self.heal();
            }
            let seen = self.look().await?;
            if seen.path.starts_with("/sign-in") {
                // Signed out, or a session that has ended.
                self.sign_in().await?;
                continue;
            }
            let gesture = *self.dice.weighed(&GESTURES).context("no gestures")?;
            self.act(gesture, &seen).await?;
        }
    }

    fn hand(&self) -> Hand<'w> {
        Hand {
            chrome: self.chrome,
            touch: self.role.devices[self.device].mobile,
        }
    }

    fn tell(&mut self, what: String) {
        if self.told.len() == TOLD {
            self.told.pop_front();
        }
        self.told.push_back(format!("{}: {what}", self.step));
    }

    fn count(&mut self, kind: &str) {
        *self.counts.entry(kind.to_owned()).or_default() += 1;
    }

    fn heal(&mut self) {
        if self.cut.take().is_some() {
            self.proxy.set(Mode::Pass);
            self.healed = Some(Instant::now());
            self.tell("the network is whole".to_owned());
        }
    }

    /// A time in which the network may be blamed.
    fn is_blamable(&self, at: Instant) -> bool {
        self.cut.is_some() || self.healed.is_some_and(|healed| at < healed + AFTERMATH)
    }

    /// Looks until the page takes taps; whatever must not be is told as an error.
    async fn look(&mut self) -> Result<Seen> {
        let mut end = Instant::now() + READY;
        loop {
            let asked = Instant::now();
            let looked = self.chrome.eval(ANSWERS, LOOK).await;
            self.hear()?;
            let seen = match looked {
                Ok(value) => serde_json::from_value::<Seen>(value).context("no sight")?,
                // Between two documents there is nothing to look at.
                Err(error) if asked.elapsed() < ANSWERS && Instant::now() < end => {
                    sleep(Duration::from_millis(30)).await;
                    if Instant::now() + Duration::from_secs(1) > end {
                        return Err(error);
                    }
                    continue;
                }
                // A page that is being left for one that the cut network never sends.
                Err(_) if self.cut.is_some() => {
                    self.once_more().await;
                    end = Instant::now() + READY;
                    continue;
                }
                Err(error) => return Err(error.context("the page does not answer")),
            };
            if let Some(words) = &seen.panic {
                bail!(
                    "the page has failed at {}: {}",
                    seen.path,
                    words.replace('\n', " ")
                );
            }
            if seen.ours && seen.ready {
                return Ok(seen);
            }
            self.maimed |= self.cut.is_some();
            let late = end.saturating_duration_since(Instant::now());
            if self.maimed && late + Duration::from_secs(4) < READY {
                self.once_more().await;
                end = Instant::now() + READY;
            }
            ensure!(
                Instant::now() < end,
                "{} takes no taps within {READY:?}",
                seen.path
            );
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// As a person does with a page that did not come.
    async fn once_more(&mut self) {
        self.heal();
        self.maimed = false;
        self.tell("loads the page that did not come once more".to_owned());
        let home = self.proxy.url(self.role.addresses[0]);
        self.hand().address(&home).await;
    }

    /// What the page has said meanwhile.
    fn hear(&self) -> Result<()> {
        for Said { text, at } in self.chrome.errors() {
            if !is_expected(&text, self.is_blamable(at)) {
                bail!("in the console: {text}");
            }
        }
        Ok(())
    }

    async fn sign_in(&mut self) -> Result<()> {
        self.heal();
        let login = *self.dice.of(self.role.logins).context("nobody")?;
        for _ in 0..3 {
            self.tell(format!("signs in as {login}"));
            self.count("sign in");
            self.hand().address(&self.proxy.url("/sign-in")).await;
            let mut seen = self.look().await?;
            for (field, text) in [("sign-in-login", login), ("sign-in-password", PASSWORD)] {
                let at = seen.things.iter().find(|it| it.name == field);
                let Some(at) = at else { break };
                let hand = self.hand();
                hand.tap((at.x, at.y)).await;
                hand.key(&Key::select_all()).await;
                hand.keys(text).await;
                seen = self.look().await?;
            }
            self.hand().key(&Key::enter()).await;
            let end = Instant::now() + Duration::from_secs(20);
            while Instant::now() < end {
                seen = self.look().await?;
                if !seen.path.starts_with("/sign-in") {
                    return Ok(());
                }
                sleep(Duration::from_millis(50)).await;
            }
        }
        bail!("{login} cannot sign in")
    }

    async fn act(&mut self, gesture: Gesture, seen: &Seen) -> Result<()> {
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
                // Enter in a password's field sends it.
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

    /// Notes a gesture for the log and the figures.
    fn did(&mut self, kind: &str, what: &str) {
        self.tell(format!("{kind}, {what}"));
        self.count(kind);
    }

    async fn scroll(&mut self, seen: &Seen) {
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
            // Not at the very middle each time.
            "button" | "link" => {
                let x = thing.x + thing.w * (self.dice.between(0, 40) as f64 / 100.0 - 0.2);
                hand.tap((x, thing.y)).await;
            }
            // A list that opens is the system's own; by the keyboard it is walked through in place.
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

    /// Types into a field in view, or where the cursor stands.
    async fn type_somewhere(&mut self, seen: &Seen) -> Result<()> {
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
        // Long enough for what waits for a pause, now and then.
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

    async fn kept(&self) -> Result<Value> {
        self.chrome.eval(ANSWERS, KEPT).await
    }

    /// Loads the page anew; what it had shown as saved is there again.
    async fn reload(&mut self, seen: &Seen) -> Result<()> {
        self.did("reload", &seen.path);
        let list = seen.things.iter().all(|it| it.name != "begin") && seen.saving.is_some();
        let before = if list { self.settled().await? } else { None };
        // What was cut must not be what keeps the page from coming, where it is compared.
        self.maimed |= self.cut.is_some();
        self.hand().reload().await;
        let Some(before) = before else { return Ok(()) };
        self.same_again(&before, "rows").await
    }

    /// The checklist, once everything on it is shown as saved; nothing on other pages.
    async fn settled(&mut self) -> Result<Option<Value>> {
        if self.kept().await?["checklist"].is_null() {
            return Ok(None);
        }
        // A field is left, and what waits for a pause has passed.
        self.hand().key(&Key::tab()).await;
        let pause = Duration::from_millis(900).saturating_sub(self.typed.elapsed());
        sleep(pause).await;
        let end = Instant::now() + Duration::from_secs(15);
        loop {
            let seen = self.look().await?;
            let kept = self.kept().await?;
            if kept["checklist"].is_null() {
                return Ok(None);
            }
            if seen.saving.as_deref() == Some("0") {
                return Ok(Some(kept));
            }
            ensure!(Instant::now() < end, "{} goes on saving", seen.path);
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// A form that says that it is saved shows the same after loading it anew.
    async fn saved_form(&mut self) -> Result<()> {
        let path = self.look().await?.path;
        let end = Instant::now() + Duration::from_secs(3);
        while self.kept().await?["saved"] != true {
            if Instant::now() > end {
                // Something was wrong in it, which it says.
                return Ok(());
            }
            sleep(Duration::from_millis(50)).await;
        }
        // The form is drawn again with what the server has.
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
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            self.look().await?;
            let after = self.kept().await?;
            if after[part] == before[part] {
                self.count("compared");
                return Ok(());
            }
            if Instant::now() > end {
                let (before, after) = (&before[part], &after[part]);
                bail!("after a reload {} is not there", difference(before, after));
            }
            sleep(Duration::from_millis(50)).await;
        }
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

/// Errors that are no faults, each with its reason.
fn is_expected(text: &str, cut: bool) -> bool {
    // The browser says so where a page asks before it is left and nobody has touched it.
    if text.contains("beforeunload") {
        return true;
    }
    // A refusal is an answer: the page words it. (A page of another role, a form with a fault.)
    let refusals = [
        "400", "401", "403", "404", "409", "410", "413", "415", "422", "423", "429",
    ];
    if let Some((_, status)) = text.split_once("responded with a status of ") {
        return refusals.iter().any(|it| status.starts_with(it));
    }
    // A request that was under way when its page was left.
    if text.contains("net::ERR_ABORTED") {
        return true;
    }
    // While the network is cut, its failures are said: by the browser, and by what had asked.
    let network = [
        "net::ERR_",
        "Failed to fetch",
        "Load failed",
        "NetworkError",
        "ERR_EMPTY_RESPONSE",
    ];
    cut && network.iter().any(|it| text.contains(it))
}

#[test]
fn only_what_has_a_reason_is_expected() {
    assert!(!is_expected("panicked at app/src/lib.rs:1", true));
    assert!(!is_expected("RuntimeError: unreachable", true));
    let failed = "Failed to load resource: net::ERR_CONNECTION_REFUSED http://127.0.0.1:1/x";
    assert!(is_expected(failed, true) && !is_expected(failed, false));
    let status = "Failed to load resource: the server responded with a status of 503 ()";
    assert!(!is_expected(status, false));
}
