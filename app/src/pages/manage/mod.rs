//! 管理: the district's registry, kept by its administrator, and the upkeep of the installation.

pub mod audit;
pub mod backup;
pub mod devices;
mod entry;
mod file;
mod invitations;
mod list;
pub mod people;
pub mod setup;
pub mod sites;
pub mod tables;
pub mod tabs;
mod taken;
pub mod towns;
pub mod words;

pub use audit::AuditPage;
pub use backup::BackupPage;
pub use devices::Devices;
pub use people::People;
pub use setup::SetUpPage;
pub use sites::Sites;
pub use tables::{TablePage, Tables};
pub use towns::Towns;
