//! When to sync, and in which order: operations, what the server has to say, photos.
//!
//! A round runs in the foreground on a timer, when the network or the page comes back, and after
//! every save. A pull is never held back by an outbox that is stuck.

use super::http::{self, PullTrouble};
use super::lock;
use super::photos::{self, End};
use crate::local::store::Store;
use crate::local::tablet::{Notice, StoredRow};
use crate::local::{clock, session, worker};
use domain::sync::outbox::{Next, Pause, Pusher, Reply};
use domain::sync::portion::Portion;
use domain::sync::report::{TabletReport, program};
use domain::sync::wire::{Conflict, Push, PushOp};
use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::value::RawValue;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;

const EVERY_MS: u32 = 15_000;
/// Rounds within rounds end here: a server that keeps sending us back is met again later.
const MAX_PUSHES: u32 = 200;

/// How syncing goes, for the strip and the centre.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// A round is under way.
    pub running: bool,
    /// The last round could not reach the server.
    pub unreachable: bool,
    /// Something on the way refused the last round.
    pub barred: bool,
    /// A person has to do something.
    pub pause: Option<Pause>,
}

struct Runner {
    store: Store,
    status: RwSignal<Status>,
    pusher: RefCell<Pusher>,
    rows: RefCell<Portion>,
    pieces: RefCell<Portion>,
    running: Cell<bool>,
    again: Cell<bool>,
    /// Something on the way has refused something of this round.
    barred: Cell<bool>,
    /// Milliseconds since 1970 before which a mere save does not try again.
    not_before: Cell<f64>,
    channel: Option<web_sys::BroadcastChannel>,
}

thread_local! {
    static RUNNER: RefCell<Option<Rc<Runner>>> = const { RefCell::new(None) };
}

/// Starts syncing for the person of `store`, once for the life of the page; gives its status.
pub fn start(store: Store) -> ReadSignal<Status> {
    let status = RwSignal::new(Status {
        unreachable: is_cut_off(),
        ..Status::default()
    });
    let user = store.peek(|tablet| tablet.user);
    let runner = Rc::new(Runner {
        store,
        status,
        pusher: RefCell::new(Pusher::default()),
        rows: RefCell::new(Portion::of_rows()),
        pieces: RefCell::new(Portion::of_photo()),
        running: Cell::new(false),
        again: Cell::new(false),
        barred: Cell::new(false),
        not_before: Cell::new(0.0),
        channel: web_sys::BroadcastChannel::new(&format!("xuncha-{user}")).ok(),
    });
    listen(&runner);
    store.when_kept(wake);
    RUNNER.with(|slot| *slot.borrow_mut() = Some(runner.clone()));
    kick(runner);
    status.read_only()
}

/// Whether the device itself says that it has no network. That it says otherwise means nothing.
fn is_cut_off() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

/// Something was saved: other tabs read it, and it is sent if it may be.
fn wake() {
    let Some(runner) = RUNNER.with(|slot| slot.borrow().clone()) else {
        return;
    };
    tell_tabs(&runner);
    if js_sys::Date::now() >= runner.not_before.get() {
        kick(runner);
    }
}

/// A person asked for it, or the network is back: now.
pub fn hurry() {
    let Some(runner) = RUNNER.with(|slot| slot.borrow().clone()) else {
        return;
    };
    runner.pusher.borrow_mut().hurry();
    runner.not_before.set(0.0);
    kick(runner);
}

fn tell_tabs(runner: &Runner) {
    if let Some(channel) = &runner.channel {
        // A tab that is not told reads the same at its next round.
        let _ = channel.post_message(&"changed".into());
    }
}

fn listen(runner: &Rc<Runner>) {
    let Some(window) = web_sys::window() else {
        return;
    };
    // These live as long as the page.
    EventListener::new(&window, "online", |_| hurry()).forget();
    // The device knows at once that it is cut off; a request would find out much later.
    let status = runner.status;
    EventListener::new(&window, "offline", move |_| {
        status.update(|status| status.unreachable = true);
    })
    .forget();
    // A page that a person comes back to has been asleep: what others did meanwhile is read.
    let store = runner.store;
    EventListener::new(&window, "pageshow", move |event| {
        let slept = event
            .dyn_ref::<web_sys::PageTransitionEvent>()
            .is_some_and(web_sys::PageTransitionEvent::persisted);
        if slept {
            spawn_local(async move {
                // What cannot be read now is read after the next write.
                let _ = store.reload().await;
                hurry();
            });
        }
    })
    .forget();
    if let Some(document) = window.document() {
        let seen = document.clone();
        EventListener::new(&document, "visibilitychange", move |_| {
            if !seen.hidden() {
                hurry();
            }
        })
        .forget();
    }
    if let Some(channel) = &runner.channel {
        let store = runner.store;
        EventListener::new(channel, "message", move |_| {
            spawn_local(async move {
                // A reload that fails leaves the tab as it was; its next write tells more.
                let _ = store.reload().await;
            });
        })
        .forget();
    }
    let timed = runner.clone();
    Interval::new(EVERY_MS, move || {
        let hidden = web_sys::window()
            .and_then(|it| it.document())
            .is_some_and(|it| it.hidden());
        if !hidden && js_sys::Date::now() >= timed.not_before.get() {
            kick(timed.clone());
        }
    })
    .forget();
}

fn kick(runner: Rc<Runner>) {
    if runner.running.replace(true) {
        runner.again.set(true);
        return;
    }
    spawn_local(async move {
        runner.status.update(|status| status.running = true);
        loop {
            runner.again.set(false);
            let user = runner.store.peek(|tablet| tablet.user);
            let round = runner.clone();
            lock::alone(&format!("xuncha-sync-{user}"), async move {
                round.round().await
            })
            .await;
            if !runner.again.get() {
                break;
            }
        }
        runner.running.set(false);
        runner.status.update(|status| status.running = false);
    });
}

impl Runner {
    async fn round(&self) {
        let user = self.store.peek(|tablet| tablet.user);
        if session::current().is_none_or(|person| person.id != user) {
            // Somebody else has signed in meanwhile: their cookie must not carry these.
            return self.pause(Pause::SignIn);
        }
        self.barred.set(false);
        self.push_all().await;
        self.pull_all().await;
        // What the pull brought may name an epoch in which the outbox can go on.
        if self.store.peek(|tablet| tablet.waiting().next().is_some()) && !self.is_waiting() {
            self.push_all().await;
        }
        if self.photos().await > 0 {
            self.pull_all().await;
        }
        let barred = self.barred.get();
        self.status.update(|status| status.barred = barred);
        // Tidying that fails is done another time.
        let _ = self.store.drop_verified().await;
        let _ = self.store.tidy().await;
        tell_tabs(self);
    }

    fn is_waiting(&self) -> bool {
        js_sys::Date::now() < self.not_before.get()
            || self.status.with_untracked(|status| status.pause.is_some())
    }

    async fn push_all(&self) {
        for _ in 0..MAX_PUSHES {
            let Some((body, sent)) = self.next_push() else {
                return;
            };
            let reply = http::push(&body).await;
            let barred = matches!(reply, Reply::Barred);
            let reached = !barred && !matches!(reply, Reply::Unreachable | Reply::TooMuch);
            let forked = matches!(reply, Reply::Conflict(Conflict::Fork { .. }));
            let oldest = self.store.peek(|tablet| tablet.oldest_kept());
            let jitter = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
            let next = self.pusher.borrow_mut().decide(reply, sent, oldest, jitter);
            if barred {
                self.barred();
            }
            self.status.update(|status| {
                status.unreachable = !reached;
                if reached {
                    status.pause = None;
                }
            });
            let kept = match next {
                Next::Keep(results) => self.store.settle(&results).await,
                Next::ResendFrom(seq) => self.store.unsettle(seq).await,
                Next::Renumber => {
                    let why = if forked {
                        Notice::RolledBack
                    } else {
                        Notice::Missing
                    };
                    self.store.renumber(why).await
                }
                Next::PullFirst => return,
                Next::Retry(0) => Ok(()),
                Next::Retry(ms) => return self.retry_after(ms),
                Next::Pause(pause) => return self.pause(pause),
            };
            if kept.is_err() {
                // The server has it, the disk does not know: it is sent again and found known.
                return self.retry_after(1_000);
            }
        }
    }

    /// The next push as text, and the numbers in it.
    fn next_push(&self) -> Option<(String, std::ops::RangeInclusive<u64>)> {
        self.store.peek(|tablet| {
            if tablet.meta.epoch.is_empty() {
                return None;
            }
            let generation = tablet.meta.generation;
            let waiting: Vec<_> = tablet
                .waiting()
                .filter(|entry| entry.generation == generation)
                .take(200)
                .collect();
            if waiting.is_empty() {
                return None;
            }
            let count = self
                .pusher
                .borrow()
                .batch(waiting.iter().map(|entry| entry.body.len()));
            let batch = waiting.get(..count)?;
            let ops = batch
                .iter()
                .map(|entry| {
                    let body = RawValue::from_string(entry.body.clone()).ok()?;
                    Some(PushOp {
                        seq: entry.seq,
                        op_id: entry.op_id,
                        body,
                    })
                })
                .collect::<Option<Vec<_>>>()?;
            let push = Push {
                device: tablet.meta.device,
                succeeds: tablet.meta.succeeds.clone(),
                older: tablet.meta.older(),
                epoch: tablet.meta.epoch.clone(),
                clock: clock::now(),
                ops,
            };
            let sent = batch.first()?.seq..=batch.last()?.seq;
            Some((serde_json::to_string(&push).ok()?, sent))
        })
    }

    async fn pull_all(&self) {
        loop {
            let (epoch, after) = self
                .store
                .peek(|tablet| (tablet.meta.epoch.clone(), tablet.meta.cursor));
            let said = self.said();
            let rows = self.rows.borrow().clone();
            let began = js_sys::Date::now();
            let pulled = match http::pull(&epoch, after, &rows, &said).await {
                Ok(pulled) => pulled,
                // What came so far is kept: the rest is asked for in smaller pages, at once.
                Err(PullTrouble::Late) if !rows.is_least() => {
                    self.rows.borrow_mut().late();
                    continue;
                }
                Err(PullTrouble::SignedOut) => return self.pause(Pause::SignIn),
                Err(PullTrouble::Revoked) => return self.pause(Pause::Revoked),
                Err(trouble) => {
                    if trouble == PullTrouble::Barred {
                        self.barred();
                    }
                    return self.status.update(|status| status.unreachable = true);
                }
            };
            let took = js_sys::Date::now() - began;
            self.rows.borrow_mut().arrived(took as u32);
            self.status.update(|status| {
                status.unreachable = false;
                if status.pause == Some(Pause::SignIn) {
                    status.pause = None;
                }
            });
            let rows = pulled
                .rows
                .into_iter()
                .map(|row| StoredRow {
                    seq: row.seq,
                    kind: row.kind,
                    key: row.key,
                    body: row.body.get().to_owned(),
                })
                .collect();
            let anew = pulled.epoch != epoch;
            let more = pulled.more;
            let kept = self
                .store
                .pulled(
                    rows,
                    anew,
                    pulled.epoch,
                    pulled.next,
                    pulled.durable_through,
                    !more,
                )
                .await;
            if kept.is_err() {
                return self.retry_after(5_000);
            }
            if !more {
                return;
            }
        }
    }

    /// What the tablet says of itself, as JSON.
    fn said(&self) -> String {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let report = self.store.peek(|tablet| TabletReport {
            device: tablet.meta.device,
            program: program(env!("CARGO_PKG_VERSION"), &worker::build()),
            ops: count(tablet.waiting().count()),
            photos: count(tablet.photos_waiting()),
        });
        serde_json::to_string(&report).unwrap_or_default()
    }

    /// Sends photos until another round is asked for; says how many have arrived.
    async fn photos(&self) -> u32 {
        let urgent = || self.again.get();
        let sent = photos::send_all(self.store, &self.pieces, urgent).await;
        match sent.end {
            End::SignedOut => self.pause(Pause::SignIn),
            End::Barred => {
                self.barred();
                self.retry_after(10_000);
            }
            End::Later => self.retry_after(10_000),
            End::Done => {}
        }
        sent.arrived
    }

    fn barred(&self) {
        self.barred.set(true);
        self.status.update(|status| status.barred = true);
    }

    fn retry_after(&self, ms: u64) {
        let ms = u32::try_from(ms).unwrap_or(u32::MAX);
        self.not_before.set(js_sys::Date::now() + f64::from(ms));
        // A round more than needed does no harm, so an older timer is left to run out.
        Timeout::new(ms, || {
            let runner = RUNNER.with(|slot| slot.borrow().clone());
            if let Some(runner) = runner {
                kick(runner);
            }
        })
        .forget();
    }

    fn pause(&self, pause: Pause) {
        self.status.update(|status| status.pause = Some(pause));
    }
}
