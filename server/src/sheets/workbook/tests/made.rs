//! Zips and workbooks, made byte by byte as different programs write them.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// How a zip is written.
#[derive(Clone, Copy, Default)]
pub(super) struct How {
    pub(super) deflated: bool,
    /// Whether sizes and offsets are in ZIP64 fields, as some programs write them for every file.
    pub(super) large: bool,
}

/// A zip of stored parts.
pub(super) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    zip_as(parts, How::default())
}

pub(super) fn zip_as(parts: &[(&str, &[u8])], how: How) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let eight = |number: usize| u64::try_from(number).unwrap().to_le_bytes();
    let two = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    for (name, bytes) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let packed = match how.deflated {
            true => {
                let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
                packer.write_all(bytes).unwrap();
                packer.finish().unwrap()
            }
            false => bytes.to_vec(),
        };
        let start = zip.len();
        let sizes = match how.large {
            true => [[0xff; 4]; 2].concat(),
            false => [four(packed.len()), four(bytes.len())].concat(),
        };
        let mut common = vec![
            45,
            0,
            0,
            0,
            if how.deflated { 8 } else { 0 },
            0,
            0,
            0,
            0x21,
            0,
        ];
        common.extend(crc.sum().to_le_bytes());
        common.extend(sizes);
        common.extend(two(name.len()));
        let extra = match how.large {
            true => [
                &[1, 0, 16, 0][..],
                &eight(bytes.len()),
                &eight(packed.len()),
            ]
            .concat(),
            false => Vec::new(),
        };
        zip.extend([b"PK\x03\x04", &common[..], &two(extra.len())].concat());
        zip.extend([name.as_bytes(), &extra, &packed].concat());
        let extra = match how.large {
            true => [
                &[9, 0, 1, 0, 7, 1, 0, 24, 0][..],
                &extra[4..],
                &eight(start),
            ]
            .concat(),
            false => Vec::new(),
        };
        let place = if how.large { [0xff; 4] } else { four(start) };
        directory.extend([b"PK\x01\x02\x2d\0", &common[..], &two(extra.len())].concat());
        directory.extend([&[0; 10][..], &place, name.as_bytes(), &extra].concat());
    }
    let start = zip.len();
    zip.extend(&directory);
    if how.large {
        let record = zip.len();
        zip.extend([b"PK\x06\x06", &eight(44)[..], &[45, 0, 45, 0], &[0; 8]].concat());
        zip.extend(
            [
                eight(parts.len()),
                eight(parts.len()),
                eight(directory.len()),
                eight(start),
            ]
            .concat(),
        );
        zip.extend([b"PK\x06\x07", &[0; 4][..], &eight(record), &[1, 0, 0, 0]].concat());
        zip.extend([b"PK\x05\x06", &[0; 4][..], &[0xff; 12], &[0, 0]].concat());
    } else {
        let count = two(parts.len());
        zip.extend([b"PK\x05\x06", &[0; 4][..], &count, &count].concat());
        zip.extend([&four(directory.len())[..], &four(start), &[0, 0]].concat());
    }
    zip
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook of one sheet with this XML, and with other parts.
pub(super) fn book(sheet: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let parts = parts(sheet, others);
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, xml)| (name.as_str(), xml.as_bytes()))
        .collect();
    zip(&parts)
}

/// The parts of such a workbook.
pub(super) fn parts(sheet: &str, others: &[(&str, &str)]) -> Vec<(String, String)> {
    let kinds = [
        ("styles.xml", "styles"),
        ("sharedStrings.xml", "sharedStrings"),
    ];
    let known = kinds
        .iter()
        .filter(|(file, _)| others.iter().any(|(name, _)| name.ends_with(file)));
    let known = known.map(|(file, kind)| {
        format!(r#"<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="/xl/{file}"/>"#)
    });
    let known: String = known.collect();
    let mut parts = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Target="/xl/workbook.xml"
                Type="{OFFICE}/officeDocument"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>
                <sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}">{known}<Relationship Id="r1"
                Target="worksheets/sheet1.xml" Type="{OFFICE}/worksheet"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml".to_owned(),
            format!(r#"<worksheet xmlns="{MAIN}">{sheet}</worksheet>"#),
        ),
    ];
    let others = others.iter();
    parts.extend(others.map(|(name, xml)| ((*name).to_owned(), (*xml).to_owned())));
    parts
}

/// A workbook of one sheet of these lines.
pub(super) fn of_sheet(lines: &str) -> Vec<u8> {
    book(&format!("<sheetData>{lines}</sheetData>"), &[])
}

/// The list of shared texts.
pub(super) fn shared(texts: &str) -> String {
    format!(r#"<sst xmlns="{MAIN}">{texts}</sst>"#)
}
