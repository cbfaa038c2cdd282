//! A bad case is refused with a JSON pointer to what is wrong.
//!
//! Long because every kind of fault stands here once, beside its message.

#![allow(clippy::unwrap_used)]

use domain::scoring::{Basis, Case, FactKind, score_deduct_rows};
use domain::table::builtin;
use serde_json::{Value, json};

/// The example of the contract.
const GOOD: &str = r#"{"table":"zichuan-2022","quarter":"2022Q2",
 "towns":[{"id":"luocun","name":"罗村镇"}],
 "findings":[{"id":"f1","town":"luocun","site":"luocun-center","visit":"v1","observed_at":"2022-05-20T09:30:00+08:00",
              "checkpoint":"1.3/wheelchair","count":1,"status":"confirmed"}],
 "facts":[{"town":"luocun","indicator":"1.1","tier":"standard"},
          {"town":"luocun","indicator":"1.2","full_coverage":true,"benchmark_stations":2},
          {"town":"luocun","indicator":"2.2","judgement":"3"},
          {"town":"luocun","indicator":"2.3","metric":"87.5"},
          {"town":"luocun","indicator":"3.1","rank":3},
          {"town":"luocun","indicator":"6","monthly":["98.2","97","100"]},
          {"town":"luocun","indicator":"8.1.1","id":"c1","matter":"m1","level":"province","status":"confirmed"},
          {"town":"luocun","indicator":"8.1.3","id":"c2","matter":"m2","level":"wechat","reads":5400,"status":"confirmed"},
          {"town":"luocun","indicator":"8.2.1","id":"p1","level":"discretionary","points":"2","status":"confirmed"},
          {"town":"luocun","indicator":"8.2.2","id":"p2","points":"4","status":"confirmed"},
          {"town":"luocun","showcase":"91.5"},
          {"town":"luocun","waive":"3.2","points":"4","reason":"机构改革"}]}"#;

fn faults(json: &str) -> Vec<String> {
    let case = match Case::read(json) {
        Ok(case) => case,
        Err(errors) => return errors.0.iter().map(ToString::to_string).collect(),
    };
    let checked = case.check(builtin("zichuan-2022").unwrap());
    checked.err().map_or(Vec::new(), |errors| {
        errors.0.iter().map(ToString::to_string).collect()
    })
}

/// The faults of the good case with the value at `pointer` replaced.
#[track_caller]
fn refused(pointer: &str, value: Value, expected: &str) {
    let mut case: Value = serde_json::from_str(GOOD).unwrap();
    *case.pointer_mut(pointer).unwrap() = value;
    let found = faults(&case.to_string());
    assert!(
        found.iter().any(|fault| fault == expected),
        "expected {expected}\nfound {found:#?}"
    );
}

#[test]
fn the_contract_s_example_is_read() {
    let case = Case::read(GOOD).unwrap();
    let facts = case.check(builtin("zichuan-2022").unwrap()).unwrap();
    assert_eq!(facts.len(), 12);
    assert!(
        matches!(&facts[7].kind, FactKind::Claim { reads: Some(5400), level, .. } if level.id == "wechat")
    );
    let again = serde_json::to_string(&case).unwrap();
    assert_eq!(Case::read(&again).unwrap(), case);
    let rows = score_deduct_rows(
        builtin("zichuan-2022").unwrap(),
        case.quarter,
        &case.findings,
        Basis::Confirmed,
    )
    .unwrap();
    assert_eq!(
        serde_json::to_value(&rows[0]).unwrap(),
        json!({"id":"1.3","points":"3","of":"4","lines":[{"finding":"f1","checkpoint":"1.3/wheelchair","points":"-1"}]})
    );
}

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

#[test]
fn findings() {
    refused(
        "/findings/0/town",
        json!("nowhere"),
        "/findings/0/town: `nowhere` is no town of this evaluation",
    );
    refused(
        "/findings/0/checkpoint",
        json!("1.3/ladder"),
        "/findings/0/checkpoint: the table has no checkpoint `1.3/ladder`",
    );
    refused(
        "/findings/0/count",
        json!(0),
        "/findings/0/count: the count must be 1 at least",
    );
    refused(
        "/findings/0/id",
        json!(""),
        "/findings/0/id: the id is empty",
    );
    refused(
        "/findings/0/observed_at",
        json!("2022-06-30T16:00:00Z"),
        "/findings/0/observed_at: 2022-06-30T16:00:00+00:00 is not in 2022Q2 at +08:00",
    );
    refused(
        "/findings/0/observed_at",
        json!("2022-03-31T23:59:59.999+08:00"),
        "/findings/0/observed_at: 2022-03-31T23:59:59.999+08:00 is not in 2022Q2 at +08:00",
    );
    for last in ["2022-06-30T15:59:59.999Z", "2022-04-01T00:00:00+08:00"] {
        let case = GOOD.replace("2022-05-20T09:30:00+08:00", last);
        assert!(faults(&case).is_empty(), "{last}");
    }
    // A rejected finding is checked like any other.
    let mut case: Value = serde_json::from_str(GOOD).unwrap();
    let mut second = case["findings"][0].clone();
    second["status"] = json!("rejected");
    second["count"] = json!(0);
    case["findings"].as_array_mut().unwrap().push(second);
    assert_eq!(
        faults(&case.to_string()),
        [
            "/findings/1/id: another finding has this id",
            "/findings/1/count: the count must be 1 at least"
        ]
    );
}

#[test]
fn towns_and_facts() {
    refused(
        "/towns",
        json!([]),
        "/towns: there must be one town at least",
    );
    refused(
        "/table",
        json!("other"),
        "/table: `other` is not the table `zichuan-2022`",
    );
    refused(
        "/facts/0/town",
        json!("nowhere"),
        "/facts/0/town: `nowhere` is no town of this case",
    );
    refused(
        "/facts/0/indicator",
        json!("9.9"),
        "/facts/0/indicator: the table has no indicator `9.9`",
    );
    refused(
        "/facts/0/indicator",
        json!("1.3"),
        "/facts/0/tier: `tier` does not belong to a fact of 1.3 (family `deduct`)",
    );
    refused(
        "/facts/0/tier",
        json!("best"),
        "/facts/0/tier: the row has no tier `best`",
    );
    refused(
        "/facts/4",
        json!({"town":"luocun","indicator":"3.1","rank":3,"metric":"1"}),
        "/facts/4: there must be either `metric` or `rank`",
    );
    refused(
        "/facts/4/rank",
        json!(0),
        "/facts/4/rank: places begin with 1",
    );
    refused(
        "/facts/6/level",
        json!("galaxy"),
        "/facts/6/level: the row has no level `galaxy`",
    );
    refused(
        "/facts/6",
        json!({"town":"luocun","indicator":"8.1.1","id":"c1","level":"city","status":"pending"}),
        "/facts/6: the key `matter` is missing",
    );
    refused(
        "/facts/7/id",
        json!("c1"),
        "/facts/7/id: another fact has this id",
    );
    refused(
        "/facts/8",
        json!({"town":"luocun","indicator":"8.2.1","id":"p1","status":"confirmed"}),
        "/facts/8: the key `level` is missing",
    );
    refused(
        "/facts/10",
        json!({"town":"luocun"}),
        "/facts/10: the key `showcase` is missing",
    );
    refused(
        "/facts/11/waive",
        json!("1.3"),
        "/facts/11/waive: 1.3 is scored by findings: it cannot be waived",
    );
    refused(
        "/facts/11",
        json!({"town":"luocun","waive":"3.2","points":"4"}),
        "/facts/11: the key `reason` is missing",
    );
}

/// Every number of points has the strict form, wherever it stands.
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

/// What is read but does not fit together is refused with its pointer, never mended.
#[test]
fn amounts_and_facts_that_do_not_fit() {
    for (pointer, value, expected) in [
        (
            "/facts/0",
            json!({"town":"luocun","indicator":"1.1"}),
            "/facts/0: the key `tier` is missing",
        ),
        (
            "/facts/0",
            json!({"town":"luocun","indicator":"1.1","tier":"below","points":"1"}),
            "/facts/0/points: `points` does not belong to a fact of 1.1 (family `tier`)",
        ),
        (
            "/facts/0",
            json!({"town":"luocun","indicator":"1.3"}),
            "/facts/0/indicator: 1.3 is scored by findings alone",
        ),
        (
            "/facts/1",
            json!({"town":"luocun","indicator":"1.2","full_coverage":true}),
            "/facts/1: the key `benchmark_stations` is missing",
        ),
        (
            "/facts/2/judgement",
            json!("1"),
            "/facts/2/judgement: 1 is neither 0 nor from 2 to 4",
        ),
        (
            "/facts/2/judgement",
            json!("2.001"),
            "/facts/2/judgement: 2.001 has more than 2 decimals",
        ),
        (
            "/facts/4",
            json!({"town":"luocun","indicator":"3.1"}),
            "/facts/4: there must be either `metric` or `rank`",
        ),
        (
            "/facts/4",
            json!({"town":"luocun","indicator":"2.3","rank":3}),
            "/facts/4: `luocun` has a fact for 2.3 already",
        ),
        (
            "/facts/5/monthly",
            json!(["98", "100.01"]),
            "/facts/5/monthly/1: 100.01 is not from 0 to 100",
        ),
        (
            "/facts/5/monthly",
            json!(["98", "97", "96", "95"]),
            "/facts/5/monthly: a quarter has 3 months",
        ),
        ("/facts/6/id", json!(""), "/facts/6/id: the id is empty"),
        (
            "/facts/7/id",
            json!("p1"),
            "/facts/8/id: another fact has this id",
        ),
        (
            "/facts/7",
            json!({"town":"luocun","indicator":"8.1.3","id":"c2","matter":"m2","level":"wechat","status":"rejected"}),
            "/facts/7: the key `reads` is missing",
        ),
        (
            "/facts/7/level",
            json!("city"),
            "/facts/7/reads: the level `city` has no reads",
        ),
        (
            "/facts/8/points",
            json!("3.01"),
            "/facts/8/points: 3.01 is not from 1 to 3",
        ),
        (
            "/facts/8/level",
            json!("city"),
            "/facts/8/points: the level fixes the points at 2: none may stand beside it",
        ),
        (
            "/facts/9/points",
            json!("-4"),
            "/facts/9/points: -4 is not from 3 to 5",
        ),
        (
            "/facts/9",
            json!({"town":"luocun","indicator":"8.2.2","id":"p2","points":"4","finding":"f2","status":"pending"}),
            "/facts/9/finding: there is no finding `f2`",
        ),
        (
            "/facts/9",
            json!({"town":"luocun","indicator":"8.2.2","id":"p2","points":"4"}),
            "/facts/9: the key `status` is missing",
        ),
        (
            "/facts/10/showcase",
            json!("100.01"),
            "/facts/10/showcase: 100.01 is not from 0 to 100",
        ),
        (
            "/facts/11/points",
            json!("4.01"),
            "/facts/11/points: 4.01 is not from 0 to 4",
        ),
        (
            "/facts/11/points",
            json!("-1"),
            "/facts/11/points: -1 is not from 0 to 4",
        ),
        (
            "/facts/11/reason",
            json!(" "),
            "/facts/11/reason: the reason is empty",
        ),
        (
            "/facts/11/waive",
            json!("showcase"),
            "/facts/11/waive: `luocun` has a showcase already",
        ),
        (
            "/facts/11/waive",
            json!("2.3"),
            "/facts/11/waive: `luocun` has a fact for 2.3 already",
        ),
        (
            "/facts/11/waive",
            json!("8.2.1"),
            "/facts/11/waive: 8.2.1 is never missing: there is nothing to waive",
        ),
        (
            "/facts/11/waive",
            json!("9"),
            "/facts/11/waive: the table has no indicator `9`",
        ),
        (
            "/towns",
            json!([{"id":"luocun","name":"罗村镇"},{"id":"luocun","name":"罗村镇"}]),
            "/towns/1/id: another town has this id",
        ),
    ] {
        refused(pointer, value, expected);
    }
}

#[test]
fn rows_of_another_town_are_not_scored_together() {
    let case = Case::read(GOOD).unwrap();
    let mut findings = vec![case.findings[0].clone(), case.findings[0].clone()];
    findings[1].id = "f2".into();
    findings[1].town = "taihe".into();
    let table = builtin("zichuan-2022").unwrap();
    let error = score_deduct_rows(table, case.quarter, &findings, Basis::Confirmed).unwrap_err();
    assert_eq!(
        error.to_string(),
        "finding f2: `taihe` is no town of this evaluation"
    );
}

#[test]
fn a_case_that_was_cut_is_refused() {
    for (at, _) in GOOD.char_indices() {
        assert!(!faults(&GOOD[..at]).is_empty(), "{at}");
    }
}

/// Interfaces put the kind of a fault into their own language, so each has its word.
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
