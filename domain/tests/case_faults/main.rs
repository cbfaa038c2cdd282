//! A faulty case is rejected with a JSON pointer to the fault. Every kind of fault occurs here
//! once, with its message.

#![allow(clippy::unwrap_used)]

mod facts;
mod findings;
mod shapes;
mod words;

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
        &case.towns[0],
        &case.findings,
        Basis::Confirmed,
    )
    .unwrap();
    assert_eq!(
        serde_json::to_value(&rows[0]).unwrap(),
        json!({"id":"1.3","points":"3","of":"4","lines":[{"finding":"f1","checkpoint":"1.3/wheelchair","points":"-1"}]})
    );
}
