//! What keeps the installation in order: backups.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::time::Moment;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

/// Days after which a backup is too old.
pub const BACKUP_DAYS: i64 = 7;

/// The backups that this server has made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backups {
    /// The latest ones, newest first.
    pub latest: Vec<Backup>,
    /// Days since the last one, whole ones.
    pub days: Option<i64>,
    /// When this server was restored from a backup, if it was.
    pub restored: Option<Moment>,
    /// The data folder.
    pub data: String,
    /// The date of today, as `20261127`.
    pub today: String,
}

impl Backups {
    /// Whether there is none, or the last one is older than [`BACKUP_DAYS`].
    pub fn is_late(&self) -> bool {
        self.days.is_none_or(|days| days >= BACKUP_DAYS)
    }
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// When it was whole.
    pub at: Moment,
    /// By whom: a person's name, or [`COMMAND_LINE`].
    pub by: String,
    /// The folder on the server; empty where it was not noted.
    pub folder: String,
    /// How many photos and files of evidence were copied.
    pub photos: u64,
    /// How many were left out, since their bytes are others by now.
    pub altered: u64,
    /// How many were not there.
    pub missing: u64,
}

/// Who works on the server itself, as the audit log names them.
pub const COMMAND_LINE: &str = "command line";

/// The backups that this server has made.
#[server(prefix = "/api/page", endpoint = "backups", input = Json)]
pub async fn read_backups() -> Result<Backups, AppError> {
    let (ports, person) = super::session::require(Right::SeeUpkeep).await?;
    ports.upkeep.backups(&person).await
}
