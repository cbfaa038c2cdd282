//! An archive on disk: whoever checks it may have packed it anew.

use crate::ground::zip::{self, Entry, Most};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What the directory may have: half a million files.
const DIRECTORY: Most = Most {
    entries: 500_000,
    bytes: 64 * 1024 * 1024,
};

/// A zip.
pub(super) struct Archive {
    file: File,
    /// Its entries in the order of the directory.
    pub(super) entries: Vec<Entry>,
}

impl Archive {
    /// Reads the directory.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let entries = zip::entries(&mut file, DIRECTORY).map_err(|fault| match fault {
            zip::Fault::Io(error) => error,
            other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
        })?;
        Ok(Self { file, entries })
    }

    /// Hands an entry's bytes to `each`, piece by piece, at most one more than the directory says. Its
    /// checksum proves nothing here: the hashes do.
    pub(super) fn read(&mut self, entry: &Entry, mut each: impl FnMut(&[u8])) -> io::Result<()> {
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
