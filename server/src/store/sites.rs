//! Sites, for lists.

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
