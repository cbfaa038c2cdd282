//! Zips as the tablet writes them, complete, cut off and altered. Zips of other programs are in the
//! tests of workbooks, large ones in those of archives.

use super::*;
use app::local::zip::Zip;
use std::io::Cursor;

const MOST: Most = Most {
    entries: 2,
    bytes: 1024,
};

fn two_files() -> Vec<u8> {
    let mut zip = Zip::default();
    let mut bytes = zip.head("a.txt", b"first");
    bytes.extend(b"first");
    bytes.extend(zip.head("photos/b", b""));
    bytes.extend(zip.end());
    bytes
}

fn read(zip: &[u8], entry: &ZipEntry) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.checked(Cursor::new(zip))?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[test]
fn what_the_tablet_writes_is_read() {
    let zip = two_files();
    let entries = entries(&mut Cursor::new(&zip), MOST).unwrap();
    let names: Vec<_> = entries.iter().map(|it| (&*it.name, it.size)).collect();
    assert_eq!(names, [("a.txt", 5), ("photos/b", 0)]);
    assert_eq!(read(&zip, &entries[0]).unwrap(), b"first");
    assert_eq!(read(&zip, &entries[1]).unwrap(), b"");
}

#[test]
fn more_than_there_may_be_is_not_read() {
    let zip = two_files();
    for most in [Most { entries: 1, ..MOST }, Most { bytes: 20, ..MOST }] {
        let refused = entries(&mut Cursor::new(&zip), most);
        assert!(matches!(refused, Err(ZipFault::TooLarge)), "{most:?}");
    }
}

#[test]
fn entries_that_share_their_bytes_are_not_read() {
    let zip = two_files();
    // The second entry points to the bytes of the first.
    let second = zip.windows(4).rposition(|it| it == b"PK\x01\x02").unwrap();
    let first = zip.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    let mut shared = zip.clone();
    for at in (16..28).chain(42..46) {
        shared[second + at] = zip[first + at];
    }
    assert_eq!(entries(&mut Cursor::new(&shared), MOST).unwrap().len(), 2);
    // Entries that are together larger than the file cannot each have their own bytes.
    let large = 200_u32.to_le_bytes();
    for entry in [first, second] {
        shared[entry + 20..entry + 24].copy_from_slice(&large);
    }
    let refused = entries(&mut Cursor::new(&shared), MOST);
    assert!(matches!(refused, Err(ZipFault::NoZip)));
}

#[test]
fn whatever_is_cut_off_or_altered_never_panics() {
    let whole = two_files();
    for length in 0..whole.len() {
        let cut = entries(&mut Cursor::new(&whole[..length]), MOST);
        assert!(cut.is_err(), "{length} bytes");
    }
    for (at, value) in (0..whole.len()).flat_map(|at| [(at, 0xff), (at, 8)]) {
        let mut bytes = whole.clone();
        bytes[at] ^= value;
        for entry in entries(&mut Cursor::new(&bytes), MOST).unwrap_or_default() {
            // Not every altered byte is detected, but no wrong content may be returned.
            if let Ok(read) = read(&bytes, &entry) {
                assert!(read == b"first" || read.is_empty(), "{at}");
            }
        }
    }
}
