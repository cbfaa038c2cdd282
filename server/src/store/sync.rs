//! Push and pull, as the store carries them out (sync.md).

use super::Stored;
use domain::ids::{DeviceId, UserId};
use domain::sync::report::TabletReport;
use domain::sync::wire::{Conflict, Pulled, Push, Pushed};
use domain::time::Moment;
use jiff::Timestamp;

/// A push that has been read and whose sender is known.
#[derive(Debug)]
pub struct Pushing {
    /// Who sends it.
    pub by: UserId,
    /// What is sent.
    pub push: Push,
    /// When it arrived.
    pub received: Moment,
    /// It comes by a rescue file, under a device id of its own.
    pub by_rescue: bool,
}

/// What became of a push.
#[derive(Debug)]
pub enum PushAnswer {
    /// Every operation has arrived.
    Pushed(Pushed),
    /// Refused whole; nothing was applied.
    Conflict(Conflict),
    /// The device has been revoked, or is another person's.
    Revoked,
}

/// Who pulls.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// The account.
    pub user: UserId,
    /// Supervisors see all.
    pub supervisor: bool,
}

/// A device that has pushed, or pulled and said which it is.
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
    /// When it was first heard of.
    pub first: Timestamp,
    /// When it last pushed or pulled.
    pub seen: Timestamp,
    /// What it last said of itself, if it did.
    pub said: Option<Said>,
    /// The same tablet goes on under another id.
    pub replaced: bool,
    /// It is barred.
    pub revoked: Option<Revoked>,
}

/// What a tablet last said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// The program that it runs.
    pub program: String,
    /// Operations that it kept unsent.
    pub ops: u64,
    /// Photos that the server had not confirmed.
    pub photos: u64,
}

/// How a device was barred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// When.
    pub at: Timestamp,
    /// By whom, as the audit log names them; empty where it was not noted.
    pub by: String,
    /// Why; empty where it was not noted.
    pub why: String,
}

/// Push and pull.
pub trait SyncStore: Send + Sync {
    /// Applies a push; it is durable when this returns.
    fn push(&self, pushing: Pushing) -> Stored<'_, PushAnswer>;
    /// The rows after `after` that the viewer may see, at most `limit` scanned; from nothing
    /// where `epoch` is not the server's.
    fn pull<'a>(
        &'a self,
        viewer: Viewer,
        epoch: &'a str,
        after: u64,
        limit: u32,
    ) -> Stored<'a, Pulled>;
    /// The feed's highest committed number, as it moves; what it is at first tells nothing.
    fn committed(&self) -> tokio::sync::watch::Receiver<u64>;
    /// Keeps what a tablet says of itself, where the device is nobody else's.
    fn note_tablet<'a>(
        &'a self,
        user: UserId,
        report: &'a TabletReport,
        at: Timestamp,
    ) -> Stored<'a, ()>;
    /// Every tablet's device, the one that was heard of last first.
    fn devices(&self) -> Stored<'_, Vec<KnownDevice>>;
    /// Bars a device from pushing; false where there is none.
    fn revoke_device<'a>(
        &'a self,
        by: &'a str,
        device: DeviceId,
        at: Timestamp,
        why: &'a str,
    ) -> Stored<'a, bool>;
    /// Lets a barred device push again; false where there is none. It goes on where it stood: nothing
    /// that it keeps was refused for good, and what came by its rescue file meanwhile is known.
    fn allow_device<'a>(&'a self, by: &'a str, device: DeviceId) -> Stored<'a, bool>;
}
