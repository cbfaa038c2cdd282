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
        assert!(!fits(&scores, &wrong, 4));
        rule(&mut scores, &[wrong], 4);
        assert_eq!(scores, fresh());
    }
    let mut scores = fresh();
    let right = ruling(&["a", "b"], &["b"]);
    assert!(fits(&scores, &right, 4));
    rule(&mut scores, &[right], 4);
    assert!(scores.undecided.is_empty());
    assert!(scores.towns[1].red_flag && !scores.towns[0].red_flag);
}
