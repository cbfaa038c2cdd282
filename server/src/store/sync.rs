//! Push and pull, as the store carries them out (sync.md).

use super::Stored;
use domain::ids::{DeviceId, UserId};
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

/// A device that has pushed.
#[derive(Debug, Clone)]
pub struct KnownDevice {
    /// Its id.
    pub id: DeviceId,
    /// The name that its person signs in with.
    pub login: String,
    /// How many operations have arrived from it.
    pub last_seq: u64,
    /// When it last pushed.
    pub seen: Timestamp,
    /// It is barred.
    pub revoked: bool,
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
    /// Every device, the one that pushed last first.
    fn devices(&self) -> Stored<'_, Vec<KnownDevice>>;
    /// Bars a device from pushing; false where there is none.
    fn revoke_device<'a>(
        &'a self,
        by: &'a str,
        device: DeviceId,
        at: Timestamp,
    ) -> Stored<'a, bool>;
}
