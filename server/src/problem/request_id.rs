//! Every request has an id: in the log, in the answer's header, and in every error.

use tracing::Instrument;

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that is being answered; a new one where a page's resource is loaded in
/// a task of its own.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_else(|_| new())
}

/// A new id.
pub(crate) fn new() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Work of this request in a task of its own: what goes wrong there is told under the same id.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    CURRENT.scope(current(), work.in_current_span())
}

/// The answer to a request, made under its id.
pub(crate) fn under<T>(id: String, answer: impl Future<Output = T>) -> impl Future<Output = T> {
    CURRENT.scope(id, answer)
}
