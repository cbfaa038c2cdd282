//! Sums that differ but are displayed alike: places follow from the exact sums.

use crate::points::Points;
use crate::table::Totals;

/// Groups of towns whose sums differ but are displayed alike, each town with its exact sum. `sums`
/// must be in the order of places.
pub fn lookalikes<'t, T>(
    totals: &Totals,
    sums: impl IntoIterator<Item = (&'t T, Points)>,
) -> Vec<Vec<(&'t T, Points)>> {
    let mut groups: Vec<(String, Vec<(&T, Points)>)> = Vec::new();
    for (town, sum) in sums {
        let shown = totals.fixed(sum);
        match groups.last_mut() {
            Some((last, group)) if *last == shown => group.push((town, sum)),
            _ => groups.push((shown, vec![(town, sum)])),
        }
    }
    let differ = |group: &[(&T, Points)]| group.windows(2).any(|two| two[0].1 != two[1].1);
    let groups = groups.into_iter().map(|(_, group)| group);
    groups.filter(|group| differ(group)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn named(totals: &Totals, sums: &[(&'static str, &str)]) -> Vec<Vec<&'static str>> {
        let sums = sums.iter().map(|(name, sum)| (name, sum.parse().unwrap()));
        let groups = lookalikes(totals, sums);
        let names = |group: Vec<(&&'static str, _)>| group.into_iter().map(|it| *it.0).collect();
        groups.into_iter().map(names).collect()
    }

    #[test]
    fn only_what_looks_alike_and_differs_is_told() {
        let sums = [
            ("a", "88.6649"),
            ("b", "88.6605333333"),
            ("c", "88.66"),
            ("d", "88.65"),
            ("e", "88.65"),
            ("f", "12"),
        ];
        let mut totals = Totals::default();
        assert_eq!(named(&totals, &sums), [["a", "b", "c"]]);
        totals.decimals = Some(4);
        assert!(named(&totals, &sums).is_empty());
        totals.decimals = Some(0);
        assert_eq!(named(&totals, &sums), [["a", "b", "c", "d", "e"]]);
    }
}
