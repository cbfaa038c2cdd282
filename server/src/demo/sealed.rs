//! The demo is moved into place only when complete; an interrupted one is begun again.

use super::full::make;
use crate::ground::clock::Clock;
use crate::ground::private;
use crate::http::site::Site;
use crate::store::open::Storage;
use anyhow::Context;
use std::fs::{self, File};
use std::path::Path;

/// The folder inside the data folder where the demo is made.
const BEGUN: &str = "demo-begun";
const DATABASE: &str = "xuncha.db";

/// Fills an empty installation with the full demo, as of the clock's time. Does nothing if there is
/// already a district.
///
/// # Errors
/// The disk or the database failed.
pub async fn fill(storage: &Storage, clock: &Clock, site: &Site) -> anyhow::Result<()> {
    let data = &storage.data;
    fs::create_dir_all(data)
        .with_context(|| format!("cannot make the data folder {}", data.display()))?;
    private::close(data);
    if storage.database.is_some() || data.join(DATABASE).exists() {
        let store = storage.open(clock.clone(), true).await?;
        let empty = store.is_empty().await?;
        store.close().await?;
        if !empty {
            return Ok(());
        }
    }
    let begun = data.join(BEGUN);
    if begun.exists() {
        fs::remove_dir_all(&begun).with_context(|| format!("cannot remove {}", begun.display()))?;
    }
    fs::create_dir(&begun).with_context(|| format!("cannot make {}", begun.display()))?;
    make(&begun, storage.new_district()?, clock.now(), site).await?;
    if storage.database.is_some() {
        let made = begun.join(DATABASE);
        storage.take_over(&made, &mut |_, _| ()).await?;
    }
    place(&begun, data, storage.database.is_none())
        .with_context(|| format!("cannot fill {}", data.display()))
}

/// Moves the demo into place. Photos are moved first, since the database makes the demo exist.
/// Photos are named by hash, so those from an interrupted move are the same.
fn place(begun: &Path, data: &Path, with_database: bool) -> std::io::Result<()> {
    let photos = data.join("photos");
    for folder in fs::read_dir(begun.join("photos"))? {
        let folder = folder?;
        let to = photos.join(folder.file_name());
        fs::create_dir_all(&to)?;
        for photo in fs::read_dir(folder.path())? {
            let photo = photo?;
            fs::rename(photo.path(), to.join(photo.file_name()))?;
        }
        File::open(&to)?.sync_all()?;
    }
    File::open(&photos)?.sync_all()?;
    if with_database {
        place_database(begun, data)?;
    }
    fs::remove_dir_all(begun)
}

fn place_database(begun: &Path, data: &Path) -> std::io::Result<()> {
    // The log files of an earlier empty database must not be used with the new one.
    for rest in ["xuncha.db-wal", "xuncha.db-shm"] {
        match fs::remove_file(data.join(rest)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    File::open(begun.join(DATABASE))?.sync_all()?;
    fs::rename(begun.join(DATABASE), data.join(DATABASE))?;
    File::open(data)?.sync_all()
}
