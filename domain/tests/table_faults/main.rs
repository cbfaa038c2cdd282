//! A faulty table is rejected with line, column and reason. Every kind of fault occurs here once,
//! with its message.

#![allow(clippy::unwrap_used)]

mod ids;
mod keys;
mod points;

use domain::table::Table;

/// The smallest valid table.
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

/// The faults of the valid table after replacing `from` with `to` once.
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
