//! Chosen edge cases of merging and of the outbox; property tests are in `tests/sync_props`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod admission;
mod clock;
mod intents;

mod op;
mod outbox;
mod photos;
mod portion;
mod quarantine;
mod server;
mod void;
