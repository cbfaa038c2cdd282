//! The files in a zip and the offset of their bytes, for tests of sheets and archives.

use anyhow::{Context, Result};
use flate2::read::DeflateDecoder;
use std::collections::BTreeMap;
use std::io::Read;

/// A file of a zip.
pub(crate) struct Inside {
    pub(crate) bytes: Vec<u8>,
    /// Where the stored bytes begin in the zip.
    pub(crate) at: usize,
}

fn number(zip: &[u8], at: usize, length: usize) -> Result<usize> {
    let bytes = zip.get(at..at + length).context("the zip ends early")?;
    Ok(bytes
        .iter()
        .rev()
        .fold(0, |all, byte| all << 8 | usize::from(*byte)))
}

/// The files by name.
pub(crate) fn unzip(zip: &[u8]) -> Result<BTreeMap<String, Inside>> {
    let end = zip
        .windows(4)
        .rposition(|it| it == b"PK\x05\x06")
        .context("no zip")?;
    let (count, mut at) = (number(zip, end + 10, 2)?, number(zip, end + 16, 4)?);
    let mut files = BTreeMap::new();
    for _ in 0..count {
        let (method, packed) = (number(zip, at + 10, 2)?, number(zip, at + 20, 4)?);
        let lengths = [28, 30, 32].map(|field| number(zip, at + field, 2));
        let [name, extra, comment] = lengths;
        let (name, extra, comment) = (name?, extra?, comment?);
        let text = String::from_utf8(zip[at + 46..at + 46 + name].to_vec())?;
        let head = number(zip, at + 42, 4)?;
        let begins = head + 30 + number(zip, head + 26, 2)? + number(zip, head + 28, 2)?;
        let lies = &zip[begins..begins + packed];
        let mut bytes = Vec::new();
        match method {
            0 => bytes.extend_from_slice(lies),
            _ => drop(DeflateDecoder::new(lies).read_to_end(&mut bytes)?),
        }
        files.insert(text, Inside { bytes, at: begins });
        at += 46 + name + extra + comment;
    }
    Ok(files)
}
