//! Reading zips by the directory at their end (APPNOTE 6.3), from a file or from bytes. Nothing in
//! them is trusted. Every length is checked before the directory is read. An entry yields no more
//! bytes than the directory says, and its checksum is verified. Its name is never used as a path.
//! Entries are unpacked while they are read.

use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;

/// A comment of up to 64 KiB may follow the end record, and the locator of the ZIP64 record may
/// precede it.
const TAIL: u64 = 0xffff + 22 + LOCATOR as u64;
const LOCATOR: usize = 20;
/// Marks a number that does not fit and is stored in a ZIP64 field.
const ELSEWHERE: u64 = 0xffff_ffff;
const BUFFER: usize = 64 * 1024;

/// Why a directory cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ZipFault {
    /// The file is not a zip, or is cut off.
    #[error("the file is no zip, or it is not whole")]
    NoZip,
    /// The directory exceeds the limits.
    #[error("there is too much in the file")]
    TooLarge,
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The limits of a directory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    /// How many entries.
    pub(crate) entries: usize,
    /// How many bytes.
    pub(crate) bytes: u64,
}

/// A line of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ZipEntry {
    /// The name as stored; a folder's ends with a slash.
    pub(crate) name: String,
    /// The unpacked size in bytes, according to the directory.
    pub(crate) size: u64,
    /// Whether it needs a password.
    pub(crate) is_locked: bool,
    /// The packed size in bytes.
    pub(crate) packed: u64,
    method: u16,
    crc: u32,
    at: u64,
}

/// The directory of a zip, in order.
///
/// # Errors
/// The file is not a zip or is damaged, exceeds `most`, or cannot be read.
pub(crate) fn entries(
    file: &mut (impl Read + Seek),
    most: Most,
) -> Result<Vec<ZipEntry>, ZipFault> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail = piece(file, length, length.saturating_sub(TAIL), length.min(TAIL))?;
    let end = End::of(file, length, &tail)?;
    if end.size > most.bytes || end.count > most.entries as u64 {
        return Err(ZipFault::TooLarge);
    }
    let directory = piece(file, length, end.start, end.size)?;
    let (mut entries, mut rest) = (Vec::new(), directory.as_slice());
    while !rest.is_empty() {
        if entries.len() == most.entries {
            return Err(ZipFault::TooLarge);
        }
        let (entry, after) = ZipEntry::of(rest).ok_or(ZipFault::NoZip)?;
        entries.push(entry);
        rest = after;
    }
    // Rejects entries that share bytes: they could unpack the same bytes many times.
    let packed = entries
        .iter()
        .try_fold(0_u64, |sum, it| sum.checked_add(it.packed));
    let fits = packed.is_some_and(|packed| packed <= length);
    match fits && entries.len() as u64 == end.count {
        true => Ok(entries),
        false => Err(ZipFault::NoZip),
    }
}

/// The place and size of the directory, from the end record.
struct End {
    start: u64,
    size: u64,
    count: u64,
}

impl End {
    fn of(file: &mut (impl Read + Seek), length: u64, tail: &[u8]) -> Result<Self, ZipFault> {
        let ends = |at: &usize| {
            let rest = tail.get(*at..).unwrap_or_default();
            let comment = le16(rest, 20).map(usize::from);
            rest.starts_with(b"PK\x05\x06") && comment.is_some_and(|it| 22 + it == rest.len())
        };
        let record = (0..tail.len()).rev().find(ends).ok_or(ZipFault::NoZip)?;
        let (before, record) = tail.split_at(record);
        let small = Self::small(record).ok_or(ZipFault::NoZip)?;
        if small.count < 0xffff && small.start < ELSEWHERE && small.size < ELSEWHERE {
            return Ok(small);
        }
        let locator = before.len().checked_sub(LOCATOR);
        let locator = locator.and_then(|at| before.get(at..));
        let Some(locator) = locator.filter(|it| it.starts_with(b"PK\x06\x07")) else {
            // Exactly as many entries as the small record can count.
            return Ok(small);
        };
        let at = le64(locator, 8).ok_or(ZipFault::NoZip)?;
        Self::large(&piece(file, length, at, 56)?).ok_or(ZipFault::NoZip)
    }

    /// A record for several disks means that the file is only a part.
    fn small(record: &[u8]) -> Option<Self> {
        let (disk, here, count) = (le16(record, 4)?, le16(record, 8)?, le16(record, 10)?);
        let whole = here == count && (disk == 0 || disk == 0xffff);
        whole.then_some(Self {
            start: le32(record, 16)?,
            size: le32(record, 12)?,
            count: count.into(),
        })
    }

    fn large(record: &[u8]) -> Option<Self> {
        let count = le64(record, 32)?;
        let whole = record.starts_with(b"PK\x06\x06") && le64(record, 24)? == count;
        whole.then_some(Self {
            start: le64(record, 48)?,
            size: le64(record, 40)?,
            count,
        })
    }
}

impl ZipEntry {
    /// The first line of a directory, and the remaining bytes.
    fn of(bytes: &[u8]) -> Option<(Self, &[u8])> {
        bytes.starts_with(b"PK\x01\x02").then_some(())?;
        let [name, extra, comment] = [28, 30, 32].map(|at| le16(bytes, at).map(usize::from));
        let name = 46 + name?;
        let extra = name + extra?;
        let mut large = Larger::of(bytes.get(name..extra)?);
        // ZIP64 fields are in this order, and only for numbers that do not fit.
        let size = large.instead_of(le32(bytes, 24)?)?;
        let packed = large.instead_of(le32(bytes, 20)?)?;
        let at = large.instead_of(le32(bytes, 42)?)?;
        let entry = Self {
            name: String::from_utf8_lossy(bytes.get(46..name)?).into_owned(),
            size,
            is_locked: le16(bytes, 8)? & 1 != 0,
            method: le16(bytes, 10)?,
            crc: u32::try_from(le32(bytes, 16)?).ok()?,
            packed,
            at,
        };
        Some((entry, bytes.get(extra + comment?..)?))
    }

    /// Whether it is a folder.
    pub(crate) fn is_folder(&self) -> bool {
        self.name.ends_with(['/', '\\'])
    }

    /// Whether its packing can be read: stored or deflated.
    pub(crate) fn is_known(&self) -> bool {
        self.method == 0 || self.method == 8
    }

    /// Its bytes, unpacked while they are read, at most one more than the directory says. The
    /// checksum is not verified.
    ///
    /// # Errors
    /// The entry does not begin where the directory says, or its packing is not known.
    pub(crate) fn bytes<'f>(
        &self,
        mut file: impl Read + Seek + 'f,
    ) -> io::Result<Take<Box<dyn Read + 'f>>> {
        file.seek(SeekFrom::Start(self.at))?;
        let mut head = [0; 30];
        file.read_exact(&mut head)?;
        if !head.starts_with(b"PK\x03\x04") {
            return Err(wrong("it does not begin where the directory says"));
        }
        let names = [26, 28].map(|at| le16(&head, at).map_or(0, i64::from));
        file.seek(SeekFrom::Current(names.iter().sum()))?;
        let packed = file.take(self.packed);
        let plain: Box<dyn Read + 'f> = match self.method {
            0 => Box::new(packed),
            8 => {
                let packed = BufReader::with_capacity(BUFFER, packed);
                Box::new(DeflateDecoder::new(packed))
            }
            _ => return Err(wrong("it is packed in a way that is not read here")),
        };
        Ok(plain.take(self.size.saturating_add(1)))
    }

    /// Like [`Self::bytes`], but the end is an error if the length or the checksum is wrong.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub(crate) fn checked<'f>(&self, file: impl Read + Seek + 'f) -> io::Result<Checked<'f>> {
        Ok(Checked {
            bytes: self.bytes(file)?,
            crc: Crc::new(),
            read: 0,
            wanted: (self.size, self.crc),
        })
    }
}

/// Bytes whose length and checksum are verified at the end.
pub(crate) struct Checked<'f> {
    bytes: Take<Box<dyn Read + 'f>>,
    crc: Crc,
    read: u64,
    wanted: (u64, u32),
}

impl Read for Checked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(into)?;
        if read == 0 && !into.is_empty() && (self.read, self.crc.sum()) != self.wanted {
            return Err(wrong("its checksum is another"));
        }
        self.crc.update(into.get(..read).unwrap_or_default());
        self.read += read as u64;
        Ok(read)
    }
}

/// The ZIP64 numbers of an entry, one after the other.
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

    fn instead_of(&mut self, number: u64) -> Option<u64> {
        if number != ELSEWHERE {
            return Some(number);
        }
        let number = le64(self.0, 0)?;
        self.0 = self.0.get(8..)?;
        Some(number)
    }
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// A piece of the file; an error if the file is too short.
fn piece(
    file: &mut (impl Read + Seek),
    whole: u64,
    at: u64,
    length: u64,
) -> Result<Vec<u8>, ZipFault> {
    if at.checked_add(length).is_none_or(|end| end > whole) {
        return Err(ZipFault::NoZip);
    }
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == length {
        true => Ok(bytes),
        false => Err(ZipFault::NoZip),
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
