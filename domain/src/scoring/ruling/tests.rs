//! Ties and rulings.

use super::*;
use crate::scoring::Case;
use crate::table::builtin;

#[test]
fn a_ruling_settles_the_tie_that_it_names_and_no_other() {
    let case = r#"{"table":"zichuan-2022","quarter":"2026Q4","towns":[{"id":"a","name":"甲"},{"id":"b","name":"乙"}],"findings":[],"facts":[]}"#;
    let case = Case::read(case).unwrap();
    let table = builtin("zichuan-2022").unwrap();
    let fresh = || case.score(table).unwrap();
    let ruling = |towns: &[&str], chosen: &[&str]| Ruling {
        what: What::RedFlag,
        towns: towns.iter().map(|id| (*id).to_owned()).collect(),
        chosen: chosen.iter().map(|id| (*id).to_owned()).collect(),
        reason: "群众评议".to_owned(),
    };
    for wrong in [
        ruling(&["a", "c"], &["a"]),
        ruling(&["a", "b"], &["a", "b"]),
    ] {
        let mut scores = fresh();
        assert!(!fits(&scores, &[], &wrong, 4));
        rule(&mut scores, &[wrong], 4);
        assert_eq!(scores, fresh());
    }
    let mut scores = fresh();
    let right = ruling(&["a", "b"], &["b"]);
    assert!(fits(&scores, &[], &right, 4));
    rule(&mut scores, &[right], 4);
    assert!(scores.undecided.is_empty());
    assert!(scores.towns[1].red_flag && !scores.towns[0].red_flag);
}

/// Five towns are equal and four may be 好: only one of those four may get the flag.
#[test]
fn the_flag_is_for_a_town_that_is_good() {
    let ids = ["a", "b", "c", "d", "e"];
    let towns = ids.map(|id| format!(r#"{{"id":"{id}","name":"{id}"}}"#));
    let case = format!(
        r#"{{"table":"zichuan-2022","quarter":"2026Q4","towns":[{}],"findings":[],"facts":[]}}"#,
        towns.join(",")
    );
    let case = Case::read(&case).unwrap();
    let scores = case.score(builtin("zichuan-2022").unwrap()).unwrap();
    let ruling = |what, chosen: &[&str]| Ruling {
        what,
        towns: ids.map(str::to_owned).to_vec(),
        chosen: chosen.iter().map(|id| (*id).to_owned()).collect(),
        reason: "群众评议".to_owned(),
    };
    let good = ruling(What::Good, &["a", "b", "c", "d"]);
    let flag = |id: &str| ruling(What::RedFlag, &[id]);
    // While nobody is 好, nobody may get the flag.
    assert!(!fits(&scores, &[], &flag("a"), 4));
    let earlier = [good.clone()];
    assert!(fits(&scores, &earlier, &flag("a"), 4));
    assert!(!fits(&scores, &earlier, &flag("e"), 4));

    let flagged = |rulings: &[Ruling]| {
        let mut laid = scores.clone();
        rule(&mut laid, rulings, 4);
        let found = laid.towns.iter().find(|town| town.red_flag);
        (found.map(|town| town.id), laid.undecided.len())
    };
    assert_eq!(flagged(&[good.clone(), flag("a")]), (Some("a"), 0));
    assert_eq!(flagged(&[flag("a"), good.clone()]), (Some("a"), 0));
    assert_eq!(flagged(&[good, flag("e")]), (None, 1));
    // Another ruling on 好 leaves out the town with the flag: the flag is open again.
    let other = ruling(What::Good, &["b", "c", "d", "e"]);
    assert_eq!(flagged(&[flag("a"), other]), (None, 1));
}
