//! Errors of the disk.

/// Why the disk failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiskError {
    /// No room is left: nothing was saved.
    #[error("storage is full")]
    Full,
    /// The browser closed the database; opening it again may help.
    #[error("storage was closed")]
    Closed,
    /// Any other error, in the browser's words.
    #[error("{0}")]
    Other(String),
}

/// The result of a disk operation.
pub(in crate::local) type Result<T> = std::result::Result<T, DiskError>;
