//! The district that a statement is for.

use crate::ground::clock::Clock;
use crate::store::database::{Connection, Query};
use crate::store::error::StoreError;
use crate::store::sql::parsed::Tables;
use domain::ids::DistrictId;
use futures::future::BoxFuture;

/// The context of every statement.
pub(super) struct Scope {
    pub(super) district: DistrictId,
    pub(super) clock: Clock,
    pub(super) tables: Tables,
}

impl Scope {
    pub(super) fn district(&self) -> &str {
        self.district.as_str()
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}

/// A piece of work of the writer.
pub(super) type Run<I, T> =
    for<'c> fn(&'c mut Connection, &'c Scope, &'c I) -> BoxFuture<'c, Result<T, StoreError>>;

/// Runs a statement that returns nothing.
pub(super) async fn execute(db: &mut Connection, query: Query) -> Result<(), StoreError> {
    query.execute(db).await?;
    Ok(())
}
