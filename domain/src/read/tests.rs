#![expect(
    unreachable_pub,
    reason = "the macros make public items, for public types"
)]

use super::*;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Serialize)]
struct Inner {
    n: u8,
}

#[derive(Debug, PartialEq, Serialize)]
struct Outer {
    name: String,
    list: Vec<Inner>,
    map: BTreeMap<u32, bool>,
    maybe: Option<u64>,
    pairs: Vec<(u8, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Colour {
    Red,
    DarkBlue,
}

crate::readable!(Inner { n });
crate::readable!(Outer { name, list, map } optional { maybe, pairs });
crate::words!(Colour { Red = "red", DarkBlue = "dark-blue" });

fn tree(value: &Value) -> Tree {
    serde_json::from_str(&value.to_string()).unwrap()
}

fn fault<T: Read + fmt::Debug>(value: Value) -> String {
    from_tree::<T>(&tree(&value)).unwrap_err().to_string()
}

#[test]
fn reads_what_is_written() {
    let record = Outer {
        name: "罗村".into(),
        list: vec![Inner { n: 1 }, Inner { n: 255 }],
        map: BTreeMap::from([(7, true)]),
        maybe: Some(u64::MAX),
        pairs: vec![(1, "a".into())],
    };
    let value = serde_json::to_value(&record).unwrap();
    assert_eq!(from_tree::<Outer>(&tree(&value)).unwrap(), record);
    let text = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<Outer>(&text).unwrap(), record);
    for colour in [Colour::Red, Colour::DarkBlue] {
        let value = serde_json::to_value(colour).unwrap();
        assert_eq!(from_tree::<Colour>(&tree(&value)).unwrap(), colour);
    }
}

#[test]
fn what_may_be_missing_has_its_default_and_other_keys_are_ignored() {
    let value = json!({ "name": "", "list": [], "map": {}, "maybe": null, "later": 1 });
    let read = from_tree::<Outer>(&tree(&value)).unwrap();
    assert_eq!((read.maybe, read.pairs), (None, vec![]));
}

#[test]
fn a_fault_has_its_place() {
    let whole = |change: fn(&mut Value)| {
        let mut value = json!({ "name": "", "list": [{ "n": 1 }], "map": {} });
        change(&mut value);
        fault::<Outer>(value)
    };
    assert_eq!(fault::<Outer>(json!([])), "expected an object");
    assert_eq!(
        whole(|it| it["name"] = json!(1)),
        "/name: expected a string"
    );
    assert_eq!(
        whole(|it| it["list"][0]["n"] = json!(256)),
        "/list/0/n: expected a whole number from 0 to 255"
    );
    assert_eq!(
        whole(|it| it["list"][0] = json!({})),
        "/list/0: missing `n`"
    );
    assert_eq!(
        whole(|it| it["list"] = json!(null)),
        "/list: expected a list"
    );
    assert_eq!(
        whole(|it| it["map"] = json!({ "a/b": true })),
        "/map/a~1b: invalid digit found in string"
    );
    assert_eq!(
        whole(|it| it["pairs"] = json!([[1]])),
        "/pairs/0: expected a list of two"
    );
    assert_eq!(
        whole(|it| it["maybe"] = json!(-1)).split(':').next(),
        Some("/maybe")
    );
    assert_eq!(
        fault::<Colour>(json!("blue")),
        "unknown `blue`, expected red, dark-blue"
    );
    assert_eq!(
        fault::<u64>(json!(1.5)),
        format!("expected a whole number from 0 to {}", u64::MAX)
    );
}

#[test]
fn the_first_of_several_faults_is_told() {
    let value = json!({ "name": 1, "list": [{}, 3], "map": [] });
    assert_eq!(fault::<Outer>(value), "/name: expected a string");
}

#[test]
fn of_a_key_that_stands_twice_the_last_counts() {
    assert_eq!(
        serde_json::from_str::<Inner>(r#"{"n": 1, "n": 2}"#).unwrap(),
        Inner { n: 2 }
    );
}

#[test]
fn a_tree_tells_the_kinds_of_numbers_apart() {
    let text = "[0, 18446744073709551615, -1, -0.5, 18446744073709551616, 1.0]";
    let numbers = [
        Tree::Natural(0),
        Tree::Natural(u64::MAX),
        Tree::Negative(-1),
        Tree::Fraction,
        Tree::Fraction,
        Tree::Fraction,
    ];
    assert_eq!(
        serde_json::from_str::<Tree>(text).unwrap(),
        Tree::List(numbers.into())
    );
    // Through a value it is the same: server functions read so.
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(
        serde_json::from_value::<Tree>(value).unwrap(),
        tree(&json!([
            0,
            u64::MAX,
            -1,
            -0.5,
            18_446_744_073_709_551_616_f64,
            1.0
        ]))
    );
}

#[test]
fn a_tree_has_a_bounded_depth() {
    let deep = "[".repeat(100_000);
    assert!(serde_json::from_str::<Tree>(&deep).is_err());
}
