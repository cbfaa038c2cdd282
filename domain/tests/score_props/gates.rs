//! Properties of gates: a shut one takes only from its own town, and never adds.

use super::cases::{TOWNS, any_case, zichuan};
use domain::points::Points;
use domain::scoring::{Case, Scores, Taken, TownScore};
use domain::table::{Table, builtin_files};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// The table with a gate that has every effect.
static GATED: LazyLock<Table> = LazyLock::new(|| {
    let row = "[[indicators]]\nid = \"8.2.2\"";
    let gate = "[[indicators]]\nid = \"8.2.3\"\nsection = \"8.2\"\nrow = 22\nname = \"一票否决\"\npoints = \"0\"\n\
        standard = \"一票否决。\"\nmethod = \"通报\"\noffice = \"科室\"\n\n[indicators.rule]\nfamily = \"gate\"\n\
        zero = [\"3.1\", \"8.1.1\"]\ncap_daily = \"40\"\ncap_final = \"35\"\nbar = \"good\"\n\n";
    let text = builtin_files()[0].1.replace(row, &format!("{gate}{row}"));
    Table::parse(&text).unwrap()
});

fn shut(case: &Value, towns: &[bool]) -> String {
    let mut case = case.clone();
    let named = case["towns"].as_array().unwrap().clone();
    let is_there = |id: &str| named.iter().any(|town| town["id"] == id);
    let all = TOWNS.iter().zip(towns);
    for (town, shut) in all.filter(|(id, _)| is_there(id)) {
        let fact = json!({"town": town, "indicator": "8.2.3", "shut": shut});
        case["facts"].as_array_mut().unwrap().push(fact);
    }
    case.to_string()
}

fn scored<T>(text: &str, table: &Table, look: impl FnOnce(&Scores<'_>) -> T) -> T {
    let case = Case::read(text).unwrap();
    look(
        &case
            .score(table)
            .unwrap_or_else(|errors| panic!("{errors}\n{text}")),
    )
}

fn of<'s>(scores: &'s Scores<'_>, id: &str) -> Option<&'s TownScore<'s>> {
    scores.towns.iter().find(|town| town.id == id)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_gate_that_is_not_shut_changes_nothing(case in any_case()) {
        let with = shut(&case, &[false; 6]);
        let with = scored(&with, &GATED, |scores| serde_json::to_value(scores).unwrap());
        let mut expected = scored(&case.to_string(), zichuan(), |scores| serde_json::to_value(scores).unwrap());
        let line = json!({"points": "0"});
        for town in expected["towns"].as_array_mut().unwrap() {
            let rows = town["indicators"].as_array_mut().unwrap();
            let gate = json!({"id": "8.2.3", "points": "0", "of": "0", "lines": [line]});
            rows.insert(rows.len() - 1, gate);
        }
        prop_assert_eq!(with, expected);
    }

    #[test]
    fn a_shut_gate_takes_from_its_town_alone(case in any_case(), towns in any::<[bool; 6]>()) {
        let (open, closed) = (shut(&case, &[false; 6]), shut(&case, &towns));
        scored(&open, &GATED, |before| scored(&closed, &GATED, |after| {
            for (id, shut) in TOWNS.iter().zip(towns) {
                let (Some(was), Some(is)) = (of(before, id), of(after, id)) else { continue };
                if !shut {
                    assert_eq!((was.total, was.daily, &was.indicators), (is.total, is.daily, &is.indicators));
                    assert!(is.place <= was.place);
                    assert!(is.gates.is_empty() && (is.good || !was.good));
                    continue;
                }
                assert!(is.daily <= was.daily && is.daily <= Points::whole(40));
                assert!(is.total <= was.total && is.total <= Points::whole(35));
                assert!(!is.good && !is.red_flag);
                assert!(is.gates.iter().any(|it| it.taken == Taken::Good));
                assert_eq!((&was.pending, was.complete), (&is.pending, is.complete));
                for row in &is.indicators {
                    if ["3.1", "8.1.1"].contains(&&*row.id) {
                        assert!(row.points.is_zero());
                    }
                    if row.id == "3.1" {
                        assert_eq!(Points::sum(row.lines.iter().map(|it| it.points)).unwrap(), Points::ZERO);
                    }
                }
                // `gates` accounts exactly for what the sums lost.
                let daily = is.base.plus(is.bonus).unwrap().minus(is.penalty).unwrap();
                let taken = is.gates.iter().filter_map(|it| match it.taken {
                    Taken::Daily { points, .. } => Some(points),
                    _ => None,
                });
                assert_eq!(daily.minus(Points::sum(taken).unwrap()).unwrap(), is.daily);
            }
            let is_good = |scores: &Scores<'_>| scores.towns.iter().filter(|town| town.good).count();
            assert!(is_good(after) <= 4);
            for undecided in &after.undecided {
                for town in &undecided.towns {
                    let index = TOWNS.iter().position(|id| id == town).unwrap();
                    assert!(!towns[index], "nobody rules for a town that a gate bars");
                }
            }
        }));
    }
}
