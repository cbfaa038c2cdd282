//! Chosen boundaries of merging and of the outbox; the properties are with the crate of tests.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod merge;
mod outbox;
mod portion;
mod void;
