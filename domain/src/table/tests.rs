//! Tests of the table's types and of its embedded files.

use super::rule::{COLUMNS, How};
use super::*;
use crate::inspection::SiteKind;
use crate::points::Points;
use std::collections::BTreeMap;

fn zichuan() -> &'static Table {
    builtin("zichuan-2022").unwrap()
}

#[test]
fn every_embedded_file_is_read() {
    for (id, text) in builtin_files() {
        let table = Table::parse(text).unwrap_or_else(|errors| panic!("{id}\n{errors}"));
        assert_eq!(table.id, *id);
    }
    assert_eq!(builtins().len(), builtin_files().len());
    assert!(builtin("nowhere").is_none());
}

#[test]
fn zichuan_has_every_row_with_its_family_and_points() {
    let rows: Vec<_> = zichuan()
        .indicators
        .iter()
        .map(|i| format!("{} {} {}", i.id, i.family().as_str(), i.full))
        .collect();
    let expected = [
        "1.1 tier 10",
        "1.2 coverage 6",
        "1.3 deduct 4",
        "2.1 deduct 6",
        "2.2 judgement 6",
        "2.3 rank 8",
        "3.1 rank 8",
        "3.2 rank 4",
        "3.3 rank 4",
        "3.4 rank 4",
        "4.1 deduct 5",
        "4.2 rank 5",
        "5.1 deduct 5",
        "5.2 deduct 5",
        "6 average 10",
        "7 rank 10",
        "8.1.1 bonus 10",
        "8.1.2 bonus 5",
        "8.1.3 bonus 5",
        "8.2.1 penalty -10",
        "8.2.2 penalty -10",
    ];
    assert_eq!(rows, expected);
    let cited: Vec<_> = zichuan()
        .indicators
        .iter()
        .map(|i| i.citation.row)
        .collect();
    assert_eq!(cited, (1..=21).collect::<Vec<u16>>());
    assert_eq!(
        zichuan().indicators[2].citation.to_string(),
        "川政管办发〔2022〕2号附件第3行"
    );
}

#[test]
fn the_contract_s_checkpoints_are_there() {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (indicator, checkpoint) in zichuan().checkpoints() {
        *counts
            .entry((&indicator.id, checkpoint.per.as_str()))
            .or_default() += 1;
        let heavy = checkpoint.id.as_str() == "4.1/zone";
        let expected = match checkpoint.per {
            Per::Note => 0,
            _ if heavy => 2,
            _ => 1,
        };
        assert_eq!(
            checkpoint.points,
            Points::whole(expected),
            "{}",
            checkpoint.id
        );
        assert!(!checkpoint.phrases.is_empty(), "{}", checkpoint.id);
    }
    for (indicator, per, expected) in [
        ("1.3", "item", 7),
        ("2.1", "item", 10),
        ("2.2", "note", 7),
        ("4.1", "once", 1),
        ("4.1", "occurrence", 5),
        ("5.1", "occurrence", 4),
        ("5.1", "count", 5),
        ("5.2", "once", 2),
        ("5.2", "occurrence", 4),
    ] {
        assert_eq!(
            counts.get(&(indicator, per)),
            Some(&expected),
            "{indicator} {per}"
        );
    }
    let at = |kind| {
        zichuan()
            .checkpoints()
            .filter(|(_, c)| c.applies.to(kind))
            .count()
    };
    assert!(at(SiteKind::Centre) > at(SiteKind::Station));
    let id = "1.3/wheelchair".parse().unwrap();
    let (indicator, wheelchair) = zichuan().checkpoint(&id).unwrap();
    assert_eq!(
        (indicator.name.zh.as_str(), wheelchair.name.zh.as_str()),
        ("提升特殊群体服务能力", "缺轮椅")
    );
    assert!(
        zichuan()
            .checkpoint(&"1.3/ladder".parse().unwrap())
            .is_none()
    );
}

#[test]
fn related_checkpoints_name_each_other_across_rows() {
    for (indicator, checkpoint) in zichuan().checkpoints() {
        for other in &checkpoint.related {
            let (row, related) = zichuan().checkpoint(other).unwrap();
            assert!(
                related.related.contains(&checkpoint.id),
                "{} and {other}",
                checkpoint.id
            );
            assert_ne!(row.id, indicator.id);
        }
    }
}

#[test]
fn everything_is_said_in_english_too() {
    for section in &zichuan().sections {
        assert!(section.name.en.is_some(), "{}", section.id);
    }
    for indicator in &zichuan().indicators {
        assert!(indicator.name.en.is_some(), "{}", indicator.id);
    }
    for (_, checkpoint) in zichuan().checkpoints() {
        let words = [&checkpoint.name, &checkpoint.requirement]
            .into_iter()
            .chain(&checkpoint.phrases);
        assert!(
            words.into_iter().all(|text| text.en.is_some()),
            "{}",
            checkpoint.id
        );
    }
    let bare = Text {
        zh: "缺轮椅".into(),
        en: None,
    };
    assert_eq!((bare.en(), bare.to_string().as_str()), ("缺轮椅", "缺轮椅"));
}

#[test]
fn a_table_travels_as_json() {
    let json = serde_json::to_string(zichuan()).unwrap();
    assert_eq!(&serde_json::from_str::<Table>(&json).unwrap(), zichuan());
    assert!(json.len() < 64 * 1024, "{} bytes", json.len());
    assert_eq!(zichuan().sha256.len(), 64);
}

#[test]
fn the_date_chooses_the_table() {
    let mut next = zichuan().clone();
    next.id = "zichuan-2023".into();
    next.effective_from = "2023-01-01".parse().unwrap();
    next.effective_until = Some("2023-12-31".parse().unwrap());
    let tables = [zichuan().clone(), next];
    let id_on = |date: &str| for_date(&tables, date.parse().unwrap()).map(|t| t.id.as_str());
    assert_eq!(id_on("2021-12-31"), None);
    assert_eq!(id_on("2022-12-31"), Some("zichuan-2022"));
    assert_eq!(id_on("2023-01-01"), Some("zichuan-2023"));
    assert_eq!(id_on("2024-01-01"), Some("zichuan-2022"));
}

/// A parameter without a column would be lost in a workbook, and a place without a parameter would
/// leave a gap in the rule's words.
#[test]
fn each_parameter_has_a_column_and_each_place_a_text() {
    let of_several = ["full", "tiers", "claims", "records", "scale", "gate"];
    for family in Family::ALL {
        let own = family.parameters();
        for part in family.says().split('{').skip(1) {
            let (key, _) = part.split_once('}').unwrap();
            let known = own.iter().any(|it| it.key == key) || of_several.contains(&key);
            assert!(known, "{family:?}: {key}");
        }
        for it in own {
            let parts = matches!(
                it.how,
                How::Levels(_) | How::RangeWithoutLevels | How::Scale | How::Effects
            );
            let column = COLUMNS.iter().any(|column| column.key == it.key);
            assert!(parts || column, "{family:?}: {}", it.key);
        }
    }
}
