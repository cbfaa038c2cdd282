//! Naming the keys of a record, and the words of a choice.

/// How a record is read: the keys that must be there, then those that may be missing and have the
/// type's default then. A key is named as its field. Other keys are ignored.
#[macro_export]
macro_rules! readable {
    ($type:ident { $($key:ident),* $(,)? } $(optional { $($maybe:ident),* $(,)? })?) => {
        impl $crate::read::Read for $type {
            fn read(from: &$crate::read::Reader<'_>) -> Self {
                Self {
                    $($key: from.key(stringify!($key)),)*
                    $($($maybe: from.optional(stringify!($maybe)),)*)?
                }
            }
        }

        $crate::deserialize_by_reading!($type);
    };
}

/// [`serde::Deserialize`](serde::Deserialize) for a type that has a reader of its own.
#[macro_export]
macro_rules! deserialize_by_reading {
    ($($type:ty),*) => {$(
        impl<'de> $crate::read::serde::Deserialize<'de> for $type {
            fn deserialize<D>(de: D) -> Result<Self, D::Error>
            where
                D: $crate::read::serde::Deserializer<'de>,
            {
                $crate::read::deserialize(de)
            }
        }
    )*};
}

/// The words of a choice without values, in files, messages, addresses and columns: written and
/// read by one list.
#[macro_export]
macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            /// Every one, in the order of lists and forms.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The word in files, messages, addresses and columns.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl $crate::read::serde::Serialize for $type {
            fn serialize<S>(&self, ser: S) -> Result<S::Ok, S::Error>
            where
                S: $crate::read::serde::Serializer,
            {
                ser.serialize_str(self.as_str())
            }
        }

        impl $crate::read::Read for $type {
            fn read(from: &$crate::read::Reader<'_>) -> Self {
                let index = from.word(&[$($word),+]);
                // The index is within the list, which has the words' length.
                Self::ALL.get(index).copied().unwrap_or(Self::ALL[0])
            }
        }

        $crate::deserialize_by_reading!($type);
    };
}
