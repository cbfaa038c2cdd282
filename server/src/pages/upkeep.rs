//! The upkeep of the installation, on the store.

mod devices;
mod log;
mod port;

pub use log::AuditNames;

pub use self::port::UpkeepPort;
use crate::ground::clock::OFFSET_SECONDS;
use crate::pages::allowed::allowed;
use crate::problem::to_app_error;
use app::api::devices::{DevicePage, DeviceQuery};
use app::api::upkeep::{AuditPage, AuditQuery, AuditVerdict, Backup, Backups};
use app::error::AppError;
use app::ports::{Boxed, Upkeep};
use domain::ids::DeviceId;
use domain::people::{Person, Right};

/// How many backups are listed.
const LATEST: u32 = 10;
/// Below this percentage of free space a disk is short.
const SHORT: u32 = 10;

impl Upkeep for UpkeepPort {
    fn backups<'a>(&'a self, person: &'a Person) -> Boxed<'a, Backups> {
        Box::pin(async move {
            allowed(person, Right::SeeUpkeep)?;
            self.made().await
        })
    }

    fn audit_log<'a>(&'a self, person: &'a Person, query: &'a AuditQuery) -> Boxed<'a, AuditPage> {
        Box::pin(async move {
            allowed(person, Right::SeeUpkeep)?;
            self.logged(query).await
        })
    }

    fn verify_audit<'a>(&'a self, person: &'a Person) -> Boxed<'a, AuditVerdict> {
        Box::pin(async move {
            allowed(person, Right::SeeUpkeep)?;
            self.verify().await
        })
    }

    fn devices<'a>(&'a self, person: &'a Person, query: &'a DeviceQuery) -> Boxed<'a, DevicePage> {
        Box::pin(async move {
            allowed(person, Right::SeeDevices)?;
            self.known(person, query).await
        })
    }

    fn bar<'a>(&'a self, person: &'a Person, device: DeviceId, reason: &'a str) -> Boxed<'a, ()> {
        Box::pin(async move {
            allowed(person, Right::KeepRegistry)?;
            self.revoke(person, device, reason).await
        })
    }

    fn allow<'a>(&'a self, person: &'a Person, device: DeviceId) -> Boxed<'a, ()> {
        Box::pin(async move {
            allowed(person, Right::KeepRegistry)?;
            self.let_send(person, device).await
        })
    }
}

impl UpkeepPort {
    /// The free space on the data folder's disk in percent, if it is short; otherwise 0, also if it
    /// is unknown.
    pub(crate) fn disk_is_short(&self) -> u32 {
        #[cfg(unix)]
        if let Ok(disk) = rustix::fs::statvfs(&self.data) {
            // Space reserved for the system counts neither as used nor as free.
            let used = disk.f_blocks.saturating_sub(disk.f_bfree);
            let all = used.saturating_add(disk.f_bavail).max(1);
            let left = disk.f_bavail.saturating_mul(100) / all;
            let left = u32::try_from(left).unwrap_or(100);
            return if left < SHORT { left.max(1) } else { 0 };
        }
        0
    }

    async fn made(&self) -> Result<Backups, AppError> {
        let kept = self.store.backups(LATEST).await.map_err(to_app_error)?;
        let now = self.clock.moment();
        let last = kept.latest.first();
        let age = last.map(|it| now.timestamp().duration_since(it.at.timestamp()));
        let data = std::path::absolute(&self.data).unwrap_or_else(|_| self.data.clone());
        let lines = kept.latest.into_iter().map(|it| Backup {
            at: it.at,
            by: it.by,
            folder: it.folder,
            photos: it.kept.photos,
            altered: it.kept.altered,
            missing: it.kept.missing,
        });
        Ok(Backups {
            latest: lines.collect(),
            days: age.map(|age| age.as_hours() / 24),
            restored: kept.restored,
            data: data.to_string_lossy().into_owned(),
            today: now.date_at(OFFSET_SECONDS).to_string().replace('-', ""),
        })
    }
}
