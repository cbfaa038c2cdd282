//! The places that are inspected, for lists of them.

use super::{Place, Stored};
use domain::ids::{SiteId, TownId, VisitId};
use domain::position::{Fix, Position};

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

/// So many positions are looked at, the newest.
pub const POSITIONS: u32 = 200;

/// Where a site stands, and where inspectors were.
#[derive(Debug, Clone)]
pub struct SitePositions {
    /// By its entry.
    pub entered: Option<Position>,
    /// As devices told it, with the visit.
    pub noted: Vec<(VisitId, Fix)>,
}

/// The places that are inspected.
pub trait SiteStore: Send + Sync {
    /// Every site: towns in the order of lists, of each its centre first.
    fn sites(&self) -> Stored<'_, Vec<SiteOfTown>>;
    /// Where a site stands by its entry, and the positions that findings of its handed-in visits carry,
    /// each with its visit, the newest [`POSITIONS`] of them; nothing where there is no such site.
    fn positions(&self, site: SiteId) -> Stored<'_, Option<SitePositions>>;
}
