//! The upkeep of the installation, on the store.

use crate::ground::clock::Clock;
use crate::store::Store;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The upkeep of the installation, on the store.
pub struct UpkeepPort {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
    /// The data folder.
    pub(crate) data: PathBuf,
    /// The version of the program that tablets get, as they report it.
    pub(crate) program: String,
    /// Held while somebody verifies the audit log.
    pub(crate) verifying: Mutex<()>,
}
