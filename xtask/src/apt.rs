//! Debian packages: installs them where that is possible, otherwise names the missing ones.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::paths::which;
use crate::step;

/// Ensures that these Debian packages are installed; `why` ends the sentence "needed …".
pub(crate) fn ensure(packages: &[&str], why: &str) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|p| !has(p)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if which("apt-get").is_none() {
        bail!("needed {why}: {list} (names of Debian 12; this system has no apt-get)");
    }
    if !is_root() {
        bail!("needed {why}; run: sudo apt-get install --no-install-recommends {list}");
    }
    step::step(&format!("apt-get install {list} ({why})"), || {
        let quiet = |args: &[&str]| {
            step::run(
                Command::new("apt-get")
                    .args(["-qq", "-o", "Dpkg::Use-Pty=0"])
                    .args(args)
                    .env("DEBIAN_FRONTEND", "noninteractive")
                    // Runlevel 1 keeps packages from starting their services; only the programs are
                    // needed.
                    .env("RUNLEVEL", "1")
                    .stdin(Stdio::null())
                    .stdout(Stdio::null()),
            )
        };
        quiet(&["update"])?;
        let mut install = vec!["install", "-y", "--no-install-recommends"];
        install.extend(&missing);
        quiet(&install)?;
        // The archives are not needed again and take some hundred megabytes.
        quiet(&["clean"])
    })
}

/// Whether a package is installed and configured.
pub(crate) fn has(package: &str) -> bool {
    let query = Command::new("dpkg-query")
        .args(["-W", "-f", "${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output();
    query.is_ok_and(|out| out.stdout == b"installed")
}

fn is_root() -> bool {
    step::output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}
