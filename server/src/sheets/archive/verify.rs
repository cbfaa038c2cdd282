//! Verifying an archive: each file against the list of hashes, and the closing record and document
//! against each other.

use super::parts::{CASE, DOCUMENT, LIST, RECORD, Record, SCORES, TABLE};
use super::read::Archive;
use crate::ground::zip::ZipEntry;
use domain::quarter::{Act, Document, Life, State, differences, hash};
use domain::time::Quarter;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// The largest file that is read into memory.
const MOST: u64 = 256 * 1024 * 1024;

/// The result for an archive without any fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// Its quarter.
    pub quarter: Quarter,
    /// SHA-256 of the document with which the quarter was closed, in hex.
    pub document: String,
    /// How many files the list names.
    pub files: usize,
    /// SHA-256 of the list, in hex; it covers every file.
    pub list: String,
}

/// Verifies an archive. The inner error lists the faults, each beginning with the file's name.
///
/// # Errors
/// The file cannot be read, or is not a zip.
pub fn verify(path: &Path) -> io::Result<Result<Whole, Vec<String>>> {
    let mut archive = Archive::open(path)?;
    let entries = archive.entries.clone();
    let lists = entries.iter().filter(|it| named(&it.name, LIST));
    let shortest = lists.min_by_key(|it| it.name.len());
    let Some(list) = shortest else {
        return Ok(Err(vec![format!("{LIST}: is missing")]));
    };
    // A repacked archive may have everything inside a folder.
    let folder = list.name.strip_suffix(LIST).unwrap_or_default().to_owned();
    let mut found = Vec::new();
    let mut known: BTreeMap<&str, &ZipEntry> = BTreeMap::new();
    // A folder is an empty entry whose name ends with a slash, as in zips that we write.
    let is_folder = |it: &ZipEntry| it.name.ends_with('/') && it.size == 0;
    for entry in entries.iter().filter(|it| !is_folder(it)) {
        match entry.name.strip_prefix(folder.as_str()) {
            None => found.push(format!("{}: is not in the list", entry.name)),
            Some(name) => {
                if known.insert(name, entry).is_some() {
                    found.push(format!("{name}: stands there twice"));
                }
            }
        }
    }
    let text = whole(&mut archive, list)?;
    let listed = read_list(&text, &mut found);
    for (name, wanted) in &listed {
        match known.get(name.as_str()) {
            None => found.push(format!("{name}: is missing")),
            Some(entry) => match digest(&mut archive, entry) {
                Ok(is) if is == *wanted => {}
                Ok(is) => found.push(format!("{name}: has the hash {is}, not {wanted}")),
                Err(error) => found.push(format!("{name}: cannot be read: {error}")),
            },
        }
    }
    let unlisted = known
        .keys()
        .filter(|name| **name != LIST && !listed.contains_key(**name));
    found.extend(unlisted.map(|name| format!("{name}: is not in the list")));
    let record = foundation(&mut archive, &known, &mut found)?;
    Ok(match record {
        Some((quarter, document)) if found.is_empty() => Ok(Whole {
            quarter,
            document,
            files: listed.len(),
            list: hash(text.as_bytes()),
        }),
        _ => Err(found),
    })
}

/// Whether a path ends with this file name, in any folder.
fn named(name: &str, file: &str) -> bool {
    let last = name.rsplit('/').next();
    last == Some(file)
}

/// The list of names with their hashes. Malformed lines are reported.
fn read_list(text: &str, found: &mut Vec<String>) -> BTreeMap<String, String> {
    let mut listed = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (number, line) in (1..).zip(text.lines()) {
        let parts = line.split_once("  ");
        let parts = parts.filter(|(sha256, name)| {
            sha256.len() == 64
                && sha256.bytes().all(|it| it.is_ascii_hexdigit())
                && !name.is_empty()
        });
        match parts {
            Some((sha256, name)) => {
                if !seen.insert(name) {
                    found.push(format!("{LIST}: line {number} names {name} again"));
                }
                listed.insert(name.to_owned(), sha256.to_ascii_lowercase());
            }
            None => found.push(format!("{LIST}: line {number} is no hash with a name")),
        }
    }
    listed
}

fn digest(archive: &mut Archive, entry: &ZipEntry) -> io::Result<String> {
    let mut hasher = Sha256::new();
    archive.read(entry, |piece| hasher.update(piece))?;
    Ok(hex::encode(hasher.finalize()))
}

/// A whole file as text.
fn whole(archive: &mut Archive, entry: &ZipEntry) -> io::Result<String> {
    if entry.size > MOST {
        let words = format!("{}: is too large", entry.name);
        return Err(io::Error::new(io::ErrorKind::InvalidData, words));
    }
    let mut bytes = Vec::new();
    archive.read(entry, |piece| bytes.extend_from_slice(piece))?;
    String::from_utf8(bytes).map_err(|_| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("{}: is no text", entry.name),
        )
    })
}

/// Verifies the closing record and the document, each by itself and against each other. Returns the
/// quarter and the document's hash.
fn foundation(
    archive: &mut Archive,
    known: &BTreeMap<&str, &ZipEntry>,
    found: &mut Vec<String>,
) -> io::Result<Option<(Quarter, String)>> {
    let mut texts = BTreeMap::new();
    for name in [RECORD, DOCUMENT, TABLE, CASE, SCORES] {
        match known.get(name) {
            Some(entry) => drop(texts.insert(name, whole(archive, entry)?)),
            None => found.push(format!("{name}: is missing")),
        }
    }
    let text = |name: &str| texts.get(name).map_or("", String::as_str);
    let record: Record = match serde_json::from_str(text(RECORD)) {
        Ok(record) => record,
        Err(error) => {
            found.push(format!("{RECORD}: cannot be read: {error}"));
            return Ok(None);
        }
    };
    let document = hash(text(DOCUMENT).as_bytes());
    let acts: Vec<Act> = record.acts.iter().map(|it| it.act.clone()).collect();
    match Life::of(&acts) {
        Err((index, refusal)) => {
            let number = record.acts.get(index).map_or(0, |it| it.number);
            found.push(format!("{RECORD}: act {number}: {refusal}"));
        }
        Ok(life) if life.state != State::Closed => {
            found.push(format!("{RECORD}: its acts do not close the quarter"));
        }
        Ok(life) => {
            let said = life.sha256.unwrap_or_default();
            if said != document {
                found.push(format!(
                    "{DOCUMENT}: has the hash {document}, but the act that closed names {said}"
                ));
            }
        }
    }
    let wrong = differences(text(DOCUMENT)).into_iter();
    found.extend(wrong.map(|what| format!("{DOCUMENT}: {what}")));
    let read: Document<'_> = match serde_json::from_str(text(DOCUMENT)) {
        Ok(read) => read,
        // `differences` has already reported this.
        Err(_) => return Ok(None),
    };
    if read.quarter != record.quarter {
        found.push(format!("{DOCUMENT}: is of {}", read.quarter));
    }
    let parts = [
        (TABLE, read.table.toml.as_str()),
        (CASE, read.case.get()),
        (SCORES, read.scores.get()),
    ];
    for (name, wanted) in parts {
        if text(name) != wanted {
            found.push(format!("{name}: is not what the document has"));
        }
    }
    Ok(Some((record.quarter, document)))
}
