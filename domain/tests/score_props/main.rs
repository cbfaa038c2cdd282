//! Properties of a quarter's scores, for any findings and facts in any order.

#![allow(clippy::unwrap_used)]

mod cases;
mod gates;

use cases::{TOWNS, any_case, any_finding, zichuan};
use domain::points::Points;
use domain::scoring::{Case, Ruling, Scores, TownScore, Trial, What, Why, rule};
use domain::table::Family;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// Scores a valid case.
fn scored<T>(case: &Value, look: impl FnOnce(&Scores<'_>) -> T) -> T {
    let text = case.to_string();
    let case = Case::read(&text).unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    let scores = case
        .score(zichuan())
        .unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    look(&scores)
}

fn printed(case: &Value) -> String {
    scored(case, |scores| serde_json::to_string(scores).unwrap())
}

/// The list in another order, determined by the seed.
fn turned(list: &Value, seed: u64) -> Value {
    let mut list = list.as_array().unwrap().clone();
    list.sort_by_key(|item| {
        item.to_string().bytes().fold(seed, |hash, byte| {
            (hash ^ u64::from(byte))
                .wrapping_mul(0x0100_0000_01b3)
                .rotate_left(23)
        })
    });
    list.into()
}

/// A ruling on each tie, in favour of its first towns.
fn rulings(scores: &Scores<'_>) -> Vec<Ruling> {
    let good = usize::try_from(zichuan().totals.good).unwrap();
    let left = good - scores.towns.iter().filter(|town| town.good).count();
    let ties = scores.undecided.iter();
    ties.map(|tie| {
        let towns: Vec<String> = tie.towns.iter().map(ToString::to_string).collect();
        let places = if tie.what == What::Good { left } else { 1 };
        Ruling {
            what: tie.what,
            chosen: towns[..places].to_vec(),
            towns,
            reason: "r".to_owned(),
        }
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_of_input_never_matters(case in any_case(), seed in any::<u64>()) {
        let mut other = case.clone();
        for list in ["towns", "findings", "facts"] {
            other[list] = turned(&case[list], seed);
        }
        prop_assert_eq!(printed(&case), printed(&other));
    }

    #[test]
    fn one_more_confirmed_finding_never_raises_a_base(case in any_case(), more in any_finding()) {
        let mut with = case.clone();
        let mut more = more;
        more["id"] = "more".into();
        more["town"] = TOWNS[0].into();
        more["status"] = "confirmed".into();
        with["findings"].as_array_mut().unwrap().push(more);
        let bases = |case: &Value| scored(case, |scores| {
            scores.towns.iter().map(|town| (town.id.to_owned(), (town.base, town.provisional.base))).collect::<HashMap<_, _>>()
        });
        let (before, after) = (bases(&case), bases(&with));
        for (town, (base, provisional)) in &after {
            prop_assert!(*base <= before[town].0 && *provisional <= before[town].1);
        }
    }

    #[test]
    fn caps_hold_and_lines_sum_to_the_points(case in any_case()) {
        scored(&case, |scores| for town in &scores.towns {
            let mut sums = HashMap::from([("base", Points::ZERO), ("bonus", Points::ZERO), ("penalty", Points::ZERO)]);
            for (row, indicator) in town.indicators.iter().zip(&zichuan().indicators) {
                assert_eq!((row.id.as_ref(), row.of), (indicator.id.as_str(), indicator.full));
                let lines = Points::sum(row.lines.iter().map(|line| line.points)).unwrap();
                let (start, part, within) = match indicator.family() {
                    Family::Deduct | Family::Judgement => (row.of, "base", Points::ZERO..=row.of),
                    Family::Bonus => (Points::ZERO, "bonus", Points::ZERO..=row.of),
                    Family::Penalty => (Points::ZERO, "penalty", row.of..=Points::ZERO),
                    _ => (Points::ZERO, "base", Points::ZERO..=row.of),
                };
                assert_eq!(start.plus(lines).unwrap(), row.points, "{} {row:?}", town.id);
                assert!(within.contains(&row.points), "{row:?}");
                let sum = sums.get_mut(part).unwrap();
                *sum = sum.plus(row.points).unwrap();
                for line in &row.lines {
                    assert!(line.why.is_none() || line.points.is_zero());
                    assert!(line.finding.is_some() == line.checkpoint.is_some());
                }
            }
            assert_eq!((town.base, town.bonus, -town.penalty), (sums["base"], sums["bonus"], sums["penalty"]));
        });
    }

    /// Follows the words of the contract: counts better towns instead of sorting.
    #[test]
    fn totals_and_honours_follow_from_the_rows(case in any_case()) {
        scored(&case, |scores| {
            let seven = Points::whole(7);
            let tenth = |points: Points| points.over(10).unwrap();
            for town in &scores.towns {
                assert_eq!(town.daily, town.base.plus(town.bonus).unwrap().minus(town.penalty).unwrap());
                let shown = town.showcase.unwrap_or_default().times(3).unwrap();
                let weighted = town.daily.weighted(seven).unwrap().plus(shown).unwrap();
                assert_eq!(town.total, tenth(weighted));
                let better = scores.towns.iter().filter(|other| other.total > town.total).count();
                assert_eq!(town.place as usize, better + 1);
                let better = scores.towns.iter().filter(|o| o.provisional.total > town.provisional.total).count();
                assert_eq!(town.provisional.place as usize, better + 1);
                assert_eq!(town.complete, town.pending.is_empty());
                let key = |town: &TownScore<'_>| (town.total, town.daily, town.base);
                let before = scores.towns.iter().filter(|other| key(other) > key(town)).count();
                let with = scores.towns.iter().filter(|other| key(other) == key(town)).count();
                assert_eq!(town.good, before + with <= 4, "{}", town.id);
                assert_eq!(town.red_flag, before == 0 && with == 1);
                let listed = |what: &str| scores.undecided.iter().any(|it| {
                    serde_json::to_value(it.what).unwrap() == what && it.towns.contains(&town.id)
                });
                assert_eq!(listed("good"), before < 4 && before + with > 4);
                assert_eq!(listed("red_flag"), before == 0 && with > 1);
            }
            let order: Vec<_> = scores.towns.iter().map(|town| (town.place, town.id)).collect();
            assert!(order.is_sorted());
        });
    }

    #[test]
    fn provisional_is_as_if_all_that_waits_were_confirmed(case in any_case()) {
        let mut confirmed = case.clone();
        for list in ["findings", "facts"] {
            for item in confirmed[list].as_array_mut().unwrap() {
                if item.get("status").is_some_and(|status| status == "pending") {
                    item["status"] = "confirmed".into();
                }
            }
        }
        let expected = scored(&confirmed, |scores| scores.towns.iter().map(|town| {
            (town.id.to_owned(), json!({"base":town.base,"bonus":town.bonus,"penalty":town.penalty,
                "daily":town.daily,"final":town.total,"place":town.place}))
        }).collect::<HashMap<_, _>>());
        scored(&case, |scores| for town in &scores.towns {
            assert_eq!(serde_json::to_value(town.provisional).unwrap(), expected[town.id]);
        });
    }

    #[test]
    fn what_is_not_confirmed_leaves_no_trace(case in any_case()) {
        let mut kept = case.clone();
        for list in ["findings", "facts"] {
            kept[list].as_array_mut().unwrap()
                .retain(|item| item.get("status").is_none_or(|status| status == "confirmed"));
        }
        // A confirmed record whose finding was dropped prices no finding.
        let ids: HashSet<Value> = kept["findings"].as_array().unwrap().iter().map(|f| f["id"].clone()).collect();
        for fact in kept["facts"].as_array_mut().unwrap() {
            if fact.get("finding").is_some_and(|id| !ids.contains(id)) {
                fact.as_object_mut().unwrap().remove("finding");
            }
        }
        let rows = |case: &Value| scored(case, |scores| scores.towns.iter().map(|town| {
            serde_json::to_string(&(town.id, &town.indicators, &town.pending, town.total)).unwrap()
        }).collect::<Vec<_>>());
        prop_assert_eq!(rows(&case), rows(&kept));
    }

    /// 一事不二扣: a finding that a record prices counts as absent in its own row.
    #[test]
    fn a_priced_finding_is_as_if_absent(case in any_case()) {
        let priced: HashSet<Value> = case["facts"].as_array().unwrap().iter()
            .filter(|fact| fact["status"] == "confirmed")
            .filter_map(|fact| fact.get("finding").cloned()).collect();
        let mut without = case.clone();
        without["findings"].as_array_mut().unwrap().retain(|it| !priced.contains(&it["id"]));
        for fact in without["facts"].as_array_mut().unwrap() {
            if fact.get("finding").is_some_and(|id| priced.contains(id)) {
                fact.as_object_mut().unwrap().remove("finding");
            }
        }
        let sums = |case: &Value| scored(case, |scores| scores.towns.iter().map(|town| {
            let rows: Vec<_> = town.indicators.iter().map(|row| (row.id.to_string(), row.points)).collect();
            (town.id.to_owned(), town.total, town.place, town.provisional.total, format!("{:?}", town.pending), rows)
        }).collect::<Vec<_>>());
        prop_assert_eq!(sums(&case), sums(&without));
    }

    /// Findings change after facts were entered; the facts that become outdated are predicted.
    #[test]
    fn without_what_is_outdated_every_case_is_scored(
        case in any_case(),
        judged in prop::collection::vec(any::<bool>(), TOWNS.len()),
        gone in prop::collection::vec(any::<bool>(), 50),
    ) {
        let mut case = case;
        let towns: Vec<Value> = case["towns"].as_array().unwrap().iter().map(|town| town["id"].clone()).collect();
        let facts = case["facts"].as_array_mut().unwrap();
        for (town, _) in towns.iter().zip(&judged).filter(|(_, judged)| **judged) {
            facts.retain(|it| it["town"] != *town || (it["indicator"] != "2.2" && it["waive"] != "2.2"));
            facts.push(json!({"town": town, "indicator": "2.2", "judgement": "0"}));
        }
        let mut gone = gone.into_iter().chain(std::iter::repeat(false));
        case["findings"].as_array_mut().unwrap().retain(|_| !gone.next().unwrap());
        let text = case.to_string();
        let mut case = Case::read(&text).unwrap();
        let outdated = case.outdated();
        let good = case.score(zichuan()).is_ok();
        prop_assert_eq!(good, outdated.judged.is_empty() && outdated.unpriced.is_empty());
        for index in &outdated.unpriced {
            case.facts[*index].finding = None;
        }
        for index in outdated.judged.iter().rev() {
            case.facts.remove(*index);
        }
        prop_assert!(case.score(zichuan()).is_ok());
    }

    #[test]
    fn everything_that_is_confirmed_has_a_line(case in any_case()) {
        scored(&case, |scores| {
            let lines: Vec<_> = scores.towns.iter().flat_map(|town| &town.indicators).flat_map(|row| &row.lines).collect();
            for list in ["findings", "facts"] {
                for item in case[list].as_array().unwrap() {
                    let Some(status) = item.get("status") else { continue };
                    let count = lines.iter().filter(|line| {
                        let id = if list == "findings" { &line.finding } else { &line.fact };
                        id.as_ref().is_some_and(|id| item["id"] == **id)
                    }).count();
                    assert_eq!(count, usize::from(status == "confirmed"), "{item}");
                }
            }
            for fact in case["facts"].as_array().unwrap() {
                if let Some(id) = fact.get("finding").filter(|_| fact["status"] == "confirmed") {
                    let moved = lines.iter().filter(|line| line.finding.as_ref().is_some_and(|f| *id == **f));
                    assert!(moved.into_iter().all(|line| line.why == Some(Why::Moved)));
                }
            }
        });
    }

    #[test]
    fn a_trial_stands_as_the_case_scored_whole(
        case in any_case(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>(), any::<bool>()), 1..6),
    ) {
        let text = case.to_string();
        let case = Case::read(&text).unwrap();
        let rulings = rulings(&case.score(zichuan()).unwrap());
        let mut trial = Trial::begin(zichuan().clone(), Case::read(&text).unwrap(), rulings.clone()).unwrap();
        for (at, claim, counts) in changes {
            let facts = trial.case().facts.iter().filter(|it| it.status.is_some());
            let ids: Vec<String> = facts.filter_map(|it| it.id.as_ref().map(ToString::to_string)).collect();
            if claim && !ids.is_empty() {
                trial.count_fact(&ids[at.index(ids.len())], counts);
            } else if !trial.case().findings.is_empty() {
                trial.count(at.index(trial.case().findings.len()), counts);
            }
            let now = trial.now();
            let whole = trial.case().score(zichuan());
            // A judgement of 0 may contradict a finding that counts now.
            prop_assert_eq!(now.is_ok(), whole.is_ok());
            prop_assert_eq!(trial.case().can_score(zichuan()).err(), whole.as_ref().err().cloned());
            let (Ok(now), Ok(mut whole)) = (now, whole) else { continue };
            rule(&mut whole, &rulings, zichuan().totals.good);
            prop_assert_eq!(now.len(), whole.towns.len());
            for (standing, town) in now.iter().zip(&whole.towns) {
                prop_assert_eq!(
                    (standing.town.as_str(), standing.total, standing.place, standing.good, standing.red_flag),
                    (town.id, town.total, town.place, town.good, town.red_flag)
                );
            }
        }
    }

    #[test]
    fn no_change_to_a_case_panics(case in any_case(), at in any::<prop::sample::Index>(), what in 0..16_usize) {
        let mut places = Vec::new();
        leaves(&case, String::new(), &mut places);
        let mut case = case;
        let values = [
            json!(null), json!(-1), json!(0), json!(u64::MAX), json!(1.5), json!(1e300), json!(""), json!("0"),
            json!("-999999999999.99999999999999999999"), json!("999999999999.99999999999999999999"), json!("9"),
            json!([]), json!({}), json!("f0"), json!("2.2"), json!(true),
        ];
        let place = &places[at.index(places.len())];
        *case.pointer_mut(place).unwrap() = values[what].clone();
        match Case::read(&case.to_string()) {
            Ok(case) => match case.score(zichuan()) {
                Ok(scores) => drop(serde_json::to_string(&scores).unwrap()),
                Err(errors) => {
                    prop_assert!(!errors.0.is_empty());
                    // Every pointer exists in the document.
                    let document = serde_json::to_value(&case).unwrap();
                    for error in &errors.0 {
                        prop_assert!(document.pointer(&error.pointer).is_some(), "{}", error);
                    }
                }
            },
            Err(errors) => prop_assert_eq!(errors.0.len(), 1),
        }
    }

    #[test]
    fn no_damage_to_the_text_panics(case in any_case(), at in any::<prop::sample::Index>(), with in "\\PC{0,3}") {
        let mut text = case.to_string();
        let at = at.index(text.len() + 1);
        if text.is_char_boundary(at) {
            text.insert_str(at, &with);
        }
        if let Ok(case) = Case::read(&text) {
            let _ = case.score(zichuan());
        }
    }
}

/// The pointers of all values in a document.
fn leaves(value: &Value, pointer: String, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                leaves(value, format!("{pointer}/{key}"), places);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                leaves(value, format!("{pointer}/{index}"), places);
            }
        }
        _ => {}
    }
    if !pointer.is_empty() {
        places.push(pointer);
    }
}
