//! The places that are inspected, for lists of them.

use super::{Place, Stored};
use domain::ids::{SiteId, TownId};

/// A site with its town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteOfTown {
    /// The town.
    pub town: Place<TownId>,
    /// The site.
    pub site: Place<SiteId>,
    /// It is not inspected any more.
    pub closed: bool,
}

/// The places that are inspected.
pub trait SiteStore: Send + Sync {
    /// Every site: towns in the order of lists, of each its centre first.
    fn sites(&self) -> Stored<'_, Vec<SiteOfTown>>;
}
