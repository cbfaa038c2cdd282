//! Files depend on each other in one direction only: of two files, at most one uses the other, over
//! any number of steps. What both need belongs in a third file below them.
//!
//! A parent is a file like any other, so what its children use of it must be in another file. `mod`
//! is not a use, but `pub use` is. Using a re-exported name counts as using the file that defines
//! it. Tests may use everything.

mod map;
mod paths;

use std::collections::{BTreeMap, BTreeSet};

use crate::boundaries::sources;
use crate::root;
use map::Arrows;

/// Where each crate begins.
const ROOTS: [&str; 6] = [
    "domain/src/lib.rs",
    "app/src/lib.rs",
    "frontend/src/lib.rs",
    "xtask/src/main.rs",
    "server/src/lib.rs",
    "server/src/main.rs",
];

#[test]
fn no_files_know_each_other_in_a_circle() {
    let mut files = BTreeSet::new();
    let (mut told, mut taken) = (String::new(), 0);
    for place in ROOTS {
        let arrows = map::arrows(place, &|path| {
            std::fs::read_to_string(root().join(path)).ok()
        });
        for circle in circles_of(&arrows) {
            told += &tell(&circle, &arrows);
        }
        taken += arrows.values().map(BTreeMap::len).sum::<usize>();
        files.extend(arrows.into_keys());
    }
    assert!(
        taken > 1500,
        "only {taken} arrows: the paths are not followed"
    );
    assert!(told.is_empty(), "{told}");
    assert_eq!(unread(&files), [""; 0]);
}

/// The source files that no crate declares, except those for tests.
fn unread(files: &BTreeSet<String>) -> Vec<String> {
    let mut unread = Vec::new();
    for place in ROOTS {
        let folder = root().join(place);
        sources(folder.parent().unwrap(), &mut |path, _| {
            let path = path.strip_prefix(root()).unwrap().to_str().unwrap();
            let test = |step: &str| step.starts_with("tests");
            if !files.contains(path) && !path.split('/').any(test) {
                unread.push(path.to_owned());
            }
        });
    }
    unread
}

/// The sets of files that reach each other.
fn circles_of(arrows: &Arrows) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = arrows
        .keys()
        .map(|file| (file.as_str(), reached(arrows, file)))
        .collect();
    let mut circles = Vec::new();
    let mut done = BTreeSet::new();
    for (file, others) in &reached {
        let back = |other: &&&str| reached.get(**other).is_some_and(|it| it.contains(file));
        let circle: BTreeSet<String> = others
            .iter()
            .filter(back)
            .map(ToString::to_string)
            .collect();
        if circle.len() > 1 && !done.contains(*file) {
            done.extend(circle.iter().cloned());
            circles.push(circle);
        }
    }
    circles
}

/// All files that a file reaches.
fn reached<'a>(arrows: &'a Arrows, file: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next = vec![file];
    while let Some(from) = next.pop() {
        for to in arrows.get(from).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(to.as_str()) {
                next.push(to);
            }
        }
    }
    reached
}

/// A circle, and the names that tie it.
fn tell(circle: &BTreeSet<String>, arrows: &Arrows) -> String {
    let mut told = format!("a circle of {} files:\n", circle.len());
    for from in circle {
        let within = arrows[from].iter().filter(|(to, _)| circle.contains(*to));
        for (to, names) in within {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            told += &format!("  {from} -> {to}: {}\n", names.join(", "));
        }
    }
    told
}

/// The circles in a crate made of these files.
fn of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let arrows = map::arrows("lib.rs", &|path| {
        let named = |(name, _): &&(&str, &str)| Some(*name) == path.to_str();
        files.iter().find(named).map(|(_, text)| (*text).to_owned())
    });
    let circles = circles_of(&arrows);
    circles
        .into_iter()
        .map(|it| it.into_iter().collect())
        .collect()
}

#[test]
fn circles_are_found() {
    let lib = ("lib.rs", "mod a; mod b; pub struct Root;");
    let planted = [
        (
            "use crate::b::B; pub struct A;",
            "use super::a::A; pub struct B;",
        ),
        (
            "pub fn a() { crate::b::b() }",
            "use crate::a; pub fn b() { a::a() }",
        ),
        (
            "pub struct A(super::b::B);",
            "pub fn b() { view! { <p>{crate::a::a()}</p> } }",
        ),
        (
            "use crate::{b::{self, B as C}}; fn a() {}",
            "fn b() { vec![super::a::a()] } ",
        ),
        (
            "use crate::b::*; fn a(it: &B) {}",
            "use crate::a::a; struct B;",
        ),
    ];
    for (a, b) in planted {
        assert_eq!(
            of(&[lib, ("a.rs", a), ("b.rs", b)]),
            [["a.rs", "b.rs"]],
            "{a} {b}"
        );
    }
    let parent = ("a.rs", "mod c; struct A; fn a() { c::c() }");
    let child = ("a/c.rs", "fn c(it: super::A) {}");
    let files = [("lib.rs", "mod a;"), parent, child];
    assert_eq!(of(&files), [["a.rs", "a/c.rs"]]);
}

#[test]
fn what_is_passed_on_or_a_test_is_no_circle() {
    let lib = ("lib.rs", "mod a; mod b; pub use b::B;");
    let fine = [
        ("use crate::B;", "pub struct B;"),
        (
            "use crate::b; mod inner { use super::b::B; }",
            "struct B; #[cfg(test)] mod tests { use crate::a::A; }",
        ),
        (
            "use crate::b::B; pub struct A;",
            "#[cfg(test)] use crate::a::A; struct B; mod a { struct A; } fn b() { a::A }",
        ),
        (
            "use crate::made;",
            "#[macro_export] macro_rules! made { () => { $crate::b::B } }",
        ),
    ];
    for (a, b) in fine {
        let none: [[&str; 0]; 0] = [];
        assert_eq!(of(&[lib, ("a.rs", a), ("b.rs", b)]), none, "{a} {b}");
    }
}
