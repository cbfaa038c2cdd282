//! Files of facts at their largest: fifty thousand lines as text and as a workbook, a million formatted blank
//! lines, and sixteen megabytes of commas.
//!
//! Also by itself, with the server of `XUNCHA_BIN`: `cargo test --test bench files -- --ignored --nocapture`.

use std::time::Instant;

use anyhow::{Result, ensure};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::json;
use tests::Server;
use tests::steps::SUPERVISOR;

use crate::district::Person;

const LINES: u32 = 50_000;
/// Seconds that one of them may take.
const SECONDS: f64 = 5.0;
/// Bytes that the server may take meanwhile.
const BYTES: u64 = 200 * 1024 * 1024;

/// Claims, the last of them at a level that there is not.
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

/// A value, and a million lines below it in which four cells have a look and nothing else.
fn blank() -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory();
    let look = Format::new().set_bold();
    for line in 0..1_048_576 {
        for column in 0..4 {
            match (line, column) {
                (0, 0) => sheet.write(line, column, "镇办")?,
                (0, 1) => sheet.write(line, column, "风采展示")?,
                (1, 0) => sheet.write(line, column, "罗村镇")?,
                (1, 1) => sheet.write(line, column, 90)?,
                _ => sheet.write_blank(line, column, &look)?,
            };
        }
    }
    Ok(book.save_to_buffer()?)
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask bench"]
async fn large_files_are_checked_quickly_and_in_little_room() -> Result<()> {
    let server = Server::start().await?;
    let person = Person::sign_in(&server, SUPERVISOR).await?;
    let quarter = person
        .call("import_quarter", &json!({"quarter": null}))
        .await?;
    let quarter: String = serde_json::from_slice(&quarter)?;
    let path = format!("/api/v1/quarters/{quarter}/facts/import?check=1");
    let commas = vec![b','; 16 * 1024 * 1024];
    let many = ",,,,,,,,,,,,,,,,\n"
        .repeat(16 * 1024 * 1024 / 17)
        .into_bytes();
    let right = String::from_utf8(text())?
        .replace("校级", "市级")
        .into_bytes();
    println!("budget: {SECONDS} s, {} MiB", BYTES >> 20);
    for (what, file, status) in [
        ("50,000 lines of text, one wrong", text(), 422),
        ("50,000 lines of text, all right", right, 200),
        ("50,000 lines of a workbook, one wrong", workbook()?, 422),
        ("a million blank lines with a look", blank()?, 200),
        ("16 MB of commas in a line", commas, 422),
        ("16 MB of commas in many lines", many, 422),
    ] {
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
