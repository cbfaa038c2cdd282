//! Reading JSON into records.
//!
//! A record names its keys once ([`readable!`](crate::readable)), and reading each of them is one
//! call: the readers that serde derives are kilobytes for every type, of which the tablet's
//! program would hold fifty. A reader does not stop at a fault; it goes on with a blank value, so
//! that no half-made record has to be taken apart, and the first fault is what is told, with a
//! pointer to its place (RFC 6901). No record is handed out where there was one.

mod leaves;
mod macros;

pub use serde;

use serde::Deserialize;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;

static NULL: Value = Value::Null;

/// What can be read from JSON.
pub trait Read: Sized {
    /// Reads; a fault is left with the reader, and the value is then a blank one.
    fn read(from: &Reader<'_>) -> Self;
}

/// What is wrong with a value, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a JSON pointer, empty for the whole.
    pub pointer: String,
    /// What.
    pub problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.problem)
        } else {
            write!(f, "{}: {}", self.pointer, self.problem)
        }
    }
}

impl std::error::Error for Fault {}

/// Reads a whole value.
pub fn from_value<T: Read>(value: &Value) -> Result<T, Fault> {
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

/// [`serde::Deserialize`] for what is read here: through a tree of values.
pub fn deserialize<'de, T: Read, D: serde::Deserializer<'de>>(de: D) -> Result<T, D::Error> {
    let value = Value::deserialize(de)?;
    from_value(&value).map_err(serde::de::Error::custom)
}

/// A value and its place.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    value: &'a Value,
    at: At<'a>,
    fault: &'a RefCell<Option<Fault>>,
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
    /// Notes a fault; only the first is kept.
    pub fn fail(&self, problem: impl Into<String>) {
        let mut fault = self.fault.borrow_mut();
        if fault.is_none() {
            let mut pointer = String::new();
            self.at.write(&mut pointer);
            let problem = problem.into();
            *fault = Some(Fault { pointer, problem });
        }
    }

    /// The value below `key`, which must be there.
    pub fn key<T: Read>(&self, key: &str) -> T {
        T::read(&self.below(key))
    }

    /// The value below `key`, or the default where there is none.
    pub fn optional<T: Read + Default>(&self, key: &str) -> T {
        if self.has(key) {
            self.key(key)
        } else {
            T::default()
        }
    }

    /// Whether there is a value below `key`.
    pub fn has(&self, key: &str) -> bool {
        matches!(self.value, Value::Object(map) if map.contains_key(key))
    }

    /// The value below `key` to be read by hand.
    pub fn below<'b>(&'b self, key: &'b str) -> Reader<'b> {
        let found = self.object().and_then(|map| {
            if !map.contains_key(key) {
                self.fail(format!("missing `{key}`"));
            }
            map.get(key)
        });
        Reader {
            value: found.unwrap_or(&NULL),
            at: At::Key(&self.at, key),
            fault: self.fault,
        }
    }

    fn object(&self) -> Option<&'a Map<String, Value>> {
        if let Value::Object(map) = self.value {
            return Some(map);
        }
        self.fail("expected an object");
        None
    }

    /// The only key of an object: the variant of a choice.
    pub fn only_key(&self) -> &'a str {
        match self.object().map(|map| (map.len(), map.keys().next())) {
            Some((1, Some(key))) => key,
            Some(_) => {
                self.fail("expected exactly one key");
                ""
            }
            None => "",
        }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        if let Value::String(text) = self.value {
            return text;
        }
        self.fail("expected a string");
        ""
    }

    /// The text as what it stands for.
    pub fn parsed<T: FromStr<Err: fmt::Display>>(&self, blank: T) -> T {
        match self.text().parse() {
            Ok(value) => value,
            Err(error) => {
                self.fail(error.to_string());
                blank
            }
        }
    }

    /// Which of `words` the text is; the first where it is none of them.
    pub fn word(&self, words: &[&str]) -> usize {
        let text = self.text();
        let found = words.iter().position(|word| *word == text);
        found.unwrap_or_else(|| {
            self.unknown(text, words);
            0
        })
    }

    /// Notes that `text` is none of `words`.
    pub fn unknown(&self, text: &str, words: &[&str]) {
        let text: String = text.chars().take(80).collect();
        self.fail(format!("unknown `{text}`, expected {}", words.join(", ")));
    }

    /// A whole number from 0 to `most`.
    fn number(&self, most: u64) -> u64 {
        match self.value.as_u64() {
            Some(number) if number <= most => number,
            _ => {
                self.fail(format!("expected a whole number from 0 to {most}"));
                0
            }
        }
    }

    /// Each item of a list.
    fn each(&self, mut take: impl FnMut(&Reader<'_>)) {
        let Value::Array(items) = self.value else {
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
