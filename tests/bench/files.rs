//! The largest files of facts: fifty thousand lines as text and as a workbook, a million formatted
//! blank lines, and sixteen megabytes of commas.
//!
//! Also runs by itself, with the server of `XUNCHA_BIN`: `cargo test --test bench files --
//! --ignored --nocapture`.

use std::io::{Cursor, Write};
use std::time::Instant;

use anyhow::{Result, ensure};
use rust_xlsxwriter::Workbook;
use serde_json::json;
use tests::Server;
use tests::steps::SUPERVISOR;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::district::Person;

const LINES: u32 = 50_000;
/// The most seconds that one file may take.
const SECONDS: f64 = 5.0;
/// The most memory that the server may use meanwhile, in bytes.
const BYTES: u64 = 200 * 1024 * 1024;

/// Claims, the last with an unknown level.
fn claims() -> impl Iterator<Item = [String; 4]> {
    (1..=LINES).map(|line| {
        let level = if line == LINES { "校级" } else { "市级" };
        let matter = format!("第 {line} 件帮办代办经验被推广");
        [
            "罗村镇".to_owned(),
            "8.1.1".to_owned(),
            matter,
            level.to_owned(),
        ]
    })
}

fn text() -> Vec<u8> {
    let lines = claims().map(|cells| cells.join(","));
    let lines: Vec<String> = ["镇办,指标,事项,级别".to_owned()]
        .into_iter()
        .chain(lines)
        .collect();
    lines.join("\r\n").into_bytes()
}

fn workbook() -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["镇办", "指标", "事项", "级别"]) {
        sheet.write(0, column, head)?;
    }
    for (line, cells) in (1..).zip(claims()) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(line, column, cell)?;
        }
    }
    Ok(book.save_to_buffer()?)
}

/// A value, and below it a million lines with four cells that have a format but no content, as
/// Excel writes them.
fn blank() -> Result<Vec<u8>> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>
            </Relationships>"#
        )
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheet", "worksheets/sheet1.xml"),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="s" sheetId="1" r:id="r1"/>
                </sheets></workbook>"#
            ),
        ),
    ] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(xml.as_bytes())?;
    }
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())?;
    let cell = |place: &str, words: &str| {
        format!(r#"<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>"#)
    };
    let (town, head, own) = (
        cell("A1", "镇办"),
        cell("B1", "风采展示"),
        cell("A2", "罗村镇"),
    );
    write!(
        zip,
        r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1">{town}{head}</row><row r="2">{own}<c r="B2"><v>90</v></c></row>"#
    )?;
    for line in 3..=1_048_576 {
        write!(
            zip,
            r#"<row r="{line}" spans="1:4" s="1" customFormat="1"><c r="A{line}" s="1"/><c r="B{line}" s="1"/><c r="C{line}" s="1"/><c r="D{line}" s="1"/></row>"#
        )?;
    }
    write!(zip, "</sheetData></worksheet>")?;
    Ok(zip.finish()?.into_inner())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask bench"]
async fn large_files_are_checked_quickly_and_in_little_room() -> Result<()> {
    let commas = vec![b','; 16 * 1024 * 1024];
    let many = ",,,,,,,,,,,,,,,,\n"
        .repeat(16 * 1024 * 1024 / 17)
        .into_bytes();
    let right = String::from_utf8(text())?
        .replace("校级", "市级")
        .into_bytes();
    let files = [
        ("50,000 lines of text, one wrong", text(), 422),
        ("50,000 lines of text, all right", right, 200),
        ("50,000 lines of a workbook, one wrong", workbook()?, 422),
        ("a million blank lines with a look", blank()?, 200),
        ("16 MB of commas in a line", commas, 422),
        ("16 MB of commas in many lines", many, 422),
    ];
    let server = Server::start().await?;
    let person = Person::sign_in(&server, SUPERVISOR).await?;
    let quarter = person
        .call("import_quarter", &json!({"quarter": null}))
        .await?;
    let quarter: String = serde_json::from_slice(&quarter)?;
    let path = format!("/api/v1/quarters/{quarter}/facts/import?check=1");
    println!("budget: {SECONDS} s, {} MiB", BYTES >> 20);
    for (what, file, status) in files {
        let start = Instant::now();
        let size = file.len();
        let ((answered, body), memory) = server.memory_of(person.file(&path, file)).await?;
        let seconds = start.elapsed().as_secs_f64();
        let memory = memory.unwrap_or_default();
        println!(
            "{what} ({} KiB): {answered} in {seconds:.2} s, {} MiB",
            size >> 10,
            memory >> 20
        );
        ensure!(answered == status, "{what}: {body}");
        ensure!(
            seconds < SECONDS && memory < BYTES,
            "{what}: over the budget"
        );
    }
    Ok(())
}
