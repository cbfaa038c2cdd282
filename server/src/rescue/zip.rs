//! Reading a zip without compression, as a tablet writes it (APPNOTE 6.3). Nothing in it is
//! believed: every length is checked before anything is read, and nothing is written by its names.

use app::local::zip::crc32;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// The end record and the longest comment behind it.
const END: u64 = 22 + 65_535;
/// A directory longer than this is none of ours.
const DIRECTORY: u64 = 16 * 1024 * 1024;

/// Why a zip cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// It is none, or it was cut off.
    #[error("the file is no zip, or it is not whole")]
    NoZip,
    /// Something in it was compressed by another program.
    #[error("{0} is compressed: import the file as the tablet saved it")]
    Compressed(String),
    /// A file in it is longer than it may be.
    #[error("{0} is too large")]
    TooLarge(String),
    /// A file in it does not have the bytes that the directory tells of.
    #[error("{0} is damaged")]
    Damaged(String),
    /// The disk.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A file in the zip.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    crc: u32,
    length: u64,
    at: u64,
}

/// An open zip.
pub(crate) struct Archive {
    file: File,
    length: u64,
    pub(crate) entries: Vec<Entry>,
}

impl Archive {
    /// Reads the directory.
    pub(crate) fn open(mut file: File) -> Result<Self, Fault> {
        let length = file.metadata()?.len();
        let tail = piece(
            &mut file,
            length,
            length.saturating_sub(END),
            length.min(END),
        )?;
        let end = tail
            .windows(4)
            .rposition(|four| four == b"PK\x05\x06")
            .and_then(|at| tail.get(at..))
            .ok_or(Fault::NoZip)?;
        let (size, at) = (word(end, 12)?, word(end, 16)?);
        if 22 + half(end, 20)? != end.len() as u64 {
            return Err(Fault::NoZip);
        }
        if size > DIRECTORY {
            return Err(Fault::NoZip);
        }
        let directory = piece(&mut file, length, at, size)?;
        let mut entries = Vec::new();
        let mut rest = directory.as_slice();
        while !rest.is_empty() {
            let (entry, whole) = entry(rest)?;
            entries.push(entry);
            rest = rest.get(whole..).ok_or(Fault::NoZip)?;
        }
        Ok(Self {
            file,
            length,
            entries,
        })
    }

    /// The bytes of a file, of at most `limit`.
    pub(crate) fn read(&mut self, entry: &Entry, limit: u64) -> Result<Vec<u8>, Fault> {
        let name = || entry.name.clone();
        if entry.length > limit {
            return Err(Fault::TooLarge(name()));
        }
        let damaged = |_| Fault::Damaged(name());
        let head = piece(&mut self.file, self.length, entry.at, 30).map_err(damaged)?;
        if !head.starts_with(b"PK\x03\x04") {
            return Err(Fault::Damaged(name()));
        }
        let skipped = half(&head, 26)? + half(&head, 28)?;
        let at = entry.at + 30 + skipped;
        let bytes = piece(&mut self.file, self.length, at, entry.length).map_err(damaged)?;
        if crc32(&bytes) == entry.crc {
            Ok(bytes)
        } else {
            Err(Fault::Damaged(name()))
        }
    }
}

/// An entry of the directory, and how many bytes it takes there.
fn entry(bytes: &[u8]) -> Result<(Entry, usize), Fault> {
    if !bytes.starts_with(b"PK\x01\x02") {
        return Err(Fault::NoZip);
    }
    let name_length = usize::try_from(half(bytes, 28)?).unwrap_or(usize::MAX);
    let others = half(bytes, 30)? + half(bytes, 32)?;
    let end = 46_usize.saturating_add(name_length);
    let name = String::from_utf8_lossy(bytes.get(46..end).ok_or(Fault::NoZip)?).into_owned();
    let (method, packed, length) = (half(bytes, 10)?, word(bytes, 20)?, word(bytes, 24)?);
    if method != 0 || packed != length {
        return Err(Fault::Compressed(name));
    }
    let entry = Entry {
        name,
        crc: u32::try_from(word(bytes, 16)?).unwrap_or_default(),
        length,
        at: word(bytes, 42)?,
    };
    Ok((entry, end + usize::try_from(others).unwrap_or_default()))
}

/// A piece of the file, which must be there whole.
fn piece(file: &mut File, whole: u64, at: u64, length: u64) -> Result<Vec<u8>, Fault> {
    if at.checked_add(length).is_none_or(|end| end > whole) {
        return Err(Fault::NoZip);
    }
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        Ok(bytes)
    } else {
        Err(Fault::NoZip)
    }
}

/// Two bytes, little-endian.
fn half(bytes: &[u8], at: usize) -> Result<u64, Fault> {
    match bytes.get(at..at + 2) {
        Some(&[a, b]) => Ok(u64::from(u16::from_le_bytes([a, b]))),
        _ => Err(Fault::NoZip),
    }
}

/// Four bytes, little-endian.
fn word(bytes: &[u8], at: usize) -> Result<u64, Fault> {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => Ok(u64::from(u32::from_le_bytes([a, b, c, d]))),
        _ => Err(Fault::NoZip),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use app::local::zip::Zip;
    use std::io::Write;

    fn archive(bytes: &[u8]) -> Result<Archive, Fault> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Archive::open(file)
    }

    fn two_files() -> Vec<u8> {
        let mut zip = Zip::default();
        let mut bytes = zip.head("a.txt", b"first");
        bytes.extend(b"first");
        bytes.extend(zip.head("photos/b", b""));
        bytes.extend(zip.end());
        bytes
    }

    #[test]
    fn what_the_tablet_writes_is_read() {
        let mut archive = archive(&two_files()).unwrap();
        let entries = archive.entries.clone();
        let names: Vec<_> = entries.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["a.txt", "photos/b"]);
        assert_eq!(archive.read(&entries[0], 5).unwrap(), b"first");
        assert_eq!(archive.read(&entries[1], 5).unwrap(), b"");
        let error = archive.read(&entries[0], 4).unwrap_err();
        assert_eq!(error.to_string(), "a.txt is too large");
    }

    #[test]
    fn whatever_is_cut_off_or_altered_never_panics() {
        let whole = two_files();
        for length in 0..whole.len() {
            assert!(archive(&whole[..length]).is_err(), "{length} bytes");
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            if let Ok(mut archive) = archive(&bytes) {
                for entry in archive.entries.clone() {
                    // Whether it is noticed depends on the byte; nothing may be made up.
                    if let Ok(read) = archive.read(&entry, 100) {
                        assert!(read == b"first" || read.is_empty());
                    }
                }
            }
        }
    }
}
