//! Sites by their distance. No I/O: `position` finds the device.

use domain::position::Position;
use domain::sync::wire::SiteRow;

/// The sites, nearest first. Sites without a position come last, in their given order.
pub fn nearest_first<S: AsRef<SiteRow>>(mut sites: Vec<S>, from: Position) -> Vec<S> {
    sites.sort_by_cached_key(|site| metres(site.as_ref(), from).unwrap_or(u32::MAX));
    sites
}

/// Metres from `from` to a site; `None` if the site has no position.
pub fn metres(site: &SiteRow, from: Position) -> Option<u32> {
    site.position.map(|at| at.metres_to(from))
}

/// A distance in round figures: tens of metres below a kilometre, tenths of a kilometre below ten,
/// whole kilometres above. `true` means kilometres.
pub fn said(metres: u32) -> (String, bool) {
    let tenths = metres.saturating_add(50) / 100;
    match metres {
        0..995 => (
            (metres.saturating_add(5) / 10 * 10).max(10).to_string(),
            false,
        ),
        995..9_950 => (format!("{}.{}", tenths / 10, tenths % 10), true),
        _ => ((metres.saturating_add(500) / 1000).to_string(), true),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use domain::inspection::SiteKind;
    use std::sync::Arc;

    fn site(id: &str, at: Option<(i32, i32)>) -> Arc<SiteRow> {
        Arc::new(SiteRow {
            id: id.parse().unwrap(),
            town: "luocun".parse().unwrap(),
            name: id.to_owned(),
            initials: String::new(),
            pinyin: Vec::new(),
            kind: SiteKind::Centre,
            address: String::new(),
            position: at.map(|(north, east)| Position::new(north, east).unwrap()),
            last_visit: None,
            confirmed_findings: 0,
            closed: false,
        })
    }

    #[test]
    fn the_nearest_comes_first_and_the_unknown_last() {
        let from = Position::new(36_700_000, 118_047_000).unwrap();
        let sites = vec![
            site("far", Some((36_526_800, 118_149_700))),
            site("nowhere", None),
            site("near", Some((36_700_200, 118_047_600))),
            site("nor-there", None),
            site("middle", Some((36_642_100, 118_015_200))),
        ];
        let sorted = nearest_first(sites, from);
        let order: Vec<&str> = sorted.iter().map(|site| site.id.as_str()).collect();
        assert_eq!(order, ["near", "middle", "far", "nowhere", "nor-there"]);
        assert_eq!(metres(&sorted[4], from), None);
    }

    #[test]
    fn distances_are_said_no_finer_than_they_are_known() {
        for (metres, figure, kilometres) in [
            (0, "10", false),
            (347, "350", false),
            (994, "990", false),
            (995, "1.0", true),
            (1_249, "1.2", true),
            (9_949, "9.9", true),
            (9_950, "10", true),
            (23_499, "23", true),
            (u32::MAX, "4294967", true),
        ] {
            assert_eq!(said(metres), (figure.to_owned(), kilometres), "{metres}");
        }
    }
}
