//! Checks `deny.toml` in the tests: licences, sources and bans are enforced on every machine, even
//! without cargo-deny.

use serde_json::Value;

use crate::{metadata, root};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

struct Policy {
    licences: Vec<String>,
    banned: Vec<String>,
}

fn policy() -> Policy {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    let allow = table["licenses"]["allow"].as_array().unwrap();
    let deny = table["bans"]["deny"].as_array().unwrap();
    Policy {
        licences: allow
            .iter()
            .map(|l| l.as_str().unwrap().to_owned())
            .collect(),
        banned: deny
            .iter()
            .map(|ban| ban["crate"].as_str().unwrap().to_owned())
            .collect(),
    }
}

#[test]
fn dependencies_keep_the_policy() {
    let policy = policy();
    let metadata = metadata(&["--all-features"]);
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let faults: Vec<String> = packages.iter().filter_map(|p| fault(&policy, p)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The fault of a package, if it has one.
fn fault(policy: &Policy, package: &Value) -> Option<String> {
    let name = package["name"].as_str()?;
    let at = |what: &str| Some(format!("{name} {}: {what}", package["version"]));
    if policy.banned.iter().any(|banned| banned == name) {
        return at("is banned");
    }
    match package["source"].as_str() {
        None | Some(CRATES_IO) => {}
        Some(other) => return at(&format!("comes from {other}")),
    }
    match package["license"].as_str() {
        None => at("names no licence"),
        Some(licence) if !allows(policy, licence) => at(&format!("licence {licence}")),
        Some(_) => None,
    }
}

/// Whether a licence expression can be met: one side of each `OR`, both of each `AND`.
fn allows(policy: &Policy, expression: &str) -> bool {
    // Old manifests write `MIT/Apache-2.0`.
    let text = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut at = 0;
    either(policy, &words, &mut at) && at == words.len()
}

fn either(policy: &Policy, words: &[&str], at: &mut usize) -> bool {
    let mut met = both(policy, words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(policy, words, at);
    }
    met
}

fn both(policy: &Policy, words: &[&str], at: &mut usize) -> bool {
    let mut met = one(policy, words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(policy, words, at);
    }
    met
}

fn one(policy: &Policy, words: &[&str], at: &mut usize) -> bool {
    let Some(word) = words.get(*at) else {
        return false;
    };
    *at += 1;
    if *word == "(" {
        let met = either(policy, words, at);
        *at += 1;
        return met && words.get(*at - 1) == Some(&")");
    }
    let mut licence = (*word).to_owned();
    if words.get(*at) == Some(&"WITH") {
        licence = words[*at - 1..]
            .iter()
            .take(3)
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        *at += 2;
    }
    policy.licences.contains(&licence)
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    let policy = Policy {
        licences: vec!["MIT".into(), "Zlib".into()],
        banned: vec![],
    };
    for met in [
        "MIT",
        "GPL-3.0 OR MIT",
        "MIT/Apache-2.0",
        "(GPL-3.0 OR MIT) AND Zlib",
    ] {
        assert!(allows(&policy, met), "{met}");
    }
    for unmet in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "MIT AND (GPL-3.0)",
        "(MIT",
        "MIT WITH x",
        "",
    ] {
        assert!(!allows(&policy, unmet), "{unmet}");
    }
}

#[test]
fn a_bad_package_is_named() {
    let policy = Policy {
        licences: vec!["MIT".into()],
        banned: vec!["bad".into()],
    };
    let package = |name: &str, source: &str, licence: &str| serde_json::json!({ "name": name, "version": "1", "source": source, "license": licence });
    assert_eq!(fault(&policy, &package("good", CRATES_IO, "MIT")), None);
    for bad in [
        package("bad", CRATES_IO, "MIT"),
        package("good", "git+https://example.com/x", "MIT"),
        package("good", CRATES_IO, "GPL-3.0"),
    ] {
        assert!(fault(&policy, &bad).is_some(), "{bad}");
    }
}
