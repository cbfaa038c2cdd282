//! When to sync, and in what order: push operations, pull rows, send photos.
//!
//! A round runs in the foreground on a timer, when the network or the page comes back, and after
//! every save. A stuck outbox never delays a pull.

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
/// The most pushes in one round: if the server keeps asking for repeats, the next round continues.
const MAX_PUSHES: u32 = 200;

/// The state of syncing, for the strip and the sync centre.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// Whether a round is running.
    pub running: bool,
    /// Whether the last round failed to reach the server.
    pub unreachable: bool,
    /// Whether something between tablet and server refused the last round.
    pub barred: bool,
    /// What a person has to do before syncing can go on.
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
    /// Whether something between tablet and server has refused in this round.
    barred: Cell<bool>,
    /// Before this time, in milliseconds since 1970, a save or the timer starts no round.
    not_before: Cell<f64>,
    channel: Option<web_sys::BroadcastChannel>,
}

thread_local! {
    static RUNNER: RefCell<Option<Rc<Runner>>> = const { RefCell::new(None) };
}

/// Starts syncing for the person of `store`, once in the life of the page; returns the status.
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

/// Whether the device reports that it is offline. A report that it is online proves nothing.
fn is_cut_off() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

/// Called after a save: tells other tabs, and starts a round unless a retry is pending.
fn wake() {
    let Some(runner) = RUNNER.with(|slot| slot.borrow().clone()) else {
        return;
    };
    tell_tabs(&runner);
    if js_sys::Date::now() >= runner.not_before.get() {
        kick(runner);
    }
}

/// Starts a round at once: a person asked for it, or the network is back.
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
        // A tab that misses this reads the change in its next round.
        let _ = channel.post_message(&"changed".into());
    }
}

fn listen(runner: &Rc<Runner>) {
    let Some(window) = web_sys::window() else {
        return;
    };
    // The listeners live as long as the page.
    EventListener::new(&window, "online", |_| hurry()).forget();
    // The device knows at once that it is offline; a request would notice much later.
    let status = runner.status;
    EventListener::new(&window, "offline", move |_| {
        status.update(|status| status.unreachable = true);
    })
    .forget();
    // A page restored from the cache was frozen: read what other tabs did meanwhile.
    let store = runner.store;
    EventListener::new(&window, "pageshow", move |event| {
        let slept = event
            .dyn_ref::<web_sys::PageTransitionEvent>()
            .is_some_and(web_sys::PageTransitionEvent::persisted);
        if slept {
            spawn_local(async move {
                // If reading fails, the next write reads again.
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
                // If the reload fails, the tab keeps its state until its next write.
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
            // Somebody else has signed in: their cookie must not send these operations.
            return self.pause(Pause::SignIn);
        }
        self.barred.set(false);
        self.push_all().await;
        self.pull_all().await;
        // The pull may have brought an epoch with which the outbox can go on.
        if self.store.peek(|tablet| tablet.waiting().next().is_some()) && !self.is_waiting() {
            self.push_all().await;
        }
        if self.photos().await > 0 {
            self.pull_all().await;
        }
        let barred = self.barred.get();
        self.status.update(|status| status.barred = barred);
        // If tidying fails, a later round repeats it.
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
                // The server has the operations, but the disk does not record that: they are sent
                // again and recognised.
                return self.retry_after(1_000);
            }
        }
    }

    /// The next push as text, and the range of its numbers.
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
                // Earlier pages are stored; request the rest in smaller pages at once.
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

    /// The tablet's report on itself, as JSON.
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

    /// Sends photos until another round is requested; returns how many have arrived.
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
        // An extra round does no harm, so older timers keep running.
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
