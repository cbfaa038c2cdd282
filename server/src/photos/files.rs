//! Photos on disk: a part file while it arrives, then a file named by its hash.
//!
//! A photo is `verified` only after four steps: the whole file is synced, its hash is checked, it
//! is renamed, and its folder is synced.

use domain::ids::UserId;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::sync::{Mutex, MutexGuard};

/// The folders of photos.
#[derive(Debug, Clone)]
pub struct PhotoFiles(Arc<Folders>);

#[derive(Debug)]
struct Folders {
    data: PathBuf,
    parts: PathBuf,
    whole: PathBuf,
    /// Locks for writing part files, one request at a time; the hash's first digit selects the
    /// lock.
    turns: [Mutex<()>; 16],
}

impl PhotoFiles {
    /// Creates the folders below the data folder.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folders = Folders {
            data: data.to_path_buf(),
            parts: data.join("uploads"),
            whole: data.join("photos"),
            turns: Default::default(),
        };
        fs::create_dir_all(&folders.parts)?;
        fs::create_dir_all(&folders.whole)?;
        Ok(Self(Arc::new(folders)))
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.0.data
    }

    /// A name for a temporary file, inside the data folder.
    pub fn temporary(&self) -> PathBuf {
        self.0.parts.join(format!("{}.tmp", uuid::Uuid::new_v4()))
    }

    /// Waits until no other request writes the upload of these bytes.
    pub async fn turn(&self, sha256: &str) -> MutexGuard<'_, ()> {
        let digit = sha256.chars().next().and_then(|digit| digit.to_digit(16));
        let turn = usize::try_from(digit.unwrap_or(0)).unwrap_or(0) % self.0.turns.len();
        self.0.turns[turn].lock().await
    }

    /// The path of a complete photo; `sha256` is 64 hex digits.
    pub fn whole(&self, sha256: &str) -> PathBuf {
        self.0.whole.join(&sha256[..2]).join(sha256)
    }

    fn part(&self, user: UserId, sha256: &str) -> PathBuf {
        self.0.parts.join(format!("{user}-{sha256}.part"))
    }

    /// How many bytes of an upload have arrived.
    pub fn offset(&self, user: UserId, sha256: &str) -> io::Result<u64> {
        match fs::metadata(self.part(user, sha256)) {
            Ok(meta) => Ok(meta.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Appends bytes. They are reported as arrived only after [`PhotoFiles::sync`]. After an
    /// earlier power cut the upload continues from what the file then contains.
    pub fn append(&self, user: UserId, sha256: &str, chunk: &[u8]) -> io::Result<()> {
        let path = self.part(user, sha256);
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(chunk)
    }

    /// Syncs the appended bytes: bytes reported to a client must survive a power cut.
    pub fn sync(&self, user: UserId, sha256: &str) -> io::Result<()> {
        match File::open(self.part(user, sha256)) {
            Ok(file) => file.sync_data(),
            // Another request has completed the upload meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Removes everything after the first `length` bytes.
    pub fn cut(&self, user: UserId, sha256: &str, length: u64) -> io::Result<()> {
        let file = OpenOptions::new()
            .write(true)
            .open(self.part(user, sha256))?;
        file.set_len(length)
    }

    /// Deletes the bytes of an upload, which then starts over.
    pub fn discard(&self, user: UserId, sha256: &str) -> io::Result<()> {
        match fs::remove_file(self.part(user, sha256)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Every upload that has bytes, but got none since `time`.
    pub(crate) fn parts_before(&self, time: SystemTime) -> io::Result<Vec<(UserId, String)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.0.parts)? {
            let entry = entry?;
            let name = entry.file_name();
            let upload = name.to_str().and_then(upload_of);
            if let Some(upload) = upload.filter(|_| is_before(&entry, time)) {
                found.push(upload);
            }
        }
        Ok(found)
    }

    /// Deletes the bytes of an upload, unless some arrived since `time`; returns whether it did.
    pub(crate) fn discard_before(
        &self,
        user: UserId,
        sha256: &str,
        time: SystemTime,
    ) -> io::Result<bool> {
        let path = self.part(user, sha256);
        match fs::metadata(&path).and_then(|meta| meta.modified()) {
            Ok(modified) if modified < time => fs::remove_file(path).map(|()| true),
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(false),
        }
    }

    /// Removes temporary files that were not written to since `time`.
    pub(crate) fn sweep(&self, time: SystemTime) -> io::Result<()> {
        let folders = [&self.0.data, &self.0.parts, &self.0.whole].map(fs::read_dir);
        let folders: Vec<_> = folders.into_iter().collect::<io::Result<_>>()?;
        for entry in folders.into_iter().flatten() {
            let entry = entry?;
            let path = entry.path();
            if path.extension().is_some_and(|it| it == "tmp") && is_before(&entry, time) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Writes and removes a file in each folder, to check whether photos can be stored.
    pub(crate) fn probe(&self) -> io::Result<()> {
        let name = format!("{}.tmp", uuid::Uuid::new_v4());
        for folder in [&self.0.data, &self.0.parts, &self.0.whole] {
            let path = folder.join(&name);
            fs::write(&path, b"ready")?;
            fs::remove_file(path)?;
        }
        Ok(())
    }

    /// The bytes that have arrived so far.
    pub fn read_part(&self, user: UserId, sha256: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match File::open(self.part(user, sha256)) {
            Ok(mut file) => file.read_to_end(&mut bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        Ok(bytes)
    }

    /// Stores complete bytes under their hash.
    pub fn put(&self, sha256: &str, bytes: &[u8]) -> io::Result<()> {
        let whole = self.whole(sha256);
        if whole.exists() {
            return Ok(());
        }
        let part = self.temporary();
        let mut file = File::create(&part)?;
        let written = file
            .write_all(bytes)
            .and_then(|()| self.name(&part, &whole));
        if written.is_err() {
            // Removes the partial file; an error in this adds nothing to the first one.
            let _ = fs::remove_file(&part);
        }
        written
    }

    /// Moves the complete file to its final name.
    pub fn keep(&self, user: UserId, sha256: &str) -> io::Result<()> {
        let part = self.part(user, sha256);
        self.name(&part, &self.whole(sha256))
    }

    /// Syncs a file and renames it, so that the file and its name survive a power cut.
    fn name(&self, part: &Path, whole: &Path) -> io::Result<()> {
        let folder = whole.parent().unwrap_or(&self.0.whole);
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            File::open(&self.0.whole)?.sync_all()?;
        }
        File::open(part)?.sync_all()?;
        fs::rename(part, whole)?;
        File::open(folder)?.sync_all()
    }
}

/// The upload to which a part file belongs.
fn upload_of(name: &str) -> Option<(UserId, String)> {
    let (user, sha256) = name.strip_suffix(".part")?.rsplit_once('-')?;
    let user = user.parse().ok()?;
    Some((user, sha256.to_owned()))
}

/// Whether a file was last written to before `time`; false if it no longer exists.
fn is_before(entry: &fs::DirEntry, time: SystemTime) -> bool {
    let modified = entry.metadata().and_then(|meta| meta.modified());
    modified.is_ok_and(|modified| modified < time)
}

/// SHA-256 of bytes, in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
