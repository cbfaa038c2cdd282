//! The runner that carries out what [`domain::sync::outbox`] decides.
//!
//! - `http`: requests that always end, and what an answer means.
//! - `lock`: one tab pushes.
//! - `photos`: the bytes, after the findings.
//! - `runner`: when, and in which order.

#[cfg(feature = "hydrate")]
mod http;
#[cfg(feature = "hydrate")]
mod lock;
#[cfg(feature = "hydrate")]
mod photos;
#[cfg(feature = "hydrate")]
pub mod runner;
