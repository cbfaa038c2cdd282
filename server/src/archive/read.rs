//! A zip on disk, read by its directory: whoever checks an archive may have packed it anew. Nothing in it is
//! believed, nothing is written by its names, and no entry is ever whole in memory unless it is asked for.

use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// The most that a directory may have, in bytes: that of half a million files.
const DIRECTORY: u64 = 64 * 1024 * 1024;
/// A comment of at most 64 KiB may follow the record at the end, and before that stand two larger ones.
const TAIL: u64 = 0xffff + 22 + 20;

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    deflated: bool,
    packed: u64,
    /// How many bytes it unpacks to, as the directory says.
    pub(super) size: u64,
    at: u64,
}

/// A zip.
pub(super) struct Archive {
    file: File,
    /// Its entries in the order of the directory.
    pub(super) entries: Vec<Entry>,
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

impl Archive {
    /// Reads the directory.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let (begins, size) = directory(&mut file, length)?;
        if size > DIRECTORY {
            return Err(wrong("it is no archive: its directory is too large"));
        }
        file.seek(SeekFrom::Start(begins))?;
        let mut bytes = Vec::new();
        (&mut file).take(size).read_to_end(&mut bytes)?;
        let mut entries = Vec::new();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (entry, after) = entry(rest).ok_or_else(|| wrong("its directory is damaged"))?;
            entries.push(entry);
            rest = after;
        }
        Ok(Self { file, entries })
    }

    /// Hands an entry's bytes to `each`, piece by piece, at most one more than the directory says.
    pub(super) fn read(&mut self, entry: &Entry, mut each: impl FnMut(&[u8])) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(entry.at))?;
        let mut head = [0; 30];
        self.file.read_exact(&mut head)?;
        if !head.starts_with(b"PK\x03\x04") {
            return Err(wrong("it does not begin where the directory says"));
        }
        let names =
            i64::from(le16(&head, 26).unwrap_or(0)) + i64::from(le16(&head, 28).unwrap_or(0));
        self.file.seek(SeekFrom::Current(names))?;
        let packed = (&mut self.file).take(entry.packed);
        let mut plain: Box<dyn Read + '_> = match entry.deflated {
            true => Box::new(DeflateDecoder::new(BufReader::new(packed))),
            false => Box::new(packed),
        };
        let mut plain = (&mut plain).take(entry.size.saturating_add(1));
        let mut piece = vec![0; 64 * 1024];
        loop {
            match plain.read(&mut piece)? {
                0 => return Ok(()),
                count => each(piece.get(..count).unwrap_or_default()),
            }
        }
    }
}

/// Where the directory begins and how long it is.
fn directory(file: &mut File, length: u64) -> io::Result<(u64, u64)> {
    let from = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    let ends = |at: &usize| {
        let rest = tail.get(*at..).unwrap_or_default();
        let comment = le16(rest, 20).map(usize::from);
        rest.starts_with(b"PK\x05\x06") && comment.is_some_and(|it| 22 + it == rest.len())
    };
    let record = (0..tail.len())
        .rev()
        .find(ends)
        .ok_or_else(|| wrong("it is no zip, or its end is missing"))?;
    let large = record.checked_sub(20).filter(|at| {
        tail.get(*at..)
            .is_some_and(|rest| rest.starts_with(b"PK\x06\x07"))
    });
    let damaged = || wrong("its end is damaged");
    let Some(locator) = large else {
        let size = le32(&tail, record + 12).ok_or_else(damaged)?;
        let begins = le32(&tail, record + 16).ok_or_else(damaged)?;
        return Ok((u64::from(begins), u64::from(size)));
    };
    file.seek(SeekFrom::Start(
        le64(&tail, locator + 8).ok_or_else(damaged)?,
    ))?;
    let mut end = [0; 56];
    file.read_exact(&mut end)?;
    if !end.starts_with(b"PK\x06\x06") {
        return Err(damaged());
    }
    let size = le64(&end, 40).ok_or_else(damaged)?;
    Ok((le64(&end, 48).ok_or_else(damaged)?, size))
}

/// The entry at the beginning of a directory, and what comes after it.
fn entry(bytes: &[u8]) -> Option<(Entry, &[u8])> {
    if !bytes.starts_with(b"PK\x01\x02") {
        return None;
    }
    let lengths = [28, 30, 32].map(|at| le16(bytes, at).map(usize::from));
    let [name, extra, comment] = lengths;
    let (name, extra, comment) = (46 + name?, extra?, comment?);
    let text = String::from_utf8_lossy(bytes.get(46..name)?).into_owned();
    let mut large = larger(bytes.get(name..name + extra)?);
    // Of what does not fit, the larger form has the numbers in this order.
    let mut number = |at| {
        let small = le32(bytes, at)?;
        match small {
            u32::MAX => large.next(),
            small => Some(u64::from(small)),
        }
    };
    let (size, packed) = (number(24)?, number(20)?);
    let at = number(42)?;
    let entry = Entry {
        name: text,
        deflated: match le16(bytes, 10)? {
            0 => false,
            8 => true,
            _ => return None,
        },
        packed,
        size,
        at,
    };
    Some((entry, bytes.get(name + extra + comment..)?))
}

/// The numbers of the larger form beside an entry.
fn larger(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut found = Vec::new();
    while let (Some(kind), Some(length)) = (le16(extra, 0), le16(extra, 2)) {
        let end = 4 + usize::from(length);
        if kind == 1 {
            let numbers = extra.get(4..end).unwrap_or_default();
            found.extend(numbers.chunks_exact(8).filter_map(|it| le64(it, 0)));
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    found.into_iter()
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn le64(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}
