//! Photos and evidence as files: their types, their places on disk, and abandoned uploads.

pub mod files;
pub(crate) mod incoming;
pub mod media;
pub mod uploads;
