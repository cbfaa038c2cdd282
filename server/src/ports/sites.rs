//! The sites for lists of them, on the store.

use crate::ports::allowed;
use crate::problem::to_app_error;
use crate::store::Store;
use app::api::codes::CodeSheet;
use app::ports::{Boxed, Sites};
use domain::people::{Person, Right};
use std::sync::Arc;

/// The sites on the store.
pub struct SitesPort {
    pub(crate) store: Arc<dyn Store>,
}

impl Sites for SitesPort {
    fn codes<'a>(&'a self, person: &'a Person) -> Boxed<'a, Vec<CodeSheet>> {
        Box::pin(async move {
            allowed(person, Right::SeeCodes)?;
            let mut sheets: Vec<CodeSheet> = Vec::new();
            let sites = self.store.sites().await.map_err(to_app_error)?;
            for it in sites.into_iter().filter(|it| !it.closed) {
                let site = (it.site.id, it.site.name);
                match sheets.last_mut() {
                    Some(sheet) if sheet.town == it.town.id => sheet.sites.push(site),
                    _ => sheets.push(CodeSheet {
                        town: it.town.id,
                        town_name: it.town.name,
                        sites: vec![site],
                    }),
                }
            }
            Ok(sheets)
        })
    }
}
