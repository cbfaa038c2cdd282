//! Reads format, dimensions and time of a picture from its bytes, without decoding it.

mod bytes;
mod exif;
mod taken;

pub use exif::taken_at;
pub use taken::PhotoTime;

use bytes::{be16, be32, le16, le32, take};

/// Format and dimensions of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// `image/jpeg`, `image/png` or `image/webp`.
    pub media_type: &'static str,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// The most pixels of a side; no camera makes more.
const MOST: u32 = 30_000;
/// The most pixels that are decoded, at four bytes each: more would crash a cheap tablet.
pub const MOST_PIXELS: u64 = 80_000_000;
/// The area of a stored photo: that of 1600 by 1200 pixels.
const AREA: f64 = 1600.0 * 1200.0;
/// The least width at which a screenshot of a phone is readable; it is kept up to [`LONG_AREA`].
const READABLE: f64 = 540.0;
const LONG_AREA: f64 = 8_000_000.0;
/// The longest side of a canvas: browsers draw nothing on a longer one.
const LONGEST: f64 = 16_000.0;

impl Picture {
    /// Pixels in all.
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Reads a picture's header; `None` if it is not a JPEG, PNG or WebP.
pub fn look(bytes: &[u8]) -> Option<Picture> {
    let (media_type, width, height) = jpeg(bytes)
        .map(|(w, h)| ("image/jpeg", w, h))
        .or_else(|| png(bytes).map(|(w, h)| ("image/png", w, h)))
        .or_else(|| webp(bytes).map(|(w, h)| ("image/webp", w, h)))?;
    (width > 0 && height > 0).then_some(Picture {
        media_type,
        width,
        height,
    })
}

/// Like [`look`], but `None` if a side is longer than any camera makes.
pub fn photo(bytes: &[u8]) -> Option<Picture> {
    look(bytes).filter(|it| it.width <= MOST && it.height <= MOST)
}

/// Whether bytes begin a HEIC or HEIF file (ISO 23008-12, 10.2), which most browsers cannot draw.
/// The major brand or a compatible brand decides; AVIF does not count.
pub fn is_heif(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.get(4..).and_then(|it| it.strip_prefix(b"ftyp")) else {
        return false;
    };
    let length = take(bytes, 0).map_or(0, u32::from_be_bytes) as usize;
    let brands = rest.get(..length.saturating_sub(8)).unwrap_or(rest);
    let known = |brand: &[u8]| {
        matches!(
            brand,
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1"
        )
    };
    let avif = |brand: &[u8]| matches!(brand, b"avif" | b"avis");
    brands.chunks(4).any(known) && !brands.chunks(4).any(avif)
}

/// The dimensions at which a picture is stored. They bound its area, not its long side, so that a
/// long screenshot stays readable.
pub fn kept_size(width: u32, height: u32) -> (u32, u32) {
    let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let of_area = |area: f64| (area / (w * h)).sqrt();
    let readable = (READABLE / w.min(h)).min(of_area(LONG_AREA));
    let scale = of_area(AREA).max(readable).min(LONGEST / w.max(h)).min(1.0);
    let side = |side: f64| (side * scale).round().max(1.0) as u32;
    (side(w), side(h))
}

/// Reads the segments up to the frame header (ITU T.81, B.2.2).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let marker = *rest.get(1)?;
        if rest.first() != Some(&0xff) {
            return None;
        }
        match marker {
            // Fill bytes before a marker.
            0xff => rest = rest.get(1..)?,
            // Markers without a length.
            0x01 | 0xd0..=0xd7 => rest = rest.get(2..)?,
            // A picture's end or scan before any frame.
            0xd8..=0xda => return None,
            _ => {
                let length = usize::from(be16(rest, 2)?);
                // C4, C8 and CC are tables and extensions; the other markers from C0 to CF are
                // frames.
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    return Some((be16(rest, 7)?.into(), be16(rest, 5)?.into()));
                }
                rest = rest.get(2 + length.max(2)..)?;
            }
        }
    }
}

/// The first chunk must be the header (PNG 11.2.1).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let header = rest.get(4..)?.strip_prefix(b"IHDR")?;
    Some((be32(header, 0)?, be32(header, 4)?))
}

/// Lossy, lossless or extended (RFC 9649).
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"RIFF")?.get(4..)?;
    let rest = rest.strip_prefix(b"WEBP")?;
    let (kind, data) = (rest.get(..4)?, rest.get(8..)?);
    match kind {
        b"VP8 " => {
            let frame = data.get(3..)?.strip_prefix(&[0x9d, 0x01, 0x2a])?;
            let side = |at| Some(u32::from(le16(frame, at)?) & 0x3fff);
            Some((side(0)?, side(2)?))
        }
        b"VP8L" => {
            let bits = le32(data.strip_prefix(&[0x2f])?, 0)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => {
            let side = |at: usize| Some((le32(data, at)? & 0x00ff_ffff) + 1);
            // The last dimension has only three bytes, but a frame always follows.
            Some((side(4)?, side(7)?))
        }
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
