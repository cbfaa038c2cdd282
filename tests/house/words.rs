//! The words of the interface: each key is unique. A key that occurs twice in a file would show the
//! later words in both places.

use crate::root;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;

/// The keys of a JSON object, including repeated ones.
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        de.deserialize_map(All)
    }
}

/// The keys that occur twice.
fn repeated(text: &str) -> Vec<String> {
    let Keys(keys) = serde_json::from_str(text).unwrap();
    let mut seen = BTreeSet::new();
    keys.into_iter()
        .filter(|key| !seen.insert(key.clone()))
        .collect()
}

#[test]
fn no_word_hides_another() {
    let mut files = 0;
    for language in ["zh-CN", "en"] {
        let folder = root().join("app/locales").join(language);
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let twice = repeated(&std::fs::read_to_string(&path).unwrap());
            assert!(twice.is_empty(), "{}: {twice:?}", path.display());
            files += 1;
        }
    }
    assert!(files > 20, "only {files} files");
    assert_eq!(repeated(r#"{"a":"1","b":"2","a":"3"}"#), ["a"]);
}

/// The table rows that a text names, such as `8.2.2`.
fn rows_named(text: &str) -> Vec<&str> {
    let part = |it: char| it.is_ascii_digit() || it == '.';
    let words = text.split(|it: char| !part(it));
    words
        .map(|word| word.trim_matches('.'))
        .filter(|word| word.split('.').filter(|it| !it.is_empty()).count() >= 3)
        .collect()
}

/// Other districts' tables have other rows, so the interface takes row numbers from the table.
#[test]
fn no_word_names_a_row_of_a_table() {
    assert_eq!(rows_named("已按8.2.2计分，不在本项"), ["8.2.2"]);
    assert_eq!(rows_named("例：36.700125，共 3.5 分。2026.1"), [""; 0]);
    let mut files = 0;
    for language in ["zh-CN", "en"] {
        let folder = root().join("app/locales").join(language);
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(rows_named(&text), [""; 0], "{}", path.display());
            files += 1;
        }
    }
    assert!(files > 30, "only {files} files: looked in the wrong place");
}
