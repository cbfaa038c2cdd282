//! Carries out what [`domain::sync::outbox`] decides.
//!
//! - `http`: requests that always end, and the meaning of their answers.
//! - `lock`: only one tab syncs.
//! - `photos`: the bytes of photos, after the operations.
//! - `runner`: when to sync, and in what order.

#[cfg(feature = "tablet")]
mod http;
#[cfg(feature = "tablet")]
mod lock;
#[cfg(feature = "tablet")]
mod photos;
#[cfg(feature = "tablet")]
pub mod runner;
#[cfg(feature = "tablet")]
pub(crate) mod session;
