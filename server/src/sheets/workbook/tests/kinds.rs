//! Kinds of files: text in every encoding, and files that cannot be read.

use super::*;
use encoding_rs::GB18030;

#[test]
fn text_is_read_in_every_encoding() {
    let text = "镇办,值\r\n\r\n罗村镇,\"98.2\"\r\n";
    let wanted = vec![(1, words(&["镇办", "值"])), (3, words(&["罗村镇", "98.2"]))];
    assert_eq!(first(text.as_bytes()), wanted);
    assert_eq!(first(format!("\u{feff}{text}").as_bytes()), wanted);
    assert_eq!(first(&GB18030.encode(text).0), wanted);
    assert_eq!(first(text.replace(',', "\t").as_bytes()), wanted);
    let wide: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(first(&wide), wanted);
}

#[test]
fn what_is_no_table_is_told_apart() {
    for (bytes, why) in [
        (&b"a\0b"[..], Unreadable::Unknown),
        (b"a\xff\xff\xff", Unreadable::Encoding),
        (b"PK\x03\x04rest", Unreadable::Damaged),
    ] {
        assert_eq!(read(bytes).err(), Some(why), "{bytes:?}");
    }
    assert!(read(b"").unwrap()[0].lines.is_empty());
    let none: &[u8] = &[];
    for (parts, why) in [
        (
            ["xl/workbook.bin", "[Content_Types].xml"],
            Unreadable::Binary,
        ),
        (["word/document.xml", "_rels/.rels"], Unreadable::Document),
        (["OFD.xml", "Doc_0/Document.xml"], Unreadable::Document),
        (
            ["Index/Document.iwa", "Metadata/Properties.plist"],
            Unreadable::Numbers,
        ),
        (["2026年第四季度.xlsx", "说明.txt"], Unreadable::Archive),
        (["a.txt", "b.txt"], Unreadable::Unknown),
    ] {
        let parts = parts.map(|name| (name, none));
        assert_eq!(read(&zip(&parts)).err(), Some(why), "{parts:?}");
    }
    let locked =
        br#"<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/>
        </manifest:file-entry></manifest:manifest>"#;
    let parts: [(&str, &[u8]); 3] = [
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", b"\x01\x02"),
        ("META-INF/manifest.xml", locked),
    ];
    assert_eq!(read(&zip(&parts)).err(), Some(Unreadable::Encrypted));
}
