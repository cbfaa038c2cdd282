//! Cases that cannot be read: wrong shapes, wrong numbers, and a truncated case.

use crate::{GOOD, faults};
use serde_json::{Value, json};

#[test]
fn shapes() {
    let found = |pointer: &str, value: Value| {
        let mut case: Value = serde_json::from_str(GOOD).unwrap();
        *case.pointer_mut(pointer).unwrap() = value;
        faults(&case.to_string())
    };
    for (pointer, value) in [
        ("/findings/0/count", json!("1")),
        ("/findings/0/count", json!(-1)),
        ("/findings/0/count", json!(1.0)),
        ("/findings/0/count", json!(5_000_000_000_u64)),
        ("/findings/0/observed_at", json!("2022-05-20")),
        ("/findings/0/observed_at", json!("2022-05-20T09:30:00")),
        ("/findings/0/status", json!("maybe")),
        ("/findings/0/checkpoint", json!(null)),
        ("/quarter", json!("2022-Q2")),
        ("/towns", json!({})),
        ("/facts/2/judgement", json!(3)),
        ("/facts/2/judgement", json!("3.")),
        ("/facts/3/metric", json!("8e1")),
        ("/facts/4/rank", json!("3")),
        ("/facts/5/monthly/1", json!("+97")),
        ("/facts/7/reads", json!(1.5)),
        ("/facts/0/tier", json!(null)),
        ("/facts/10/showcase", json!(91.5)),
    ] {
        let faults = found(pointer, value.clone());
        assert!(
            faults[0].starts_with(&format!("{pointer}: ")),
            "{pointer} {value} {faults:?}"
        );
    }
    assert!(faults("{").join("").contains("EOF"));
    assert!(faults(&format!("{GOOD} x"))[0].starts_with("the case: trailing characters"));
    let mut missing: Value = serde_json::from_str(GOOD).unwrap();
    missing["findings"][0]
        .as_object_mut()
        .unwrap()
        .remove("visit");
    assert!(faults(&missing.to_string())[0].starts_with("/findings/0: missing field `visit`"));
    let twice = GOOD.replacen("\"count\":1", "\"count\":1,\"count\":2", 1);
    assert!(faults(&twice)[0].contains("duplicate field `count`"));
    let unknown = GOOD.replacen("\"count\":1", "\"count\":1,\"moved\":true", 1);
    assert!(faults(&unknown)[0].contains("unknown field `moved`"));
}

/// Points have the strict form everywhere.
#[test]
fn numbers_that_are_no_decimals() {
    let places = [
        "/facts/2/judgement",
        "/facts/3/metric",
        "/facts/5/monthly/2",
        "/facts/8/points",
        "/facts/9/points",
        "/facts/10/showcase",
        "/facts/11/points",
    ];
    let bad = [
        json!(3),
        json!(3.5),
        json!(null),
        json!(["3"]),
        json!(""),
        json!("3e0"),
        json!("+3"),
        json!(" 3"),
        json!("3."),
        json!(".5"),
        json!("三"),
        json!("1234567890123"),
        json!("3.000000000000000000000"),
    ];
    for pointer in places {
        for value in &bad {
            let mut case: Value = serde_json::from_str(GOOD).unwrap();
            *case.pointer_mut(pointer).unwrap() = value.clone();
            let found = faults(&case.to_string());
            assert!(
                found.len() == 1 && found[0].starts_with(&format!("{pointer}: ")),
                "{pointer} {value} {found:?}"
            );
        }
    }
}

#[test]
fn a_case_that_was_cut_is_refused() {
    for (at, _) in GOOD.char_indices() {
        assert!(!faults(&GOOD[..at]).is_empty(), "{at}");
    }
}
