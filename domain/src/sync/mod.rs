//! Sync, sans I/O: the same code decides on the tablet and on the server (sync.md).
//!
//! - [`op`]: what a tablet records, and how its bytes are read and hashed.
//! - [`clock`]: what a device's clock has shown, and when it contradicts itself.
//! - [`merge`]: what an operation does to its visit; what a push is admitted for.
//! - [`outbox`]: what the tablet does after each answer.
//! - [`portion`]: how much is sent or asked for at once.
//! - [`report`]: what a tablet says of itself.
//! - [`rescue`]: the file that carries what cannot be sent.
//! - [`wire`]: the messages.

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
