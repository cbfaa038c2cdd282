//! Parsed tables, so that each text is parsed once.

use crate::store::error::StoreError;
use domain::table::Table;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Parsed tables by the hash of their text, which never changes.
#[derive(Default)]
pub(super) struct Tables(Mutex<HashMap<String, Arc<Table>>>);

impl Tables {
    pub(super) fn known(&self, sha256: &str) -> Option<Arc<Table>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(sha256).cloned()
    }

    pub(super) fn keep(&self, sha256: &str, toml: &str) -> Result<Arc<Table>, StoreError> {
        let table = Table::parse(toml).map_err(|error| StoreError::broken("table", error))?;
        let table = Arc::new(table);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(sha256.to_owned(), Arc::clone(&table));
        Ok(table)
    }
}
