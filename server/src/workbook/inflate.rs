//! What a workbook unpacks to, counted before anything reads it: a small file may hold a bomb.

use super::read::Unreadable;
use flate2::read::DeflateDecoder;
use std::io::{self, Read};

/// All parts together, unpacked; a hundred thousand lines take a fifth of it.
const MOST: u64 = 160 * 1024 * 1024;
/// Parts of a workbook.
const PARTS: usize = 2_000;

/// Holds a zip to being plain, and to unpacking to no more than is read.
pub(crate) fn check(zip: &[u8]) -> Result<(), Unreadable> {
    let mut left = MOST;
    for part in parts(zip).ok_or(Unreadable::Damaged)? {
        let size = size(&part, left).ok_or(Unreadable::Damaged)?;
        left = left.checked_sub(size).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

struct Part<'z> {
    deflated: bool,
    bytes: &'z [u8],
}

/// The unpacked size, counted to just above `left`; none where it cannot be unpacked.
fn size(part: &Part<'_>, left: u64) -> Option<u64> {
    if part.deflated {
        let mut bytes = DeflateDecoder::new(part.bytes).take(left + 1);
        io::copy(&mut bytes, &mut io::sink()).ok()
    } else {
        Some(part.bytes.len() as u64)
    }
}

/// The parts by the directory at the end. A zip with anything unusual about it is none: what reads
/// it after us must see the same parts.
fn parts(zip: &[u8]) -> Option<Vec<Part<'_>>> {
    let end = zip.len().checked_sub(22)?;
    // A comment of at most 64 KiB may follow the record.
    let record = (end.saturating_sub(0xffff)..=end)
        .rev()
        .find(|at| zip[*at..].starts_with(b"PK\x05\x06"))?;
    if record + 22 + usize::from(le16(zip, record + 20)?) != zip.len() {
        return None;
    }
    let count = usize::from(le16(zip, record + 10)?);
    // One that speaks of several disks is passed over by others, who then find an earlier record.
    let whole = le32(zip, record + 4)? == 0 && usize::from(le16(zip, record + 8)?) == count;
    if !whole || count > PARTS {
        return None;
    }
    let mut at = le32(zip, record + 16)?;
    // The directory ends where its record begins: nothing of a larger form lies between.
    if at.checked_add(le32(zip, record + 12)?)? != record {
        return None;
    }
    let mut parts = Vec::with_capacity(count);
    for _ in 0..count {
        if !zip.get(at..)?.starts_with(b"PK\x01\x02") {
            return None;
        }
        let method = le16(zip, at + 10)?;
        let packed = le32(zip, at + 20)?;
        let header = le32(zip, at + 42)?;
        if !zip.get(header..)?.starts_with(b"PK\x03\x04") {
            return None;
        }
        let names = usize::from(le16(zip, header + 26)?) + usize::from(le16(zip, header + 28)?);
        let start = header.checked_add(30 + names)?;
        parts.push(Part {
            deflated: match method {
                0 => false,
                8 => true,
                _ => return None,
            },
            bytes: zip.get(start..start.checked_add(packed)?)?,
        });
        let lengths = [28, 30, 32].map(|field| le16(zip, at + field).map(usize::from));
        at += 46 + lengths.into_iter().sum::<Option<usize>>()?;
    }
    (at == record).then_some(parts)
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_bounded_and_a_bomb_is_not() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write(0, 0, "镇办").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        assert_eq!(check(&bytes), Ok(()));
        for end in 0..bytes.len() {
            assert_eq!(check(&bytes[..end]), Err(Unreadable::Damaged));
        }
        assert_eq!(check(&bomb()), Err(Unreadable::TooLarge));
    }

    /// An outer zip whose record others pass over, around one that they then read.
    #[test]
    fn a_record_of_several_disks_hides_nothing() {
        let inner = bomb();
        let mut zip = b"PK\x03\x04".to_vec();
        zip.resize(26, 0);
        zip.extend([1, 0, 0, 0, b'x']);
        zip.extend(&inner);
        let directory = zip.len();
        let mut entry = b"PK\x01\x02".to_vec();
        entry.resize(46, 0);
        entry[20..24].copy_from_slice(&u32::try_from(inner.len()).unwrap().to_le_bytes());
        entry[28] = 1;
        entry.push(b'x');
        zip.extend(&entry);
        let mut record = b"PK\x05\x06".to_vec();
        record.resize(22, 0);
        (record[8], record[10]) = (1, 1);
        record[12] = u8::try_from(entry.len()).unwrap();
        record[16..20].copy_from_slice(&u32::try_from(directory).unwrap().to_le_bytes());
        let start = zip.len();
        zip.extend(&record);
        assert_eq!(check(&zip), Ok(()), "a stored part is as long as it is");
        for field in [4, 6] {
            zip[start + field] = 1;
            assert_eq!(check(&zip), Err(Unreadable::Damaged));
            zip[start + field] = 0;
        }
        zip[start + 8] = 0;
        assert_eq!(check(&zip), Err(Unreadable::Damaged));
    }

    /// One part of zeros, larger than what is read.
    fn bomb() -> Vec<u8> {
        use flate2::{Compression, read::DeflateEncoder};
        let zeros = io::repeat(0).take(MOST + 1);
        let mut packed = Vec::new();
        DeflateEncoder::new(zeros, Compression::fast())
            .read_to_end(&mut packed)
            .unwrap();
        let length = u32::try_from(packed.len()).unwrap().to_le_bytes();
        let mut zip = b"PK\x03\x04".to_vec();
        zip.resize(26, 0);
        zip.extend([1, 0, 0, 0, b'x']);
        zip.extend(&packed);
        let directory = zip.len();
        let mut entry = b"PK\x01\x02".to_vec();
        entry.resize(46, 0);
        entry[10] = 8;
        entry[20..24].copy_from_slice(&length);
        entry[28] = 1;
        entry.push(b'x');
        zip.extend(&entry);
        let mut record = b"PK\x05\x06".to_vec();
        record.resize(22, 0);
        record[8] = 1;
        record[10] = 1;
        record[12] = u8::try_from(entry.len()).unwrap();
        record[16..20].copy_from_slice(&u32::try_from(directory).unwrap().to_le_bytes());
        zip.extend(&record);
        zip
    }
}
