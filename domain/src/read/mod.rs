//! Reading JSON into records.
//!
//! A record names its keys once ([`readable!`](crate::readable)), and reading a key is one call.
//! The readers that serde derives take kilobytes for each type, and the tablet's program would hold
//! fifty. A reader does not stop at a fault but continues with a blank value, so that no half-built
//! record has to be dropped. Only the first fault is reported, with a pointer to its place (RFC
//! 6901); after a fault no record is returned.

mod leaves;
mod macros;
mod tree;

pub use serde;
pub use tree::Tree;

use serde::Deserialize;
use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;

static NULL: Tree = Tree::Null;

/// A type that can be read from JSON.
pub trait Read: Sized {
    /// Reads a value. After a fault, which `from` notes, the result is a blank value.
    fn read(from: &Reader<'_>) -> Self;
}

/// What is wrong with a value, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFault {
    /// A JSON pointer to the value; empty for the whole document.
    pub pointer: String,
    /// What is wrong.
    pub problem: String,
}

impl fmt::Display for ReadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.problem)
        } else {
            write!(f, "{}: {}", self.pointer, self.problem)
        }
    }
}

impl std::error::Error for ReadFault {}

/// Reads a complete value.
pub fn from_tree<T: Read>(value: &Tree) -> Result<T, ReadFault> {
    let fault = RefCell::new(None);
    let read = T::read(&Reader {
        value,
        at: At::Root,
        fault: &fault,
    });
    match fault.into_inner() {
        None => Ok(read),
        Some(fault) => Err(fault),
    }
}

/// Implements [`serde::Deserialize`] by [`Read`], through a tree of values.
pub fn deserialize<'de, T: Read, D: serde::Deserializer<'de>>(de: D) -> Result<T, D::Error> {
    let tree = Tree::deserialize(de)?;
    from_tree(&tree).map_err(serde::de::Error::custom)
}

/// A JSON value and its place in the document.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    value: &'a Tree,
    at: At<'a>,
    fault: &'a RefCell<Option<ReadFault>>,
}

#[derive(Clone, Copy)]
enum At<'a> {
    Root,
    Key(&'a At<'a>, &'a str),
    Index(&'a At<'a>, usize),
}

impl At<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Self::Root => {}
            Self::Key(parent, key) => {
                parent.write(out);
                out.push('/');
                out.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Self::Index(parent, index) => {
                parent.write(out);
                out.push('/');
                out.push_str(&index.to_string());
            }
        }
    }
}

impl<'a> Reader<'a> {
    /// Notes a fault; only the first one is kept.
    pub fn fail(&self, problem: impl Into<String>) {
        let mut fault = self.fault.borrow_mut();
        if fault.is_none() {
            let mut pointer = String::new();
            self.at.write(&mut pointer);
            let problem = problem.into();
            *fault = Some(ReadFault { pointer, problem });
        }
    }

    /// The value of `key`, which is required.
    pub fn key<T: Read>(&self, key: &str) -> T {
        T::read(&self.below(key))
    }

    /// The value of `key`, or the default if the key is missing.
    pub fn optional<T: Read + Default>(&self, key: &str) -> T {
        if self.has(key) {
            self.key(key)
        } else {
            T::default()
        }
    }

    /// Whether the object has `key`.
    pub fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    /// The reader of the value of `key`, for reading by hand.
    pub fn below<'b>(&'b self, key: &'b str) -> Reader<'b> {
        let found = self.value.get(key);
        if found.is_none() && self.object().is_some() {
            self.fail(format!("missing `{key}`"));
        }
        self.at_key(key, found.unwrap_or(&NULL))
    }

    fn at_key<'b>(&'b self, key: &'b str, value: &'b Tree) -> Reader<'b> {
        Reader {
            value,
            at: At::Key(&self.at, key),
            fault: self.fault,
        }
    }

    fn object(&self) -> Option<&'a [(String, Tree)]> {
        if let Tree::Object(pairs) = self.value {
            return Some(pairs);
        }
        self.fail("expected an object");
        None
    }

    /// The only key of an object, which names the variant of an enum.
    pub fn only_key(&self) -> &'a str {
        match self.object() {
            Some([(key, _)]) => key,
            Some(_) => {
                self.fail("expected exactly one key");
                ""
            }
            None => "",
        }
    }

    /// The value as text.
    pub fn text(&self) -> &'a str {
        if let Tree::Text(text) = self.value {
            return text;
        }
        self.fail("expected a string");
        ""
    }

    /// The text, parsed.
    pub fn parsed<T: FromStr<Err: fmt::Display>>(&self, blank: T) -> T {
        match self.text().parse() {
            Ok(value) => value,
            Err(error) => {
                self.fail(error.to_string());
                blank
            }
        }
    }

    /// The index of the text in `words`; 0 with a fault if it is not among them.
    pub fn word(&self, words: &[&str]) -> usize {
        let text = self.text();
        let found = words.iter().position(|word| *word == text);
        found.unwrap_or_else(|| {
            self.unknown(text, words);
            0
        })
    }

    /// Notes that `text` is not one of `words`.
    pub fn unknown(&self, text: &str, words: &[&str]) {
        let text: String = text.chars().take(80).collect();
        self.fail(format!("unknown `{text}`, expected {}", words.join(", ")));
    }

    /// A whole number from 0 to `most`.
    fn number(&self, most: u64) -> u64 {
        match self.value {
            Tree::Natural(number) if *number <= most => *number,
            _ => {
                self.fail(format!("expected a whole number from 0 to {most}"));
                0
            }
        }
    }

    /// Calls `take` with each item of a list.
    fn each(&self, mut take: impl FnMut(&Reader<'_>)) {
        let Tree::List(items) = self.value else {
            return self.fail("expected a list");
        };
        for (index, value) in items.iter().enumerate() {
            take(&Reader {
                value,
                at: At::Index(&self.at, index),
                fault: self.fault,
            });
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
