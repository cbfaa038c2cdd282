//! File modes: only the owner may access the data folder, which holds reports about people and
//! hashes of their passwords.

use std::io;
use std::path::Path;

/// From now on the process creates files and folders that only their owner may access.
#[cfg(unix)]
pub(crate) fn files_to_come() {
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

#[cfg(not(unix))]
pub(crate) fn files_to_come() {}

/// Removes access for others that an earlier version or a person has left. If that fails, for
/// example in another owner's folder, it only logs a warning.
pub(crate) fn close(data: &Path) {
    for name in ["", "photos", "uploads"] {
        told(&data.join(name), 0o700);
    }
    for name in ["xuncha.db", "xuncha.db-wal", "xuncha.db-shm"] {
        told(&data.join(name), 0o600);
    }
}

fn told(path: &Path, mode: u32) {
    match narrow(path, mode) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "others may reach it");
        }
        _ => {}
    }
}

#[cfg(unix)]
fn narrow(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let stands = std::fs::metadata(path)?.permissions().mode() & 0o777;
    if stands & !mode == 0 {
        return Ok(());
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(stands & mode))
}

#[cfg(not(unix))]
fn narrow(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}
