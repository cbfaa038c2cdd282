//! Zips that every program can open. Entries are stored without compression, since their contents
//! are already compressed. They are written one after the other and never held in memory together.
//! Zips above 4 GiB use ZIP64; a single entry must be smaller than that.

use domain::time::Moment;
use flate2::Crc;
use std::io::{self, Write};

/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
const PLAIN: u16 = 20;
const LARGE: u16 = 45;
/// Made on Unix, so that entries have file modes.
const UNIX: u16 = 3 << 8;
/// A regular file that everybody may read.
const MODE: u32 = 0o100_644 << 16;
const LOCAL: u64 = 30;
const CENTRAL: u64 = 46;
const END: u64 = 22;
/// The ZIP64 records at the end, and the ZIP64 offset of an entry.
const LARGE_END: u64 = 56 + 20;
const OFFSET: u64 = 12;

/// The size of a zip whose entries have these names and sizes.
pub(super) fn length<'n>(entries: impl Iterator<Item = (&'n str, u64)>) -> u64 {
    let (mut at, mut directory, mut count) = (0_u64, 0_u64, 0_u64);
    for (name, size) in entries {
        let name = name.len() as u64;
        directory += CENTRAL + name + if is_large(at) { OFFSET } else { 0 };
        at += LOCAL + name + size;
        count += 1;
    }
    let large = is_large(at) || count >= 0xffff;
    at + directory + if large { LARGE_END } else { 0 } + END
}

fn is_large(at: u64) -> bool {
    at >= u64::from(u32::MAX)
}

struct Entry {
    name: String,
    crc: u32,
    size: u32,
    at: u64,
}

/// A zip being written.
pub(super) struct Zip<W> {
    out: W,
    at: u64,
    entries: Vec<Entry>,
    /// The date and time of every entry, in the format of MS-DOS.
    stamp: [u8; 4],
}

impl<W: Write> Zip<W> {
    /// An empty zip; all its entries will have the time `at`.
    pub(super) fn new(out: W, at: Moment) -> Self {
        let at = at.civil();
        let part = |number: i16| u16::try_from(number).unwrap_or(0);
        let year = part(at.year()).saturating_sub(1980).min(127);
        let date = year << 9 | part(at.month().into()) << 5 | part(at.day().into());
        let time = part(at.hour().into()) << 11
            | part(at.minute().into()) << 5
            | (part(at.second().into()) / 2);
        let ([a, b], [c, d]) = (time.to_le_bytes(), date.to_le_bytes());
        Self {
            out,
            at: 0,
            entries: Vec::new(),
            stamp: [a, b, c, d],
        }
    }

    /// Adds a file.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let size = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let mut crc = Crc::new();
        crc.update(bytes);
        let entry = Entry {
            name: name.to_owned(),
            crc: crc.sum(),
            size,
            at: self.at,
        };
        let mut head = b"PK\x03\x04".to_vec();
        self.shared(&mut head, &entry, PLAIN)?;
        head.extend(0_u16.to_le_bytes());
        head.extend(name.as_bytes());
        self.put(&head)?;
        self.put(bytes)?;
        self.entries.push(entry);
        Ok(())
    }

    /// Writes the directory and returns the writer.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let (begins, entries) = (self.at, std::mem::take(&mut self.entries));
        for entry in &entries {
            self.directory(entry)?;
        }
        let (size, count) = (self.at - begins, entries.len() as u64);
        let mut end = Vec::new();
        if is_large(begins) || count >= 0xffff {
            end.extend(b"PK\x06\x06");
            end.extend(44_u64.to_le_bytes());
            end.extend((UNIX | LARGE).to_le_bytes());
            end.extend(LARGE.to_le_bytes());
            end.extend([0; 8]);
            for number in [count, count, size, begins] {
                end.extend(number.to_le_bytes());
            }
            end.extend(b"PK\x06\x07");
            end.extend([0; 4]);
            end.extend(self.at.to_le_bytes());
            end.extend(1_u32.to_le_bytes());
        }
        // Values that do not fit are only in the ZIP64 record.
        let small = u16::try_from(count).unwrap_or(u16::MAX);
        end.extend(b"PK\x05\x06");
        end.extend([0; 4]);
        end.extend([small.to_le_bytes(), small.to_le_bytes()].concat());
        for number in [size, begins] {
            end.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        }
        end.extend([0; 2]);
        self.put(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn directory(&mut self, entry: &Entry) -> io::Result<()> {
        let large = is_large(entry.at);
        let needs = if large { LARGE } else { PLAIN };
        let mut head = b"PK\x01\x02".to_vec();
        head.extend((UNIX | LARGE).to_le_bytes());
        self.shared(&mut head, entry, needs)?;
        let extra: u16 = if large { 12 } else { 0 };
        head.extend(extra.to_le_bytes());
        head.extend([0; 6]);
        head.extend(MODE.to_le_bytes());
        head.extend(u32::try_from(entry.at).unwrap_or(u32::MAX).to_le_bytes());
        head.extend(entry.name.as_bytes());
        if large {
            head.extend([1, 0, 8, 0]);
            head.extend(entry.at.to_le_bytes());
        }
        self.put(&head)
    }

    /// The fields that an entry's header shares with its line in the directory.
    fn shared(&self, head: &mut Vec<u8>, entry: &Entry, needs: u16) -> io::Result<()> {
        let name = u16::try_from(entry.name.len()).map_err(io::Error::other)?;
        head.extend(needs.to_le_bytes());
        head.extend(UTF8.to_le_bytes());
        head.extend([0; 2]);
        head.extend(self.stamp);
        for number in [entry.crc, entry.size, entry.size] {
            head.extend(number.to_le_bytes());
        }
        head.extend(name.to_le_bytes());
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::read::Archive;
    use super::*;
    use std::fs::File;
    use std::io::{Seek, SeekFrom};

    fn noon() -> Moment {
        "2026-10-08T12:00:00+08:00".parse().unwrap()
    }

    #[test]
    fn what_is_written_is_read_and_as_long_as_was_said() {
        let files = [
            ("甲/乙.txt", "镇办".as_bytes()),
            ("empty", b""),
            ("c", b"cc"),
        ];
        let mut zip = Zip::new(Vec::new(), noon());
        for (name, bytes) in files {
            zip.add(name, bytes).unwrap();
        }
        let bytes = zip.finish().unwrap();
        let sizes = files
            .iter()
            .map(|(name, bytes)| (*name, bytes.len() as u64));
        assert_eq!(length(sizes), bytes.len() as u64);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, &bytes).unwrap();
        let mut archive = Archive::open(&path).unwrap();
        let entries = archive.entries.clone();
        for (entry, (name, wanted)) in entries.iter().zip(files) {
            let mut read = Vec::new();
            archive
                .read(entry, |piece| read.extend_from_slice(piece))
                .unwrap();
            assert_eq!((entry.name.as_str(), read.as_slice()), (name, wanted));
        }
        // A zip cut off anywhere must give an error and nothing worse.
        for end in 0..bytes.len() {
            std::fs::write(&path, &bytes[..end]).unwrap();
            assert!(Archive::open(&path).is_err(), "{end}");
        }
    }

    /// Uses a sparse file: the five gigabytes before the zip take no disk space.
    #[test]
    fn beyond_four_gigabytes_the_larger_form_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.zip");
        let (mut file, at) = (File::create(&path).unwrap(), 5 << 30);
        file.set_len(at).unwrap();
        file.seek(SeekFrom::Start(at)).unwrap();
        let mut zip = Zip::new(file, noon());
        zip.at = at;
        zip.add("far", "远".as_bytes()).unwrap();
        zip.finish().unwrap();
        let mut archive = Archive::open(&path).unwrap();
        let entry = archive.entries.first().cloned().unwrap();
        let mut read = Vec::new();
        archive
            .read(&entry, |piece| read.extend_from_slice(piece))
            .unwrap();
        assert_eq!(read, "远".as_bytes());
        let sizes = [("near", at - 30 - 4), ("far", 3)];
        let whole = std::fs::metadata(&path).unwrap().len();
        // The first entry is missing from the directory.
        assert_eq!(length(sizes.into_iter()), whole + 46 + 4);
    }
}
