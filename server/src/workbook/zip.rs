//! The parts of a zip by the directory at its end, unpacked as they are read. What they unpack to is
//! counted, for a small file may hold a bomb; what was damaged on its way is told by its checksum.

use super::read::Unreadable;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};

/// What all parts together may unpack to. A sheet whose million lines are formatted and blank takes a
/// third of it.
const MOST: u64 = 512 * 1024 * 1024;
/// What one text, or one tag, may take: a cell has 32,767 characters at most.
const PIECE: u64 = 1024 * 1024;
/// Parts of a workbook.
const PARTS: usize = 2_000;
/// A number of the directory that is too large for its place and stands in an extra field (ZIP64).
const ELSEWHERE: u64 = 0xffff_ffff;

/// What may still be read of a file once it is unpacked.
pub(super) struct Budget {
    left: Cell<u64>,
    piece: Cell<u64>,
    spent: Cell<bool>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            left: Cell::new(MOST),
            piece: Cell::new(PIECE),
            spent: Cell::new(false),
        }
    }

    /// Allows for another text or tag.
    pub(super) fn next_piece(&self) {
        self.piece.set(PIECE);
    }

    /// Why reading has failed.
    pub(super) fn why(&self) -> Unreadable {
        match self.spent.get() {
            true => Unreadable::TooLarge,
            false => Unreadable::Damaged,
        }
    }

    fn take(&self, bytes: usize) {
        let bytes = bytes as u64;
        self.left.set(self.left.get().saturating_sub(bytes));
        self.piece.set(self.piece.get().saturating_sub(bytes));
    }

    fn is_spent(&self) -> bool {
        if self.left.get() == 0 || self.piece.get() == 0 {
            self.spent.set(true);
        }
        self.spent.get()
    }
}

/// Bytes that are counted as they are read.
pub(super) struct Metered<'z> {
    bytes: Box<dyn BufRead + 'z>,
    budget: &'z Budget,
}

impl<'z> Metered<'z> {
    pub(super) fn new(bytes: impl BufRead + 'z, budget: &'z Budget) -> Self {
        Self {
            bytes: Box::new(bytes),
            budget,
        }
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut from = self.fill_buf()?;
        let read = from.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Metered<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.budget.is_spent() {
            return Err(io::Error::other("more than is read"));
        }
        self.bytes.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.budget.take(bytes);
        self.bytes.consume(bytes);
    }
}

/// A zip.
pub(super) struct Archive<'z> {
    /// By name, in small letters: some programs write a part's name otherwise than they refer to it.
    parts: HashMap<String, Part<'z>>,
}

struct Part<'z> {
    deflated: bool,
    crc: u32,
    bytes: &'z [u8],
}

impl<'z> Archive<'z> {
    /// Reads the directory.
    ///
    /// # Errors
    /// It is damaged, or a part needs a password.
    pub(super) fn new(zip: &'z [u8]) -> Result<Self, Unreadable> {
        let directory = Directory::of(zip).ok_or(Unreadable::Damaged)?;
        if directory.count > PARTS {
            return Err(Unreadable::TooLarge);
        }
        let mut parts = HashMap::with_capacity(directory.count);
        let mut at = directory.start;
        for _ in 0..directory.count {
            let entry = Entry::at(zip, at).ok_or(Unreadable::Damaged)?;
            if entry.is_locked {
                return Err(Unreadable::Encrypted);
            }
            at = entry.next;
            // A folder is none, and two parts of one name are two files in one.
            if !entry.name.ends_with('/') && parts.insert(entry.name, entry.part).is_some() {
                return Err(Unreadable::Damaged);
            }
        }
        Ok(Self { parts })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&name.to_lowercase())
    }

    /// The names of the parts, in small letters.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// A part, unpacked as it is read.
    pub(super) fn open(&self, name: &str, budget: &'z Budget) -> Option<Metered<'z>> {
        let part = self.parts.get(&name.to_lowercase())?;
        let unpacked: Box<dyn Read + 'z> = match part.deflated {
            true => Box::new(DeflateDecoder::new(part.bytes)),
            false => Box::new(part.bytes),
        };
        let checked = Checked {
            bytes: unpacked,
            crc: Crc::new(),
            wanted: part.crc,
        };
        Some(Metered::new(
            BufReader::with_capacity(64 * 1024, checked),
            budget,
        ))
    }
}

/// Bytes whose checksum is told where they end.
struct Checked<'z> {
    bytes: Box<dyn Read + 'z>,
    crc: Crc,
    wanted: u32,
}

impl Read for Checked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(into)?;
        if read == 0 && !into.is_empty() && self.crc.sum() != self.wanted {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.crc.update(into.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// Where the directory starts, and how many parts it has.
struct Directory {
    start: usize,
    count: usize,
}

impl Directory {
    fn of(zip: &[u8]) -> Option<Self> {
        let last = zip.len().checked_sub(22)?;
        // A comment of at most 64 KiB may follow the record, and nothing after it.
        let ends = |at: &usize| {
            zip.get(*at..)
                .is_some_and(|it| it.starts_with(b"PK\x05\x06"))
                && le16(zip, at + 20)
                    .is_some_and(|comment| at + 22 + usize::from(comment) == zip.len())
        };
        let record = (last.saturating_sub(0xffff)..=last).rev().find(ends)?;
        let (disk, count) = (le16(zip, record + 4)?, le16(zip, record + 10)?);
        let start = le32(zip, record + 16)?;
        if count == 0xffff || start == ELSEWHERE || disk == 0xffff {
            return Self::large(zip, record);
        }
        // One that speaks of several disks is only a piece of a file.
        (disk == 0 && le16(zip, record + 8)? == count).then_some(())?;
        Some(Self {
            start: usize::try_from(start).ok()?,
            count: usize::from(count),
        })
    }

    /// That of ZIP64: a locator before the record says where the larger record is.
    fn large(zip: &[u8], record: usize) -> Option<Self> {
        let locator = record.checked_sub(20)?;
        zip.get(locator..)?
            .starts_with(b"PK\x06\x07")
            .then_some(())?;
        let record = usize::try_from(le64(zip, locator + 8)?).ok()?;
        zip.get(record..)?
            .starts_with(b"PK\x06\x06")
            .then_some(())?;
        let count = le64(zip, record.checked_add(32)?)?;
        (le64(zip, record.checked_add(24)?)? == count).then_some(())?;
        Some(Self {
            start: usize::try_from(le64(zip, record.checked_add(48)?)?).ok()?,
            count: usize::try_from(count).ok()?,
        })
    }
}

/// A line of the directory.
struct Entry<'z> {
    name: String,
    is_locked: bool,
    part: Part<'z>,
    next: usize,
}

impl<'z> Entry<'z> {
    fn at(zip: &'z [u8], at: usize) -> Option<Self> {
        zip.get(at..)?.starts_with(b"PK\x01\x02").then_some(())?;
        let (flags, method) = (le16(zip, at + 8)?, le16(zip, at + 10)?);
        let (packed, unpacked) = (le32(zip, at + 20)?, le32(zip, at + 24)?);
        let lengths = [at + 28, at + 30, at + 32].map(|field| le16(zip, field).map(usize::from));
        let [Some(name), Some(extra), Some(comment)] = lengths else {
            return None;
        };
        let names = at + 46;
        let extras = zip.get(names + name..names + name + extra)?;
        let mut large = Larger::of(extras);
        // In this order, and only those that are too large for their place.
        if unpacked == ELSEWHERE {
            large.next()?;
        }
        let packed = large.instead_of(packed)?;
        let header = usize::try_from(large.instead_of(le32(zip, at + 42)?)?).ok()?;
        zip.get(header..)?
            .starts_with(b"PK\x03\x04")
            .then_some(())?;
        let own = usize::from(le16(zip, header + 26)?) + usize::from(le16(zip, header + 28)?);
        let start = header.checked_add(30 + own)?;
        let bytes = zip.get(start..start.checked_add(usize::try_from(packed).ok()?)?)?;
        Some(Self {
            name: String::from_utf8_lossy(zip.get(names..names + name)?)
                .replace('\\', "/")
                .to_lowercase(),
            is_locked: flags & 1 != 0,
            part: Part {
                deflated: match method {
                    0 => false,
                    8 => true,
                    _ => return None,
                },
                crc: u32::try_from(le32(zip, at + 16)?).ok()?,
                bytes,
            },
            next: names + name + extra + comment,
        })
    }
}

/// The numbers of the extra field of ZIP64, one after the other.
struct Larger<'z>(&'z [u8]);

impl<'z> Larger<'z> {
    fn of(mut extras: &'z [u8]) -> Self {
        while let (Some(kind), Some(length)) = (le16(extras, 0), le16(extras, 2)) {
            let end = 4 + usize::from(length);
            if kind == 1 {
                return Self(extras.get(4..end).unwrap_or_default());
            }
            extras = extras.get(end..).unwrap_or_default();
        }
        Self(&[])
    }

    fn next(&mut self) -> Option<u64> {
        let number = le64(self.0, 0)?;
        self.0 = self.0.get(8..)?;
        Some(number)
    }

    fn instead_of(&mut self, number: u64) -> Option<u64> {
        match number {
            ELSEWHERE => self.next(),
            number => Some(number),
        }
    }
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u64::from(u32::from_le_bytes(bytes.try_into().ok()?)))
}

fn le64(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}
