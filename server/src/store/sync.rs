//! Push and pull in the store (sync.md).

use domain::ids::{DeviceId, UserId};
use domain::sync::wire::{Conflict, Push, Pushed};
use domain::time::Moment;
use jiff::Timestamp;

/// A push that was read and whose sender is known.
#[derive(Debug)]
pub struct Pushing {
    /// Who sends it.
    pub by: UserId,
    /// The push.
    pub push: Push,
    /// When it arrived.
    pub received: Moment,
    /// Whether it comes from a rescue file, under a device id of its own.
    pub by_rescue: bool,
}

/// The result of a push.
#[derive(Debug)]
pub enum PushAnswer {
    /// Every operation has arrived.
    Pushed(Pushed),
    /// The whole push is rejected; nothing was applied.
    Conflict(Conflict),
    /// The device has been revoked, or belongs to another person.
    Revoked,
}

/// Who pulls.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// The account that pulls.
    pub user: UserId,
    /// Whether the account may see everything, as supervisors do.
    pub supervisor: bool,
}

/// A device that has pushed, or has pulled and named itself.
#[derive(Debug, Clone)]
pub struct KnownDevice {
    /// Its id.
    pub id: DeviceId,
    /// Its person's name.
    pub name: String,
    /// The name that its person signs in with.
    pub login: String,
    /// How many operations have arrived from it.
    pub last_seq: u64,
    /// When it first contacted the server.
    pub first: Timestamp,
    /// When it last pushed or pulled.
    pub seen: Timestamp,
    /// Its last report about itself, if any.
    pub said: Option<LastReport>,
    /// Whether the same tablet now uses another id.
    pub replaced: bool,
    /// How it was barred, if it is barred.
    pub revoked: Option<Revoked>,
}

/// A tablet's last report about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastReport {
    /// When it reported.
    pub at: Timestamp,
    /// The version of its program.
    pub program: String,
    /// How many unsent operations it had.
    pub ops: u64,
    /// How many photos the server had not yet confirmed.
    pub photos: u64,
}

/// How a device was barred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// When it was barred.
    pub at: Timestamp,
    /// Who barred it, as the audit log names people; empty if not recorded.
    pub by: String,
    /// The reason; empty if not recorded.
    pub why: String,
}
