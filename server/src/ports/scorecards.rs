//! 得分及扣分明细 on the store.

use crate::problem::to_app_error;
use crate::store::Store;
use app::api::session::Me;
use app::api::town::Scorecard;
use app::error::AppError;
use app::ports::{Boxed, Scorecards};
use domain::ids::TownId;
use domain::people::Person;
use std::sync::Arc;

/// Scorecards on the store.
pub struct ScorecardsPort {
    pub(crate) store: Arc<dyn Store>,
}

impl Scorecards for ScorecardsPort {
    fn me(&self, person: Option<Person>) -> Boxed<'_, Me> {
        Box::pin(async move {
            let town_name = None;
            let demo = self.store.is_demo().await.map_err(to_app_error)?;
            Ok(Me {
                person,
                town_name,
                demo,
            })
        })
    }

    fn scorecard<'a>(
        &'a self,
        _person: &'a Person,
        _town: Option<&'a TownId>,
    ) -> Boxed<'a, Scorecard> {
        Box::pin(async { Err(AppError::not_found("town")) })
    }
}
