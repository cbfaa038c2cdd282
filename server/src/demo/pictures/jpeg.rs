//! A baseline JPEG encoder (ITU T.81): two tables, colour at half size, no options.

use super::canvas::{Canvas, Plane};

/// The order in which a block's coefficients are written (figure 5).
#[rustfmt::skip]
const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
    45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Half of table K.1: the quantisation of each coefficient, row by row.
#[rustfmt::skip]
const COARSE: [u8; 64] = [
    8, 6, 5, 8, 12, 20, 26, 31, 6, 6, 7, 10, 13, 29, 30, 28, 7, 7, 8, 12, 20, 29, 35, 28, 7, 9, 11,
    15, 26, 44, 40, 31, 9, 11, 19, 28, 34, 55, 52, 39, 12, 18, 28, 32, 41, 52, 57, 46, 25, 32, 39, 44,
    52, 61, 60, 51, 36, 46, 48, 49, 56, 50, 52, 50,
];

/// Tables K.3 and K.5: the number of codes of each length, and their values.
const DC: ([u8; 16], [u8; 12]) = (
    [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
);
#[rustfmt::skip]
const AC: ([u8; 16], [u8; 162]) = (
    [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d],
    [
        0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07,
        0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0,
        0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28,
        0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49,
        0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69,
        0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
        0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
        0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5,
        0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2,
        0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8,
        0xf9, 0xfa,
    ],
);

/// The codes of a table by value: the code and its length (annex C).
type Codes = Vec<(u32, u32)>;

fn codes(lengths: &[u8; 16], values: &[u8]) -> Codes {
    let mut codes = vec![(0, 0); 256];
    let (mut code, mut values) = (0, values.iter());
    for (length, &count) in (1..).zip(lengths) {
        for value in values.by_ref().take(usize::from(count)) {
            codes[usize::from(*value)] = (code, length);
            code += 1;
        }
        code <<= 1;
    }
    codes
}

/// Collects bits into bytes; a zero follows a byte of all ones (F.1.2.3).
struct Bits {
    out: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, bits: u32, length: u32) {
        // At most seven bits are held, and at most sixteen are added.
        self.held = (self.held << length) | bits;
        self.count += length;
        while self.count >= 8 {
            self.count -= 8;
            let byte = ((self.held >> self.count) & 0xff) as u8;
            self.out.push(byte);
            if byte == 0xff {
                self.out.push(0);
            }
        }
        self.held &= (1 << self.count) - 1;
    }

    /// A number's bits in T.81; a negative number is written minus one.
    fn number(&mut self, value: i32) {
        let length = length(value);
        let bits = if value < 0 { value - 1 } else { value };
        self.put((bits & ((1 << length) - 1)).cast_unsigned(), length);
    }
}

fn length(value: i32) -> u32 {
    32 - value.unsigned_abs().leading_zeros()
}

/// Half the cosines of 0 to 7 sixteenths of π; the first is not used.
const COSINES: [f32; 8] = [
    0.5,
    0.490_392_64,
    0.461_939_77,
    0.415_734_8,
    0.353_553_39,
    0.277_785_12,
    0.191_341_72,
    0.097_545_16,
];

/// The cosine transform of eight samples (A.3.3), using its symmetry.
fn waves(a: [f32; 8]) -> [f32; 8] {
    let [_, c1, c2, c3, c4, c5, c6, c7] = COSINES;
    let (s0, s1, s2, s3) = (a[0] + a[7], a[1] + a[6], a[2] + a[5], a[3] + a[4]);
    let (d0, d1, d2, d3) = (a[0] - a[7], a[1] - a[6], a[2] - a[5], a[3] - a[4]);
    [
        c4 * (s0 + s3 + s1 + s2),
        d0 * c1 + d1 * c3 + d2 * c5 + d3 * c7,
        (s0 - s3) * c2 + (s1 - s2) * c6,
        d0 * c3 - d1 * c7 - d2 * c1 - d3 * c5,
        c4 * (s0 + s3 - s1 - s2),
        d0 * c5 - d1 * c1 + d2 * c7 + d3 * c3,
        (s0 - s3) * c6 - (s1 - s2) * c2,
        d0 * c7 - d1 * c5 + d2 * c3 - d3 * c1,
    ]
}

/// The quantised coefficients of a block, row by row.
fn coefficients(rows: [[f32; 8]; 8]) -> [i32; 64] {
    let rows = rows.map(waves);
    let mut coarse = [0; 64];
    for column in 0..8 {
        let down = waves(rows.map(|row| row[column]));
        for (row, found) in down.into_iter().enumerate() {
            let place = row * 8 + column;
            coarse[place] = (found / f32::from(COARSE[place])).round() as i32;
        }
    }
    coarse
}

/// Writes blocks: the codes, and the bits so far.
struct Coder {
    dc: Codes,
    ac: Codes,
    bits: Bits,
}

impl Coder {
    /// Writes a block. `before` is the mean of the previous block in the plane, and is set to this
    /// one's.
    fn block(&mut self, plane: &Plane, [left, top]: [usize; 2], before: &mut i32) {
        let first = plane.bytes[top * plane.width + left];
        let row = |y: usize| &plane.bytes[(top + y) * plane.width + left..][..8];
        let flat = (0..8).all(|y| *row(y) == [first; 8]);
        // Most blocks of a drawing have a single colour; only their mean is not zero.
        let coarse = if flat {
            let mut coarse = [0; 64];
            let mean = (f32::from(first) - 128.0) * 8.0;
            coarse[0] = (mean / f32::from(COARSE[0])).round() as i32;
            coarse
        } else {
            let mut rows = [[0.0; 8]; 8];
            for (y, to) in rows.iter_mut().enumerate() {
                for (to, byte) in to.iter_mut().zip(row(y)) {
                    *to = f32::from(*byte) - 128.0;
                }
            }
            coefficients(rows)
        };
        let step = coarse[0] - *before;
        *before = coarse[0];
        let (code, bits) = self.dc[length(step) as usize];
        self.bits.put(code, bits);
        self.bits.number(step);
        let mut zeros = 0;
        for place in &ZIGZAG[1..] {
            let value = coarse[*place];
            if value == 0 {
                zeros += 1;
                continue;
            }
            while zeros > 15 {
                let (code, bits) = self.ac[0xf0];
                self.bits.put(code, bits);
                zeros -= 16;
            }
            let (code, bits) = self.ac[zeros << 4 | length(value) as usize];
            self.bits.put(code, bits);
            self.bits.number(value);
            zeros = 0;
        }
        if zeros > 0 {
            let (code, bits) = self.ac[0];
            self.bits.put(code, bits);
        }
    }
}

/// Encodes a picture.
pub(super) fn encode(Canvas([y, cb, cr]): &Canvas) -> Vec<u8> {
    let out = head(y);
    let mut coder = Coder {
        dc: codes(&DC.0, &DC.1),
        ac: codes(&AC.0, &AC.1),
        bits: Bits {
            out,
            held: 0,
            count: 0,
        },
    };
    let mut before = [0; 3];
    for top in (0..y.height).step_by(16) {
        for left in (0..y.width).step_by(16) {
            for [dx, dy] in [[0, 0], [8, 0], [0, 8], [8, 8]] {
                coder.block(y, [left + dx, top + dy], &mut before[0]);
            }
            coder.block(cb, [left / 2, top / 2], &mut before[1]);
            coder.block(cr, [left / 2, top / 2], &mut before[2]);
        }
    }
    // The last byte is padded with ones (F.1.2.3).
    let left = (8 - coder.bits.count) % 8;
    coder.bits.put((1 << left) - 1, left);
    let mut bytes = coder.bits.out;
    bytes.extend([0xff, 0xd9]);
    bytes
}

/// Everything before the scan.
fn head(y: &Plane) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    out.extend(b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00");
    out.extend([0xff, 0xdb, 0, 67, 0]);
    out.extend(ZIGZAG.map(|place| COARSE[place]));
    out.extend([0xff, 0xc0, 0, 17, 8]);
    for side in [y.height, y.width] {
        out.extend(u16::try_from(side).unwrap_or(u16::MAX).to_be_bytes());
    }
    out.extend([3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
    out.extend([0xff, 0xc4, 0, 31, 0x00]);
    out.extend(DC.0);
    out.extend(DC.1);
    out.extend([0xff, 0xc4, 0, 181, 0x10]);
    out.extend(AC.0);
    out.extend(AC.1);
    out.extend([0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
    out
}
