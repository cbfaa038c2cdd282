//! One walk: a hand on one browser, and a look at the page after each gesture.

mod expected;
mod gestures;
mod kept;
mod leaving;
mod seen;
mod typing;

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tests::steps::PASSWORD;
use tests::{Mode, Proxy, eventually};
use tokio::time::sleep;

use crate::chrome::{Chrome, Said};
use crate::dice::Dice;
use crate::hand::{Hand, Key};
use crate::roles::Role;
use expected::is_expected;
use gestures::GESTURES;
use seen::{LOOK, Seen};

/// How long the page may take to answer a look, on a busy machine without optimisation.
const ANSWERS: Duration = Duration::from_secs(20);
/// How long a page may take until it answers taps.
const READY: Duration = Duration::from_secs(30);
/// How long after a cut the page may still report network errors.
const AFTERMATH: Duration = Duration::from_secs(12);
/// The number of last steps reported with a fault.
const TOLD: usize = 30;

/// The number of gestures, by kind.
pub(crate) type Counts = BTreeMap<String, u64>;

/// A fault, and the steps that led to it.
pub(crate) struct Fault {
    pub(crate) what: String,
    pub(crate) told: Vec<String>,
}

/// The end of a walk.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    Time(Instant),
    Steps(usize),
}

/// A walk; `counts` counts its gestures.
pub(crate) struct Walk<'w> {
    role: &'static Role,
    chrome: &'w Chrome,
    proxy: &'w Proxy,
    dice: Dice,
    counts: &'w mut Counts,
    told: VecDeque<String>,
    device: usize,
    /// The step at which the cut network is restored.
    cut: Option<usize>,
    /// When the network was restored.
    healed: Option<Instant>,
    /// The document may have been loaded over a cut network, and be incomplete.
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

    /// Walks until the end, or until the first fault.
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
                // Signed out, or the session has expired.
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

    /// Whether a network error at this time may be due to a cut.
    fn is_blamable(&self, at: Instant) -> bool {
        self.cut.is_some() || self.healed.is_some_and(|healed| at < healed + AFTERMATH)
    }

    /// Looks until the page answers taps; every fault is returned as an error.
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
                // The page is being left for one that the cut network never delivers.
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

    /// Loads the page again, as a person does if it did not arrive.
    async fn once_more(&mut self) {
        self.heal();
        self.maimed = false;
        self.tell("loads the page that did not come once more".to_owned());
        let home = self.proxy.url(self.role.addresses[0]);
        self.hand().address(&home).await;
    }

    /// Fails on an unexpected error from the page.
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
            let signed_in = within(Duration::from_secs(20), async || {
                let left = !self.look().await?.path.starts_with("/sign-in");
                Ok(left.then_some(()))
            })
            .await?;
            if signed_in.is_some() {
                return Ok(());
            }
        }
        bail!("{login} cannot sign in")
    }
}

/// Probes until there is a value or the time is up, which is no fault here. An error of `probe` is
/// returned at once.
async fn within<T>(
    limit: Duration,
    mut probe: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<Option<T>> {
    let asked = eventually("an answer", limit, async || Ok(probe().await.transpose())).await;
    asked.ok().transpose()
}
