//! Signing in: passwords, attempts, and the tokens and lifetime of sessions.

pub mod password;
pub mod policy;
pub mod throttle;
pub mod token;
pub mod watcher;
