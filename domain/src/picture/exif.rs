//! Reads from a photo's EXIF (CIPA DC-008) when it was taken, and nothing else.

use super::bytes::take;
use crate::time::Moment;

const EXIF_IFD: u16 = 0x8769;
const DATE_TIME_ORIGINAL: u16 = 0x9003;
const OFFSET_TIME: u16 = 0x9010;
const OFFSET_TIME_ORIGINAL: u16 = 0x9011;

/// When the photo was taken, by the camera's clock. `offset_seconds` east of UTC is used if the
/// camera recorded no offset. `None` if the bytes contain no time.
pub fn taken_at(bytes: &[u8], offset_seconds: i32) -> Option<Moment> {
    let tiff = Tiff::of(of_jpeg(bytes).or_else(|| of_png(bytes))?)?;
    let first = tiff.long(4)?;
    let exif = tiff.long(tiff.entry(first, EXIF_IFD)? + 8)?;
    let text = tiff.ascii(tiff.entry(exif, DATE_TIME_ORIGINAL)?)?;
    let offset = [OFFSET_TIME_ORIGINAL, OFFSET_TIME]
        .into_iter()
        .find_map(|tag| offset(tiff.ascii(tiff.entry(exif, tag)?)?));
    // In `2026:11:01 08:15:00` EXIF separates the date by colons.
    let (date, time) = text.split_once(' ')?;
    let civil = format!("{}T{time}", date.replace(':', "-"));
    Moment::from_civil_text(&civil, offset.unwrap_or(offset_seconds))
}

/// Parses `+08:00` to seconds.
fn offset(text: &str) -> Option<i32> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 15 && minutes < 60).then_some(sign * (i32::from(hours) * 60 + i32::from(minutes)) * 60)
}

/// The EXIF of a JPEG: its first APP1 segment with EXIF.
fn of_jpeg(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let (Some(0xff), Some(marker)) = (rest.first(), rest.get(1)) else {
            return None;
        };
        // The picture begins with these markers: there is no EXIF before it.
        if matches!(marker, 0xc0..=0xc3 | 0xd8..=0xda) {
            return None;
        }
        if *marker == 0xff {
            rest = rest.get(1..)?;
            continue;
        }
        let length = usize::from(take(rest, 2).map(u16::from_be_bytes)?);
        let segment = rest.get(4..2 + length.max(2)).or(rest.get(4..))?;
        match segment.strip_prefix(b"Exif\0\0") {
            Some(tiff) if *marker == 0xe1 => return Some(tiff),
            _ => rest = rest.get(2 + length.max(2)..)?,
        }
    }
}

/// The EXIF of a PNG: its chunk `eXIf`, if it comes before the image data (third edition,
/// 11.3.4.5).
fn of_png(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    loop {
        let length = usize::try_from(take(rest, 0).map(u32::from_be_bytes)?).ok()?;
        let data = rest.get(8..)?;
        match rest.get(4..8)? {
            b"eXIf" => return data.get(..length).or(Some(data)),
            b"IDAT" => return None,
            _ => rest = data.get(length.checked_add(4)?..)?,
        }
    }
}

/// The TIFF structure of EXIF: directories whose entries point into the bytes.
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl<'a> Tiff<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let little = match bytes.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self { bytes, little })
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes = take(self.bytes, at)?;
        Some(match self.little {
            true => u16::from_le_bytes(bytes),
            false => u16::from_be_bytes(bytes),
        })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let bytes = take(self.bytes, at)?;
        let value = match self.little {
            true => u32::from_le_bytes(bytes),
            false => u32::from_be_bytes(bytes),
        };
        usize::try_from(value).ok()
    }

    /// The position of a tag's entry in the directory at `ifd`.
    fn entry(&self, ifd: usize, tag: u16) -> Option<usize> {
        let count = usize::from(self.short(ifd)?);
        let first = ifd.checked_add(2)?;
        (0..count)
            .map_while(|index| first.checked_add(index * 12))
            .find(|at| self.short(*at) == Some(tag))
    }

    /// The text of an entry, without the zeros and blanks at its end.
    fn ascii(&self, entry: usize) -> Option<&'a str> {
        const ASCII: u16 = 2;
        if self.short(entry.checked_add(2)?)? != ASCII {
            return None;
        }
        let length = self.long(entry + 4)?;
        // A text of up to four bytes is in the entry itself.
        let start = match length {
            0..=4 => entry + 8,
            _ => self.long(entry + 8)?,
        };
        let text = self.bytes.get(start..start.checked_add(length)?)?;
        let text = std::str::from_utf8(text).ok()?;
        Some(text.trim_end_matches(['\0', ' ']))
    }
}
