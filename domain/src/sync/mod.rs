//! Sync without I/O: the tablet and the server run the same code (sync.md).
//!
//! - [`admission`]: which operations of a push are admitted, and which earlier ids a device has.
//! - [`op`]: what a tablet records, and how the text is read and hashed.
//! - [`clock`]: the times that a device's clock has shown, and when they contradict each other.
//! - [`merge`]: what an operation does to its visit.
//! - [`outbox`]: what the tablet does after each answer.
//! - [`portion`]: how much one request sends or asks for.
//! - [`report`]: what a tablet reports about itself.
//! - [`rescue`]: the file for what cannot be sent.
//! - [`wire`]: the messages.

pub mod admission;
pub mod clock;
pub mod merge;
pub mod op;
pub mod outbox;
pub mod portion;
pub mod report;
pub mod rescue;
pub mod wire;

#[cfg(test)]
mod tests;
