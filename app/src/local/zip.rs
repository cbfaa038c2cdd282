//! Writes a zip without compression (APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16), in pieces, so
//! that photos need not be copied together in memory.

/// A zip being written: call [`Zip::head`] before each file's bytes and [`Zip::end`] after the
/// last.
#[derive(Debug, Default)]
pub struct Zip {
    directory: Vec<u8>,
    count: u16,
    at: u32,
}

impl Zip {
    /// The header that precedes the bytes of the file `name`, which must be plain ASCII.
    pub fn head(&mut self, name: &str, bytes: &[u8]) -> Vec<u8> {
        let length = size(bytes.len());
        // The fields from "version needed" to "extra field length", equal in header and directory:
        // version 2.0, no flags, stored, 1980-01-01.
        let mut about = Vec::new();
        for half in [20, 0, 0, 0, 0x21_u16] {
            about.extend(half.to_le_bytes());
        }
        for word in [crc32(bytes), length, length] {
            about.extend(word.to_le_bytes());
        }
        for half in [u16::try_from(name.len()).unwrap_or(u16::MAX), 0] {
            about.extend(half.to_le_bytes());
        }
        self.directory.extend(b"PK\x01\x02\x14\0");
        self.directory.extend(&about);
        // No comment, first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(self.at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        let mut head = b"PK\x03\x04".to_vec();
        head.extend(about);
        head.extend(name.as_bytes());
        self.count = self.count.saturating_add(1);
        self.at = self
            .at
            .saturating_add(size(head.len()))
            .saturating_add(length);
        head
    }

    /// The directory that follows the last file.
    pub fn end(self) -> Vec<u8> {
        let mut end = self.directory;
        let length = size(end.len());
        end.extend(b"PK\x05\x06\0\0\0\0");
        end.extend(self.count.to_le_bytes());
        end.extend(self.count.to_le_bytes());
        end.extend(length.to_le_bytes());
        end.extend(self.at.to_le_bytes());
        end.extend([0; 2]);
        end
    }
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The CRC-32 of a zip (polynomial 0xedb88320), four bits at a time, which needs only a small
/// table.
pub fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = table();
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..2 {
            crc = (crc >> 4) ^ TABLE[(crc & 15) as usize];
        }
    }
    !crc
}

const fn table() -> [u32; 16] {
    let mut table = [0; 16];
    let mut at = 0;
    while at < 16 {
        let mut crc = at as u32;
        let mut bit = 0;
        while bit < 4 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_is_that_of_the_catalogue() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn a_file_of_one_byte_byte_by_byte() {
        let mut zip = Zip::default();
        let head = zip.head("a", b"!");
        assert_eq!(head.len(), 31);
        assert_eq!(&head[..8], b"PK\x03\x04\x14\0\0\0");
        assert_eq!(&head[14..18], &crc32(b"!").to_le_bytes());
        assert_eq!(&head[18..31], b"\x01\0\0\0\x01\0\0\0\x01\0\0\0a");
        let end = zip.end();
        assert_eq!(end.len(), 47 + 22);
        assert_eq!(&end[..6], b"PK\x01\x02\x14\0");
        // One directory entry of 47 bytes, which begins at offset 32.
        let last = &end[47..];
        assert_eq!(&last[..12], b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        assert_eq!(&last[12..], b"\x2f\0\0\0\x20\0\0\0\0\0");
    }
}
