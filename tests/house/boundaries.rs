//! Dependencies: `domain` ← `app` ← {`frontend`, `server`}; and inside the crates, which module may
//! use which words.

use std::collections::BTreeMap;
use std::path::Path;

use crate::{metadata, root};

/// Which crates of the workspace each crate may depend on.
const CRATES: [(&str, &[&str]); 6] = [
    ("domain", &[]),
    ("app", &["domain"]),
    ("frontend", &["app", "domain"]),
    ("server", &["app", "domain"]),
    ("tests", &["app", "domain", "server"]),
    ("xtask", &[]),
];

/// A word that code may contain only below certain folders.
struct Rule {
    /// Adjacent words, such as `std::fs`.
    word: &'static str,
    /// The folders where the rule applies.
    within: &'static [&'static str],
    /// The folders or files exempt from the rule.
    except: &'static [&'static str],
}

const SOURCES: &[&str] = &["domain/src", "app/src", "frontend/src", "server/src"];
const BROWSER: &[&str] = &[
    "app/src/local",
    "app/src/sync",
    "app/src/components",
    "frontend/src",
];
const DOMAIN: &[&str] = &["domain/src"];

const RULES: [Rule; 17] = [
    Rule {
        word: "sqlx",
        within: SOURCES,
        except: &["server/src/store"],
    },
    Rule {
        word: "axum",
        within: SOURCES,
        except: &["server/src", "app/src/calls"],
    },
    Rule {
        word: "web_sys",
        within: SOURCES,
        except: BROWSER,
    },
    Rule {
        word: "js_sys",
        within: SOURCES,
        except: BROWSER,
    },
    Rule {
        word: "gloo_events",
        within: SOURCES,
        except: BROWSER,
    },
    Rule {
        word: "gloo_net",
        within: SOURCES,
        except: BROWSER,
    },
    Rule {
        word: "gloo_storage",
        within: SOURCES,
        except: BROWSER,
    },
    Rule {
        word: "gloo_timers",
        within: SOURCES,
        except: BROWSER,
    },
    Rule {
        word: "leptos",
        within: &["domain/src", "server/src/store"],
        except: &[],
    },
    Rule {
        word: "std::fs",
        within: DOMAIN,
        except: &[],
    },
    Rule {
        word: "std::net",
        within: DOMAIN,
        except: &[],
    },
    Rule {
        word: "std::env",
        within: DOMAIN,
        except: &[],
    },
    Rule {
        word: "async",
        within: DOMAIN,
        except: &[],
    },
    Rule {
        word: "SystemTime",
        within: DOMAIN,
        except: &[],
    },
    Rule {
        word: "Instant",
        within: DOMAIN,
        except: &[],
    },
    Rule {
        word: "Timestamp::now",
        within: DOMAIN,
        except: &[],
    },
    Rule {
        word: "rand",
        within: DOMAIN,
        except: &[],
    },
];

#[test]
fn crates_know_only_whom_they_may() {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().unwrap();
    let allowed: BTreeMap<&str, &[&str]> = CRATES.into_iter().collect();
    let mut seen = 0;
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let may = allowed
            .get(name)
            .unwrap_or_else(|| panic!("{name} has no place in the house"));
        seen += 1;
        for dependency in package["dependencies"].as_array().unwrap() {
            let other = dependency["name"].as_str().unwrap();
            let inside = allowed.contains_key(other) && dependency["source"].is_null();
            assert!(
                !inside || may.contains(&other),
                "{name} must not know {other}"
            );
        }
    }
    assert_eq!(seen, CRATES.len());
}

#[test]
fn modules_use_only_what_they_may() {
    let mut found = Vec::new();
    let mut files = 0;
    for folder in SOURCES {
        sources(&root().join(folder), &mut |path, text| {
            files += 1;
            let path = path.strip_prefix(root()).unwrap().to_str().unwrap();
            found.extend(violations(path, text));
        });
    }
    assert!(
        files > 20,
        "only {files} sources: looked in the wrong place"
    );
    assert!(found.is_empty(), "{}", found.join("\n"));
}

pub(crate) fn sources(folder: &Path, visit: &mut impl FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, visit);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            visit(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Every use of a word outside its folders, as `path:line: word`.
fn violations(path: &str, text: &str) -> Vec<String> {
    let rules = RULES.iter().filter(|rule| {
        let below = |folder: &&str| {
            path.strip_prefix(*folder)
                .is_some_and(|rest| rest.starts_with(['/', '.']))
        };
        rule.within.iter().any(&below) && !rule.except.iter().any(below)
    });
    let code = code_of(text);
    let mut found = Vec::new();
    for rule in rules {
        for (index, line) in code.lines().enumerate() {
            if has_word(line, rule.word) {
                found.push(format!("{path}:{}: {}", index + 1, rule.word));
            }
        }
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

/// The text with comments and string contents blanked out; line numbers stay the same.
fn code_of(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = raw_string(rest) {
            length
        } else if c == '"' {
            string(rest)
        } else if rest.starts_with("'\"'") {
            3
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        // Keep the line breaks, so that line numbers stay the same.
        out.extend(rest[..skip].chars().filter(|c| *c == '\n'));
        rest = &rest[skip..];
    }
    out
}

/// The length of the string literal at the start.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of the raw string literal at the start, if there is one.
fn raw_string(text: &str) -> Option<usize> {
    let hashes = text.strip_prefix('r')?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    let inner = hashes[count..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    let start = text.len() - inner.len();
    Some(
        inner
            .find(&end)
            .map_or(text.len(), |at| start + at + end.len()),
    )
}

#[test]
fn planted_violations_are_found() {
    let planted = [
        (
            "server/src/http/routes/sync.rs",
            "use sqlx::query;",
            "server/src/http/routes/sync.rs:1: sqlx",
        ),
        (
            "app/src/pages/a.rs",
            "\nuse axum::Router;",
            "app/src/pages/a.rs:2: axum",
        ),
        (
            "app/src/pages/a.rs",
            "web_sys::window()",
            "app/src/pages/a.rs:1: web_sys",
        ),
        (
            "server/src/http/router.rs",
            "gloo_storage::x()",
            "server/src/http/router.rs:1: gloo_storage",
        ),
        (
            "domain/src/ids.rs",
            "/* a\nb */ async fn f() {}",
            "domain/src/ids.rs:2: async",
        ),
        (
            "domain/src/ids.rs",
            "let s = \"\\\"\"; rand::x()",
            "domain/src/ids.rs:1: rand",
        ),
        (
            "domain/src/a/b.rs",
            "r#\"x\"#; Timestamp::now()",
            "domain/src/a/b.rs:1: Timestamp::now",
        ),
        (
            "domain/src/lib.rs",
            "let q = '\"'; std::fs::read(q)",
            "domain/src/lib.rs:1: std::fs",
        ),
    ];
    for (path, text, expected) in planted {
        assert_eq!(violations(path, text), [expected], "{text}");
    }
}

#[test]
fn what_is_allowed_is_not_reported() {
    let fine = [
        ("server/src/store/sqlite.rs", "use sqlx::query;"),
        ("server/src/store.rs", "use sqlx::query;"),
        ("app/src/calls/review.rs", "use axum::Extension;"),
        ("app/src/pages/a.rs", "use leptos_axum::redirect;"),
        (
            "domain/src/ids.rs",
            "// sqlx, async, rand\nlet operand = \"async rand\";",
        ),
        ("domain/src/ids.rs", "let text = r\"\nstd::fs\";"),
        ("frontend/src/lib.rs", "web_sys::window()"),
    ];
    for (path, text) in fine {
        assert_eq!(violations(path, text), [""; 0], "{text}");
    }
}
