//! A table's file is refused for every kind of fault, with line, column and reason.
//!
//! Long because every kind of fault stands here once, beside its message.

#![allow(clippy::unwrap_used)]

use domain::table::Table;

/// The smallest table that is right.
const GOOD: &str = r#"id = "small"
name = "小表"
document = "号"
annex = "附件"
issuer = "办公室"
issued = 2022-05-11
effective_from = 2022-01-01
utc_offset = "+08:00"

[[sections]]
id = "1"
name = "场所"
points = "100"

[[indicators]]
id = "1.1"
section = "1"
row = 1
name = "设施"
points = "96"
standard = "每缺1项扣1分，扣完为止。"
method = "日常检查"
office = "政务服务管理科"
rule = { family = "deduct" }

[[indicators.checkpoints]]
id = "1.1/chair"
name = "缺轮椅"
requirement = "配备轮椅"
applies = "centre"
per = "item"
points = "1"
walk = "hall"
related = ["1.1/lamp"]
phrases = ["未配备"]

[[indicators.checkpoints]]
id = "1.1/lamp"
name = "不明亮"
requirement = "明亮"
applies = "both"
per = "note"
walk = "hall"

[[indicators]]
id = "1.2"
section = "1"
row = 2
name = "名次"
points = "4"
standard = "按名次。"
method = "调度"
office = "科室"

[indicators.rule]
family = "rank"
step = "0.5"
"#;

/// The faults of the good table with `from` replaced by `to` once.
fn faults(from: &str, to: &str) -> Vec<String> {
    assert!(GOOD.contains(from), "{from}");
    match Table::parse(&GOOD.replacen(from, to, 1)) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.0.iter().map(ToString::to_string).collect(),
    }
}

#[track_caller]
fn refused(from: &str, to: &str, expected: &str) {
    let found = faults(from, to);
    assert!(
        found.iter().any(|fault| fault == expected),
        "expected {expected}\nfound {found:#?}"
    );
}

#[test]
fn the_good_table_is_read() {
    let table = Table::parse(GOOD).unwrap();
    assert_eq!(table.checkpoints().count(), 2);
}

#[test]
fn text_that_is_no_toml() {
    let found = faults("name = \"小表\"", "name = \"小表");
    assert!(found[0].starts_with("2:"), "{found:?}");
    assert!(!faults("id = \"small\"", "id = \"small\"\nid = \"twice\"").is_empty());
    assert!(Table::parse("").unwrap_err().0.len() > 5);
    assert!(Table::parse(&"#\n".repeat(3 << 20)).is_err());
}

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
fn keys() {
    refused(
        "issuer = ",
        "issued_by = ",
        "5:1: the table: unknown key `issued_by`",
    );
    refused(
        "issuer = ",
        "issued_by = ",
        "1:1: the table: the key `issuer` is missing",
    );
    refused(
        "walk = \"hall\"\nrelated",
        "related",
        "26:1: checkpoint 1.1/chair: the key `walk` is missing",
    );
    refused(
        "section = \"1\"\n",
        "sections = \"1\"\n",
        "17:1: indicator 1.1: unknown key `sections`",
    );
    refused(
        "name = \"缺轮椅\"",
        "title = \"缺轮椅\"",
        "28:1: checkpoint 1.1/chair: unknown key `title`",
    );
    refused(
        "step = \"0.5\"",
        "step = \"0.5\"\nstride = 1",
        "58:1: the rule of 1.2: unknown key `stride`",
    );
    refused(
        "step = \"0.5\"",
        "",
        "55:1: the rule of 1.2: the key `step` is missing",
    );
    refused(
        "[[sections]]\nid",
        "[[sections]]\ncolour = 1\nid",
        "11:1: section: unknown key `colour`",
    );
}

#[test]
fn types() {
    refused(
        "points = \"1\"\n",
        "points = 1\n",
        "32:10: checkpoint 1.1/chair: `points` must be points as text, such as \"0.5\", found a whole number without quotes",
    );
    refused(
        "points = \"1\"\n",
        "points = 0.5\n",
        "32:10: checkpoint 1.1/chair: `points` must be points as text, such as \"0.5\", found a decimal without quotes",
    );
    refused(
        "row = 1",
        "row = \"1\"",
        "18:7: indicator 1.1: `row` must be a whole number from 1 to 9999, found text",
    );
    refused(
        "row = 1",
        "row = 0",
        "18:7: indicator 1.1: `row` must be a whole number from 1 to 9999, found 0",
    );
    refused(
        "phrases = [\"未配备\"]",
        "phrases = \"未配备\"",
        "35:11: checkpoint 1.1/chair: `phrases` must be a list, found text",
    );
    refused(
        "phrases = [\"未配备\"]",
        "photo = \"yes\"",
        "35:9: checkpoint 1.1/chair: `photo` must be true or false, found text",
    );
    refused(
        "issued = 2022-05-11",
        "issued = \"2022\"",
        "6:10: `issued` must be a date without quotes, such as 2022-05-11, found text",
    );
    refused(
        "name = \"小表\"",
        "name = \" \"",
        "2:8: the table: `name` is empty",
    );
    refused(
        "rule = { family = \"deduct\" }",
        "rule = \"deduct\"",
        "24:8: the rule of 1.1: expected a table, found text",
    );
}

#[test]
fn decimals_and_offsets() {
    for bad in ["+1", ".5", "1.", "1e2", "一", "1 "] {
        let found = faults("points = \"1\"\n", &format!("points = \"{bad}\"\n"));
        assert!(
            found[0].starts_with("32:10: checkpoint 1.1/chair: `points`: `"),
            "{bad} {found:?}"
        );
    }
    refused(
        "points = \"1\"\n",
        "points = \"0.12345\"\n",
        "32:10: checkpoint 1.1/chair: `points` has more than 4 decimals",
    );
    refused(
        "+08:00",
        "8",
        "8:14: `utc_offset`: `8` is no offset from UTC: it has the form +08:00, from -14:00 to +14:00",
    );
    refused(
        "effective_from = 2022-01-01",
        "effective_from = 2022-01-01\neffective_until = 2021-01-01",
        "8:19: the table ends before it begins",
    );
}

#[test]
fn words_that_are_none_of_the_choices() {
    refused(
        "family = \"deduct\"",
        "family = \"guess\"",
        "24:19: the rule of 1.1: `family` is `guess`, expected one of tier, coverage, deduct, judgement, rank, average, bonus, penalty",
    );
    refused(
        "per = \"item\"",
        "per = \"each\"",
        "31:7: checkpoint 1.1/chair: `per` is `each`, expected one of item, occurrence, count, once, note",
    );
    refused(
        "applies = \"centre\"",
        "applies = \"C\"",
        "30:11: checkpoint 1.1/chair: `applies` is `C`, expected one of centre, station, both",
    );
    refused(
        "walk = \"hall\"",
        "walk = \"roof\"",
        "33:8: checkpoint 1.1/chair: `walk` is `roof`, expected one of entrance, hall, window, board, self-service, files",
    );
    refused(
        "step = \"0.5\"",
        "step = \"0.5\"\nties = \"toss\"",
        "58:8: the rule of 1.2: `ties` is `toss`, expected one of competition, dense",
    );
    refused(
        "per = \"note\"",
        "per = \"note\"\nscope = \"town\"",
        "43:9: checkpoint 1.1/lamp: `scope` belongs to `per = \"item\"`",
    );
}

#[test]
fn ids() {
    refused(
        "id = \"1.1/lamp\"",
        "id = \"1.1/chair\"",
        "38:6: the checkpoint id 1.1/chair is used twice",
    );
    refused(
        "id = \"1.2\"",
        "id = \"1.1\"",
        "46:6: the indicator id 1.1 is used twice",
    );
    refused(
        "row = 2",
        "row = 1",
        "48:7: indicator 1.2: row 1 is cited twice",
    );
    refused(
        "id = \"1.1/lamp\"",
        "id = \"1.2/lamp\"",
        "38:6: checkpoint 1.2/lamp stands under indicator 1.1: its id must begin with `1.1/`",
    );
    refused(
        "id = \"1.1/lamp\"",
        "id = \"lamp\"",
        "38:6: `lamp` is no checkpoint id: it has the form 1.3/wheelchair",
    );
    refused(
        "id = \"1.2\"",
        "id = \"1-2\"",
        "46:6: indicator: `1-2` is no number of a row: it has the form 8.2.1",
    );
    refused(
        "id = \"small\"",
        "id = \"Small\"",
        "1:6: `Small` is no id: use 1 to 64 of a-z, 0-9 and `-`",
    );
    refused(
        "section = \"1\"",
        "section = \"9\"",
        "17:11: indicator 1.1: there is no section 9",
    );
    refused(
        "related = [\"1.1/lamp\"]",
        "related = [\"1.1/ladder\"]",
        "34:12: checkpoint 1.1/chair: `related` names 1.1/ladder, which does not exist",
    );
    refused(
        "related = [\"1.1/lamp\"]",
        "implies_not_applicable = [\"1.1/x\"]",
        "34:27: checkpoint 1.1/chair: `implies_not_applicable` names 1.1/x, which does not exist",
    );
    refused(
        "related = [\"1.1/lamp\"]",
        "related = [\"1.1/chair\"]",
        "34:12: checkpoint 1.1/chair: `related` names itself",
    );
    let twice = GOOD.replacen(
        "[[indicators]]",
        "[[sections]]\nid = \"1\"\nname = \"二\"\npoints = \"1\"\n\n[[indicators]]",
        1,
    );
    assert_eq!(
        Table::parse(&twice).unwrap_err().to_string(),
        "16:6: the section id 1 is used twice"
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

#[test]
fn several_faults_are_reported_at_once_in_their_order() {
    let broken = GOOD
        .replacen("+08:00", "east", 1)
        .replacen("points = \"1\"\n", "points = 1\n", 1)
        .replacen("family = \"rank\"", "family = \"lottery\"", 1);
    let errors = Table::parse(&broken).unwrap_err();
    let lines: Vec<u32> = errors.0.iter().map(|error| error.line).collect();
    assert_eq!(lines, [8, 32, 56]);
}

#[test]
fn columns_count_characters() {
    refused(
        "standard = \"每缺1项扣1分，扣完为止。\"",
        "standard = \"每\" # 注\nx = 1",
        "22:1: indicator 1.1: unknown key `x`",
    );
    refused(
        "rule = { family = \"deduct\" }",
        "rule = { \"家\" = \"族\", family = \"deduct\" }",
        "24:10: the rule of 1.1: unknown key `家`",
    );
}

#[test]
fn a_damaged_file_is_refused_or_read_but_never_panics() {
    for (at, _) in GOOD.char_indices() {
        for damaged in [
            GOOD[..at].to_owned(),
            GOOD[at..].to_owned(),
            format!("{}\"{}", &GOOD[..at], &GOOD[at..]),
            format!("{}]\u{0}镇{}", &GOOD[..at], &GOOD[at..]),
        ] {
            if let Err(errors) = Table::parse(&damaged) {
                assert!(!errors.0.is_empty());
                assert!(
                    errors
                        .0
                        .iter()
                        .all(|e| e.line > 0 && e.column > 0 && !e.reason.is_empty())
                );
            }
        }
    }
    let lines: Vec<&str> = GOOD.lines().collect();
    for left_out in 0..lines.len() {
        let rest: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != left_out)
            .map(|(_, l)| *l)
            .collect();
        let key = lines[left_out].split(" = ").next().unwrap();
        let may_lack = matches!(
            key,
            "" | "related" | "phrases" | "[[indicators.checkpoints]]"
        );
        assert!(
            may_lack || Table::parse(&rest.join("\n")).is_err(),
            "without {}",
            lines[left_out]
        );
    }
}
