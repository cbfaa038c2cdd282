//! A signature as a tablet stores it: a PNG (ISO 15948), here with one bit per pixel.

use super::canvas::through;
use crate::demo::dice::Dice;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use std::io::{self, Write};

const WIDTH: i32 = 480;
const HEIGHT: i32 = 160;
/// The bytes of a line, including its filter byte.
const LINE: usize = WIDTH as usize / 8 + 1;

/// Scribbles for this many characters of a name.
pub(in crate::demo) fn signature(characters: usize, dice: &mut Dice) -> io::Result<Vec<u8>> {
    let mut lines = vec![0xff; LINE * HEIGHT as usize];
    for line in lines.chunks_exact_mut(LINE) {
        line[0] = 0;
    }
    let mut pen = |x: i32, y: i32| {
        for (x, y) in [
            (x, y),
            (x + 1, y),
            (x, y + 1),
            (x + 1, y + 1),
            (x + 2, y + 1),
        ] {
            if (0..WIDTH).contains(&x) && (0..HEIGHT).contains(&y) {
                lines[y as usize * LINE + 1 + x as usize / 8] &= !(0x80 >> (x % 8));
            }
        }
    };
    for character in 0..i32::try_from(characters).unwrap_or(3) {
        let left = 60 + character * 110;
        for _ in 0..4 + dice.below(3) {
            let mut at = [left + dice.below(50), 30 + dice.below(80)];
            let mut stroke = vec![at];
            for _ in 0..1 + dice.below(3) {
                at = [at[0] + 20 + dice.below(45), at[1] - 20 + dice.below(50)];
                stroke.push(at);
                at = [at[0] - 10 - dice.below(35), at[1] + 5 + dice.below(30)];
            }
            if let [only] = stroke[..] {
                stroke.push([only[0] + 40, only[1] + 6]);
            }
            through(&stroke, |[x, y]| pen(x, y));
        }
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&lines)?;
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::with_capacity(13);
    head.extend(WIDTH.to_be_bytes());
    head.extend(HEIGHT.to_be_bytes());
    // One bit, greyscale, and the standard's only methods.
    head.extend([1, 0, 0, 0, 0]);
    chunk(&mut png, *b"IHDR", &head);
    chunk(&mut png, *b"IDAT", &packed.finish()?);
    chunk(&mut png, *b"IEND", &[]);
    Ok(png)
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], body: &[u8]) {
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(body);
    png.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
    png.extend(kind);
    png.extend(body);
    png.extend(crc.sum().to_be_bytes());
}
