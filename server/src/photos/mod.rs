//! Photos and evidence as files: what they are, where they lie on the disk, and uploads that nobody finishes.

pub mod files;
pub(crate) mod incoming;
pub mod media;
pub mod uploads;
