//! Reading an archive from disk. It may have been repacked by anybody.

use crate::ground::zip::{self, Most, ZipEntry};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The limits of the directory: half a million files.
const DIRECTORY: Most = Most {
    entries: 500_000,
    bytes: 64 * 1024 * 1024,
};

/// A zip.
pub(super) struct Archive {
    file: File,
    /// Its entries in the order of the directory.
    pub(super) entries: Vec<ZipEntry>,
}

impl Archive {
    /// Reads the directory.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let entries = zip::entries(&mut file, DIRECTORY).map_err(|fault| match fault {
            zip::ZipFault::Io(error) => error,
            other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
        })?;
        Ok(Self { file, entries })
    }

    /// Passes an entry's bytes to `each` in pieces, at most one byte more than the directory says.
    /// The zip's checksum is not used: the hashes prove the content.
    pub(super) fn read(&mut self, entry: &ZipEntry, mut each: impl FnMut(&[u8])) -> io::Result<()> {
        let mut plain = entry.bytes(&mut self.file)?;
        let mut piece = vec![0; 64 * 1024];
        loop {
            match plain.read(&mut piece)? {
                0 => return Ok(()),
                count => each(piece.get(..count).unwrap_or_default()),
            }
        }
    }
}
