//! Every link in the documents, and every path of the tree that they name, must exist.

use std::path::{Path, PathBuf};

/// The folders with which a path of the tree begins.
const ROOTS: [&str; 9] = [
    "app/",
    "docs/",
    "domain/",
    "frontend/",
    "migrations/",
    "public/",
    "server/",
    "tests/",
    "xtask/",
];

fn documents() -> Vec<PathBuf> {
    let root = crate::root();
    let mut found = Vec::new();
    for folder in ["", "docs", "docs/decisions"] {
        let entries = std::fs::read_dir(root.join(folder)).expect("the folder is there");
        let files = entries.map(|entry| entry.expect("an entry").path());
        found.extend(files.filter(|it| it.extension().is_some_and(|it| it == "md")));
    }
    found
}

/// The targets of a page's links, except web addresses and headings of the page itself.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let targets = page.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split(')').next());
    targets
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains("://"))
}

/// The paths of the tree between backticks, with `{a,b}` expanded.
fn paths(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for words in page.split('`').skip(1).step_by(2) {
        let is_path = ROOTS.iter().any(|root| words.starts_with(root));
        // Words with a placeholder, a pattern or an option are not paths.
        if !is_path || words.contains(['<', '*', ' ', '|', '…', '\n']) {
            continue;
        }
        match (words.split_once('{'), words.split_once('}')) {
            (Some((before, _)), Some((upto, after))) => {
                let inner = upto.get(before.len() + 1..).unwrap_or_default();
                let each = inner
                    .split(',')
                    .map(|it| format!("{before}{}{after}", it.trim()));
                found.extend(each);
            }
            _ => found.push(words.to_owned()),
        }
    }
    found
}

/// Whether the path is a file, a folder, or the module of a Rust file.
fn is_there(path: &str) -> bool {
    let root = crate::root();
    let own = root.join(path);
    let in_source = path
        .split_once('/')
        .map(|(krate, rest)| Path::new(krate).join("src").join(rest));
    [Some(own), in_source.map(|it| root.join(it))]
        .into_iter()
        .flatten()
        .any(|it| it.exists() || it.with_extension("rs").exists())
}

#[test]
fn links_and_paths_lead_somewhere() {
    let mut lost = Vec::new();
    for document in documents() {
        let page = std::fs::read_to_string(&document).expect("a document");
        let folder = document.parent().expect("a folder");
        let name = document.strip_prefix(crate::root()).unwrap_or(&document);
        let links = links(&page).filter(|target| !folder.join(target).exists());
        lost.extend(links.map(|target| format!("{}: link to {target}", name.display())));
        let paths = paths(&page).into_iter().filter(|path| !is_there(path));
        lost.extend(paths.map(|path| format!("{}: `{path}`", name.display())));
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// The tests in a folder: its Rust files, and its folders without a file of the same name, which are
/// a part of that file.
fn tests_in(folder: &str) -> Vec<String> {
    let root = crate::root();
    let entries = std::fs::read_dir(root.join(folder)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let tests = paths.filter(|path| match path.is_dir() {
        true => !path.with_extension("rs").exists(),
        false => path.extension().is_some_and(|it| it == "rs") && !path.ends_with("main.rs"),
    });
    tests
        .map(|path| {
            let name = path.strip_prefix(&root).expect("below the root");
            let end = if path.is_dir() { "/" } else { "" };
            format!("{}{end}", name.display())
        })
        .collect()
}

#[test]
fn every_test_is_on_the_page_of_tests() {
    let page = std::fs::read_to_string(crate::root().join("docs/tests.md")).expect("a document");
    let folders = [
        "tests",
        "tests/http",
        "tests/e2e",
        "domain/tests",
        "server/tests",
    ];
    let tests = folders.into_iter().flat_map(tests_in);
    let missing: Vec<_> = tests
        .filter(|it| !page.contains(&format!("`{it}`")))
        .collect();
    assert!(missing.is_empty(), "not in docs/tests.md: {missing:?}");
}

#[test]
fn what_is_not_there_is_noticed() {
    let page = "[a](docs/none.md) [b](https://example.org) [c](#here) `server/src/{store,none}/` `domain/tables/*.toml`";
    assert_eq!(Vec::from_iter(links(page)), ["docs/none.md"]);
    let paths = paths(page);
    assert_eq!(paths, ["server/src/store/", "server/src/none/"]);
    assert!(is_there(&paths[0]) && !is_there(&paths[1]));
}
