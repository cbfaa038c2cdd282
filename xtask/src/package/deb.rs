//! Writing a Debian package (deb(5)): an `ar` archive of a version, the control files and the files
//! to install.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::package::tar::{Entry, Kind, archive};

/// What the package says about itself.
pub(crate) struct About<'a> {
    pub(crate) version: &'a str,
    pub(crate) architecture: &'a str,
    pub(crate) maintainer: &'a str,
    /// The least version of glibc that the program runs with.
    pub(crate) glibc: &'a str,
    pub(crate) time: u64,
}

/// The package's bytes.
pub(crate) fn deb(about: &About, files: &[Entry]) -> Result<Vec<u8>> {
    let conffiles = files.iter().filter(|it| it.path.starts_with("etc/"));
    let conffiles: String = conffiles.map(|it| format!("/{}\n", it.path)).collect();
    let control = [
        Entry::file("control", 0o644, control(about, files)?.into_bytes()),
        Entry::file("conffiles", 0o644, conffiles.into_bytes()),
        Entry::file("postinst", 0o755, include_bytes!("postinst.sh").to_vec()),
        Entry::file("prerm", 0o755, include_bytes!("prerm.sh").to_vec()),
        Entry::file("postrm", 0o755, include_bytes!("postrm.sh").to_vec()),
    ];
    let mut out = b"!<arch>\n".to_vec();
    for (name, bytes) in [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", gzip(&archive(&control, about.time)?)?),
        ("data.tar.gz", gzip(&archive(files, about.time)?)?),
    ] {
        let (time, size) = (about.time, bytes.len());
        writeln!(out, "{name:<16}{time:<12}0     0     100644  {size:<10}`")?;
        out.extend_from_slice(&bytes);
        if size % 2 == 1 {
            out.push(b'\n');
        }
    }
    Ok(out)
}

fn control(about: &About, files: &[Entry]) -> Result<String> {
    let size = |entry: &Entry| match &entry.kind {
        Kind::File(bytes) => bytes.len().div_ceil(1024),
        Kind::Folder | Kind::Link(_) => 1,
    };
    let kib: usize = files.iter().map(size).sum();
    let mut text = String::new();
    for (key, value) in [
        ("Package", "xuncha"),
        ("Version", about.version),
        ("Architecture", about.architecture),
        ("Maintainer", about.maintainer),
        ("Installed-Size", &kib.to_string()),
        (
            "Depends",
            &format!("libc6 (>= {}), libgcc-s1, passwd", about.glibc),
        ),
        ("Recommends", "ca-certificates, systemd"),
        ("Section", "web"),
        ("Priority", "optional"),
    ] {
        writeln!(text, "{key}: {value}")?;
    }
    text.push_str(
        "Description: inspections of government services, offline and with a trace of each point\n \
         Xuncha 巡查 is the server of a district office: inspectors record findings on\n \
         tablets, supervisors decide on them, and towns see each point that they lost.\n",
    );
    Ok(text)
}

/// Compressed, without a name or a time.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes)?;
    Ok(out.finish()?)
}
