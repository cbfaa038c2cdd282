//! Findings that do not fit the table, the quarter, the towns or each other.

use crate::{GOOD, faults, refused};
use domain::scoring::{Basis, Case, score_deduct_rows};
use domain::table::builtin;
use serde_json::{Value, json};

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
fn rows_of_another_town_are_not_scored_together() {
    let case = Case::read(GOOD).unwrap();
    let mut findings = vec![case.findings[0].clone(), case.findings[0].clone()];
    findings[1].id = "f2".into();
    findings[1].town = "taihe".into();
    let table = builtin("zichuan-2022").unwrap();
    let error = score_deduct_rows(
        table,
        case.quarter,
        &case.towns[0],
        &findings,
        Basis::Confirmed,
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "finding f2: `taihe` is no town of this evaluation"
    );
}
