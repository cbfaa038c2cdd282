//! The kind of a file, determined from its content: file names may be wrong.

use super::unreadable::Unreadable;
use super::zip::Archive;

/// A kind of file that can be read.
pub(super) enum Kind<'f> {
    /// Excel and WPS since 2007.
    Xlsx(Archive<'f>),
    /// LibreOffice and 中标普华.
    Ods(Archive<'f>),
    /// The same format as a single XML file.
    FlatOds,
    /// Excel's XML of 2003, which some programs still write as .xls.
    Xml2003,
    Text,
}

/// Determines the kind. For a kind that cannot be read, the error names it.
pub(super) fn of(file: &[u8]) -> Result<Kind<'_>, Unreadable> {
    let begins = |with: &[u8]| file.starts_with(with);
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        return zip(file);
    }
    if begins(b"\xd0\xcf\x11\xe0") {
        return Err(compound(file));
    }
    if begins(b"%PDF") {
        return Err(Unreadable::Pdf);
    }
    let picture = [
        &b"\x89PNG"[..],
        b"\xff\xd8\xff",
        b"GIF8",
        b"II*\0",
        b"MM\0*",
    ];
    let heic = file.get(4..8) == Some(&b"ftyp"[..]);
    if picture.iter().any(|it| begins(it)) || heic || (begins(b"RIFF") && has(file, b"WEBP")) {
        return Err(Unreadable::Picture);
    }
    if begins(b"Rar!") || begins(b"7z\xbc\xaf") || begins(b"\x1f\x8b") {
        return Err(Unreadable::Archive);
    }
    if begins(b"{\\rtf") {
        return Err(Unreadable::Document);
    }
    markup(file)
}

/// Determines the kind of a zip from its parts.
fn zip(file: &[u8]) -> Result<Kind<'_>, Unreadable> {
    let archive = Archive::new(file)?;
    let has = |name: &str| archive.has(name);
    let any = |test: fn(&str) -> bool| archive.names().any(test);
    if has("xl/workbook.bin") {
        return Err(Unreadable::Binary);
    }
    if has("content.xml") && has("mimetype") {
        return Ok(Kind::Ods(archive));
    }
    if has("word/document.xml") || has("ppt/presentation.xml") || has("ofd.xml") {
        return Err(Unreadable::Document);
    }
    if any(|name| name.starts_with("index/") && name.ends_with(".iwa")) || has("index.zip") {
        return Err(Unreadable::Numbers);
    }
    if has("_rels/.rels") || has("xl/workbook.xml") {
        return Ok(Kind::Xlsx(archive));
    }
    // A zip of several files.
    if any(|name| {
        [".xlsx", ".xls", ".et", ".csv", ".ods"]
            .iter()
            .any(|end| name.ends_with(end))
    }) {
        return Err(Unreadable::Archive);
    }
    Err(Unreadable::Unknown)
}

/// A compound file: an Office file before 2007, or a workbook with a password. The UTF-16 stream
/// names in its directory tell which.
fn compound(file: &[u8]) -> Unreadable {
    let stream = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        has(file, &wide)
    };
    if stream("EncryptedPackage") {
        Unreadable::Encrypted
    } else if stream("Workbook") || stream("Book") {
        Unreadable::OldWorkbook
    } else if stream("WordDocument") || stream("PowerPoint Document") {
        Unreadable::Document
    } else {
        Unreadable::Unknown
    }
}

/// A web page or XML that programs wrote as .xls, or plain text.
fn markup(file: &[u8]) -> Result<Kind<'_>, Unreadable> {
    let head = file.get(..4096.min(file.len())).unwrap_or_default();
    let marks = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"];
    let mark = marks.iter().find(|mark| head.starts_with(mark));
    let head = head
        .get(mark.map_or(0, |mark| mark.len())..)
        .unwrap_or_default();
    let head: Vec<u8> = head
        .iter()
        .filter(|it| **it != 0)
        .map(u8::to_ascii_lowercase)
        .collect();
    let start = head.trim_ascii_start();
    let mail = start.starts_with(b"mime-version:") || start.starts_with(b"content-type: multipart");
    if mail {
        return Err(Unreadable::Html);
    }
    // SYLK and DIF: they are text, but not tables of values.
    if start.starts_with(b"id;p") || start.starts_with(b"table\r\n0,1") {
        return Err(Unreadable::Unknown);
    }
    if !start.starts_with(b"<") {
        return Ok(Kind::Text);
    }
    if has(&head, b"urn:oasis:names:tc:opendocument") {
        return Ok(Kind::FlatOds);
    }
    if has(&head, b"urn:schemas-microsoft-com:office:spreadsheet") && !has(&head, b"<html") {
        return Ok(Kind::Xml2003);
    }
    let tags = [
        &b"<html"[..],
        b"<!doctype html",
        b"<table",
        b"<meta",
        b"<body",
        b"<style",
        b"<div",
    ];
    match tags.iter().any(|tag| has(&head, tag)) {
        true => Err(Unreadable::Html),
        false => Ok(Kind::Text),
    }
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|it| it == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_read_is_told_by_its_kind() {
        let wide = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 600], &name].concat()
        };
        for (file, why) in [
            (wide("Workbook"), Unreadable::OldWorkbook),
            (wide("EncryptedPackage"), Unreadable::Encrypted),
            (wide("WordDocument"), Unreadable::Document),
            (wide("Other"), Unreadable::Unknown),
            (b"%PDF-1.7\n\x01\x02".to_vec(), Unreadable::Pdf),
            (b"\x89PNG\r\n\x1a\n".to_vec(), Unreadable::Picture),
            (b"\0\0\0\x18ftypheic".to_vec(), Unreadable::Picture),
            (b"Rar!\x1a\x07".to_vec(), Unreadable::Archive),
            (b"\xef\xbb\xbf\r\n<HTML><table>".to_vec(), Unreadable::Html),
            ("<table><tr><td>镇办</td>".into(), Unreadable::Html),
            (b"MIME-Version: 1.0\r\n".to_vec(), Unreadable::Html),
            (b"PK\x03\x04rest".to_vec(), Unreadable::Damaged),
        ] {
            assert_eq!(of(&file).err(), Some(why), "{file:?}");
        }
        assert!(matches!(of("<罗村镇,1".as_bytes()), Ok(Kind::Text)));
        assert!(matches!(of(b""), Ok(Kind::Text)));
    }
}
