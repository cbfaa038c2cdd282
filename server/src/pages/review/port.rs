//! 核查认定 on the store.

use crate::ground::clock::Clock;
use crate::store::Store;
use std::sync::Arc;

/// The review on the store.
pub struct ReviewPort {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
}
