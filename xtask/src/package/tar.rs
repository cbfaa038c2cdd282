//! Writing tar archives (POSIX ustar) with the same bytes for the same files.

use anyhow::{Context, Result, bail};

const BLOCK: usize = 512;
const NAME: usize = 100;

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Folder,
    File(Vec<u8>),
    /// A symbolic link to this path.
    Link(String),
}

/// An entry: its path without a leading slash, and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) mode: u32,
    pub(crate) kind: Kind,
}

impl Entry {
    pub(crate) fn file(path: impl Into<String>, mode: u32, bytes: Vec<u8>) -> Self {
        let (path, kind) = (path.into(), Kind::File(bytes));
        Self { path, mode, kind }
    }

    pub(crate) fn link(path: &str, to: &str) -> Self {
        let (path, kind) = (path.to_owned(), Kind::Link(to.to_owned()));
        let mode = 0o777;
        Self { path, mode, kind }
    }
}

/// An archive of these entries, sorted, with the folders that they are in. Everything belongs to root
/// and is of `time`, in seconds since 1970.
pub(crate) fn archive(entries: &[Entry], time: u64) -> Result<Vec<u8>> {
    let mut all = folders(entries);
    all.extend_from_slice(entries);
    all.sort_by(|a, b| a.path.cmp(&b.path));
    let mut out = Vec::new();
    for entry in &all {
        let name = match entry.kind {
            Kind::Folder => format!("./{}/", entry.path),
            Kind::File(_) | Kind::Link(_) => format!("./{}", entry.path),
        };
        let header = header(&name, entry, time).with_context(|| entry.path.clone())?;
        out.extend_from_slice(&header);
        if let Kind::File(bytes) = &entry.kind {
            out.extend_from_slice(bytes);
            out.resize(out.len().next_multiple_of(BLOCK), 0);
        }
    }
    out.resize(out.len() + 2 * BLOCK, 0);
    Ok(out)
}

/// The folders above the entries.
fn folders(entries: &[Entry]) -> Vec<Entry> {
    let above = entries.iter().flat_map(|entry| {
        let slashes = entry.path.match_indices('/');
        slashes.map(|(at, _)| entry.path[..at].to_owned())
    });
    let above: std::collections::BTreeSet<String> = above.collect();
    let folder = |path| Entry {
        path,
        mode: 0o755,
        kind: Kind::Folder,
    };
    above.into_iter().map(folder).collect()
}

fn header(name: &str, entry: &Entry, time: u64) -> Result<[u8; BLOCK]> {
    let (kind, size, target) = match &entry.kind {
        Kind::Folder => (b'5', 0, ""),
        Kind::File(bytes) => (b'0', bytes.len() as u64, ""),
        Kind::Link(target) => (b'2', 0, target.as_str()),
    };
    if name.len() >= NAME || target.len() >= NAME {
        bail!("a longer name than {NAME} bytes");
    }
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &str| {
        for (to, from) in block.iter_mut().skip(at).zip(text.bytes()) {
            *to = from;
        }
    };
    put(0, name);
    put(100, &format!("{:07o}", entry.mode));
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{size:011o}"));
    put(136, &format!("{time:011o}"));
    // The checksum counts itself as spaces.
    put(148, "        ");
    put(157, target);
    put(257, "ustar");
    put(263, "00");
    put(265, "root");
    put(297, "root");
    block[156] = kind;
    let sum: u32 = block.iter().copied().map(u32::from).sum();
    for (to, from) in block
        .iter_mut()
        .skip(148)
        .zip(format!("{sum:06o}\0 ").bytes())
    {
        *to = from;
    }
    Ok(block)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use std::io::Write;
    use std::process::{Command, Stdio};

    #[test]
    fn tar_reads_what_is_written() {
        let entries = [
            Entry::file("usr/lib/a/b", 0o755, vec![b'x'; 600]),
            Entry::file("usr/lib/a.txt", 0o640, Vec::new()),
            Entry::link("usr/bin/b", "../lib/a/b"),
        ];
        let bytes = archive(&entries, 1_795_973_711).unwrap();
        let mut tar = Command::new("tar")
            .args(["-tv", "--numeric-owner", "--full-time", "--utc"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        tar.stdin.take().unwrap().write_all(&bytes).unwrap();
        let out = tar.wait_with_output().unwrap();
        assert!(out.status.success());
        let words = String::from_utf8(out.stdout).unwrap();
        let lines: Vec<String> = words
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let time = "2026-11-29 17:35:11";
        assert_eq!(
            lines,
            [
                format!("drwxr-xr-x 0/0 0 {time} ./usr/"),
                format!("drwxr-xr-x 0/0 0 {time} ./usr/bin/"),
                format!("lrwxrwxrwx 0/0 0 {time} ./usr/bin/b -> ../lib/a/b"),
                format!("drwxr-xr-x 0/0 0 {time} ./usr/lib/"),
                format!("drwxr-xr-x 0/0 0 {time} ./usr/lib/a/"),
                format!("-rw-r----- 0/0 0 {time} ./usr/lib/a.txt"),
                format!("-rwxr-xr-x 0/0 600 {time} ./usr/lib/a/b"),
            ]
        );
    }

    #[test]
    fn a_name_that_does_not_fit_is_refused() {
        let long = Entry::file("x".repeat(100), 0o644, Vec::new());
        assert!(archive(&[long], 0).is_err());
    }
}
