//! The runner that carries out what [`domain::sync::outbox`] decides.
//!
//! - `http`: requests that always end, and what an answer means.
//! - `lock`: one tab pushes.
//! - `photos`: the bytes, after the findings.
//! - `runner`: when, and in which order.

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
