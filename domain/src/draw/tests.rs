#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::ids::{TownId, UserId};
use crate::inspection::SiteKind;
use proptest::prelude::*;
use uuid::Uuid;

fn object(number: u32, town: u32, days: Option<u32>, findings: u32) -> Object {
    Object {
        site: format!("t{town}-s{number}").parse().unwrap(),
        name: format!("站{number}"),
        town: format!("t{town}").parse().unwrap(),
        kind: if number.is_multiple_of(5) {
            SiteKind::Centre
        } else {
            SiteKind::Station
        },
        days,
        findings,
    }
}

fn person(number: u32, avoids: &[u32]) -> Inspector {
    Inspector {
        id: UserId(Uuid::from_u128(u128::from(number) + 1)),
        login: format!("p{number}"),
        name: format!("人{number}"),
        avoids: avoids
            .iter()
            .map(|it| format!("t{it}").parse().unwrap())
            .collect(),
    }
}

fn wanted(sites: u32, of_each_town: bool) -> Wanted {
    Wanted {
        sites,
        of_each_town,
        kind: None,
        towns: Vec::new(),
        inspectors: 2,
    }
}

fn record(
    objects: Vec<Object>,
    people: Vec<Inspector>,
    wanted: Wanted,
    seed: u8,
) -> Result<Record, Impossible> {
    let at = "2026-11-27T09:00:00+08:00".parse().unwrap();
    Record::draw(
        objects,
        people,
        wanted,
        [seed; 32],
        (at, "赵敏".into(), String::new()),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Random draws keep the rules and verify; a record with another list, person or result does
    /// not.
    #[test]
    fn a_draw_is_what_its_record_says(
        days in proptest::collection::vec(proptest::option::of(0u32..800), 6..60),
        people in 2u32..12,
        avoided in proptest::collection::vec((0u32..12, 0u32..4), 0..6),
        sites in 1u32..6,
        each in any::<bool>(),
        seed in any::<u8>(),
        place in any::<prop::sample::Index>(),
    ) {
        let objects: Vec<_> = (0u32..).zip(&days).map(|(n, days)| object(n, n % 4, *days, n % 3)).collect();
        let people: Vec<_> = (0..people)
            .map(|n| {
                let avoids: Vec<u32> = avoided.iter().filter(|(who, _)| *who == n).map(|(_, town)| *town).collect();
                person(n, &avoids)
            })
            .collect();
        let made = record(objects.clone(), people.clone(), wanted(sites, each), seed);
        // What is foreseen is what is drawn, and what cannot be drawn is not foreseen.
        match foresee(&objects, &people, &wanted(sites, each)) {
            Ok(count) => prop_assert_eq!(made.as_ref().map(|it| it.drawn.len()), Ok(count as usize)),
            Err(Impossible::TooFewInspectors { town }) => {
                prop_assert!(people.iter().filter(|it| !it.avoids.contains(&town)).count() < 2);
            }
            Err(why) => prop_assert_eq!(made.as_ref().err(), Some(&why)),
        }
        let Ok(made) = made else {
            // Impossible only if a list is too short.
            let least = if each { (0..4).map(|town| objects.iter().filter(|it| it.town.as_str() == format!("t{town}")).count()).min().unwrap() } else { objects.len() };
            let short = least < sites as usize;
            let alone = (0..4).any(|town| people.iter().filter(|it| !it.avoids.iter().any(|t| t.as_str() == format!("t{town}"))).count() < 2);
            prop_assert!(short || alone, "{made:?}");
            return Ok(());
        };
        prop_assert_eq!(made.verify(), Ok(()));
        let mut seen = std::collections::BTreeSet::new();
        let mut visits = std::collections::BTreeMap::new();
        for drawn in &made.drawn {
            prop_assert!(seen.insert(drawn.site.clone()), "a site twice");
            prop_assert_eq!(drawn.inspectors.len(), 2);
            prop_assert_ne!(drawn.inspectors[0], drawn.inspectors[1]);
            let site = objects.iter().find(|it| it.site == drawn.site).unwrap();
            for id in &drawn.inspectors {
                let one = people.iter().find(|it| it.id == *id).unwrap();
                prop_assert!(!one.avoids.contains(&site.town), "who avoids a town inspects it");
                *visits.entry(*id).or_insert(0u32) += 1;
            }
        }
        prop_assert_eq!(made.drawn.len(), if each { 4 * sites as usize } else { sites as usize });
        // The order of the lists does not matter.
        let (mut turned, mut others) = (objects.clone(), people.clone());
        turned.reverse();
        others.reverse();
        let again = record(turned, others, wanted(sites, each), seed).unwrap();
        prop_assert_eq!(&again.drawn, &made.drawn);

        let mut changed = made.clone();
        let at = place.index(changed.objects.len());
        changed.objects[at].findings += 1;
        prop_assert_eq!(changed.verify(), Err(Mismatch::Objects));
        let mut changed = made.clone();
        changed.objects.remove(at);
        prop_assert_eq!(changed.verify(), Err(Mismatch::Objects));
        let mut changed = made.clone();
        let at = place.index(changed.people.len());
        changed.people[at].avoids.push("t9".parse().unwrap());
        prop_assert_eq!(changed.verify(), Err(Mismatch::People));
        let mut changed = made.clone();
        let at = place.index(changed.drawn.len());
        changed.drawn[at].inspectors.swap(0, 1);
        prop_assert_eq!(changed.verify(), Err(Mismatch::Result));
        let mut changed = made.clone();
        changed.drawn.remove(at);
        prop_assert_eq!(changed.verify(), Err(Mismatch::Result));
        let mut changed = made;
        changed.version += 1;
        prop_assert_eq!(changed.verify(), Err(Mismatch::Version));
    }
}

/// A town that nobody may inspect refuses the draw before any lot, whichever towns a seed would choose.
#[test]
fn no_seed_decides_whether_a_draw_is_possible() {
    let objects: Vec<_> = (0..8).map(|n| object(n, n % 4, None, 0)).collect();
    let people = [person(1, &[3]), person(2, &[])];
    let some = wanted(1, false);
    let outcomes = (0..40u8).map(|seed| draw(&objects, &people, &some, &[seed]).is_ok());
    let outcomes: std::collections::BTreeSet<bool> = outcomes.collect();
    assert_eq!(outcomes.len(), 2, "the lot alone would decide");
    let town: TownId = "t3".parse().unwrap();
    let short = Err(Impossible::TooFewInspectors { town: town.clone() });
    assert_eq!(foresee(&objects, &people, &some), short);
    let others = Wanted {
        towns: (0..3).map(|n| format!("t{n}").parse().unwrap()).collect(),
        ..some
    };
    assert_eq!(foresee(&objects, &people, &others), Ok(1));
    let each = Wanted {
        of_each_town: true,
        sites: 2,
        ..others
    };
    assert_eq!(foresee(&objects, &people, &each), Ok(6));
}

/// Each site is drawn as often as its weight says, within five standard deviations.
#[test]
fn weights_hold() {
    let objects = [
        object(1, 1, Some(0), 0),
        object(2, 1, Some(290), 0),
        object(3, 1, None, 2),
    ];
    let weights: Vec<u64> = objects.iter().map(Object::weight).collect();
    assert_eq!(weights, [10, 300, 435]);
    let total: u64 = weights.iter().sum();
    let people = [person(1, &[]), person(2, &[])];
    let mut times = [0u32; 3];
    let throws = 20_000u32;
    for throw in 0..throws {
        let drawn = draw(&objects, &people, &wanted(1, false), &throw.to_be_bytes()).unwrap();
        let at = objects
            .iter()
            .position(|it| it.site == drawn[0].site)
            .unwrap();
        times[at] += 1;
    }
    for (count, weight) in times.iter().zip(&weights) {
        let chance = *weight as f64 / total as f64;
        let mean = f64::from(throws) * chance;
        let spread = (mean * (1.0 - chance)).sqrt();
        assert!(
            (f64::from(*count) - mean).abs() < 5.0 * spread,
            "{times:?} for {weights:?}"
        );
    }
}

#[test]
fn visits_are_shared_out() {
    let objects: Vec<_> = (0..12).map(|n| object(n, n % 3, None, 0)).collect();
    let people: Vec<_> = (0..6).map(|n| person(n, &[])).collect();
    let drawn = draw(&objects, &people, &wanted(12, false), b"x").unwrap();
    for one in &people {
        let visits = drawn
            .iter()
            .filter(|it| it.inspectors.contains(&one.id))
            .count();
        assert_eq!(visits, 4);
    }
}

/// The algorithm is a contract: a record made today must verify for ever.
#[test]
fn a_known_seed_draws_what_it_always_drew() {
    let objects: Vec<_> = (0..10)
        .map(|n| object(n, n % 2, Some(n * 30), n % 2))
        .collect();
    let people: Vec<_> = (0..4).map(|n| person(n, &[n % 3])).collect();
    let made = record(objects, people, wanted(3, false), 7).unwrap();
    let text: Vec<String> = made
        .drawn
        .iter()
        .map(|it| {
            format!(
                "{} {:?}",
                it.site,
                it.inspectors
                    .iter()
                    .map(|id| id.0.as_u128())
                    .collect::<Vec<_>>()
            )
        })
        .collect();
    assert_eq!(text.join("; "), KNOWN);
}

const KNOWN: &str = "t0-s2 [3, 2]; t1-s3 [1, 4]; t1-s9 [3, 1]";

#[test]
fn what_cannot_be_drawn_is_told() {
    let objects = [object(1, 1, None, 0), object(2, 2, None, 0)];
    let people = [person(1, &[2]), person(2, &[])];
    let all = |wanted: Wanted| draw(&objects, &people, &wanted, b"x");
    assert_eq!(all(wanted(0, false)), Err(Impossible::Numbers));
    assert_eq!(
        all(Wanted {
            inspectors: 1,
            ..wanted(1, false)
        }),
        Err(Impossible::Numbers)
    );
    assert_eq!(
        all(wanted(3, false)),
        Err(Impossible::TooFewSites {
            town: None,
            there: 2
        })
    );
    let town: TownId = "t2".parse().unwrap();
    let of_two = Wanted {
        towns: vec![town.clone()],
        ..wanted(1, true)
    };
    assert_eq!(all(of_two), Err(Impossible::TooFewInspectors { town }));
    let missing: TownId = "t3".parse().unwrap();
    let of_none = Wanted {
        towns: vec![missing.clone()],
        ..wanted(1, true)
    };
    assert_eq!(
        all(of_none),
        Err(Impossible::TooFewSites {
            town: Some(missing),
            there: 0
        })
    );
}
