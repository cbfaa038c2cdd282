//! Who may come in: passwords, tries, sessions' tokens and how long they hold.

pub mod password;
pub mod policy;
pub mod throttle;
pub mod token;
