//! Why the disk did not do something.

/// Why the disk did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiskError {
    /// No room is left: what was to be saved is not.
    #[error("storage is full")]
    Full,
    /// The browser closed the database; opening it again may help.
    #[error("storage was closed")]
    Closed,
    /// Anything else, in the browser's words.
    #[error("{0}")]
    Other(String),
}

/// What the disk answers.
pub(in crate::local) type Result<T> = std::result::Result<T, DiskError>;
