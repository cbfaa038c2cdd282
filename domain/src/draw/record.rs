//! 随机抽取记录: a draw with everything that determines it.

use super::drawing::{Drawn, Impossible, VERSION, Wanted, draw};
use super::lists::{Inspector, Object};
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A draw with everything that determines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The version of the algorithm.
    pub version: u32,
    /// When it was drawn.
    pub at: Moment,
    /// The name of the person who drew.
    pub by: String,
    /// 见证人, as entered.
    #[serde(default)]
    pub witness: String,
    /// The seed, 64 hexadecimal digits.
    pub seed: String,
    /// What was wanted.
    pub wanted: Wanted,
    /// 检查对象名录库 at the time of the draw.
    pub objects: Vec<Object>,
    /// SHA-256 of `objects`.
    pub objects_sha256: String,
    /// 检查人员名录库 at the time of the draw.
    pub people: Vec<Inspector>,
    /// SHA-256 of `people`.
    pub people_sha256: String,
    /// The result.
    pub drawn: Vec<Drawn>,
}

/// How a record contradicts itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// Another version of the algorithm made the record.
    #[error("drawn by another version of the algorithm")]
    Version,
    /// The list of sites does not match its hash.
    #[error("the list of sites is not the one that was drawn from")]
    Objects,
    /// The list of people does not match its hash.
    #[error("the list of people is not the one that was drawn from")]
    People,
    /// Seed and lists lead to another result.
    #[error("the seed and the lists give another result")]
    Result,
}

impl Record {
    /// Draws, and returns the record. `seed` is 32 random bytes.
    ///
    /// # Errors
    /// The draw is impossible, see [`Impossible`].
    pub fn draw(
        objects: Vec<Object>,
        people: Vec<Inspector>,
        wanted: Wanted,
        seed: [u8; 32],
        (at, by, witness): (Moment, String, String),
    ) -> Result<Self, Impossible> {
        let (objects_sha256, people_sha256) = (hash(&objects), hash(&people));
        let seed = hex(&seed);
        let bytes = stirred(&seed, &objects_sha256, &people_sha256);
        let drawn = draw(&objects, &people, &wanted, &bytes)?;
        Ok(Self {
            version: VERSION,
            at,
            by,
            witness,
            seed,
            wanted,
            objects,
            objects_sha256,
            people,
            people_sha256,
            drawn,
        })
    }

    /// Repeats the draw and compares it with the record.
    ///
    /// # Errors
    /// The first contradiction found.
    pub fn verify(&self) -> Result<(), Mismatch> {
        if self.version != VERSION {
            return Err(Mismatch::Version);
        }
        if hash(&self.objects) != self.objects_sha256 {
            return Err(Mismatch::Objects);
        }
        if hash(&self.people) != self.people_sha256 {
            return Err(Mismatch::People);
        }
        let bytes = stirred(&self.seed, &self.objects_sha256, &self.people_sha256);
        let again = draw(&self.objects, &self.people, &self.wanted, &bytes);
        if again.as_ref() == Ok(&self.drawn) {
            Ok(())
        } else {
            Err(Mismatch::Result)
        }
    }
}

/// The seed followed by the hashes of both lists, so that another list leads to another draw.
fn stirred(seed: &str, objects: &str, people: &str) -> Vec<u8> {
    [seed, objects, people].join("|").into_bytes()
}

/// SHA-256 of a list in hex: over the JSON of its entries, one a line, sorted as text.
fn hash<T: Serialize>(list: &[T]) -> String {
    let lines = list
        .iter()
        .map(|it| serde_json::to_string(it).unwrap_or_default());
    let mut lines: Vec<String> = lines.collect();
    lines.sort_unstable();
    hex(&Sha256::digest(lines.join("\n")))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
