//! The official sheets as each engine prints them, read back from the PDF as pages and text.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Engine, Server};

/// Reads properties or text of a PDF with a program of poppler's.
fn read(program: &str, arguments: &[&str], file: &Path) -> Result<String> {
    let mut command = Command::new(program);
    command.args(arguments).arg(file);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().with_context(|| program.to_owned())?;
    ensure!(output.status.success(), "{program}: {output:?}");
    Ok(String::from_utf8(output.stdout)?)
}

/// The towns of the demo, and the total of each while nothing is entered.
const TOWNS: usize = 13;
const TOTAL: &str = "21.7";

/// A printed sheet. Its figures can be read back in every engine; Firefox's PDF has only the shapes
/// of Chinese characters.
struct Paper {
    pages: usize,
    /// Width and height, in points.
    sides: (f64, f64),
    text: String,
}

impl Paper {
    async fn of(desk: &Browser, across: bool, file: &Path) -> Result<Self> {
        std::fs::write(file, desk.printed(across).await?)?;
        let about = read("pdfinfo", &[], file)?;
        let line = |name: &str| {
            let found = about.lines().find_map(|line| line.strip_prefix(name));
            found.with_context(|| format!("no {name} in {about}"))
        };
        let size = line("Page size:")?.split_whitespace();
        let sides: Vec<f64> = size.filter_map(|it| it.parse().ok()).collect();
        Ok(Self {
            pages: line("Pages:")?.trim().parse()?,
            sides: (
                *sides.first().context("width")?,
                *sides.get(1).context("height")?,
            ),
            text: read("pdftotext", &["-raw"], file)?,
        })
    }

    /// Checks for this many A4 pages in this orientation, this many totals, and nothing meant only
    /// for the screen.
    fn expect(&self, pages: usize, across: bool, totals: usize) -> Result<()> {
        let (width, height) = if across {
            (842.0, 595.0)
        } else {
            (595.0, 842.0)
        };
        let near = |side: f64, wanted: f64| (side - wanted).abs() < 2.0;
        ensure!(
            near(self.sides.0, width) && near(self.sides.1, height),
            "{:?}",
            self.sides
        );
        ensure!(self.pages == pages, "{} pages: {}", self.pages, self.text);
        let found = self.text.matches(TOTAL).count();
        ensure!(found == totals, "{found} totals: {}", self.text);
        for word in [".xlsx", "退出", "打印", "模拟测算"] {
            ensure!(!self.text.contains(word), "{word} on paper: {}", self.text);
        }
        Ok(())
    }
}

async fn on_paper(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start_in(engine, &folder.path().join("desk"), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;

    desk.open(&server.url("/scores")).await?;
    desk.wait_for("chart-spread").await?;
    let sheet = Paper::of(&desk, true, &folder.path().join("scores.pdf")).await?;
    sheet.expect(1, true, TOWNS)?;
    for column in ["1.1", "3.4", "5.2", "8.1.1", "8.2.2"] {
        ensure!(sheet.text.contains(column), "no {column}: {}", sheet.text);
    }

    desk.open(&server.url("/bulletin")).await?;
    desk.wait_for("bulletin-paper").await?;
    let sheet = Paper::of(&desk, false, &folder.path().join("bulletin.pdf")).await?;
    // Each town's total, and the text's mean, highest and lowest.
    sheet.expect(2, false, TOWNS + 3)?;
    desk.expect_healthy().await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_sheets_on_paper() -> Result<()> {
    on_paper(Engine::Chromium).await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_sheets_on_paper_in_webkit() -> Result<()> {
    on_paper(Engine::WebKit).await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_sheets_on_paper_in_firefox() -> Result<()> {
    on_paper(Engine::Firefox).await
}
