//! The words for the kinds of faults.

use crate::GOOD;
use domain::scoring::Case;
use domain::table::builtin;
use serde_json::{Value, json};

/// Interfaces translate each kind of fault by its word.
#[test]
fn faults_have_stable_words() {
    for (pointer, value, expected) in [
        ("/table", json!("moumou"), "unknown-table"),
        ("/facts/0/town", json!("nowhere"), "unknown-town"),
        ("/facts/0/indicator", json!("9.9"), "unknown-indicator"),
        ("/facts/0/indicator", json!("1.3"), "misplaced"),
        ("/facts/0/tier", json!("best"), "unknown-level"),
        ("/facts/2/judgement", json!("5"), "range"),
        ("/facts/2/judgement", json!("2.125"), "decimals"),
        ("/facts/4/rank", json!(0), "no-place"),
        ("/facts/4/indicator", json!("2.3"), "both-metric-and-rank"),
        (
            "/facts/5/monthly",
            json!(["1", "2", "3", "4"]),
            "too-many-months",
        ),
        ("/facts/7/id", json!("c1"), "duplicate"),
        ("/facts/6/id", json!(""), "empty"),
        ("/facts/7/level", json!("city"), "no-reads"),
        ("/facts/8/level", json!("province"), "fixed-points"),
        ("/facts/11/waive", json!("5.1"), "no-waiver"),
        ("/facts/11/waive", json!("1.1"), "second"),
        ("/facts/11/reason", json!(" "), "empty"),
        ("/findings/0/count", json!(0), "finding"),
    ] {
        let mut case: Value = serde_json::from_str(GOOD).unwrap();
        *case.pointer_mut(pointer).unwrap() = value;
        let text = case.to_string();
        let case = Case::read(&text).unwrap();
        let errors = case.check(builtin("zichuan-2022").unwrap()).unwrap_err();
        let words: Vec<_> = errors.0.iter().map(|error| error.fault.as_str()).collect();
        assert!(words.contains(&expected), "{pointer}: {words:?}");
    }
    let shape = Case::read("{").unwrap_err();
    assert_eq!(shape.0[0].fault.as_str(), "shape");
}
