//! The ids of records, people and places. Records made on a tablet have a UUIDv7 that the tablet
//! chose; towns and sites have a short slug from their file (`luocun`, `luocun-center`).
//!
//! Ids never give an order in time: clients choose them, and their clocks may be wrong (sync.md,
//! "Identity and order").

use crate::read::{Read, Reader};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        crate::deserialize_by_reading!($name);

        impl Read for $name {
            fn read(from: &Reader<'_>) -> Self {
                Self(Uuid::read(from))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

uuid_id! {
    /// One person on one installation: the owner of a counter, an outbox and a cursor.
    DeviceId;
    /// A finding: one thing that was wrong at a visit.
    FindingId;
    /// An operation: unique in the district over all devices, and kept when the operation is
    /// renumbered.
    OpId;
    /// A photo as it was attached; its bytes are identified by their SHA-256.
    PhotoId;
    /// A person with an account.
    UserId;
    /// A visit of a site by inspectors.
    VisitId;
}

/// A text that is not a slug, cut to 80 characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no id: use 1 to 64 of a-z, 0-9 and `-`")]
pub struct BadSlug(pub String);

macro_rules! slug_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadSlug;

            fn from_str(text: &str) -> Result<Self, BadSlug> {
                let fits = matches!(text.len(), 1..=64)
                    && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
                if fits { Ok(Self(text.to_owned())) } else { Err(BadSlug(text.chars().take(80).collect())) }
            }
        }

        impl Read for $name {
            fn read(from: &Reader<'_>) -> Self {
                from.parsed(Self(String::new()))
            }
        }

        crate::deserialize_by_reading!($name);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }
    )*};
}

slug_id! {
    /// A town, subdistrict or development zone (镇（街道、开发区）).
    TownId;
    /// A place that is inspected: a centre (便民服务中心) or a station (便民服务站).
    SiteId;
    /// The district whose office evaluates.
    DistrictId;
}

/// A checkpoint's id: the indicator's id, a slash, a slug (`1.3/wheelchair`).
///
/// This type checks only the form, not whether a table has the checkpoint.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CheckpointId(String);

impl CheckpointId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The indicator's part: `1.3` of `1.3/wheelchair`.
    pub fn indicator(&self) -> &str {
        self.0
            .split_once('/')
            .map_or("", |(indicator, _)| indicator)
    }
}

/// A text that is not a checkpoint's id, cut to 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no checkpoint id: it has the form 1.3/wheelchair")]
pub struct BadCheckpointId(pub String);

impl FromStr for CheckpointId {
    type Err = BadCheckpointId;

    fn from_str(text: &str) -> Result<Self, BadCheckpointId> {
        let fits = text.len() <= 96
            && text.split_once('/').is_some_and(|(indicator, slug)| {
                !indicator.is_empty()
                    && indicator.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                    && !slug.is_empty()
                    && slug
                        .bytes()
                        .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            });
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadCheckpointId(text.chars().take(100).collect()))
        }
    }
}

impl Read for CheckpointId {
    fn read(from: &Reader<'_>) -> Self {
        from.parsed(Self(String::new()))
    }
}

crate::deserialize_by_reading!(CheckpointId);

impl fmt::Display for CheckpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for CheckpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
