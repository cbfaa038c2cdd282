//! The rooms of the server: folders below `server/src`, each for one purpose. A room may use those
//! below it and none above, so that a change affects only the rooms above.
//!
//! A file uses what its text names by `crate::…`, or by `super::…` beyond its own room, including
//! in tests and macros.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::boundaries::sources;
use crate::root;

const SERVER: &str = "server/src";

/// With more rooms than this, people would need a map to find anything.
const MOST: usize = 14;

/// A file that uses something in a file of another room.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: String,
    to: String,
}

/// The arrows for each pair of rooms: the one that uses, and the one that is used.
type Arrows = BTreeMap<(String, String), BTreeSet<Arrow>>;

#[test]
fn rooms_of_the_server_stand_in_no_circle() {
    let mut files = BTreeMap::new();
    let folder = root().join(SERVER);
    sources(&folder, &mut |path, text| {
        let path = path.strip_prefix(&folder).unwrap();
        files.insert(path.to_str().unwrap().to_owned(), text.to_owned());
    });
    let arrows = arrows(&files);
    assert!(arrows.len() > 20, "only {arrows:?}: read in the wrong way");
    let circle = circle(&arrows);
    assert!(circle.is_empty(), "a circle:\n{}", told(&arrows, &circle));
}

#[test]
fn rooms_of_the_server_are_few_and_each_is_a_folder() {
    let entries = std::fs::read_dir(root().join(SERVER)).unwrap();
    let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
    let rooms: BTreeSet<String> = names
        .filter(|name| name != "lib.rs" && name != "main.rs")
        .collect();
    assert!(rooms.len() <= MOST, "{} rooms: {rooms:?}", rooms.len());
    let loose: Vec<&String> = rooms.iter().filter(|it| it.ends_with(".rs")).collect();
    assert!(loose.is_empty(), "in no room: {loose:?}");
}

/// Who uses whom, across rooms. The binary and `lib.rs` belong to no room.
fn arrows(files: &BTreeMap<String, String>) -> Arrows {
    let mut arrows = Arrows::new();
    for (file, text) in files {
        let module = module(file);
        let Some(room) = module.first() else { continue };
        let tokens: TokenStream = text
            .parse()
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut paths = Vec::new();
        read(tokens, &module, &mut paths);
        for path in paths {
            let Some(other) = path.first().filter(|it| *it != room) else {
                continue;
            };
            let arrow = Arrow {
                from: file.clone(),
                to: file_of(files, &path),
            };
            let between = (room.clone(), other.clone());
            arrows.entry(between).or_default().insert(arrow);
        }
    }
    arrows
}

/// The module path of a file; empty for the root and the binary.
fn module(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "lib" | "main" => Vec::new(),
        _ => path.split('/').map(str::to_owned).collect(),
    }
}

/// The file that a path leads to, as far as names can tell.
fn file_of(files: &BTreeMap<String, String>, path: &[String]) -> String {
    let upto = (1..=path.len()).rev().map(|end| path[..end].join("/"));
    let there = upto.flat_map(|it| [format!("{it}.rs"), format!("{it}/mod.rs")]);
    let found = there.into_iter().find(|it| files.contains_key(it));
    found.unwrap_or_else(|| path.join("::"))
}

/// Collects every path that begins at the crate's root or leads there from `module`, in full.
fn read(tokens: TokenStream, module: &[String], paths: &mut Vec<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = &tokens[at..];
        match token {
            // Neither word occurs inside a path: each begins one.
            TokenTree::Ident(word) if word == "crate" && is_step(&rest[1..]) => {
                path(&rest[3..], Vec::new(), paths);
            }
            TokenTree::Ident(word) if word == "super" && is_step(&rest[1..]) => {
                let ups = rest.chunks(3).take_while(|it| is_up(it)).count();
                // Several `super` are one path, read at the first.
                let inner = at >= 3 && is_up(&tokens[at - 3..at]);
                if !inner && ups <= module.len() {
                    let base = module[..module.len() - ups].to_vec();
                    path(&rest[ups * 3..], base, paths);
                }
            }
            TokenTree::Group(group) => {
                let mut within = module.to_vec();
                if let Some(name) = inline_module(&tokens[..at]) {
                    within.push(name);
                }
                read(group.stream(), &within, paths);
            }
            _ => {}
        }
        at += 1;
    }
}

/// Whether the tokens begin with `::`.
fn is_step(tokens: &[TokenTree]) -> bool {
    let colon = |it: &TokenTree| matches!(it, TokenTree::Punct(punct) if punct.as_char() == ':');
    tokens.len() >= 2 && tokens[..2].iter().all(colon)
}

/// Whether the tokens are `super::`.
fn is_up(tokens: &[TokenTree]) -> bool {
    matches!(tokens.first(), Some(TokenTree::Ident(word)) if word == "super")
        && is_step(&tokens[1..])
}

/// The name of the module whose braces follow.
fn inline_module(before: &[TokenTree]) -> Option<String> {
    match before {
        [.., TokenTree::Ident(word), TokenTree::Ident(name)] if word == "mod" => {
            Some(name.to_string())
        }
        _ => None,
    }
}

/// Reads on after a `::`: a name, or several names in braces.
fn path(tokens: &[TokenTree], mut base: Vec<String>, paths: &mut Vec<Vec<String>>) {
    match tokens.first() {
        Some(TokenTree::Ident(word)) => {
            if word != "self" {
                base.push(word.to_string());
            }
            if is_step(&tokens[1..]) {
                path(&tokens[3..], base, paths);
            } else {
                paths.push(base);
            }
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let comma =
                |it: &TokenTree| matches!(it, TokenTree::Punct(punct) if punct.as_char() == ',');
            for one in inner.split(comma) {
                if !one.is_empty() {
                    path(one, base.clone(), paths);
                }
            }
        }
        // `*`, or the angle bracket of generic arguments.
        _ => paths.push(base),
    }
}

/// The rooms of one circle, in order; empty if there is none.
fn circle(arrows: &Arrows) -> Vec<String> {
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in arrows.keys() {
        uses.entry(from).or_default().push(to);
    }
    let mut done = BTreeSet::new();
    for room in uses.keys() {
        if let Some(found) = walk(room, &uses, &mut Vec::new(), &mut done) {
            return found;
        }
    }
    Vec::new()
}

fn walk<'a>(
    room: &'a str,
    uses: &BTreeMap<&'a str, Vec<&'a str>>,
    open: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) -> Option<Vec<String>> {
    if let Some(at) = open.iter().position(|it| *it == room) {
        return Some(open[at..].iter().map(|it| (*it).to_owned()).collect());
    }
    if done.contains(room) {
        return None;
    }
    open.push(room);
    let next = uses.get(room).into_iter().flatten();
    for other in next {
        if let Some(found) = walk(other, uses, open, done) {
            return Some(found);
        }
    }
    open.pop();
    done.insert(room);
    None
}

/// The arrows of a circle, with their files.
fn told(arrows: &Arrows, circle: &[String]) -> String {
    let next = circle.iter().cycle().skip(1);
    let pairs = circle.iter().zip(next);
    let arrows = pairs.flat_map(|(from, to)| arrows.get(&(from.clone(), to.clone())));
    let lines = arrows
        .flatten()
        .map(|it| format!("{SERVER}/{} uses {SERVER}/{}", it.from, it.to));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_planted_circle_is_told_by_its_files() {
    let files = |above: &str, below: &str| {
        BTreeMap::from([
            (
                "lib.rs".to_owned(),
                "mod above; mod below; use above::a;".to_owned(),
            ),
            ("above/mod.rs".to_owned(), above.to_owned()),
            ("below/mod.rs".to_owned(), "mod deep;".to_owned()),
            ("below/deep.rs".to_owned(), below.to_owned()),
        ])
    };
    let down = "use crate::below::deep::b;";
    for up in [
        "use crate::above::a;",
        "use crate::{above::{a, c}, below};",
        "use super::super::above::a;",
        "use super::super::{above as other};",
        "mod tests { use super::super::super::above::a; }",
        "fn f() { g(crate::above::a::<u8>()) }",
        "fn f() { println!(\"{}\", crate::above::a) }",
        "fn f(it: &dyn crate::above::A) {}",
        "impl From<crate::above::A> for B {}",
    ] {
        let arrows = arrows(&files(down, up));
        let circle = circle(&arrows);
        assert_eq!(circle, ["above", "below"], "{up}");
        assert_eq!(
            told(&arrows, &circle),
            "server/src/above/mod.rs uses server/src/below/deep.rs\n\
             server/src/below/deep.rs uses server/src/above/mod.rs",
            "{up}"
        );
    }
    for fine in [
        "use crate::below::deep;",
        "use super::above;",
        "use above::a;",
        "// crate::above::a\n/// [`crate::above::a`]\npub(crate) fn f() {}",
        "fn f() { g(\"crate::above::a\") }",
        "mod tests { use super::super::above; }",
        "pub(in crate::below) fn f() {}",
    ] {
        assert!(circle(&arrows(&files(down, fine))).is_empty(), "{fine}");
    }
    let long = BTreeMap::from([
        ("a.rs".to_owned(), "use crate::b;".to_owned()),
        ("b.rs".to_owned(), "use crate::c;".to_owned()),
        ("c.rs".to_owned(), "use crate::a;".to_owned()),
    ]);
    assert_eq!(circle(&arrows(&long)), ["a", "b", "c"]);
    assert_eq!(module("below/deep.rs"), ["below", "deep"]);
}
