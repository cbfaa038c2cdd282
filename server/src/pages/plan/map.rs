//! A map of the district's sites: their positions, and whether each was visited.

use app::api::plan::Spot;
use domain::ids::SiteId;
use domain::registry::Site;
use std::collections::{BTreeMap, BTreeSet};

/// The longer side of the map.
const SIDE: f64 = 1000.0;
/// Sites closer than this share a spot, since they could not be told apart.
const NEAR: u32 = 6;

/// The spots of these sites, north up, in thousandths of the longer side. Sites without a position
/// are left out.
pub(super) fn spots<'s>(
    sites: impl Iterator<Item = &'s Site>,
    visited: &BTreeSet<SiteId>,
) -> Vec<Spot> {
    let placed: Vec<(&Site, f64, f64)> = sites
        .filter_map(|site| {
            let at = site.position?;
            Some((site, f64::from(at.latitude()), f64::from(at.longitude())))
        })
        .collect();
    let least = |of: fn(&(&Site, f64, f64)) -> f64| placed.iter().map(of).fold(f64::MAX, f64::min);
    let most = |of: fn(&(&Site, f64, f64)) -> f64| placed.iter().map(of).fold(f64::MIN, f64::max);
    let (south, north) = (least(|it| it.1), most(|it| it.1));
    let (west, east) = (least(|it| it.2), most(|it| it.2));
    // Degrees of longitude get shorter towards the north.
    let narrow = ((north + south) / 2e6).to_radians().cos();
    let across = (north - south).max((east - west) * narrow).max(1.0);
    let place = |far: f64| thousandths(far / across * SIDE);
    let mut spots: BTreeMap<(u32, u32, bool), Spot> = BTreeMap::new();
    for (site, up, right) in placed {
        let (x, y) = (place((right - west) * narrow), place(north - up));
        let visited = visited.contains(&site.id);
        let key = (x / NEAR, y / NEAR, visited);
        let spot = spots.entry(key).or_insert_with(|| Spot {
            x,
            y,
            kind: site.kind,
            visited,
            names: Vec::new(),
        });
        spot.names.push(site.name.clone());
    }
    spots.into_values().collect()
}

/// A length on the map, rounded and limited to the side.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is from 0 to the side"
)]
fn thousandths(length: f64) -> u32 {
    length.clamp(0.0, SIDE).round() as u32
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use domain::inspection::SiteKind;
    use domain::position::Position;

    fn site(id: &str, at: Option<(f64, f64)>) -> Site {
        Site {
            id: id.parse().unwrap(),
            town: "luocun".parse().unwrap(),
            name: id.to_owned(),
            kind: SiteKind::Station,
            address: String::new(),
            position: at.map(|(north, east)| Position::from_degrees(north, east).unwrap()),
            closed: false,
        }
    }

    #[test]
    fn north_is_up_and_a_degree_east_is_shorter() {
        let sites = [
            site("south-west", Some((36.0, 117.0))),
            site("north-west", Some((37.0, 117.0))),
            site("near", Some((37.0, 117.0001))),
            site("south-east", Some((36.0, 118.0))),
            site("nowhere", None),
        ];
        let visited = BTreeSet::from(["south-east".parse().unwrap()]);
        let spots = spots(sites.iter(), &visited);
        let at = |name: &str| {
            let found = spots.iter().find(|it| it.names.iter().any(|it| it == name));
            found.map(|it| (it.x, it.y, it.visited))
        };
        assert_eq!(at("south-west"), Some((0, 1000, false)), "{spots:?}");
        assert_eq!(at("north-west"), Some((0, 0, false)), "{spots:?}");
        let (east, _, seen) = at("south-east").unwrap();
        assert!(seen && (790..820).contains(&east), "{spots:?}");
        assert_eq!(at("near"), at("north-west"), "one spot");
        assert_eq!(at("nowhere"), None);
        assert_eq!(super::spots([].iter(), &visited), []);
    }
}
