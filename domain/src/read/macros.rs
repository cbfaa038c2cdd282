//! Macros that name the keys of a record and the words of an enum.

/// Derives a reader for a record: first its required keys, then optional ones, which default if
/// they are missing. A key has the name of its field. Other keys are ignored. The keys of a record
/// that is `within` are among those of the outer one.
#[macro_export]
macro_rules! readable {
    (
        $type:ident { $($key:ident),* $(,)? }
        $(optional { $($maybe:ident),* $(,)? })?
        $(named { $($name:ident = $word:literal),* $(,)? })?
        $(within { $($within:ident),* $(,)? })?
    ) => {
        impl $crate::read::Read for $type {
            fn read(from: &$crate::read::Reader<'_>) -> Self {
                Self {
                    $($key: from.key(stringify!($key)),)*
                    $($($maybe: from.optional(stringify!($maybe)),)*)?
                    $($($name: from.optional($word),)*)?
                    $($($within: $crate::read::Read::read(from),)*)?
                }
            }
        }

        $crate::deserialize_by_reading!($type);
    };
}

/// Implements [`serde::Deserialize`](serde::Deserialize) for a type that implements `Read`.
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

/// Defines the words of an enum without values for files, messages, addresses and columns; one list
/// serves for writing and reading.
#[macro_export]
macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            /// Every variant, in the order of lists and forms.
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
                // The index is within `ALL`, which has as many entries as there are words.
                Self::ALL.get(index).copied().unwrap_or(Self::ALL[0])
            }
        }

        $crate::deserialize_by_reading!($type);
    };
}
