//! Decides what the tablet does after each answer. Nothing here sends, waits or stores.
//!
//! The most important rule: only a result removes an operation from the outbox.

use crate::sync::wire::{Conflict, MAX_BYTES, MAX_OPS, OpResult, Pushed};
use std::ops::RangeInclusive;

/// The longest wait between two tries, in milliseconds.
pub const MAX_WAIT_MS: u64 = 5 * 60 * 1000;
const FIRST_WAIT_MS: u64 = 1000;

/// The answer to a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// 200.
    Pushed(Pushed),
    /// 409.
    Conflict(Conflict),
    /// 401.
    SignedOut,
    /// 403 in our own form: this device or account is barred.
    Revoked,
    /// 403 in any other form: something on the way refuses, or the server takes us for another
    /// site.
    Barred,
    /// 413, or no answer in time: a smaller push may succeed.
    TooMuch,
    /// 400.
    Refused,
    /// 507.
    ServerFull,
    /// No network, 429, 5xx, or an answer in a foreign form (a captive portal's page).
    Unreachable,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Store these results and remove their operations from the queue; go on at once if more wait.
    Keep(Vec<OpResult>),
    /// Send again from this number.
    ResendFrom(u64),
    /// Take a new device id and renumber the unsent operations from 1.
    Renumber,
    /// Pull everything again, then push.
    PullFirst,
    /// Send the same bytes again after this many milliseconds.
    Retry(u64),
    /// Wait for a person; keep everything.
    Pause(Pause),
}

/// What a person has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Enter the password again.
    SignIn,
    /// Save the rescue file: this device or account may no longer send.
    Revoked,
    /// Report the operation that the server refuses.
    Refused {
        /// Its number.
        seq: u64,
    },
    /// Tell the office: the server has no room.
    ServerFull,
}

/// What the pusher remembers between two answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pusher {
    limit: usize,
    failures: u32,
}

impl Default for Pusher {
    fn default() -> Self {
        Self {
            limit: MAX_OPS,
            failures: 0,
        }
    }
}

impl Pusher {
    /// How many of the waiting operations, given by the sizes of their bodies, go into the next
    /// push. At least one, so that an operation larger than a push is not stuck.
    pub fn batch(&self, sizes: impl IntoIterator<Item = usize>) -> usize {
        const ENVELOPE: usize = 120;
        let mut bytes = 0;
        let fitting = sizes
            .into_iter()
            .take(self.limit)
            .take_while(|size| {
                bytes += size + ENVELOPE;
                bytes <= MAX_BYTES
            })
            .count();
        fitting.max(1)
    }

    /// Decides what follows the answer to a push of `sent`. The tablet still has every text from
    /// the number `oldest_kept` on; `jitter` is a random number that spreads the retries.
    pub fn decide(
        &mut self,
        reply: Reply,
        sent: RangeInclusive<u64>,
        oldest_kept: Option<u64>,
        jitter: u32,
    ) -> Next {
        match reply {
            Reply::Pushed(pushed) => self.keep(pushed, &sent, jitter),
            Reply::Conflict(Conflict::Gap { expected_seq }) => {
                let has_it = oldest_kept.is_some_and(|oldest| oldest <= expected_seq);
                if has_it && expected_seq < *sent.start() {
                    Next::ResendFrom(expected_seq)
                } else {
                    Next::Renumber
                }
            }
            Reply::Conflict(Conflict::Fork { .. }) => Next::Renumber,
            Reply::Conflict(Conflict::Epoch { .. }) => Next::PullFirst,
            Reply::SignedOut => Next::Pause(Pause::SignIn),
            Reply::Revoked => Next::Pause(Pause::Revoked),
            Reply::TooMuch if self.limit > 1 => {
                let count = usize::try_from(sent.end() - sent.start() + 1).unwrap_or(self.limit);
                self.limit = (self.limit.min(count) / 2).max(1);
                Next::Retry(self.wait(jitter))
            }
            Reply::Refused if sent.start() < sent.end() => {
                let count = usize::try_from(sent.end() - sent.start() + 1).unwrap_or(self.limit);
                self.limit = (self.limit.min(count) / 2).max(1);
                Next::Retry(0)
            }
            Reply::Refused => Next::Pause(Pause::Refused { seq: *sent.start() }),
            Reply::ServerFull => Next::Pause(Pause::ServerFull),
            Reply::TooMuch | Reply::Barred | Reply::Unreachable => Next::Retry(self.wait(jitter)),
        }
    }

    fn keep(&mut self, pushed: Pushed, sent: &RangeInclusive<u64>, jitter: u32) -> Next {
        // Results for operations that were not sent, or none at all, did not come from our server.
        let fits = !pushed.results.is_empty()
            && pushed
                .results
                .iter()
                .all(|result| sent.contains(&result.seq));
        if !fits {
            return Next::Retry(self.wait(jitter));
        }
        self.failures = 0;
        self.limit = (self.limit * 2).min(MAX_OPS);
        Next::Keep(pushed.results)
    }

    /// Milliseconds until the next try: exponential, half fixed and half random.
    fn wait(&mut self, jitter: u32) -> u64 {
        let full = FIRST_WAIT_MS
            .saturating_mul(1 << self.failures.min(12))
            .min(MAX_WAIT_MS);
        self.failures = self.failures.saturating_add(1);
        full / 2 + u64::from(jitter) % (full / 2 + 1)
    }

    /// Forgets earlier failures, when the network is back or a person asks to try now.
    pub fn hurry(&mut self) {
        self.failures = 0;
    }
}
