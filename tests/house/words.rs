//! The words of the interface: each has its key to itself. A key that stands twice in a file shows the
//! later words in both places.

use crate::root;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;

/// The keys of a JSON object, repeated as they are in the file.
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

/// Keys that stand twice.
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
