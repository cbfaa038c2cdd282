//! A whole centre, tap by tap, in every engine: every row is answered, four of them with a phrase,
//! a note and a photo.

use anyhow::{Context, Result, ensure};
use domain::inspection::SiteKind;
use domain::table::{builtins, for_date};
use tests::{Device, Engine, pictures};

use crate::field::{Field, row};

const FOUND: [&str; 4] = [
    "1.3/wheelchair",
    "2.1/sign",
    "5.1/dirty-hall",
    "5.1/attitude",
];

/// The most taps allowed: four for a finding with its phrase and photo and one for its note; one
/// for the rest of a section.
const FINDING: usize = 4;

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_whole_centre_takes_few_taps() -> Result<()> {
    for engine in Engine::ALL {
        let taps = centre(engine).await?;
        println!("{engine:?}: {taps} taps for a whole centre");
    }
    Ok(())
}

/// The checkpoints of the table in force that apply to a centre.
fn rows_of_a_centre() -> Result<usize> {
    let today = jiff::Zoned::now().date();
    let table = for_date(builtins(), today).context("no table is in force")?;
    let all = table.checkpoints();
    Ok(all
        .filter(|(_, it)| it.applies.to(SiteKind::Centre))
        .count())
}

async fn centre(engine: Engine) -> Result<usize> {
    let mut field = Field::begun(engine, Device::PHONE).await?;
    field.server.stop().await?;
    let tablet = &field.tablet;
    let rows = tablet.count("row").await?;
    let expected = rows_of_a_centre()?;
    ensure!(rows == expected, "{rows} rows of {expected}");
    let picture = field.folder.path().join("camera.jpg");
    std::fs::write(&picture, pictures::CAMERA)?;
    let mut taps = 0;
    for checkpoint in FOUND {
        let before = taps;
        tablet.tap(&row(checkpoint, "answer-issue")).await?;
        tablet.tap(&row(checkpoint, "phrase")).await?;
        // 拍照, and the camera's own shutter.
        tablet
            .choose_file(&row(checkpoint, "photo-camera"), &picture)
            .await?;
        taps += 4;
        ensure!(taps - before <= FINDING, "{} taps for one", taps - before);
        // One tap into the field; then keys.
        tablet.fill(&row(checkpoint, "note"), "现场无 3 号").await?;
        taps += 1;
        tablet.wait_pictures(&row(checkpoint, "photo"), 1).await?;
    }
    for section in 0..tablet.count("section").await? {
        let rest = format!(
            "[data-testid='section']:nth-of-type({}) [data-testid='rest-meets']",
            section + 1
        );
        if tablet.count(&rest).await? > 0 {
            tablet.tap(&rest).await?;
            taps += 1;
        }
    }
    field.saved().await?;
    let open = "[data-testid='row']:not([data-answer])";
    tablet.wait_gone(open).await?;
    for checkpoint in FOUND {
        field.found(checkpoint).await?;
    }
    for testid in ["go-finish", "answer-signed"] {
        tablet.tap(testid).await?;
        taps += 1;
    }
    tablet.fill("site-answer-words", "王芳").await?;
    tablet.tap("hand-in").await?;
    taps += 2;
    tablet.wait_gone("hand-in").await?;
    field.server.resume().await?;
    field.drained().await?;
    let failed = field.tablet.count("panic").await?;
    ensure!(failed == 0, "{engine:?}: the page has failed");
    Ok(taps)
}
