//! Sites, for lists.

use crate::store::error::Stored;
use crate::store::review::Named;
use domain::ids::{SiteId, TownId, VisitId};
use domain::position::{Fix, Position};

/// A site with its town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteOfTown {
    /// The town.
    pub town: Named<TownId>,
    /// The site.
    pub site: Named<SiteId>,
    /// Whether the site is closed: it is no longer inspected.
    pub closed: bool,
}

/// How many of the newest positions are used.
pub const POSITIONS: u32 = 200;

/// The position of a site, and the positions of its inspectors' devices.
#[derive(Debug, Clone)]
pub struct SitePositions {
    /// The position in the registry.
    pub entered: Option<Position>,
    /// The positions measured by devices, each with its visit.
    pub noted: Vec<(VisitId, Fix)>,
}

/// The sites.
pub trait SiteStore: Send + Sync {
    /// Every site: towns in the order of lists, each with its centre first.
    fn sites(&self) -> Stored<'_, Vec<SiteOfTown>>;
    /// The site's registered position and the device positions of findings from its handed-in
    /// visits: the newest [`POSITIONS`], each with its visit. `None` if the site does not exist.
    fn positions(&self, site: SiteId) -> Stored<'_, Option<SitePositions>>;
}
