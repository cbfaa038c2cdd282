//! The parts of a zip, unpacked as they are read. The unpacked bytes are counted, since a small
//! file may be a bomb. Checksums detect damaged parts.

use super::unreadable::Unreadable;
use crate::ground::zip::{self, Most, ZipEntry, ZipFault};
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// How many bytes all parts together may unpack to. A sheet with a million formatted blank lines
/// needs a third of that.
const MOST: u64 = 512 * 1024 * 1024;
/// How many bytes one text or tag may take; a cell has at most 32,767 characters.
const PIECE: u64 = 1024 * 1024;
/// The limits on the parts of a workbook.
const DIRECTORY: Most = Most {
    entries: 2_000,
    bytes: 1024 * 1024,
};

/// How many unpacked bytes may still be read of a file.
pub(super) struct Budget {
    left: Cell<u64>,
    piece: Cell<u64>,
    spent: Cell<bool>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            left: Cell::new(MOST),
            piece: Cell::new(PIECE),
            spent: Cell::new(false),
        }
    }

    /// Resets the limit for the next text or tag.
    pub(super) fn next_piece(&self) {
        self.piece.set(PIECE);
    }

    /// Why reading has failed.
    pub(super) fn why(&self) -> Unreadable {
        match self.spent.get() {
            true => Unreadable::TooLarge,
            false => Unreadable::Damaged,
        }
    }

    fn take(&self, bytes: usize) {
        let bytes = bytes as u64;
        self.left.set(self.left.get().saturating_sub(bytes));
        self.piece.set(self.piece.get().saturating_sub(bytes));
    }

    fn is_spent(&self) -> bool {
        if self.left.get() == 0 || self.piece.get() == 0 {
            self.spent.set(true);
        }
        self.spent.get()
    }
}

/// Counts bytes against the budget as they are read.
pub(super) struct Metered<'z> {
    bytes: Box<dyn BufRead + 'z>,
    budget: &'z Budget,
}

impl<'z> Metered<'z> {
    pub(super) fn new(bytes: impl BufRead + 'z, budget: &'z Budget) -> Self {
        Self {
            bytes: Box::new(bytes),
            budget,
        }
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut from = self.fill_buf()?;
        let read = from.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Metered<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.budget.is_spent() {
            return Err(io::Error::other("more than is read"));
        }
        self.bytes.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.budget.take(bytes);
        self.bytes.consume(bytes);
    }
}

/// A zip.
pub(super) struct Archive<'z> {
    zip: &'z [u8],
    /// By lower-case name: some programs write a part's name in different case than the references
    /// to it.
    parts: HashMap<String, ZipEntry>,
}

impl<'z> Archive<'z> {
    /// Reads the directory.
    ///
    /// # Errors
    /// The directory is damaged, or a part needs a password.
    pub(super) fn new(zip: &'z [u8]) -> Result<Self, Unreadable> {
        let entries =
            zip::entries(&mut Cursor::new(zip), DIRECTORY).map_err(|fault| match fault {
                ZipFault::TooLarge => Unreadable::TooLarge,
                ZipFault::NoZip | ZipFault::Io(_) => Unreadable::Damaged,
            })?;
        let mut parts = HashMap::with_capacity(entries.len());
        for entry in entries {
            if entry.is_locked {
                return Err(Unreadable::Encrypted);
            }
            let name = entry.name.replace('\\', "/").to_lowercase();
            let is_part = !entry.is_folder();
            // With two parts of the same name, different programs could read different content.
            if !entry.is_known() || (is_part && parts.insert(name, entry).is_some()) {
                return Err(Unreadable::Damaged);
            }
        }
        Ok(Self { zip, parts })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&name.to_lowercase())
    }

    /// The names of the parts, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// A part, unpacked as it is read.
    pub(super) fn open(&self, name: &str, budget: &'z Budget) -> Option<Metered<'z>> {
        let part = self.parts.get(&name.to_lowercase())?;
        let bytes: Box<dyn Read + 'z> = match part.checked(Cursor::new(self.zip)) {
            Ok(bytes) => Box::new(bytes),
            // The error is reported on reading, like other damage.
            Err(error) => Box::new(Broken(Some(error))),
        };
        let bytes = BufReader::with_capacity(64 * 1024, bytes);
        Some(Metered::new(bytes, budget))
    }
}

/// A part that cannot be read.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        let error = self.0.take();
        Err(error.unwrap_or_else(|| io::ErrorKind::InvalidData.into()))
    }
}
