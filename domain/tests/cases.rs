//! Every worked example in `domain/cases` scores as it says.
//!
//! A file there is one example: `say` tells in a sentence what it shows, `case` is the input of
//! `xuncha score`, `expect` names the towns and the indicators that the example is about with
//! their points and traces. What it does not name is not compared.

#![allow(clippy::unwrap_used)]

use domain::scoring::{Basis, Case, score_deduct_rows};
use domain::table::builtin;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example<'a> {
    say: String,
    #[serde(borrow)]
    case: &'a RawValue,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    towns: Vec<ExpectedTown>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedTown {
    id: String,
    #[serde(default)]
    basis: Option<Basis>,
    indicators: Vec<Value>,
}

fn run(text: &str) -> Result<(), String> {
    let example: Example<'_> = serde_json::from_str(text).map_err(|e| e.to_string())?;
    if !example.say.ends_with('。') {
        return Err("`say` is a sentence".into());
    }
    let case = Case::read(example.case.get()).map_err(|e| e.to_string())?;
    let table = builtin(&case.table).ok_or("unknown table")?;
    case.check(table).map_err(|e| e.to_string())?;
    if example.expect.towns.is_empty() {
        return Err("nothing is expected".into());
    }
    for town in &example.expect.towns {
        let findings: Vec<_> = case
            .findings
            .iter()
            .filter(|f| f.town == town.id)
            .cloned()
            .collect();
        let basis = town.basis.unwrap_or(Basis::Confirmed);
        let rows =
            score_deduct_rows(table, case.quarter, &findings, basis).map_err(|e| e.to_string())?;
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| serde_json::to_value(row).unwrap())
            .collect();
        for expected in &town.indicators {
            let row = rows.iter().find(|row| row["id"] == expected["id"]);
            if row != Some(expected) {
                let found = row.map_or("nothing".into(), |row| format!("{row:#}"));
                return Err(format!("{}: expected {expected:#}\nfound {found}", town.id));
            }
        }
    }
    Ok(())
}

#[test]
fn worked_examples_score_as_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut count = 0;
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "json") {
            count += 1;
            if let Err(error) = run(&std::fs::read_to_string(&path).unwrap()) {
                failures.push(format!("{}: {error}", path.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count >= 6, "only {count} examples were found");
}
