//! Printing: every sheet of every workbook prints on A4 as it opens, with heads, title and page
//! numbers, in a readable size and without clipped text.

use crate::help::app::User;
use crate::help::demo::{BEFORE, filled};
use crate::help::unzip::unzip;
use anyhow::{Context, Result, ensure};
use calamine::{Data, Reader, Xlsx};
use reqwest::{Method, StatusCode};
use std::collections::BTreeMap;
use std::io::Cursor;

/// A4 in landscape and portrait within our margins: width in pixels of 1/96 inch, height in points.
const ACROSS: (f64, f64) = (1045.0, 494.0);
const UPRIGHT: (f64, f64) = (717.0, 740.0);

/// A sheet and its XML.
struct Sheet {
    name: String,
    xml: String,
}

impl Sheet {
    /// The value of an attribute in every element with this name.
    fn all<'x>(xml: &'x str, element: &str, attribute: &str) -> Vec<&'x str> {
        let (open, wanted) = (format!("<{element} "), format!(" {attribute}=\""));
        let elements = xml.split(&open).skip(1);
        let heads = elements.filter_map(|rest| rest.split('>').next());
        // The space before the first attribute was removed with the element's name.
        let spaced = heads.map(move |head| {
            let at = head.find(&wanted).map(|at| at + wanted.len());
            let first = head.strip_prefix(&wanted[1..]);
            first.or_else(|| head.get(at?..))
        });
        spaced
            .flatten()
            .filter_map(|rest| rest.split('"').next())
            .collect()
    }

    fn one<'x>(&'x self, element: &str, attribute: &str) -> Result<&'x str> {
        let found = Self::all(&self.xml, element, attribute);
        let what = format!("{}: no {attribute} of {element}", self.name);
        found.first().copied().context(what)
    }

    /// The widths of the columns, in pixels.
    fn widths(&self) -> Result<BTreeMap<u32, f64>> {
        let of = |attribute| Self::all(&self.xml, "col", attribute);
        let mut widths = BTreeMap::new();
        for ((from, to), width) in of("min").iter().zip(of("max")).zip(of("width")) {
            // A digit in the default font is seven pixels wide.
            let width = (width.parse::<f64>()? * 7.0).round();
            for column in from.parse::<u32>()?..=to.parse()? {
                widths.insert(column - 1, width);
            }
        }
        Ok(widths)
    }

    /// The heights of the rows in points; a row without one has the default height.
    fn heights(&self) -> Result<BTreeMap<u32, f64>> {
        let mut heights = BTreeMap::new();
        for row in self.xml.split("<row ").skip(1) {
            let head = row.split('>').next().unwrap_or_default();
            let head = format!("<row {head}>");
            let number = Self::all(&head, "row", "r");
            let height = Self::all(&head, "row", "ht");
            let number: u32 = number.first().context("a row without a number")?.parse()?;
            let height = height.first().map_or(Ok(12.75), |it| it.parse::<f64>())?;
            heights.insert(number - 1, height);
        }
        Ok(heights)
    }
}

fn sheets(bytes: &[u8]) -> Result<(Vec<Sheet>, String)> {
    let files = unzip(bytes)?;
    let text = |name: &str| -> Result<String> {
        let file = files.get(name).with_context(|| name.to_owned())?;
        Ok(String::from_utf8(file.bytes.clone())?)
    };
    let book = text("xl/workbook.xml")?;
    let names = Sheet::all(&book, "sheet", "name");
    let sheets = (1..).zip(&names).map(|(number, name)| {
        Ok(Sheet {
            name: (*name).to_owned(),
            xml: text(&format!("xl/worksheets/sheet{number}.xml"))?,
        })
    });
    Ok((sheets.collect::<Result<_>>()?, book))
}

/// The least height of a text in 9-point 宋体: lines of 11 points, wrapped within the column's
/// borders.
fn least(text: &str, pixels: f64) -> f64 {
    let lines = text.split('\n').map(|line| {
        let wide: f64 = line
            .chars()
            .map(|c| if c.is_ascii() { 6.0 } else { 12.0 })
            .sum();
        (wide / (pixels - 5.0)).ceil().max(1.0)
    });
    lines.sum::<f64>() * 11.0
}

/// Checks that a sheet fits its paper; returns its number of texts.
fn prints(sheet: &Sheet, area: &str, book: &mut Xlsx<Cursor<&[u8]>>) -> Result<usize> {
    let name = &sheet.name;
    ensure!(sheet.one("pageSetup", "paperSize")? == "9", "{name}: A4");
    ensure!(
        sheet.one("pageSetUpPr", "fitToPage")? == "1",
        "{name}: fits"
    );
    ensure!(
        sheet.one("pageSetup", "fitToHeight")? == "0",
        "{name}: as high as it is"
    );
    let wide = Sheet::all(&sheet.xml, "pageSetup", "fitToWidth");
    ensure!(
        wide.is_empty() || wide == ["1"],
        "{name}: one page wide, not {wide:?}"
    );
    let paper = match sheet.one("pageSetup", "orientation")? {
        "landscape" => ACROSS,
        _ => UPRIGHT,
    };
    let footer = sheet.xml.split("<oddFooter>").nth(1).context("no footer")?;
    let footer = footer.split('<').next().unwrap_or_default();
    ensure!(
        footer.contains("&amp;P") && footer.contains("&amp;N"),
        "{name}: {footer}"
    );
    ensure!(
        footer.contains("季度") || footer.contains('年'),
        "{name}: {footer}"
    );

    let (widths, heights) = (sheet.widths()?, sheet.heights()?);
    // `area` has the form `'name'!$A$1:$P$20`.
    let last = area.rsplit('$').nth(1).context("no print area")?;
    let last = last
        .bytes()
        .fold(0, |all, it| all * 26 + u32::from(it - b'A') + 1)
        - 1;
    let all: f64 = widths.range(..=last).map(|it| it.1).sum();
    let size = 9.0 * (paper.0 / all).min(1.0);
    ensure!(size > 8.8, "{name}: text of {size} points on paper");
    let mut begins = vec![0];
    for page in Sheet::all(&sheet.xml, "brk", "id") {
        begins.push(page.parse::<u32>()?);
    }
    let end = heights.keys().next_back().map_or(0, |row| row + 1);
    begins.push(end);
    if begins.len() > 2 {
        for page in begins.windows(2) {
            let high: f64 = heights.range(page[0]..page[1]).map(|it| it.1).sum();
            let head = if page[0] == 0 { 0.0 } else { 24.0 };
            ensure!(
                high + head <= paper.1,
                "{name}: a page of {high} points from {page:?}"
            );
        }
    }

    let merged = book.merge_cells_by_sheet_name(name)?;
    let range = book.worksheet_range(name)?;
    let mut texts = 0;
    for (row, column, cell) in range.used_cells() {
        let start = range.start().context("an empty sheet")?;
        let at = (
            u32::try_from(row)? + start.0,
            u32::try_from(column)? + start.1,
        );
        let Data::String(text) = cell else { continue };
        if at.1 > last {
            continue;
        }
        texts += 1;
        let found = merged.iter().find(|it| it.start == at);
        let to = found.map_or(at, |it| it.end);
        let wide: f64 = widths.range(at.1..=to.1).map(|it| it.1).sum();
        let high: f64 = heights.range(at.0..=to.0).map(|it| it.1).sum();
        ensure!(
            least(text, wide) <= high,
            "{name} {at:?}: {high} points for {text}"
        );
    }
    for (row, height) in &heights {
        ensure!(*height < 409.0, "{name}: row {row} of {height} points");
    }
    Ok(texts)
}

async fn bytes_of(user: &User, path: &str) -> Result<Vec<u8>> {
    let answer = user.request(Method::GET, path).send().await?;
    ensure!(
        answer.status() == StatusCode::OK,
        "{path}: {}",
        answer.status()
    );
    Ok(answer.bytes().await?.to_vec())
}

#[tokio::test]
async fn every_sheet_prints_on_a4_as_it_is_opened() -> Result<()> {
    let app = filled(tempfile::tempdir()?, crate::help::demo::NOW).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let mut paths = vec!["/api/v1/years/2026/export.xlsx".to_owned()];
    for file in ["evaluation", "scores", "findings", "ledger", "visits"] {
        paths.push(format!("/api/v1/quarters/{BEFORE}/export/{file}.xlsx"));
    }
    for town in ["luocun", "taihe"] {
        paths.push(format!(
            "/api/v1/quarters/{BEFORE}/towns/{town}/deductions.xlsx"
        ));
    }
    for path in paths {
        let bytes = bytes_of(&zhaomin, &path).await?;
        let (sheets, workbook) = sheets(&bytes)?;
        let mut book = Xlsx::new(Cursor::new(bytes.as_slice()))?;
        let styles = &unzip(&bytes)?["xl/styles.xml"].bytes;
        let styles = String::from_utf8(styles.clone())?;
        let has_points = !path.contains("ledger") && !path.contains("visits");
        assert_eq!(
            styles.contains("formatCode=\"0.00_ \""),
            has_points,
            "{path}"
        );
        let defined: Vec<&str> = workbook.split("<definedName ").skip(1).collect();
        let of = |number: usize, name: &str| {
            let own = format!("localSheetId=\"{number}\"");
            let mut found = defined
                .iter()
                .filter(|it| it.contains(name) && it.contains(&own));
            let text = found.next()?.split('>').nth(1)?;
            Some(text.split('<').next().unwrap_or_default().to_owned())
        };
        let mut texts = 0;
        for (number, sheet) in sheets.iter().enumerate() {
            let name = &sheet.name;
            let titles = of(number, "_xlnm.Print_Titles");
            ensure!(titles.is_some(), "{path} {name}: no heads on each page");
            let area = of(number, "_xlnm.Print_Area");
            let area = area.with_context(|| format!("{path} {name}: no print area"))?;
            texts += prints(sheet, &area, &mut book).with_context(|| path.clone())?;
        }
        assert!(texts > 10, "{path}: {texts} texts");
    }
    Ok(())
}
