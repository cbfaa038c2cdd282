//! 数据填报 on the store.

use crate::ground::clock::Clock;
use crate::store::Store;
use std::sync::Arc;

/// Facts on the store.
pub struct FactsPort {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
}
