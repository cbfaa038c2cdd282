//! Request ids, which appear in the log, in the response's header, and in every error.

use tracing::Instrument;

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the current request; a new one if a page's resource is loaded in a separate task.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_else(|_| new())
}

/// A new id.
pub(crate) fn new() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Work of this request in a separate task: its errors are logged under the same id.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    CURRENT.scope(current(), work.in_current_span())
}

/// Runs `answer` under this id.
pub(crate) fn under<T>(id: String, answer: impl Future<Output = T>) -> impl Future<Output = T> {
    CURRENT.scope(id, answer)
}
