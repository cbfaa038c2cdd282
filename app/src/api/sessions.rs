//! 会话: where somebody is signed in, and ending that.

use domain::time::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a session was opened with, as far as its program says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenedWith {
    /// A browser of a phone or a tablet.
    Tablet,
    /// A browser of a computer.
    Browser,
    /// A program of another kind.
    Program,
    /// It was not noted.
    Unknown,
}

/// A session that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedSession {
    /// Its id; it opens nothing.
    pub id: Uuid,
    /// Since when.
    pub since: Moment,
    /// When it was last used: to the hour for who inspects, else to the minute.
    pub used: Moment,
    /// The address that it was opened from; empty where it was not noted.
    pub address: String,
    /// What it was opened with.
    pub with: OpenedWith,
    /// It is the one that asks.
    pub own: bool,
}
