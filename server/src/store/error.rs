//! Why an operation of the store fails.

/// Why a store operation failed. Its transaction has no effect.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("no room left for the database")]
    Full,
    /// The store is too busy, or shutting down; a later attempt may succeed.
    #[error("the store cannot take it now: {0}")]
    Unavailable(String),
    /// Stored data cannot be read back, or the database rejected the statement.
    #[error("store: {0}")]
    Broken(String),
}

impl StoreError {
    /// A [`StoreError::Broken`] that names the unreadable data.
    pub(crate) fn broken(what: &str, why: impl std::fmt::Display) -> Self {
        Self::Broken(format!("{what}: {why}"))
    }
}
