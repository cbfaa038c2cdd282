//! Sheets of workbooks since 2007, as Excel, WPS and programs in Java write them.

use super::super::cells::Merged;
use super::*;

fn date(day: &str) -> Cell {
    Cell::Date(day.to_owned())
}

#[test]
fn texts_are_read_as_java_writes_them() {
    // Texts without counts, in runs, with phonetic readings, with and without preserved spaces,
    // empty and absent.
    let texts = shared(
        r#"<si><t>镇办</t></si><si/><si><r><rPr><b/></rPr><t>罗</t></r><r><t xml:space="preserve">村 </t></r>
        <r><t>镇</t></r></si><si><t>値</t><rPh sb="0" eb="1"><t>アタイ</t></rPh><phoneticPr fontId="1"/></si>
        <si><t xml:space="preserve"> 98.2 </t></si><si><t>A&amp;B&#x4e00;_x000B_</t></si>"#,
    );
    let cell = |at: u32| format!(r#"<c t="s"><v>{at}</v></c>"#);
    let cells: String = (0..6).map(cell).collect();
    let sheet = format!("<sheetData><row>{cells}</row></sheetData>");
    let file = book(&sheet, &[("xl/sharedStrings.xml", &texts)]);
    let read = [(1, words(&["镇办", "罗村 镇", "値", "98.2", "A&B一"]))];
    assert_eq!(first(&file), read);
    let beyond = format!("<sheetData><row>{}</row></sheetData>", cell(6));
    let file = book(&beyond, &[("xl/sharedStrings.xml", &texts)]);
    assert_eq!(super::read(&file).err(), Some(Unreadable::Damaged));

    let inline = r#"<row r="2"><c r="B2" t="inlineStr"><is><r><t>罗村</t></r><r><t>镇</t></r></is></c>
        <c r="D2" t="str"><v>公式的结果</v></c></row><row><c><v>3</v></c></row>"#;
    let read = [(2, words(&["罗村镇", "公式的结果"])), (3, words(&["3"]))];
    assert_eq!(first(&of_sheet(inline)), read);
}

#[test]
fn a_number_is_what_its_format_shows() {
    let styles = r#"<styleSheet xmlns="x"><numFmts><numFmt numFmtId="170" formatCode="0.00\ %"/>
        <numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>
        <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="170"/><xf numFmtId="14"/>
        <xf numFmtId="171"/><xf numFmtId="2"/></cellXfs>
        <dxfs><dxf><numFmt numFmtId="0" formatCode="0%"/></dxf></dxfs></styleSheet>"#;
    let cells: String = [
        (0, "0.982"),
        (1, "0.982"),
        (2, "0.98205"),
        (3, "44692"),
        (4, "44692.5"),
        (5, "0.1"),
        (9, "7"),
    ]
    .map(|(style, value)| format!(r#"<c s="{style}"><v>{value}</v></c>"#))
    .concat();
    let other =
        r#"<c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2022-05-11T00:00:00</v></c>"#;
    let sheet = format!("<sheetData><row>{cells}{other}</row></sheetData>");
    let text = |text: &str| Cell::Text(text.to_owned());
    let percent = |shown: &str| Cell::Percent(shown.to_owned());
    let file = book(&sheet, &[("xl/styles.xml", styles)]);
    assert_eq!(
        first(&file)[0].1,
        [
            text("0.982"),
            percent("98.2%"),
            percent("98.205%"),
            date("2022-05-11"),
            date(""),
            text("0.1"),
            text("7"),
            Cell::Truth(true),
            Cell::Failed("#N/A".to_owned()),
            date("2022-05-11"),
        ]
    );
}

#[test]
fn a_formula_that_was_never_computed_is_not_blank() {
    let lines = r#"<row r="1"><c r="A1"><f>90+8</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"/>
        <c r="D1"><f>A1</f><v/></c><c r="E1" t="str"><f>""</f><v></v></c></row>"#;
    let computed = Cell::Text("2".to_owned());
    let read = [(1, vec![Cell::Uncomputed, computed, Cell::Uncomputed])];
    assert_eq!(first(&of_sheet(lines)), read);
}

#[test]
fn what_nobody_sees_and_what_is_merged_is_known() {
    let sheet = r#"<dimension ref="B2:A1"/><cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/></cols>
        <sheetData><row r="1"><c><v>1</v></c></row><row r="3" hidden="1"><c><v>2</v></c></row>
        <row r="4" ht="0" customHeight="1"><c><v>3</v></c></row></sheetData>
        <mergeCells count="2"><mergeCell ref="A3:A4"/><mergeCell ref="B1:D1"/></mergeCells>"#;
    let sheets = super::read(&book(sheet, &[])).unwrap();
    let hidden: Vec<(u32, bool)> = sheets[0]
        .lines
        .iter()
        .map(|it| (it.number, it.hidden))
        .collect();
    assert_eq!(hidden, [(1, false), (3, true), (4, true)]);
    let hides: Vec<u32> = (0..6).filter(|column| sheets[0].hides(*column)).collect();
    assert_eq!(hides, [1, 2, 4]);
    let down = Merged {
        lines: (3, 4),
        columns: (0, 0),
    };
    assert_eq!(sheets[0].merged_at(4, 0), Some(&down));
    assert_eq!(sheets[0].merged_at(5, 0), None);
}

#[test]
fn lines_and_cells_out_of_order_are_a_damaged_file() {
    for lines in [
        r#"<row r="1"><c r="ZZZZZZZZZZZZ1"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A99999999999999999999"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="ÿ1"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A0"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A2"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>"#,
        r#"<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>"#,
        r#"<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>"#,
        r#"<row r="1"/><row r="1"/>"#,
        r#"<row r="0"/>"#,
        r#"<row r="1048577"/>"#,
        r#"<row r="x"/>"#,
        r#"<row r="1"><c s="x"><v>1</v></c></row>"#,
        r#"<row r="1"><c t="s"><v>0</v></c></row>"#,
        r#"<row r="1"><c t="s"><v>-1</v></c></row>"#,
        "<row><c><v>&nbsp;</v></c></row>",
        "<row><c><v>1</c></v></row>",
    ] {
        let refused = super::read(&of_sheet(lines)).err();
        assert_eq!(refused, Some(Unreadable::Damaged), "{lines}");
    }
    for merged in ["A1", "A2:A1", "A1:ÿ", "x:y", ""] {
        let sheet = format!(r#"<sheetData/><mergeCells><mergeCell ref="{merged}"/></mergeCells>"#);
        let known = super::read(&book(&sheet, &[])).err();
        assert_eq!(
            known,
            (merged != "A1").then_some(Unreadable::Damaged),
            "{merged}"
        );
    }
}

#[test]
fn no_byte_of_a_sheet_ends_the_program() {
    let texts = shared("<si><t>镇办</t></si><si><r><t>罗村镇</t></r></si>");
    let sheet = r#"<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>
        <c r="B1" s="1"><f>1+1</f><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A3:A4"/></mergeCells>"#;
    let parts = made::parts(sheet, &[("xl/sharedStrings.xml", &texts)]);
    let mut seed = 7_u64;
    let mut next = |most: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % most
    };
    let mut read = 0;
    for _ in 0..3_000 {
        let mut own: Vec<(String, Vec<u8>)> = parts
            .iter()
            .map(|(name, xml)| (name.clone(), xml.clone().into_bytes()))
            .collect();
        let part = next(own.len());
        let bytes = &mut own[part].1;
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(3) {
                0 => bytes[at] = b"<>/=\"&;09:A\xff\0"[next(13)],
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, b"<>/=\"&;09:A\xff\0"[next(13)]),
            }
        }
        let own: Vec<(&str, &[u8])> = own
            .iter()
            .map(|(name, xml)| (name.as_str(), xml.as_slice()))
            .collect();
        read += usize::from(super::read(&zip(&own)).is_ok());
    }
    assert!(read > 100, "{read}");
}

#[test]
fn a_text_that_many_cells_show_takes_no_more_room_than_fits() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let long = "长".repeat(30_000);
    for line in 0..2_000 {
        sheet.write(line, 0, &long).unwrap();
    }
    let lines = first(&book.save_to_buffer().unwrap());
    let bytes = lines
        .iter()
        .flat_map(|(_, cells)| cells)
        .map(|cell| match cell {
            Cell::Text(text) => text.len(),
            _ => 0,
        });
    assert_eq!(
        bytes.sum::<usize>(),
        2_000 * 3 * (crate::sheets::workbook::MOST + 1)
    );
}

#[test]
fn hidden_sheets_have_a_name_and_no_lines() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet()
        .set_name("数值")
        .unwrap()
        .write(0, 0, "镇办")
        .unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("旧数").unwrap().set_hidden(true);
    hidden.write(0, 0, "镇办").unwrap();
    let file = book.save_to_buffer().unwrap();
    assert_eq!(super::read(&file).unwrap().len(), 1);
    let all = read_all(&file).unwrap();
    assert!(all[1].hidden && all[1].name == "旧数" && all[1].lines.is_empty());
}

#[test]
fn controls_and_drawings_have_no_lines_of_the_sheet() {
    let last = r#"<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>罗村镇</t></is></c></row>"#;
    let anchor = r#"<anchor><from><xdr:col>1</xdr:col><xdr:row>4</xdr:row></from>
        <to><xdr:col>2</xdr:col><xdr:row>5</xdr:row></to></anchor>"#;
    let sheet = format!(
        r#"<sheetData>{last}</sheetData><mc:AlternateContent xmlns:mc="m" xmlns:xdr="x"><mc:Choice><controls>
        <control><controlPr>{anchor}</controlPr></control></controls></mc:Choice></mc:AlternateContent>"#
    );
    let file = book(&sheet, &[]);
    assert_eq!(first(&file), [(1_048_576, words(&["罗村镇"]))]);
}

#[test]
fn merged_cells_of_all_sheets_together_are_bounded() {
    let merged: String = (1..=20_000)
        .map(|line| format!(r#"<mergeCell ref="A{line}:B{line}"/>"#))
        .collect();
    let sheet = format!("<sheetData/><mergeCells>{merged}</mergeCells>");
    // The workbook lists the same sheet under several names.
    let parts = made::parts(&sheet, &[]);
    let read = |times: usize| {
        let names: String = (0..times)
            .map(|at| format!(r#"<sheet name="{at}" sheetId="{at}" r:id="r1"/>"#))
            .collect();
        let own = |(name, xml): &(String, String)| {
            let one = r#"<sheet name="s" sheetId="1" r:id="r1"/>"#;
            (name.clone(), xml.replace(one, &names))
        };
        let own: Vec<(String, String)> = parts.iter().map(own).collect();
        let own: Vec<(&str, &[u8])> = own
            .iter()
            .map(|(name, xml)| (name.as_str(), xml.as_bytes()))
            .collect();
        super::read(&zip(&own))
    };
    assert_eq!(read(2).unwrap()[1].merged.len(), 20_000);
    assert_eq!(read(3).unwrap_err(), Unreadable::TooLarge);
}
