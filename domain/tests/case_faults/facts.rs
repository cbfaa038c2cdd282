//! Towns and facts that do not fit the table or each other.

use crate::refused;
use serde_json::json;

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

/// What can be read but is inconsistent is rejected with a pointer, never corrected.
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
