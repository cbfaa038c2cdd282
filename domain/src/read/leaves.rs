//! Readers for plain values: texts, numbers, lists and maps.

use super::{Read, Reader};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;
use uuid::Uuid;

impl Read for String {
    fn read(from: &Reader<'_>) -> Self {
        from.text().to_owned()
    }
}

impl Read for bool {
    fn read(from: &Reader<'_>) -> Self {
        from.value.as_bool().unwrap_or_else(|| {
            from.fail("expected true or false");
            false
        })
    }
}

macro_rules! whole_numbers {
    ($($type:ty)*) => {$(
        impl Read for $type {
            fn read(from: &Reader<'_>) -> Self {
                Self::try_from(from.number(u64::from(Self::MAX))).unwrap_or_default()
            }
        }
    )*};
}

whole_numbers!(u8 u16 u32 u64);

impl Read for i32 {
    fn read(from: &Reader<'_>) -> Self {
        let number = from.value.as_i64().and_then(|it| Self::try_from(it).ok());
        number.unwrap_or_else(|| {
            from.fail("expected a whole number");
            0
        })
    }
}

impl Read for Uuid {
    fn read(from: &Reader<'_>) -> Self {
        from.parsed(Self::nil())
    }
}

impl<T: Read> Read for Option<T> {
    fn read(from: &Reader<'_>) -> Self {
        (*from.value != Value::Null).then(|| T::read(from))
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(from: &Reader<'_>) -> Self {
        let mut items = Self::new();
        from.each(|item| items.push(T::read(item)));
        items
    }
}

impl<T: Read + Ord> Read for BTreeSet<T> {
    fn read(from: &Reader<'_>) -> Self {
        let mut items = Self::new();
        from.each(|item| {
            items.insert(T::read(item));
        });
        items
    }
}

impl<K: FromStr<Err: Display> + Ord, V: Read> Read for BTreeMap<K, V> {
    fn read(from: &Reader<'_>) -> Self {
        let mut map = Self::new();
        for key in from.object().into_iter().flat_map(|object| object.keys()) {
            let value = from.below(key);
            match key.parse() {
                Ok(key) => {
                    map.insert(key, V::read(&value));
                }
                Err(error) => value.fail(error.to_string()),
            }
        }
        map
    }
}

/// A pair is a list of two items.
impl<A: Read, B: Read> Read for (A, B) {
    fn read(from: &Reader<'_>) -> Self {
        if let Value::Array(items) = from.value
            && let [first, second] = items.as_slice()
        {
            let at = |value| Reader { value, ..*from };
            return (A::read(&at(first)), B::read(&at(second)));
        }
        from.fail("expected a list of two");
        let blank = Reader {
            value: &super::NULL,
            ..*from
        };
        (A::read(&blank), B::read(&blank))
    }
}
