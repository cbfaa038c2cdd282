//! A table as people read it in a terminal, and as JSON for programs.

mod columns;
mod json;

pub(super) use json::json;

use columns::{Page, cut, pad, pad_left};
use domain::table::words::{applies, rule_words, times};
use domain::table::{Checkpoint, Indicator, Per, Table, TableErrors};
use std::fmt::Write;

/// The whole table as text: every section, row, rule, reading and checkpoint. Columns line up where
/// Chinese characters are two columns wide.
pub(super) fn text(table: &Table) -> String {
    let mut out = Page::default();
    out.line(0, &table.name.zh);
    out.line(
        0,
        &format!(
            "{} · {} · {} 印发",
            table.document, table.issuer, table.issued
        ),
    );
    let until = table
        .effective_until
        .map_or(" 起".to_owned(), |until| format!(" 至 {until}"));
    out.line(
        0,
        &format!(
            "适用 {}{until} · 时区 UTC{}",
            table.effective_from, table.utc_offset
        ),
    );
    out.line(0, &format!("表号 {} · SHA-256 {}", table.id, table.sha256));
    for reading in &table.readings {
        out.wrapped(0, "〔理解〕", reading);
    }
    for section in &table.sections {
        out.line(0, "");
        out.line(
            0,
            &format!(
                "{}  {}（{}分）",
                section.id, section.name.zh, section.points
            ),
        );
        for indicator in table.indicators_of(&section.id) {
            row(&mut out, indicator);
        }
    }
    out.0
}

fn row(out: &mut Page, indicator: &Indicator) {
    out.line(0, "");
    let name = format!("{}{}", pad(&indicator.id, 7), indicator.name.zh);
    out.line(
        2,
        &format!(
            "{}{}分",
            pad(&name, 60),
            pad_left(&indicator.full.to_string(), 5)
        ),
    );
    out.wrapped(9, "标准：", &indicator.standard);
    out.wrapped(9, "规则：", &rule_words(&indicator.rule, indicator.full));
    out.wrapped(9, "考核方式：", &indicator.method);
    out.wrapped(9, "责任科室：", &indicator.office);
    out.wrapped(9, "依据：", &indicator.citation.to_string());
    for reading in &indicator.readings {
        out.wrapped(9, "〔理解〕", reading);
    }
    if let Some(scan) = &indicator.scan {
        out.wrapped(9, "〔扫描件〕", scan);
    }
    for checkpoint in &indicator.checkpoints {
        let name = if columns::width(&checkpoint.name.zh) < 42 {
            checkpoint.name.zh.clone()
        } else {
            cut(&checkpoint.name.zh, 40)
        };
        let columns = [
            pad(checkpoint.id.as_str(), 28),
            pad(&name, 43),
            pad(applies(checkpoint.applies), 9),
            pad(&per(checkpoint), 20),
            pad_left(&points(checkpoint), 3),
        ];
        let mut line = columns.concat();
        for (shown, mark) in [
            (checkpoint.note_required, " 须注明"),
            (checkpoint.photo, " 附照片"),
        ] {
            if shown {
                line.push_str(mark);
            }
        }
        out.line(9, &line);
    }
}

fn per(checkpoint: &Checkpoint) -> String {
    format!("{} {}", times(checkpoint), checkpoint.per.as_str())
}

fn points(checkpoint: &Checkpoint) -> String {
    if checkpoint.per == Per::Note {
        "—".to_owned()
    } else {
        format!("-{}", checkpoint.points)
    }
}

/// Checks the text of a table's file. Returns a one-line summary, or every fault as
/// `line:column: reason`.
pub(super) fn check(text: &str) -> Result<String, TableErrors> {
    let table = Table::parse(text)?;
    let mut line = format!("{}：{}，", table.id, table.name.zh);
    // Writing to a string cannot fail.
    let _ = write!(
        line,
        "{}个一级指标，{}个指标，{}个检查要点，格式正确。",
        table.sections.len(),
        table.indicators.len(),
        table.checkpoints().count(),
    );
    Ok(line)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::columns::COLUMNS;
    use super::*;
    use domain::table::builtin;

    #[test]
    fn every_row_and_checkpoint_is_printed_in_columns() {
        let table = builtin("zichuan-2022").unwrap();
        let printed = text(table);
        for indicator in &table.indicators {
            assert!(printed.contains(&indicator.name.zh), "{}", indicator.id);
        }
        let mut ends = std::collections::BTreeSet::new();
        for (_, checkpoint) in table.checkpoints() {
            let start = format!("{:9}{} ", "", checkpoint.id);
            let line = printed
                .lines()
                .find(|line| line.starts_with(&start))
                .unwrap();
            let points = points(checkpoint);
            let before = line.rfind(&points).unwrap();
            ends.insert(columns::width(&line[..before + points.len()]));
        }
        assert_eq!(ends.len(), 1, "the points end in one column: {ends:?}");
        assert!(
            printed
                .lines()
                .filter(|line| !line.contains('/'))
                .all(|line| columns::width(line) <= COLUMNS + 4)
        );
    }

    #[test]
    fn the_json_names_what_programs_need() {
        let table = builtin("zichuan-2022").unwrap();
        let value = serde_json::to_value(json(table)).unwrap();
        assert_eq!(value["indicators"].as_array().unwrap().len(), 21);
        let wheelchair = &value["indicators"][2]["checkpoints"][3];
        assert_eq!(wheelchair["id"], "1.3/wheelchair");
        assert_eq!(wheelchair["per"], "item");
        assert_eq!(wheelchair["points"], "1");
        assert_eq!(wheelchair["scope"], "site");
        assert_eq!(value["indicators"][19]["points"], "-10");
    }

    #[test]
    fn a_check_says_what_it_found() {
        let (_, text) = domain::table::builtin_files()[0];
        assert!(check(text).unwrap().contains("21个指标"));
        let errors = check(&text.replace("points = \"2\"\n", "points = 2\n"))
            .unwrap_err()
            .to_string();
        assert!(errors.contains("must be points as text"), "{errors}");
        assert!(errors.lines().all(|line| line.split(':').count() >= 3));
    }
}
