//! Chosen boundaries of merging and of the outbox; the properties are with the crate of tests.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod clock;
mod intents;
mod merge;
mod op;
mod outbox;
mod photos;
mod portion;
mod quarantine;
mod server;
mod void;
