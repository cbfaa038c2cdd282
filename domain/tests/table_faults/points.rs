//! Points that do not sum up or do not fit their row, and the parameters of each rule.

use crate::{GOOD, refused};
use domain::table::Table;

#[test]
fn sums() {
    refused(
        "points = \"100\"",
        "points = \"90\"",
        "11:6: section 1 has 90 points, but its indicators sum to 100",
    );
    let both = GOOD
        .replacen("points = \"100\"", "points = \"99\"", 1)
        .replacen("\"96\"", "\"95\"", 1);
    let errors = Table::parse(&both).unwrap_err().to_string();
    assert_eq!(
        errors,
        "20:10: the indicators without bonus and penalty sum to 99, not to 100"
    );
}

#[test]
fn points_of_checkpoints() {
    refused(
        "points = \"1\"\n",
        "points = \"97\"\n",
        "32:10: checkpoint 1.1/chair: `points` is 97, above the indicator's 96",
    );
    refused(
        "points = \"1\"\n",
        "points = \"-1\"\n",
        "32:10: checkpoint 1.1/chair: `points` must be above 0",
    );
    refused(
        "points = \"1\"\n",
        "points = \"0\"\n",
        "32:10: checkpoint 1.1/chair: `points` must be above 0",
    );
    refused(
        "per = \"note\"",
        "per = \"note\"\npoints = \"1\"",
        "43:10: checkpoint 1.1/lamp: a `note` carries no points",
    );
}

#[test]
fn rules_and_what_goes_with_them() {
    let bonus = "rule = { family = \"bonus\", levels = [{ id = \"city\", name = \"市级\", points = \"2\" }] }";
    refused(
        "rule = { family = \"deduct\" }",
        bonus,
        "27:6: indicator 1.1: a row of the family `bonus` has no checkpoints",
    );
    refused(
        "rule = { family = \"deduct\" }",
        "rule = { family = \"judgement\", least = \"4\", most = \"2\" }",
        "24:52: the rule of 1.1: `most` 2 is below `least` 4",
    );
    refused(
        "rule = { family = \"deduct\" }",
        "rule = { family = \"tier\", levels = [] }",
        "24:36: the rule of 1.1: `levels` is empty",
    );
    refused(
        "rule = { family = \"deduct\" }",
        "rule = { family = \"tier\", levels = [{ id = \"a\", name = \"甲\", points = \"1\" }, { id = \"a\", name = \"乙\", points = \"0\" }] }",
        "24:84: the rule of 1.1: the level `a` is listed twice",
    );
    refused(
        "rule = { family = \"deduct\" }",
        "rule = { family = \"average\", months = 3, out_of = \"0\" }",
        "24:51: the rule of 1.1: `out_of` must be above 0",
    );
    refused(
        "rule = { family = \"deduct\" }",
        "rule = { family = \"tier\", levels = [{ id = \"a\", name = \"甲\", least = \"1\", most = \"2\" }] }",
        "24:37: the rule of 1.1: a range belongs to a penalty",
    );
    refused(
        "rule = { family = \"deduct\" }",
        "rule = { family = \"judgement\", least = \"2\", most = \"4\" }",
        "27:6: checkpoint 1.1/chair: a row of the family `judgement` takes no points by checkpoints: `per` must be `note`",
    );
    refused(
        "step = \"0.5\"",
        "step = \"5\"",
        "57:8: the rule of 1.2: `step` is 5, above the indicator's 4",
    );
    refused(
        "family = \"rank\"\nstep = \"0.5\"",
        "family = \"penalty\"\nleast = \"1\"\nmost = \"2\"",
        "50:10: indicator 1.2: the points of this family are below 0",
    );
}

/// Scales of a metric in a row of 4 points.
#[test]
fn a_scale_that_does_not_go_one_way() {
    for (scale, expected) in [
        (
            "none_at = \"80\"\nfull_at = \"80.0\"",
            "58:11: the rule of 1.2: `none_at` and `full_at` are both 80",
        ),
        (
            "none_at = \"80\"",
            "55:1: the rule of 1.2: the key `full_at` is missing",
        ),
        ("bands = []", "57:9: the rule of 1.2: `bands` is empty"),
        (
            "bands = [{ from = \"80\", points = \"2\" }, { from = \"90\", points = \"4\" }]",
            "57:41: the rule of 1.2: bands go down, value and points both",
        ),
        (
            "bands = [{ from = \"80\", points = \"4.5\" }]",
            "57:34: a band of the rule of 1.2: `points` is 4.5, above the indicator's 4",
        ),
        (
            "base = \"2\"\nat = \"90\"\neach = \"0\"\nstep = \"1\"",
            "59:8: the rule of 1.2: `each` must be above 0",
        ),
        (
            "none_at = \"0.00001\"\nfull_at = \"1\"",
            "57:11: the rule of 1.2: `none_at` has more than 4 decimals",
        ),
    ] {
        let metric = format!("family = \"metric\"\n{scale}");
        refused("family = \"rank\"\nstep = \"0.5\"", &metric, expected);
    }
}

/// Rules and checkpoints of a row of 4 points.
#[test]
fn gates_and_what_changes_a_price() {
    let rank = "family = \"rank\"\nstep = \"0.5\"";
    for (rule, expected) in [
        (
            "family = \"gate\"\nbar = \"good\"",
            "50:10: indicator 1.2: a gate has no points of its own: `points` is \"0\"",
        ),
        (
            "family = \"gate\"",
            "55:1: the rule of 1.2: a gate does one thing at least: `zero`, `cap_daily`, `cap_final` or `bar`",
        ),
        (
            "family = \"gate\"\nzero = [\"1.2\", \"9\"]",
            "46:6: indicator 1.2: `zero` names 9, which is no row that gives points",
        ),
        (
            "family = \"gate\"\ncap_final = \"-1\"",
            "57:13: the rule of 1.2: `cap_final` is below 0",
        ),
        (
            "family = \"gate\"\nfindings = 0\nbar = \"good\"",
            "57:12: the rule of 1.2: `findings` must be a whole number from 1 to 9999, found 0",
        ),
        (
            "family = \"gate\"\nbar = \"everything\"",
            "57:7: the rule of 1.2: `bar` is `everything`, expected one of good, flag",
        ),
        (
            "family = \"deduct\"\nacross = \"mean\"\nrescale = true",
            "58:11: the rule of 1.2: `rescale` looks at the town whole, `across = \"mean\"` at each site: one of them",
        ),
    ] {
        refused(rank, rule, expected);
    }
    let one = "points = \"1\"\n";
    for (more, expected) in [
        (
            "most = \"0.5\"",
            "33:8: checkpoint 1.1/chair: `most` is 0.5, below what one finding takes",
        ),
        (
            "again = \"97\"",
            "33:9: checkpoint 1.1/chair: `again` is 97, above the indicator's 96",
        ),
        (
            "finders = { somebody = \"1\" }",
            "33:13: `finders` of checkpoint 1.1/chair: unknown key `somebody`",
        ),
    ] {
        refused(one, &format!("{one}{more}\n"), expected);
    }
}
