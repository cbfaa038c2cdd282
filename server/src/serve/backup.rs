//! Backups: one folder with the database, the photos and the evidence, made while the server runs.
//!
//! The database is copied first. A photo file gets its final name before the database marks it as
//! verified, so every photo that the copy refers to can be copied afterwards.

use crate::ground::clock::Clock;
use crate::photos::files;
use crate::store::Kept;
use crate::store::open::{Storage, open_file};
use anyhow::{Context, bail, ensure};
use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::path::{Path, PathBuf};

const DATABASE: &str = "xuncha.db";
const PHOTOS: &str = "photos";
const BY: &str = "command line";

/// The files that were copied, and those that could not be.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CopyReport {
    /// How many photos and files of evidence were copied or already present.
    pub photos: u64,
    /// SHA-256 of photos whose bytes have changed; they were left out.
    pub altered: Vec<String>,
    /// SHA-256 of photos that the database marks as verified but that are missing.
    pub missing: Vec<String>,
}

impl CopyReport {
    fn kept(&self) -> Kept {
        let count = |all: &Vec<String>| u64::try_from(all.len()).unwrap_or(u64::MAX);
        Kept {
            photos: self.photos,
            altered: count(&self.altered),
            missing: count(&self.missing),
        }
    }
}

/// Copies the database and the photos into the new folder `to`. The folder gets its name
/// only when it is complete and synced to disk.
///
/// # Errors
/// `to` exists, there is no database, or the disk fails.
pub async fn back_up(storage: &Storage, to: &Path, clock: Clock) -> anyhow::Result<CopyReport> {
    if to.exists() {
        bail!("{} exists: name a new folder", to.display());
    }
    let store = storage.open(clock, false).await?;
    let part = beside(to)?;
    if part.exists() {
        // Left by an interrupted backup.
        fs::remove_dir_all(&part).with_context(|| cannot("remove", &part))?;
    }
    make_private(&part)?;
    let file = part.join(DATABASE);
    store.copy_to(&file).await?;
    File::open(&file)?.sync_all()?;
    let wanted = store.verified_photos().await?;
    let (from, into) = (storage.data.join(PHOTOS), part.join(PHOTOS));
    let report = blocking(move || copy_photos(&from, &into, &wanted)).await?;
    sync_folder(&part)?;
    fs::rename(&part, to).with_context(|| cannot("make", to))?;
    sync_folder(parent(to))?;
    // Recorded after the copy, so that a server restored from this backup does not list it as its
    // own.
    let place = std::path::absolute(to)?;
    let kept = report.kept().to_string();
    let target = place.to_string_lossy();
    store.note(BY, "backup", &target, &kept).await?;
    store.close().await?;
    Ok(report)
}

/// Makes an installation from the backup `from`, with a new epoch. The database gets its name only
/// when everything is present, or is moved to the PostgreSQL server then; photos already in the
/// folder are kept.
///
/// # Errors
/// `from` is not a backup, there is a database already, or the disk fails.
pub async fn restore(from: &Path, storage: &Storage, clock: Clock) -> anyhow::Result<CopyReport> {
    let data = &storage.data;
    let source = from.join(DATABASE);
    ensure!(
        source.is_file(),
        "{} is no backup: there is no {DATABASE} in it",
        from.display()
    );
    for name in [DATABASE, "xuncha.db-wal"] {
        let there = data.join(name);
        ensure!(
            !there.exists(),
            "{} exists: a backup is restored into a folder without a database",
            there.display()
        );
    }
    make_private(data)?;
    if storage.database.is_some() {
        let store = storage.open(clock.clone(), true).await?;
        ensure!(
            store.is_empty().await?,
            "the database exists: a backup is restored into one that is empty"
        );
        store.close().await?;
    }
    let part = data.join("xuncha.db.part");
    for ending in ["", "-wal", "-shm"] {
        let leftover = data.join(format!("xuncha.db.part{ending}"));
        if leftover.exists() {
            fs::remove_file(&leftover).with_context(|| cannot("remove", &leftover))?;
        }
    }
    fs::copy(&source, &part).with_context(|| cannot("copy", &source))?;
    let store = open_file(&part, storage.new_district()?, clock).await?;
    if let Err(words) = store.check().await? {
        bail!("{} is damaged: {words}", source.display());
    }
    ensure!(!store.is_empty().await?, "{} is empty", source.display());
    let wanted = store.verified_photos().await?;
    let (photos, into) = (from.join(PHOTOS), data.join(PHOTOS));
    let report = blocking(move || copy_photos(&photos, &into, &wanted)).await?;
    store.begin_epoch(BY).await?;
    store.close().await?;
    if storage.database.is_some() {
        storage.take_over(&part, &mut |_, _| ()).await?;
        fs::remove_file(&part)?;
    } else {
        File::open(&part)?.sync_all()?;
        fs::rename(&part, data.join(DATABASE))?;
    }
    sync_folder(data)?;
    Ok(report)
}

/// Copies the `wanted` photos and checks each one's hash.
fn copy_photos(from: &Path, to: &Path, wanted: &BTreeSet<String>) -> anyhow::Result<CopyReport> {
    let mut report = CopyReport::default();
    make_private(to)?;
    for sha256 in wanted {
        let Some(below) = sha256.get(..2) else {
            bail!("the database names a photo {sha256:?}");
        };
        let place = |folder: &Path| folder.join(below).join(sha256);
        let right = |bytes: &Vec<u8>| files::sha256(bytes) == *sha256;
        let there = place(to);
        if there.exists() && right(&fs::read(&there)?) {
            report.photos += 1;
            continue;
        }
        let source = place(from);
        if !source.exists() {
            report.missing.push(sha256.clone());
            continue;
        }
        let bytes = fs::read(&source).with_context(|| cannot("read", &source))?;
        if !right(&bytes) {
            report.altered.push(sha256.clone());
            continue;
        }
        let folder = to.join(below);
        fs::create_dir_all(&folder)?;
        let mut file = File::create(&there).with_context(|| cannot("write", &there))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        sync_folder(&folder)?;
        report.photos += 1;
    }
    sync_folder(to)?;
    Ok(report)
}

/// A hidden name in the same folder, from which the copy is renamed.
fn beside(to: &Path) -> anyhow::Result<PathBuf> {
    let name = to.file_name().and_then(|name| name.to_str());
    let name = name.with_context(|| format!("{} names no folder", to.display()))?;
    Ok(to.with_file_name(format!(".{name}.part")))
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// A folder that only its owner may read: it holds password hashes and original photos.
fn make_private(folder: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder
        .create(folder)
        .with_context(|| cannot("make", folder))
}

fn sync_folder(folder: &Path) -> anyhow::Result<()> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .with_context(|| cannot("sync", folder))
}

fn cannot(what: &str, path: &Path) -> String {
    format!("cannot {what} {}", path.display())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(work).await?
}
