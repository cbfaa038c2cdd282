//! `cargo xtask package`: a Debian package and an archive with the program, the site, the units of
//! systemd and the documents.

mod deb;
mod tar;

use std::env::consts::ARCH;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::digest::digest;
use crate::paths::Paths;
use crate::profile::Profile;
use crate::step::{self, step};
use crate::{serve, site, wasm};
use deb::{About, deb, gzip};
use tar::{Entry, archive};

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// glibc of Debian 12, the oldest system that the package is for.
const OLDEST: (u32, u32) = (2, 36);

#[derive(Args)]
pub(crate) struct Options {
    /// Pack this binary and the site of --site, instead of building both
    #[arg(long, value_name = "FILE", requires = "site")]
    binary: Option<PathBuf>,
    /// The built site to pack with --binary
    #[arg(long, value_name = "DIR", requires = "binary")]
    site: Option<PathBuf>,
    /// The name and address that the package gives as its maintainer's
    #[arg(long, default_value = "Xuncha <xuncha@localhost>")]
    maintainer: String,
    #[command(flatten)]
    wasm: wasm::Options,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    let (binary, site) = match (&options.binary, &options.site) {
        (Some(binary), Some(site)) => (binary.clone(), site.clone()),
        _ => {
            let site = site::build(paths, Profile::Release, &options.wasm)?;
            serve::build_server(paths, true)?;
            (paths.server(true), site.folder)
        }
    };
    let folder = paths.target.join("package");
    let made = step("package", || {
        let parts = Parts::read(&paths.root, &binary, &site)?;
        let time = time(&paths.root);
        let glibc = glibc(&parts.program)?;
        if glibc > OLDEST {
            let (major, minor) = OLDEST;
            eprintln!(
                "  needs glibc {}.{}: it will not run on Debian 12, which has {major}.{minor}",
                glibc.0, glibc.1
            );
        }
        let architecture = match ARCH {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            other => bail!("no name of Debian's is known for the architecture {other}"),
        };
        let about = About {
            version: VERSION,
            architecture,
            maintainer: &options.maintainer,
            glibc: &format!("{}.{}", glibc.0, glibc.1),
            time,
        };
        let name = format!("xuncha-{VERSION}-linux-{ARCH}");
        let files = [
            (
                format!("xuncha_{VERSION}_{architecture}.deb"),
                deb(&about, &parts.installed())?,
            ),
            (
                format!("{name}.tar.gz"),
                gzip(&archive(&parts.beside(&name), time)?)?,
            ),
        ];
        write(&folder, &files)
    })?;
    for file in made {
        println!("{}", file.display());
    }
    Ok(())
}

/// Writes the files and their hashes.
fn write(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let mut made = Vec::new();
    let mut sums = String::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        sums.push_str(&format!("{}  {name}\n", digest(bytes)));
        made.push(path);
    }
    let path = folder.join("SHA256SUMS");
    fs::write(&path, sums)?;
    made.push(path);
    Ok(made)
}

/// What goes into a package: names and bytes.
struct Parts {
    program: Vec<u8>,
    /// Relative to the site.
    site: Vec<(String, Vec<u8>)>,
    units: Vec<(&'static str, Vec<u8>)>,
    defaults: Vec<u8>,
    documents: Vec<(&'static str, Vec<u8>)>,
}

impl Parts {
    fn read(root: &Path, binary: &Path, site: &Path) -> Result<Self> {
        let read =
            |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let named = |folder: &str, names: &[&'static str]| {
            let folder = root.join(folder);
            let pairs = names
                .iter()
                .map(|name| Ok((*name, read(&folder.join(name))?)));
            pairs.collect::<Result<Vec<_>>>()
        };
        if !site.join("build.json").is_file() {
            bail!("{} holds no built site", site.display());
        }
        let mut files = Vec::new();
        site_files(site, site, &mut files)?;
        let units = [
            "xuncha.service",
            "xuncha-backup.service",
            "xuncha-backup.timer",
        ];
        let mut documents = named("", &["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"])?;
        documents.extend(named(
            "docs",
            &["operations.md", "nginx.conf", "Caddyfile", "alerts.yml"],
        )?);
        Ok(Self {
            program: read(binary)?,
            site: files,
            units: named("docs/systemd", &units)?,
            defaults: read(&root.join("docs/systemd/default"))?,
            documents,
        })
    }

    /// Where Debian keeps such files. The site is beside the program, which looks for it there.
    fn installed(&self) -> Vec<Entry> {
        let mut entries = self.below("usr/lib/xuncha");
        entries.push(Entry::link("usr/bin/xuncha", "../lib/xuncha/xuncha"));
        let defaults = self.defaults.clone();
        entries.push(Entry::file("etc/default/xuncha", 0o600, defaults));
        for (name, bytes) in &self.units {
            let path = format!("lib/systemd/system/{name}");
            entries.push(Entry::file(path, 0o644, bytes.clone()));
        }
        let copyright = "Licence: MIT OR Apache-2.0; see LICENSE-MIT and LICENSE-APACHE.\n";
        let copyright = ("copyright", copyright.as_bytes().to_vec());
        for (name, bytes) in self.documents.iter().chain([&copyright]) {
            let path = format!("usr/share/doc/xuncha/{name}");
            entries.push(Entry::file(path, 0o644, bytes.clone()));
        }
        entries
    }

    /// Everything in one folder, to be unpacked anywhere.
    fn beside(&self, folder: &str) -> Vec<Entry> {
        let mut entries = self.below(folder);
        let units = self.units.iter().map(|it| ("systemd/", it));
        let documents = self.documents.iter().map(|it| ("docs/", it));
        for (below, (name, bytes)) in units.chain(documents) {
            let path = format!("{folder}/{below}{name}");
            entries.push(Entry::file(path, 0o644, bytes.clone()));
        }
        let path = format!("{folder}/systemd/default");
        entries.push(Entry::file(path, 0o644, self.defaults.clone()));
        entries
    }

    /// The program, and the site beside it.
    fn below(&self, folder: &str) -> Vec<Entry> {
        let program = Entry::file(format!("{folder}/xuncha"), 0o755, self.program.clone());
        let site = self.site.iter().map(|(name, bytes)| {
            Entry::file(format!("{folder}/site/{name}"), 0o644, bytes.clone())
        });
        std::iter::once(program).chain(site).collect()
    }
}

fn site_files(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            site_files(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
            files.push((name, fs::read(&path)?));
        }
    }
    Ok(())
}

/// The time of the files: the commit's, so that the same commit makes the same bytes.
fn time(root: &Path) -> u64 {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let commit = || {
        let mut git = Command::new("git");
        git.args(["log", "-1", "--format=%ct"]).current_dir(root);
        step::output(&mut git).ok()
    };
    let time = given.or_else(commit);
    time.and_then(|it| it.parse().ok()).unwrap_or_default()
}

/// The least version of glibc that a program needs: the highest that its symbols name.
fn glibc(program: &[u8]) -> Result<(u32, u32)> {
    let mark = b"GLIBC_2.";
    let starts = program.windows(mark.len()).enumerate();
    let starts = starts.filter(|(_, it)| it == mark);
    let minors = starts.filter_map(|(at, _)| {
        let rest = program.get(at + mark.len()..)?;
        let digits = rest.iter().take_while(|it| it.is_ascii_digit()).count();
        std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()
    });
    let highest = minors.max().context("the program is not linked to glibc")?;
    Ok((2, highest))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::paths::which;

    fn folder() -> PathBuf {
        let name = format!("xuncha-package-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join("site/pkg")).unwrap();
        fs::write(folder.join("site/build.json"), "{}").unwrap();
        fs::write(folder.join("site/pkg/a.js"), "//").unwrap();
        fs::write(
            folder.join("xuncha"),
            b"\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_2.9\0",
        )
        .unwrap();
        folder
    }

    #[test]
    fn a_package_holds_what_a_server_needs_and_nothing_of_today() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let folder = folder();
        let parts = Parts::read(root, &folder.join("xuncha"), &folder.join("site")).unwrap();
        assert_eq!(glibc(&parts.program).unwrap(), (2, 34));
        assert!(glibc(b"nothing").is_err());
        let about = About {
            version: VERSION,
            architecture: "amd64",
            maintainer: "Nobody <nobody@localhost>",
            glibc: "2.34",
            time: 1_795_973_711,
        };
        let made = deb(&about, &parts.installed()).unwrap();
        assert_eq!(made, deb(&about, &parts.installed()).unwrap());
        let file = folder.join("x.deb");
        fs::write(&file, &made).unwrap();
        let archive = archive(&parts.beside("xuncha-0"), 0).unwrap();
        assert!(archive.len() > parts.program.len());
        // Where Debian's own program is, it must read the package.
        if which("dpkg-deb").is_some() {
            let told = |argument: &str| {
                step::output(Command::new("dpkg-deb").arg(argument).arg(&file)).unwrap()
            };
            let info = told("-I");
            for line in [
                "Package: xuncha",
                "Depends: libc6 (>= 2.34), libgcc-s1, passwd",
                "conffiles",
                "postinst",
            ] {
                assert!(info.contains(line), "{line}: {info}");
            }
            let contents = told("-c");
            for line in [
                "-rwxr-xr-x root/root        34 2026-11-29",
                "./usr/lib/xuncha/site/pkg/a.js",
                "./usr/bin/xuncha -> ../lib/xuncha/xuncha",
                "./lib/systemd/system/xuncha.service",
                "-rw------- root/root",
                "./usr/share/doc/xuncha/operations.md",
            ] {
                assert!(contents.contains(line), "{line}: {contents}");
            }
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
