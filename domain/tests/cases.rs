//! Every worked example in `domain/cases` scores as it says.
//!
//! Each file there is one example. `say` describes in a sentence what it shows, `case` is the input
//! of `xuncha score`, `table` holds optional text changes to the table's file, and `expect` the
//! expected output. Only the keys in `expect` are compared:
//!
//! - `towns`: for each town any of the printed keys, each with the complete value; of `indicators`
//!   complete rows, by their ids; of `provisional` any of its keys. With `"basis": "provisional"`
//!   the rows of family `deduct` are those of the provisional score.
//! - `order`: the ids of all towns in the printed order.
//! - `undecided`: the complete list.
//! - `whole`: the complete output.
//! - `errors`: every line of a refusal as `pointer: reason`, and nothing else.

#![allow(clippy::unwrap_used)]

use domain::scoring::{Basis, Case, score_deduct_rows};
use domain::table::{Table, builtin, builtin_files};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example<'a> {
    say: String,
    #[serde(borrow)]
    case: &'a RawValue,
    /// Changes to the text of the table, as a county might choose.
    #[serde(default)]
    table: Vec<Change>,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(default)]
    towns: Vec<Map<String, Value>>,
    order: Option<Value>,
    undecided: Option<Value>,
    whole: Option<Value>,
    errors: Option<Vec<String>>,
}

impl Expected {
    fn is_empty(&self) -> bool {
        self.towns.is_empty()
            && self.order.is_none()
            && self.undecided.is_none()
            && self.whole.is_none()
    }
}

fn run(text: &str) -> Result<(), String> {
    let example: Example<'_> = serde_json::from_str(text).map_err(|e| e.to_string())?;
    if !example.say.ends_with('。') {
        return Err("`say` is a sentence".into());
    }
    let expect = &example.expect;
    if expect.is_empty() == expect.errors.is_none() {
        return Err("either scores or errors are expected".into());
    }
    match (score(&example), &expect.errors) {
        (Ok(found), None) => compare(&found, expect),
        (Err(found), Some(errors)) => {
            let found: Vec<&str> = found.lines().collect();
            if found == *errors {
                Ok(())
            } else {
                Err(format!("expected {errors:#?}\nfound {found:#?}"))
            }
        }
        (Ok(_), Some(errors)) => Err(format!("scored, expected {errors:#?}")),
        (Err(found), None) => Err(found),
    }
}

/// The printed scores, with the rows of the other basis under `provisional_rows` of each town.
fn score(example: &Example<'_>) -> Result<Value, String> {
    let case = Case::read(example.case.get()).map_err(|e| e.to_string())?;
    let own;
    let table = if example.table.is_empty() {
        builtin(&case.table).ok_or("unknown table")?
    } else {
        let (_, text) = builtin_files()
            .iter()
            .find(|(id, _)| *id == case.table)
            .ok_or("no table")?;
        own = changed(text, &example.table)?;
        &own
    };
    let scores = case.score(table).map_err(|e| e.to_string())?;
    let mut found = serde_json::to_value(&scores).map_err(|e| e.to_string())?;
    if example.expect.whole.is_some() {
        return Ok(found);
    }
    for town in found["towns"].as_array_mut().unwrap() {
        let of_town = case.findings.iter().filter(|f| town["id"] == *f.town);
        let findings: Vec<_> = of_town.cloned().collect();
        let of_case = case.towns.iter().find(|it| town["id"] == *it.id).unwrap();
        let rows = score_deduct_rows(table, case.quarter, of_case, &findings, Basis::Provisional)
            .map_err(|e| e.to_string())?;
        town["provisional_rows"] = serde_json::to_value(rows).unwrap();
    }
    Ok(found)
}

fn changed(text: &str, changes: &[Change]) -> Result<Table, String> {
    let mut text = text.to_owned();
    for Change { from, to } in changes {
        if !text.contains(from) {
            return Err(format!("the table has no {from}"));
        }
        text = text.replacen(from, to, 1);
    }
    Table::parse(&text).map_err(|e| e.to_string())
}

fn compare(found: &Value, expect: &Expected) -> Result<(), String> {
    if let Some(whole) = &expect.whole {
        same("all", whole, found)?;
    }
    let towns = found["towns"].as_array().unwrap();
    if let Some(order) = &expect.order {
        let ids: Vec<Value> = towns.iter().map(|town| town["id"].clone()).collect();
        same("order", order, &Value::Array(ids))?;
    }
    if let Some(undecided) = &expect.undecided {
        same("undecided", undecided, &found["undecided"])?;
    }
    for town in &expect.towns {
        let id = town.get("id").ok_or("a town without an id")?;
        let found = towns.iter().find(|town| town["id"] == *id);
        of_town(town, found.ok_or_else(|| format!("no town {id}"))?)?;
    }
    Ok(())
}

fn of_town(expected: &Map<String, Value>, found: &Value) -> Result<(), String> {
    let id = &found["id"];
    let waiting = expected
        .get("basis")
        .is_some_and(|basis| basis == "provisional");
    let keys = expected
        .iter()
        .filter(|(key, _)| !["id", "basis"].contains(&key.as_str()));
    let mut compared = 0;
    for (key, value) in keys {
        compared += 1;
        match key.as_str() {
            "indicators" => {
                let rows = &found[if waiting {
                    "provisional_rows"
                } else {
                    "indicators"
                }];
                let rows = rows.as_array().unwrap();
                for row in value.as_array().ok_or("`indicators` is a list")? {
                    let there = rows.iter().find(|there| there["id"] == row["id"]);
                    same(&format!("{id}"), row, there.unwrap_or(&Value::Null))?;
                }
            }
            "provisional" => {
                for (key, value) in value.as_object().ok_or("`provisional` has keys")? {
                    same(
                        &format!("{id}/provisional/{key}"),
                        value,
                        &found["provisional"][key],
                    )?;
                }
            }
            key => {
                let there = found
                    .get(key)
                    .ok_or_else(|| format!("{id}: no key {key}"))?;
                same(&format!("{id}/{key}"), value, there)?;
            }
        }
    }
    if compared == 0 {
        return Err(format!("nothing is expected of {id}"));
    }
    Ok(())
}

fn same(what: &str, expected: &Value, found: &Value) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{what}: expected {expected:#}\nfound {found:#}"))
    }
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
    assert!(count >= 60, "only {count} examples were found");
}

/// The test itself works: an example with a wrong expectation fails.
#[test]
fn a_wrong_example_fails() {
    let good = include_str!("../cases/contract-example.json");
    assert_eq!(run(good), Ok(()));
    for (from, to, reason) in [
        ("\"base\":\"", "\"base\":\"1", "all: expected"),
        (
            "\"whole\":",
            "\"errors\":[\"/towns: x\"],\"whole\":",
            "either scores or errors",
        ),
        ("。\"", "\"", "is a sentence"),
        (
            "\"showcase\":\"91.5\"}",
            "\"showcase\":\"191.5\"}",
            "/facts/10/showcase",
        ),
    ] {
        let wrong = good.replacen(&from.replace(':', ": "), to, 1);
        assert_ne!(wrong, good, "{from}");
        let error = run(&wrong).unwrap_err();
        assert!(error.contains(reason), "{from}: {error}");
    }
}

#[test]
fn every_file_of_tables_is_embedded_and_reads() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tables");
    let files = std::fs::read_dir(folder).unwrap();
    let names = files.map(|it| it.unwrap().file_name().into_string().unwrap());
    let tables = names.filter_map(|it| Some(it.strip_suffix(".toml")?.to_owned()));
    let mut tables: Vec<String> = tables.collect();
    tables.sort_unstable();
    let ids = |all: &[Table]| Vec::from_iter(all.iter().map(|table| table.id.clone()));
    let files = Vec::from_iter(builtin_files().iter().map(|(id, _)| (*id).to_owned()));
    assert_eq!(tables, files);
    assert_eq!(ids(domain::table::builtins()), files);
}
