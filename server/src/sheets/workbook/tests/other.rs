//! Workbooks of LibreOffice, and Excel's XML of 2003.

use super::super::cells::Merged;
use super::*;

/// A LibreOffice workbook with this content.
fn ods(content: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="o" xmlns:table="t"
        xmlns:text="x" xmlns:style="s" xmlns:calcext="c"><office:automatic-styles>
        <style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>
        <style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
        </office:automatic-styles><office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>
        </office:document-content>"#
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    zip(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

#[test]
fn a_workbook_of_libreoffice_is_read() {
    let file = ods(
        r#"<table:tracked-changes><table:table-cell office:value-type="float" office:value="9"/></table:tracked-changes>
        <table:table table:name="数值" table:style-name="ta1">
        <table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
        <table:table-header-rows><table:table-row>
        <table:table-cell office:value-type="string"><text:p>镇<text:span>办</text:span></text:p></table:table-cell>
        <table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>
        <text:p>第一行</text:p><text:p>第二<text:s text:c="2"/>行</text:p></table:table-cell>
        </table:table-row></table:table-header-rows>
        <table:table-row table:number-rows-repeated="2">
        <table:table-cell office:value-type="percentage" office:value="0.982"><text:p>98.20%</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="97.5" table:number-columns-repeated="2"><text:p>97.5</text:p></table:table-cell>
        <table:table-cell table:number-columns-repeated="16380"/></table:table-row>
        <table:table-row table:visibility="filter">
        <table:table-cell office:value-type="date" office:date-value="2022-05-11"><text:p>5月11日</text:p></table:table-cell>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>真</text:p></table:table-cell>
        <table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error" table:formula="of:=NA()"><text:p>#N/A</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1+1"/></table:table-row>
        <table:table-row><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1" office:value-type="string"><text:p>罗村镇</text:p></table:table-cell></table:table-row>
        <table:table-row><table:covered-table-cell/><table:table-cell office:value-type="float" office:value="1"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        </table:table><table:table table:name="旧数" table:style-name="ta2"><table:table-row>
        <table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>"#,
    );
    let text = |text: &str| Cell::Text(text.to_owned());
    let percent = || {
        vec![
            Cell::Percent("98.2%".to_owned()),
            text("97.5"),
            text("97.5"),
        ]
    };
    assert_eq!(
        first(&file),
        [
            (1, vec![text("镇办"), text("第一行\n第二  行")]),
            (2, percent()),
            (3, percent()),
            (
                4,
                vec![
                    Cell::Date("2022-05-11".to_owned()),
                    Cell::Truth(true),
                    Cell::Failed("#N/A".to_owned()),
                    Cell::Uncomputed,
                ]
            ),
            (5, vec![text("罗村镇")]),
            (6, vec![text("1")]),
        ]
    );
    let sheets = read_all(&file).unwrap();
    assert!(sheets[0].lines[3].hidden && !sheets[0].lines[2].hidden);
    assert!(sheets[0].hides(1) && sheets[0].hides(2) && !sheets[0].hides(0));
    let down = Merged {
        lines: (5, 6),
        columns: (0, 0),
    };
    assert_eq!(sheets[0].merged, [down]);
    assert!(sheets[1].hidden && sheets[1].lines.is_empty());
}

#[test]
fn a_percentage_is_told_by_what_is_shown_as_well() {
    let lines = r#"<table:table table:name="s"><table:table-row>
        <table:table-cell office:value-type="float" office:value="0.982"><text:p>98.20%</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="0.5"><text:p>0.5</text:p></table:table-cell>
        </table:table-row></table:table>"#;
    let read = [(
        1,
        vec![
            Cell::Percent("98.2%".to_owned()),
            Cell::Text("0.5".to_owned()),
        ],
    )];
    assert_eq!(first(&ods(lines)), read);
    let flat = format!(
        r#"<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>{lines}</office:spreadsheet></office:body>
        </office:document>"#
    );
    assert_eq!(first(flat.as_bytes()), read);
}

#[test]
fn lines_that_are_repeated_without_end_are_too_much() {
    let file = ods(
        r#"<table:table table:name="s"><table:table-row table:number-rows-repeated="4000000000">
        <table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>"#,
    );
    assert_eq!(read(&file).err(), Some(Unreadable::TooLarge));
    let file = ods(r#"<table:table table:name="s"><table:table-row>
        <table:table-cell table:number-columns-repeated="4000000000" office:value-type="float" office:value="1"/>
        </table:table-row></table:table>"#);
    assert_eq!(read(&file).err(), Some(Unreadable::TooLarge));
}

#[test]
fn the_xml_of_2003_is_read() {
    let file = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
        <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
        <Styles><Style ss:ID="Default"/><Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style>
        <Style ss:ID="s2" ss:Parent="s1"/><Style ss:ID="s3"><NumberFormat ss:Format="Short Date"/></Style></Styles>
        <Worksheet ss:Name="数值"><Table><Column ss:Width="80"/><Column ss:StyleID="s2"/><Column ss:Index="4" ss:Hidden="1"/>
        <Row><Cell ss:MergeDown="1"><Data ss:Type="String">罗村镇</Data><Comment><Data ss:Type="String">批注</Data></Comment></Cell>
        <Cell><Data ss:Type="Number">0.982</Data></Cell><Cell ss:StyleID="Default"><Data ss:Type="Number">97.50</Data></Cell></Row>
        <Row ss:Index="4" ss:Hidden="1"><Cell ss:Index="2" ss:StyleID="s3"><Data ss:Type="DateTime">2022-05-11T00:00:00.000</Data></Cell>
        <Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>
        <Cell ss:Formula="=1+1"/><Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table>
        <WorksheetOptions xmlns="x"><Visible>SheetVisible</Visible></WorksheetOptions></Worksheet>
        <Worksheet ss:Name="旧数"><Table><Row><Cell><Data ss:Type="Number">1</Data></Cell></Row></Table>
        <WorksheetOptions xmlns="x"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"#;
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(
        first(file.as_bytes()),
        [
            (
                1,
                vec![
                    text("罗村镇"),
                    Cell::Percent("98.2%".to_owned()),
                    text("97.5")
                ]
            ),
            (
                4,
                vec![
                    Cell::Date("2022-05-11".to_owned()),
                    Cell::Failed("#DIV/0!".to_owned()),
                    Cell::Uncomputed,
                    Cell::Truth(true),
                ]
            ),
        ]
    );
    let sheets = read_all(file.as_bytes()).unwrap();
    assert!(sheets[0].lines[1].hidden && sheets[0].hides(3) && !sheets[0].hides(2));
    assert_eq!(
        sheets[0].merged,
        [Merged {
            lines: (1, 2),
            columns: (0, 0)
        }]
    );
    assert!(sheets[1].hidden && sheets[1].lines.is_empty());
    let cut = &file[..file.len() - 12];
    assert_eq!(read(cut.as_bytes()).err(), Some(Unreadable::Damaged));
}

#[test]
fn a_workbook_that_is_one_file_is_read_in_every_encoding() {
    let text = |encoding: &str| {
        format!(
            r#"<?xml version="1.0" encoding="{encoding}"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
            xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="数值"><Table><Row>
            <Cell><Data ss:Type="String">罗村镇</Data></Cell></Row></Table></Worksheet></Workbook>"#
        )
    };
    let wide = text("UTF-16")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect::<Vec<u8>>();
    let own = text("GBK");
    let (gbk, ..) = encoding_rs::GBK.encode(&own);
    for file in [
        text("UTF-8").into_bytes(),
        [&b"\xff\xfe"[..], &wide].concat(),
        gbk.to_vec(),
    ] {
        assert_eq!(first(&file), [(1, words(&["罗村镇"]))]);
    }
}
