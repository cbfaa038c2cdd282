//! Pictures, made here so that each has just what a test needs.

use anyhow::{Context, Result};

/// A photo as a cheap tablet's camera makes it: 2000 by 1500 pixels, without EXIF.
pub const CAMERA: &[u8] = include_bytes!("../e2e/camera.jpg");

/// [`CAMERA`] with EXIF: when it was taken (`2026:11:01 08:15:00`), and orientation 6, as of a
/// tablet held upright.
#[must_use]
pub fn upright(taken: &str) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    tiff.extend([0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0; 4]);
    tiff.extend([0, 1, 0x90, 0x03, 0, 2, 0, 0, 0, 20, 0, 0, 0, 56]);
    tiff.extend([0; 4]);
    tiff.extend(taken.bytes().chain([0]));
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe1, 0];
    jpeg.push(u8::try_from(tiff.len() + 8).unwrap_or(u8::MAX));
    jpeg.extend(b"Exif\0\0");
    jpeg.extend(tiff);
    jpeg.extend(&CAMERA[2..]);
    jpeg
}

/// A PNG of RGBA pixels.
///
/// # Errors
/// The picture is larger than a PNG can be.
pub fn png(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Result<Vec<u8>> {
    let mut raw = Vec::new();
    for y in 0..height {
        raw.push(0);
        raw.extend((0..width).flat_map(|x| pixel(x, y)));
    }
    let mut bytes = head(width, height)?;
    chunk(&mut bytes, b"IDAT", &stored(&raw)?)?;
    chunk(&mut bytes, b"IEND", &[])?;
    Ok(bytes)
}

/// The signature and header of a PNG, without any pixels.
///
/// # Errors
/// The PNG cannot be written, which does not happen.
pub fn head(width: u32, height: u32) -> Result<Vec<u8>> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    chunk(
        &mut bytes,
        b"IHDR",
        &[&sides[..], &[8, 6, 0, 0, 0]].concat(),
    )?;
    Ok(bytes)
}

/// A noise pixel, which no compression makes smaller.
#[must_use]
pub fn noise(x: u32, y: u32) -> [u8; 4] {
    let mixed = (x ^ y.rotate_left(16)).wrapping_mul(0x9e37_79b1);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85eb_ca77);
    let [r, g, b, _] = (mixed ^ (mixed >> 13)).to_be_bytes();
    [r, g, b, 255]
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) -> Result<()> {
    out.extend(u32::try_from(data.len()).context("too long")?.to_be_bytes());
    let start = out.len();
    out.extend(kind);
    out.extend(data);
    let sum = crc(&out[start..]);
    out.extend(sum.to_be_bytes());
    Ok(())
}

/// zlib without compression (RFC 1950, 1951).
fn stored(raw: &[u8]) -> Result<Vec<u8>> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = raw.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).context("a block")?;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in raw {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend(((b << 16) | a).to_be_bytes());
    Ok(out)
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |mut crc: u32| {
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
        crc
    };
    !bytes
        .iter()
        .fold(u32::MAX, |crc, byte| step(crc ^ u32::from(*byte)))
}
