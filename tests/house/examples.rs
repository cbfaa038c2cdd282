//! docs/messages.md has an example of every message. Each is parsed and written again, and must
//! stay the same; none may be missing.

use std::collections::BTreeSet;

use domain::inspection::Visit;
use domain::sync::op::INTENTS;
use domain::sync::op::{self, Operation};
use domain::sync::report::TabletReport;
use domain::sync::rescue;
use domain::sync::wire::{
    AssignmentRow, Conflict, OpResult, OutcomeKind, PersonRow, Pulled, Push, Pushed, QuarantineRow,
    QuarterRow, SiteRow, TownRow,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

struct Example {
    name: String,
    json: String,
}

/// The fenced blocks after lines `<!-- example: NAME -->`.
fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let name = line
            .strip_prefix("<!-- example: ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        let Some(name) = name else { continue };
        assert_eq!(lines.next(), Some("```json"), "{name}: no JSON behind it");
        let json: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        found.push(Example {
            name: name.to_owned(),
            json: json.join("\n"),
        });
    }
    found
}

fn same<T: DeserializeOwned + Serialize>(example: &Example) {
    let read: T = serde_json::from_str(&example.json)
        .unwrap_or_else(|error| panic!("{}: {error}", example.name));
    let again = serde_json::to_value(&read).expect("what was read can be written");
    let given: Value = serde_json::from_str(&example.json).expect("it was read above");
    assert_eq!(again, given, "{}", example.name);
}

fn check(example: &Example) {
    match example
        .name
        .split_once(' ')
        .map_or((example.name.as_str(), ""), |it| it)
    {
        ("operation", kind) => {
            let operation = op::decode(&example.json).expect("an operation");
            let written = serde_json::to_value(&operation).expect("it can be written");
            assert!(written.get(kind).is_some(), "{kind} is another operation");
            same::<Operation>(example);
        }
        ("push", _) => same::<Push>(example),
        ("pushed", _) => same::<Pushed>(example),
        ("result", kind) => {
            same::<OpResult>(example);
            let result: OpResult = serde_json::from_str(&example.json).expect("read above");
            let outcome = serde_json::to_value(result.outcome).expect("a word");
            assert_eq!(outcome, kind);
        }
        ("conflict", _) => same::<Conflict>(example),
        ("problem", _) => {
            let problem: Value = serde_json::from_str(&example.json).expect("JSON");
            for key in ["type", "title", "status", "detail", "request_id"] {
                assert!(problem.get(key).is_some(), "the problem lacks {key}");
            }
        }
        ("pulled", _) => same::<Pulled>(example),
        ("tablet", _) => same::<TabletReport>(example),
        ("row", "quarter") => same::<QuarterRow>(example),
        ("row", "town") => same::<TownRow>(example),
        ("row", "site") => same::<SiteRow>(example),
        ("row", "person") => same::<PersonRow>(example),
        ("row", "assignment") => same::<AssignmentRow>(example),
        ("row", "visit" | "visit void") => same::<Visit>(example),
        ("row", "quarantine") => same::<QuarantineRow>(example),
        ("rescue", "manifest") => same::<rescue::Manifest>(example),
        ("rescue", "line") => same::<rescue::RescuedOp>(example),
        ("rescue", "report") => same::<rescue::RescueReport>(example),
        (other, _) => panic!("nobody knows an example of {other}"),
    }
}

#[test]
fn every_example_is_read_as_it_stands() {
    let page = std::fs::read_to_string(crate::root().join("docs/messages.md"))
        .expect("docs/messages.md is there");
    let found = examples(&page);
    for example in &found {
        check(example);
    }
    let names: BTreeSet<&str> = found.iter().map(|example| example.name.as_str()).collect();
    let wanted = [
        "push",
        "push succeeds",
        "pushed",
        "result applied",
        "result duplicate",
        "result quarantined",
        "conflict gap",
        "conflict fork",
        "conflict epoch",
        "problem",
        "pulled",
        "tablet",
        "row quarter",
        "row town",
        "row site",
        "row person",
        "row assignment",
        "row visit",
        "row visit void",
        "row quarantine",
        "rescue manifest",
        "rescue line",
        "rescue report",
    ];
    let operations = INTENTS.map(|intent| format!("operation {intent}"));
    let operations = operations.iter().map(String::as_str);
    for name in wanted.into_iter().chain(operations) {
        assert!(
            names.contains(name),
            "docs/messages.md has no example: {name}"
        );
    }
}

#[test]
fn a_wrong_example_is_noticed() {
    let page = "<!-- example: row town -->\n```json\n{\"id\":\"luocun\"}\n```\n";
    let found = examples(page);
    assert_eq!(found.len(), 1);
    assert!(serde_json::from_str::<TownRow>(&found[0].json).is_err());
    assert_eq!(
        serde_json::to_value(OutcomeKind::Duplicate).expect("a word"),
        "duplicate"
    );
}
