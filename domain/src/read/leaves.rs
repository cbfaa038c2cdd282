//! Readers for plain values: texts, numbers, lists and maps.

use super::{Read, Reader, Tree};
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
        if let Tree::Bool(value) = from.value {
            return *value;
        }
        from.fail("expected true or false");
        false
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
        let number = match from.value {
            Tree::Natural(number) => Self::try_from(*number).ok(),
            Tree::Negative(number) => Self::try_from(*number).ok(),
            _ => None,
        };
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
        (!matches!(from.value, Tree::Null)).then(|| T::read(from))
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
        for (key, value) in from.object().into_iter().flatten() {
            let value = from.at_key(key, value);
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
        if let Tree::List(items) = from.value
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
