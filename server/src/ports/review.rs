//! 核查认定 on the store.

use crate::clock::Clock;
use crate::store::Store;
use app::api::review::{Decided, DecisionRequest, FindingDetail, Queue, QueueFilter};
use app::error::AppError;
use app::ports::{Boxed, Review};
use domain::ids::{FindingId, VisitId};
use domain::people::Person;
use std::sync::Arc;

/// The review on the store.
pub struct ReviewPort {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
}

impl Review for ReviewPort {
    fn queue<'a>(&'a self, _person: &'a Person, _filter: &'a QueueFilter) -> Boxed<'a, Queue> {
        let _ = (&self.store, &self.clock);
        Box::pin(async { Err(AppError::not_found("queue")) })
    }
    fn finding<'a>(&'a self, _person: &'a Person, _finding: FindingId) -> Boxed<'a, FindingDetail> {
        Box::pin(async { Err(AppError::not_found("finding")) })
    }
    fn decide<'a>(&'a self, _p: &'a Person, _request: &'a DecisionRequest) -> Boxed<'a, Decided> {
        Box::pin(async { Err(AppError::not_found("finding")) })
    }
    fn release<'a>(&'a self, _person: &'a Person, _visit: VisitId) -> Boxed<'a, ()> {
        Box::pin(async { Err(AppError::not_found("visit")) })
    }
}
