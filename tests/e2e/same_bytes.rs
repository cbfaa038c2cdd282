//! The same bytes everywhere: each worked case is scored natively and, by the desk's program, in a
//! real browser.

use anyhow::{Context, Result, ensure};
use domain::scoring::Case;
use domain::table::{Table, builtin_files};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::path::Path;
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Server};

/// The part of a file in `domain/cases` that the scorer needs; `domain/tests/cases.rs` reads the
/// rest.
#[derive(Deserialize)]
struct Example<'a> {
    #[serde(borrow)]
    case: &'a RawValue,
    #[serde(default)]
    table: Vec<Change>,
    expect: serde_json::Value,
}

#[derive(Deserialize)]
struct Change {
    from: String,
    to: String,
}

/// The text of the table that a case names; the newest if no table has that id.
fn table_of(case: &str) -> Result<&'static str> {
    let case: serde_json::Value = serde_json::from_str(case)?;
    let named = case["table"].as_str().unwrap_or_default();
    let files = builtin_files();
    let found = files.iter().find(|(id, _)| *id == named);
    let (_, toml) = found.or(files.last()).context("no table")?;
    Ok(toml)
}

/// The scores, or the error.
fn native(case: &str, table: &Table) -> Result<String> {
    let scored = Case::read(case).and_then(|case| {
        let scores = case.score(table)?;
        Ok(serde_json::to_string(&scores))
    });
    match scored {
        Ok(text) => Ok(text?),
        Err(errors) => Ok(errors.to_string()),
    }
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn every_case_scores_to_the_same_bytes_in_the_browser() -> Result<()> {
    let server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    let desk = Browser::start(&folder.path().join("desk"), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    desk.open(&server.url("/scores")).await?;

    let (mut cases, mut expected) = (Vec::new(), Vec::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/cases");
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|ext| ext != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        let example: Example<'_> =
            serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        let mut changed = table_of(example.case.get())?.to_owned();
        for change in &example.table {
            changed = changed.replace(&change.from, &change.to);
        }
        let table = Table::parse(&changed)
            .map_err(|faults| anyhow::anyhow!("{}: {faults}", path.display()))?;
        let case = example.case.get();
        let native = native(case, &table)?;
        let is_error = example.expect.get("errors").is_some();
        ensure!(
            is_error != native.starts_with('{'),
            "{}: {native}",
            path.display()
        );
        cases.push(json!([case, serde_json::to_string(&table)?]));
        expected.push((path, native));
    }
    ensure!(cases.len() >= 90, "only {} cases", cases.len());

    for ((path, native), case) in expected.iter().zip(cases) {
        let script = format!(
            "(async ([scored, table]) => {{
                const script = document.querySelector('script[src*=\"/pkg/desk.\"]');
                const {{ score }} = await import(script.src);
                try {{ return score(scored, table); }} catch (error) {{ return String(error); }}
            }})({case})"
        );
        let answer = desk.eval(&script).await?;
        let answer = answer.as_str().context("no text")?;
        ensure!(answer == native, "{}: {answer}\n{native}", path.display());
    }
    desk.expect_healthy().await
}
