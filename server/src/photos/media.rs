//! Media types of evidence, determined from the bytes.

use domain::picture;

/// The media type of a file, if it is allowed as evidence.
pub fn look(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"%PDF-") {
        return Some("application/pdf");
    }
    if let Some(picture) = picture::photo(bytes) {
        return Some(picture.media_type);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let kinds: [(&[u8], &'static str); 3] = [
        (
            b"word/document.xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            b"xl/workbook.xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (b"OFD.xml", "application/ofd"),
    ];
    let found = kinds.into_iter().find(|(name, _)| has_part(bytes, name));
    found.map(|(_, kind)| kind)
}

/// Whether a zip's directory names a part. This only searches for the text and unpacks nothing.
fn has_part(zip: &[u8], name: &[u8]) -> bool {
    const HEAD: usize = 46;
    let mut rest = zip;
    while let Some(at) = find(rest, b"PK\x01\x02") {
        rest = rest.get(at..).unwrap_or_default();
        let length = rest
            .get(28..30)
            .map(|it| usize::from(it[0]) | usize::from(it[1]) << 8);
        if length.and_then(|length| rest.get(HEAD..HEAD + length)) == Some(name) {
            return true;
        }
        rest = rest.get(4..).unwrap_or_default();
    }
    false
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}

#[cfg(test)]
mod tests {
    use super::look;

    #[test]
    fn kinds_are_told_by_their_bytes() {
        let zip = |part: &[u8]| {
            let mut zip = b"PK\x03\x04rest PK\x01\x02".to_vec();
            let start = zip.len() - 4;
            zip.resize(start + 46, 0);
            zip[start + 28] = u8::try_from(part.len()).unwrap_or_default();
            zip.extend(part);
            zip
        };
        assert_eq!(look(b"%PDF-1.7 rest"), Some("application/pdf"));
        assert_eq!(look(&zip(b"OFD.xml")), Some("application/ofd"));
        assert!(look(&zip(b"xl/workbook.xml")).is_some_and(|it| it.ends_with(".sheet")));
        assert!(look(&zip(b"word/document.xml")).is_some_and(|it| it.ends_with(".document")));
        for none in [
            &b""[..],
            b"<html>",
            b"PK\x03\x04 OFD.xml",
            &zip(b"evil.exe"),
        ] {
            assert_eq!(look(none), None);
        }
        let whole = zip(b"OFD.xml");
        for end in 0..whole.len() {
            look(&whole[..end]);
        }
    }
}
