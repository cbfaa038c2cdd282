//! A table survives the way to a workbook and back.

use super::{blank, differences, read, sample, workbook};
use crate::sheets::workbook::read as sheets_of;
use domain::table::{Table, builtins};

/// The table without its hash, which depends on the text.
fn contents(mut table: Table) -> Table {
    table.sha256 = String::new();
    table
}

fn through_a_workbook(table: &Table) -> Table {
    let bytes = workbook(table).unwrap();
    let (text, read) =
        read(&sheets_of(&bytes).unwrap()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(Table::parse(&text).unwrap(), read);
    read
}

#[test]
fn a_table_comes_back_from_its_workbook() {
    for table in builtins() {
        let back = through_a_workbook(table);
        assert_eq!(contents(back), contents(table.clone()));
    }
}

/// Every change to a table in the worked examples: all families and all their options.
#[test]
fn what_the_examples_change_comes_back_from_a_workbook() {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/cases");
    let (_, text) = domain::table::builtin_files()[0];
    let mut seen = std::collections::BTreeSet::new();
    let mut changed = 0;
    for file in std::fs::read_dir(cases).unwrap() {
        let example = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let example: serde_json::Value = serde_json::from_str(&example).unwrap();
        let Some(changes) = example["table"].as_array() else {
            continue;
        };
        let mut text = text.to_owned();
        for change in changes {
            text = text.replace(
                change["from"].as_str().unwrap(),
                change["to"].as_str().unwrap(),
            );
        }
        let table = Table::parse(&text).unwrap();
        seen.extend(table.indicators.iter().map(|row| row.family().as_str()));
        assert_eq!(
            contents(through_a_workbook(&table)),
            contents(table),
            "{}",
            example["say"]
        );
        changed += 1;
    }
    assert!(changed > 10);
    let families = domain::table::Family::ALL.map(domain::table::Family::as_str);
    assert!(
        families.iter().all(|family| seen.contains(family)),
        "{seen:?}"
    );
}

#[test]
fn a_table_to_begin_with_says_what_is_to_be_filled_in() {
    let sheets = sheets_of(&blank().unwrap()).unwrap();
    let faults = read(&sheets).unwrap_err();
    assert!(faults.len() > 20, "{faults:#?}");
    for fault in &faults {
        assert_eq!(fault.code, "table", "{fault:?}");
        assert!(fault.values[0].1.starts_with("缺少“"), "{fault:?}");
    }
}

#[test]
fn what_a_table_changes_is_told_row_by_row() {
    let (_, text) = domain::table::builtin_files()[0];
    let before = Table::parse(text).unwrap();
    assert_eq!(differences(&before, &before).len(), 0);
    let mut after = before.clone();
    after.totals.good = 5;
    after.indicators[2].standard.push('。');
    let gone = after.indicators[2].checkpoints.remove(0);
    after.indicators[2].checkpoints[0].requirement.zh = "配备".to_owned();
    let found = differences(&before, &after);
    let told: Vec<_> = found
        .iter()
        .map(|it| (it.code, it.values[0].1.as_str(), it.place.sheet))
        .collect();
    let second = &after.indicators[2].checkpoints[0];
    assert_eq!(
        told,
        [
            ("differs", "好等次个数", 0),
            (
                "differs",
                format!(
                    "指标 1.3 {} 工作要求及评估标准",
                    after.indicators[2].name.zh
                )
                .as_str(),
                2
            ),
            (
                "differs",
                format!("检查要点 {} {} 要求", second.id, second.name.zh).as_str(),
                4
            ),
            (
                "row-gone",
                format!("检查要点 {} {}", gone.id, gone.name.zh).as_str(),
                4
            ),
        ]
    );
}

#[test]
fn a_sample_has_a_line_for_every_row() {
    for table in builtins() {
        let lines = sample(table).unwrap();
        assert_eq!(lines.len(), table.indicators.len() + 2);
        let best = lines.last().unwrap();
        assert_eq!(best.values[2], ("total", "100".to_owned()));
    }
}
