//! A page may look up contexts and make signals only at its set-up, never later. A timer, a
//! promise, a tap or a toast may run after the page is gone, and a look-up then ends the whole
//! program.
//!
//! Look-ups are `use_…()`, `expect_context()` and `use_context()`. The rule covers them, everything
//! that makes a signal or callback (its owner would be whatever is being drawn), and every function
//! that does one of these at its own set-up. None may be in a closure that runs later. Closures
//! that run while drawing (`move || …` in a view, `Memo::new`, `map`) count as set-up, all others
//! do not. A signal made in a promise has no owner and is never freed; where that happens it is
//! intended.
//!
//! What a promise or timer reads may be gone, so it must read with `try_…`.

mod walk;

use std::collections::BTreeSet;
use std::path::Path;

use crate::boundaries::sources;
use crate::root;
use walk::{Call, Function};

/// Server functions and the document around the page run within a request, and end with it.
const OF_A_REQUEST: [&str; 2] = ["app/src/calls/", "app/src/shell.rs"];

/// Calls that make something owned by the current reactive owner.
const MAKERS: [(&str, &[&str]); 7] = [
    ("Callback", &["new"]),
    ("Effect", &["new"]),
    ("Memo", &["new"]),
    ("NodeRef", &["new"]),
    ("RwSignal", &["new", "new_local"]),
    ("Signal", &["derive"]),
    ("StoredValue", &["new", "new_local"]),
];

/// Reads that end the program if the signal, value or callback is gone; each has a `try_` variant.
const READS: [&str; 5] = [
    "get_untracked",
    "with_untracked",
    "get_value",
    "with_value",
    "run",
];

/// Folders that no component passes callbacks to: `run` there belongs to the disk and the network.
const WITHOUT_CALLBACKS: [&str; 2] = ["app/src/local/", "app/src/sync/"];

#[test]
fn contexts_are_asked_for_at_set_up() {
    let mut functions = Vec::new();
    let mut files = 0;
    sources(&root().join("app/src"), &mut |path, text| {
        let path = path.strip_prefix(root()).unwrap().to_str().unwrap();
        if !OF_A_REQUEST.iter().any(|of| path.starts_with(of)) {
            files += 1;
            functions.extend(walk::functions(path, text));
        }
    });
    assert!(files > 80, "only {files} files: looked in the wrong place");
    // The walk must reach into views, which contain hundreds of calls.
    let calls: usize = functions.iter().map(|it| it.calls.len()).sum();
    assert!(calls > 2000, "only {calls} calls");
    let found = violations(&functions);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every forbidden call in a closure that runs later, as `path:line: …`.
fn violations(functions: &[Function]) -> Vec<String> {
    let askers = askers_of(functions, &is_context);
    let makers = askers_of(functions, &is_maker);
    let mut found = BTreeSet::new();
    for function in functions {
        for call in &function.calls {
            if let Some(later) = &call.later
                && (asks(functions, &askers, function, call, &is_context)
                    || !later.may_be_gone && asks(functions, &makers, function, call, &is_maker)
                    || later.may_be_gone && is_read(function, call))
            {
                let (path, line) = (&function.path, call.line);
                let what = call.names.join("::");
                found.insert(format!("{path}:{line}: {what} in {}", later.what));
            }
        }
    }
    found.into_iter().collect()
}

/// Decides whether a call is of a certain kind.
type Kind = dyn Fn(&Call) -> bool;

fn is_context(call: &Call) -> bool {
    !call.method && (call.name().starts_with("use_") || call.name() == "expect_context")
}

fn is_maker(call: &Call) -> bool {
    let of = |place: &str| {
        let mut makers = MAKERS.iter();
        makers.any(|(of, how)| *of == place && how.contains(&call.name()))
    };
    call.place().is_some_and(of)
}

fn is_read(function: &Function, call: &Call) -> bool {
    let other = |folder: &&str| call.name() == "run" && function.path.starts_with(*folder);
    call.method && READS.contains(&call.name()) && !WITHOUT_CALLBACKS.iter().any(other)
}

/// The indexes of functions that make calls of a kind at their own set-up, directly or through
/// others.
fn askers_of(functions: &[Function], kind: &Kind) -> BTreeSet<usize> {
    let mut askers = BTreeSet::new();
    loop {
        let before = askers.len();
        for (index, function) in functions.iter().enumerate() {
            let now = |call: &&Call| call.later.is_none();
            let mut calls = function.calls.iter().filter(now);
            if calls.any(|call| asks(functions, &askers, function, call, kind)) {
                askers.insert(index);
            }
        }
        if askers.len() == before {
            return askers;
        }
    }
}

fn asks(
    functions: &[Function],
    askers: &BTreeSet<usize>,
    within: &Function,
    call: &Call,
    kind: &Kind,
) -> bool {
    if kind(call) {
        return true;
    }
    let (name, place) = (call.name(), call.place());
    let named = |function: &&Function| function.name == name;
    let here = |function: &&Function| function.path == within.path;
    let known = |function: &Function| {
        let index = functions.iter().position(|it| std::ptr::eq(it, function));
        index.is_some_and(|index| askers.contains(&index))
    };
    let mut candidates: Vec<&Function> = functions.iter().filter(named).collect();
    if call.method {
        // The method's type is unknown here, so only methods of the same file are considered.
        candidates.retain(|it| it.of.is_some() && here(it));
    } else {
        match place {
            Some("Self") => candidates.retain(|it| it.of.is_some() && here(it)),
            Some(place) if !["self", "super", "crate"].contains(&place) => {
                candidates.retain(|it| {
                    it.of
                        .as_deref()
                        .map_or(it.module == place, |of| of == place)
                })
            }
            _ => {
                candidates.retain(|it| it.of.is_none());
                if candidates.iter().any(here) {
                    candidates.retain(here);
                } else if !within.imports.contains(name) && place.is_none() {
                    candidates.clear();
                }
            }
        }
    }
    candidates.into_iter().any(known)
}

/// The violations in one text, as if it were the whole program.
fn alone(text: &str) -> Vec<String> {
    violations(&walk::functions("app/src/pages/a.rs", text))
}

#[test]
fn what_is_asked_for_later_is_found() {
    let planted = [
        "fn record() { let toasts = use_toasts(); }
         #[component] fn Note() -> impl IntoView { set_timeout(move || record(), TYPING); }",
        "fn keep() { record() } fn record() { let toasts: Toasts = expect_context(); }
         #[component] fn A() -> impl IntoView { let amend = move |it| keep(); }",
        "#[component] fn A() -> impl IntoView { spawn_local(async move { use_here(); }); }",
        "#[component] fn A() -> impl IntoView { view! { <p on:click=move |_| { use_words(); }>a</p> } }",
        "#[component] fn A() -> impl IntoView { view! { <B on_pick=move |it| { use_words(); } /> } }",
        "#[component] fn A() -> impl IntoView {
             view! { <ul>{move || all.get().map(|it| view! { <b on:click=move |_| { use_x(); } /> })}</ul> } }",
        "struct S; impl S { fn look(self) { let navigate = use_navigate(); }
             fn keep_up(self) { spawn_local(async move { self.look() }); } }",
        "fn show() { let undo = Callback::new(move |()| ()); }
         #[component] fn A() -> impl IntoView { let tap = move |_| show(); }",
        "async fn fetch() { let it = signal.get_untracked(); }",
        "fn a() { set_timeout(move || undo.run(()), SOON); }",
    ];
    for text in planted {
        assert_eq!(alone(text).len(), 1, "{text}: {:?}", alone(text));
    }
}

#[test]
fn what_is_asked_for_at_set_up_is_not() {
    let fine = [
        "#[component] fn A() -> impl IntoView { let here = use_here(); move || here.get() }",
        "fn picker() { let navigate = use_navigate(); }
         #[component] fn A() -> impl IntoView { move || match it.get() { Some(_) => picker(), None => () } }",
        "fn head() { let toasts = use_toasts(); }
         #[component] fn A() -> impl IntoView {
             view! { <Transition fallback=move || head()>{move || it.get().map(|it| head())}</Transition> } }",
        "#[component] fn A() -> impl IntoView {
             let undo = Callback::new(move |()| toasts.say(WORDS));
             view! { <p class=move || use_words() on:click=move |_| undo.run(())>{use_words()}</p> } }",
        // A signal made in a promise has no owner and stays.
        "async fn open() { let it = RwSignal::new(1); let known = it.try_get_untracked(); }",
        "#[cfg(test)] mod tests { fn a() { spawn_local(async { use_words() }) } }",
    ];
    for text in fine {
        assert_eq!(alone(text), [""; 0], "{text}");
    }
}

#[test]
fn functions_are_told_apart_by_their_modules() {
    let a = "fn picker() { let navigate = use_navigate(); }";
    let b = "fn picker() {} fn other() { let tap = move |_| picker(); }";
    let mut both = walk::functions("app/src/pages/a.rs", a);
    both.extend(walk::functions("app/src/pages/b.rs", b));
    assert_eq!(violations(&both), [""; 0]);
    let c = "use super::a::picker; fn other() { let tap = move |_| picker(); }";
    both.extend(walk::functions(
        Path::new("app/src/pages/c.rs").to_str().unwrap(),
        c,
    ));
    assert_eq!(violations(&both).len(), 1);
}
