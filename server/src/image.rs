//! Whether bytes are a picture: the format's signature, and dimensions that can be read.

/// What a picture says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// `image/jpeg`, `image/png` or `image/webp`.
    pub media_type: &'static str,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// More than any camera gives; what claims more is no photo.
const MOST: u32 = 30_000;

/// Reads a picture's head; none where it is no JPEG, PNG or WebP.
pub fn look(bytes: &[u8]) -> Option<Picture> {
    let (media_type, width, height) = jpeg(bytes)
        .map(|(w, h)| ("image/jpeg", w, h))
        .or_else(|| png(bytes).map(|(w, h)| ("image/png", w, h)))
        .or_else(|| webp(bytes).map(|(w, h)| ("image/webp", w, h)))?;
    let fits = |side: u32| (1..=MOST).contains(&side);
    (fits(width) && fits(height)).then_some(Picture {
        media_type,
        width,
        height,
    })
}

/// Walks the segments to the frame header (ITU T.81, B.2.2).
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
            // Markers without a segment.
            0x01 | 0xd0..=0xd7 => rest = rest.get(2..)?,
            // The scan or the end before any frame.
            0xd8..=0xda => return None,
            _ => {
                let length = usize::from(be16(rest, 2)?);
                // C4, C8 and CC are tables and extensions, the others of the row are frames.
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
            // The last side has only three bytes; a frame always follows them.
            Some((side(4)?, side(7)?))
        }
        _ => None,
    }
}

fn take<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    take(bytes, at).map(u16::from_be_bytes)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    take(bytes, at).map(u32::from_be_bytes)
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    take(bytes, at).map(u16::from_le_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    take(bytes, at).map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPEG: &[u8] = &[
        0xff, 0xd8, 0xff, 0xe0, 0x00, 0x04, 0x4a, 0x46, // APP0
        0xff, 0xff, 0xc0, 0x00, 0x0b, 0x08, 0x01, 0x2c, 0x01, 0x90, 0x01, 0x01, 0x11, 0x00,
    ];

    #[test]
    fn dimensions_are_read() {
        let jpeg = look(JPEG).map(|it| (it.media_type, it.width, it.height));
        assert_eq!(jpeg, Some(("image/jpeg", 400, 300)));
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x90\0\0\x01\x2c\x08\x06\0\0\0";
        let png = look(png).map(|it| (it.media_type, it.width, it.height));
        assert_eq!(png, Some(("image/png", 400, 300)));
        let webp = b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x8f\x01\0\x2b\x01\0VP8 ";
        let webp = look(webp).map(|it| (it.media_type, it.width, it.height));
        assert_eq!(webp, Some(("image/webp", 400, 300)));
    }

    #[test]
    fn anything_else_is_no_picture() {
        for bytes in [
            &b""[..],
            b"hello",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            &[0xff, 0xd8],
            &[0xff, 0xd8, 0xff, 0xd9],
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\0",
            b"RIFF\x20\0\0\0WEBPJUNK",
        ] {
            assert_eq!(look(bytes), None, "{bytes:?}");
        }
        for end in 0..JPEG.len() - 4 {
            look(&JPEG[..end]);
        }
    }
}
