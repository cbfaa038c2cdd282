//! 会话: where a person is signed in, and ending those sessions.

use domain::time::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The kind of program that opened a session, by its user agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenedWith {
    /// A browser on a phone or a tablet.
    Tablet,
    /// A browser on a computer.
    Browser,
    /// Another kind of program.
    Program,
    /// It was not recorded.
    Unknown,
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedSession {
    /// The session's id, which grants no access.
    pub id: Uuid,
    /// When it was opened.
    pub since: Moment,
    /// When it was last used: to the hour for inspectors, to the minute for others.
    pub used: Moment,
    /// The address it was opened from; empty if that was not recorded.
    pub address: String,
    /// The kind of program that opened it.
    pub with: OpenedWith,
    /// Whether it is the session of this request.
    pub own: bool,
}
