//! The binary as other programs see it: exit code, standard output and standard error.

#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn xuncha(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that rejects its arguments does not read its input, which is fine here.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/cases")
}

/// An example by name: its case as text, and the expected result.
fn example(name: &str) -> (String, Value) {
    let text = std::fs::read_to_string(cases().join(format!("{name}.json"))).unwrap();
    let example: Value = serde_json::from_str(&text).unwrap();
    (example["case"].to_string(), example["expect"].clone())
}

/// Expects exit code 2, nothing on standard output, and these lines on standard error.
#[track_caller]
fn refused(output: &Output, expected: &[&str]) {
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(output.stdout.is_empty());
    // The case is on one line here, so line numbers differ.
    let plain = |line: &'_ str| line.split(" at line ").next().unwrap_or(line).to_owned();
    let told: Vec<String> = told.lines().map(plain).collect();
    let expected: Vec<String> = expected.iter().map(|line| plain(line)).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_good_case_is_scored() {
    let (case, expected) = example("contract-example");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.json");
    std::fs::write(&file, &case).unwrap();
    let scored = xuncha(&["score", file.to_str().unwrap()], "");
    assert_eq!(scored.status.code(), Some(0));
    assert!(scored.stderr.is_empty());
    let text = String::from_utf8(scored.stdout.clone()).unwrap();
    assert_eq!(text.lines().count(), 1);
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found, expected["whole"]);
    // The same bytes result from standard input.
    assert_eq!(xuncha(&["score", "-"], &case).stdout, scored.stdout);
}

#[test]
fn a_bad_case_is_refused_with_pointers_and_without_a_score() {
    let mut names: Vec<String> = std::fs::read_dir(cases())
        .unwrap()
        .filter_map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            name.starts_with("error-").then_some(name)
        })
        .collect();
    names.sort();
    assert!(names.len() > 10, "{names:?}");
    for name in &names {
        let (case, expected) = example(name);
        let errors: Vec<&str> = expected["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error.as_str().unwrap())
            .collect();
        refused(&xuncha(&["score", "-"], &case), &errors);
    }
    let (case, _) = example("contract-example");
    refused(
        &xuncha(
            &["score", "-"],
            &case.replace("zichuan-2022", "zichuan-2021"),
        ),
        &["/table: there is no table `zichuan-2021`; there is: zichuan-2022"],
    );
    let number = xuncha(&["score", "-"], &case.replace("\"91.5\"", "91.5"));
    assert!(
        String::from_utf8(number.stderr)
            .unwrap()
            .starts_with("/facts/10/showcase: ")
    );
    assert_eq!(number.status.code(), Some(2));
    refused(
        &xuncha(&["score", "-"], ""),
        &["the case: EOF while parsing a value at line 1 column 0"],
    );
    let missing = xuncha(&["score", "/nowhere/case.json"], "");
    assert_eq!(missing.status.code(), Some(2));
    assert!(missing.stdout.is_empty() && !missing.stderr.is_empty());
}

#[test]
fn a_new_table_waits_to_be_filled_and_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("moumou-2027.toml");
    let name = file.to_str().unwrap();
    assert_eq!(xuncha(&["table", "new", name], "").status.code(), Some(0));
    let check = xuncha(&["table", "check", name], "");
    assert_eq!(check.status.code(), Some(2));
    let faults = String::from_utf8(check.stderr).unwrap();
    assert!(faults.contains(": the table: `name` is empty"), "{faults}");

    let dates = |line: &str| line.starts_with("issued") || line.starts_with("effective_from");
    let text = std::fs::read_to_string(&file).unwrap();
    let filled = text.lines().map(|line| {
        line.replace(
            " = \"\" #",
            if dates(line) {
                " = 2027-01-01 #"
            } else {
                " = \"某县\" #"
            },
        )
    });
    let filled = filled.collect::<Vec<_>>().join("\n");
    std::fs::write(&file, &filled).unwrap();
    let check = xuncha(&["table", "check", name], "");
    assert_eq!(check.status.code(), Some(0));
    assert!(
        String::from_utf8(check.stdout)
            .unwrap()
            .contains("10个指标")
    );

    assert_eq!(xuncha(&["table", "new", name], "").status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), filled);
    let bad = folder.path().join("Own Table.toml");
    assert_eq!(
        xuncha(&["table", "new", bad.to_str().unwrap()], "")
            .status
            .code(),
        Some(2)
    );
    assert!(!bad.exists());
}

#[test]
fn a_table_file_may_stand_in_for_one_that_comes_along() {
    let (case, _) = example("rank-dense");
    let text = include_str!("../../domain/tables/zichuan-2022.toml");
    let dense = text.replace("\nties = \"competition\"", "\nties = \"dense\"");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.toml");
    std::fs::write(&file, dense).unwrap();
    let table = file.to_str().unwrap();
    let points = |arguments: &[&str]| -> Vec<Value> {
        let output = xuncha(arguments, &case);
        assert_eq!(output.status.code(), Some(0));
        let scores: Value = serde_json::from_slice(&output.stdout).unwrap();
        let towns = scores["towns"].as_array().unwrap();
        towns
            .iter()
            .map(|town| town["indicators"][5]["points"].clone())
            .collect()
    };
    assert_eq!(points(&["score", "-", "--table", table]), ["8", "8", "7.5"]);
    assert_eq!(points(&["score", "-"]), ["8", "8", "7"]);
    std::fs::write(&file, "id = 1").unwrap();
    let output = xuncha(&["score", "-", "--table", table], &case);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("1:6: "));
}

#[tokio::test]
async fn a_quarter_is_listed_exported_and_verified() {
    use server::ground::clock::Clock;
    use server::store::Store;
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::default();
    let file = folder.path().join("xuncha.db");
    let store = Store::open(&file, "zichuan".parse().unwrap(), clock.clone())
        .await
        .unwrap();
    let seed = server::demo::seed(&clock).await.unwrap();
    assert!(store.seed(seed).await.unwrap());
    let quarter = store.quarters().await.unwrap().0[0].quarter.to_string();
    store.close().await.unwrap();

    let data = folder.path().to_str().unwrap();
    let run = |arguments: &[&str]| {
        let mut all = vec!["quarter"];
        all.extend(arguments);
        all.extend(["--data", data]);
        xuncha(&all, "")
    };
    let listed = String::from_utf8(run(&["list"]).stdout).unwrap();
    assert!(listed.starts_with(&format!("{quarter}\topen\tzichuan-2022")));
    let case = String::from_utf8(run(&["export", &quarter]).stdout).unwrap();
    assert_eq!(xuncha(&["score", "-"], &case).status.code(), Some(0));
    assert_eq!(run(&["verify", &quarter]).status.code(), Some(0));
    refused(&run(&["verify", "1999Q1"]), &["there is no quarter 1999Q1"]);
}
