//! The files of facts, on the store.

use crate::pages::allowed::allowed;
use crate::problem::{failed, to_app_error};
use crate::quarter::evidence::seen_by;
use crate::store::Store;
use app::api::fact_files::EvidenceItem;
use app::error::AppError;
use app::ports::{Boxed, FactFiles};
use domain::ids::TownId;
use domain::people::{Person, Right};
use domain::time::Quarter;
use std::sync::Arc;

/// The files of facts, on the store.
pub struct FactFilesPort {
    pub(crate) store: Arc<Store>,
}

impl FactFiles for FactFilesPort {
    fn quarter<'a>(&'a self, person: &'a Person, named: Option<Quarter>) -> Boxed<'a, Quarter> {
        Box::pin(async move {
            allowed(person, Right::EnterFacts)?;
            let quarters = self.store.quarters().await.map_err(to_app_error)?;
            let found = match named {
                Some(named) => quarters.0.iter().find(|it| it.quarter == named),
                None => quarters.current(),
            };
            let none = match quarters.0.is_empty() {
                true => AppError::NotSetUp,
                false => AppError::not_found("quarter"),
            };
            let found = found.ok_or(none)?;
            Ok(found.quarter)
        })
    }

    fn evidence<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        town: &'a TownId,
        slot: &'a str,
    ) -> Boxed<'a, Vec<EvidenceItem>> {
        Box::pin(async move {
            let seen = seen_by(self.store.as_ref(), person, quarter, town, slot).await;
            let seen = seen.map_err(failed)?.ok_or(AppError::Forbidden)?;
            let seen = seen.into_iter();
            let item = seen.map(|it| EvidenceItem {
                id: it.id.to_string(),
                name: it.name,
                length: it.length,
                by: it.by_name,
                at: it.at,
                withdrawn: it.withdrawn.is_some(),
            });
            Ok(item.collect())
        })
    }
}
