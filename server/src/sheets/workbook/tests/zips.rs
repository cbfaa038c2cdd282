//! Zips: large ones, damaged ones, bombs.

use super::made::{How, parts, zip_as};
use super::*;

const LINE: &str =
    r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>镇办</t></is></c></row></sheetData>"#;

fn written(sheet: &str, how: How) -> Vec<u8> {
    let parts = parts(sheet, &[]);
    let own: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, xml)| (name.as_str(), xml.as_bytes()))
        .collect();
    zip_as(&own, how)
}

#[test]
fn a_zip_is_read_in_every_form() {
    for deflated in [false, true] {
        for large in [false, true] {
            let file = written(LINE, How { deflated, large });
            assert_eq!(first(&file), [(1, words(&["镇办"]))], "{deflated} {large}");
        }
    }
}

#[test]
fn a_workbook_cut_short_is_damaged_wherever_it_was_cut() {
    for how in [
        How::default(),
        How {
            large: true,
            ..How::default()
        },
    ] {
        let file = written(LINE, how);
        for end in 4..file.len() {
            assert_eq!(read(&file[..end]).err(), Some(Unreadable::Damaged), "{end}");
        }
    }
}

#[test]
fn a_byte_that_was_damaged_on_its_way_changes_no_value_in_silence() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><v>97.5</v></c></row></sheetData>"#;
    let mut file = written(sheet, How::default());
    assert_eq!(first(&file), [(1, words(&["97.5"]))]);
    let at = file.windows(4).position(|it| it == b"97.5").unwrap();
    file[at] = b'1';
    assert_eq!(read(&file).err(), Some(Unreadable::Damaged));
}

#[test]
fn a_small_file_does_not_become_a_large_one() {
    let deflated = How {
        deflated: true,
        large: false,
    };
    // One text that is too long, then many cells without a reference.
    let long = format!(
        "<sheetData><row><c t=\"str\"><v>{}</v></c></row></sheetData>",
        "9".repeat(2_000_000)
    );
    assert_eq!(
        read(&written(&long, deflated)).err(),
        Some(Unreadable::TooLarge)
    );
    let columns = "<c><v>1</v></c>".repeat(301);
    assert_eq!(
        read(&of_sheet(&format!("<row>{columns}</row>"))).err(),
        Some(Unreadable::TooLarge)
    );
    // The list claims more texts than fit in memory.
    let texts = shared("<si><t>镇办</t></si>").replace(
        "<sst ",
        "<sst uniqueCount=\"99999999999999999\" count=\"-1\" ",
    );
    let sheet = r#"<sheetData><row><c t="s"><v>0</v></c></row></sheetData>"#;
    let file = book(sheet, &[("xl/sharedStrings.xml", &texts)]);
    assert_eq!(first(&file), [(1, words(&["镇办"]))]);
}

#[test]
fn a_hundred_thousand_formatted_blank_lines_leave_nothing_behind() {
    let mut lines = String::from(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#);
    for line in 2..100_000 {
        lines.push_str(&format!(
            r#"<row r="{line}" s="1" customFormat="1"><c r="A{line}" s="1"/><c r="B{line}" s="1"></c></row>"#
        ));
    }
    let sheet = format!("<sheetData>{lines}</sheetData>");
    let file = written(
        &sheet,
        How {
            deflated: true,
            large: false,
        },
    );
    assert_eq!(first(&file), [(1, words(&["1"]))]);
}

#[test]
fn two_parts_of_one_name_are_two_files_in_one() {
    let mut all = parts(LINE, &[]);
    all.push(all[3].clone());
    let own: Vec<(&str, &[u8])> = all
        .iter()
        .map(|(name, xml)| (name.as_str(), xml.as_bytes()))
        .collect();
    assert_eq!(read(&zip(&own)).err(), Some(Unreadable::Damaged));
}

#[test]
fn what_is_little_in_the_file_is_not_much_in_memory() {
    let deep = format!("{}{}", "<a>".repeat(300), "</a>".repeat(300));
    let columns = r#"<col min="1" max="1" hidden="1"/>"#.repeat(20_000);
    for sheet in [
        format!("{LINE}{deep}"),
        format!("<cols>{columns}</cols>{LINE}"),
    ] {
        let file = written(&sheet, How::default());
        assert_eq!(read(&file).err(), Some(Unreadable::TooLarge));
    }
    let sheets = r#"<sheet name="s" r:id="r1"/>"#.repeat(300);
    let relations =
        (0..5_000).map(|at| format!(r#"<Relationship Id="r{at}" Target="x" Type="t/x"/>"#));
    let relations: String = relations.collect();
    for (part, xml) in [
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>"#),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships>{relations}</Relationships>"),
        ),
    ] {
        let mut parts = parts(LINE, &[]);
        for (name, own) in &mut parts {
            if name == part {
                own.clone_from(&xml);
            }
        }
        let parts: Vec<(&str, &[u8])> = parts
            .iter()
            .map(|(name, xml)| (name.as_str(), xml.as_bytes()))
            .collect();
        let file = zip_as(&parts, How::default());
        assert_eq!(read(&file).err(), Some(Unreadable::TooLarge), "{part}");
    }
}
