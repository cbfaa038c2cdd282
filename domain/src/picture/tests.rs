//! Headers of pictures, complete and damaged.

use super::*;
use crate::time::Moment;

const JPEG: &[u8] = &[
    0xff, 0xd8, 0xff, 0xe0, 0x00, 0x04, 0x4a, 0x46, // APP0
    0xff, 0xff, 0xc0, 0x00, 0x0b, 0x08, 0x01, 0x2c, 0x01, 0x90, 0x01, 0x01, 0x11, 0x00,
];

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

#[test]
fn dimensions_are_read() {
    let jpeg = look(JPEG).map(|it| (it.media_type, it.width, it.height));
    assert_eq!(jpeg, Some(("image/jpeg", 400, 300)));
    let png = look(&png(400, 300)).map(|it| (it.media_type, it.width, it.height));
    assert_eq!(png, Some(("image/png", 400, 300)));
    let webp = b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x8f\x01\0\x2b\x01\0VP8 ";
    let webp = look(webp).map(|it| (it.media_type, it.width, it.height));
    assert_eq!(webp, Some(("image/webp", 400, 300)));
}

#[test]
fn what_a_camera_does_not_give_is_no_photo() {
    assert!(photo(&png(30_000, 30_000)).is_some());
    assert!(photo(&png(30_001, 10)).is_none());
    let bomb = look(&png(30_000, 30_000)).unwrap();
    assert!(bomb.pixels() > MOST_PIXELS);
    assert_eq!(
        look(&png(u32::MAX, u32::MAX)).unwrap().pixels(),
        u64::from(u32::MAX).pow(2)
    );
}

#[test]
fn anything_else_is_no_picture() {
    for bytes in [
        &b""[..],
        b"hello",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        &[0xff, 0xd8],
        &[0xff, 0xd8, 0xff, 0xd9],
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\0",
        b"RIFF\x20\0\0\0WEBPJUNK",
    ] {
        assert_eq!(look(bytes), None, "{bytes:?}");
    }
    for end in 0..JPEG.len() - 4 {
        look(&JPEG[..end]);
    }
}

#[test]
fn heic_is_told_by_its_brands() {
    for (head, is) in [
        (&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], true),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", true),
        // A header that ends early.
        (b"\0\0\0\x18ftyphevx", true),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", false),
        (b"\0\0\0\x14ftypisom\0\0\0\0mp41", false),
        // The box ends before the brand; what follows is not part of it.
        (b"\0\0\0\x10ftypisom\0\0\0\0heic", false),
        (b"ftypheic", false),
        (b"", false),
    ] {
        assert_eq!(is_heif(head), is, "{head:?}");
    }
}

#[test]
fn the_area_is_bounded_and_a_long_screenshot_stays_readable() {
    for (from, to) in [
        // Photos of cameras: the same dimensions as ever.
        ((4000, 3000), (1600, 1200)),
        ((3000, 4000), (1200, 1600)),
        ((640, 480), (640, 480)),
        // A long screenshot: half its width, not a strip of 144 pixels.
        ((1080, 12_000), (540, 6000)),
        ((1080, 30_000), (537, 14_907)),
        ((1, 30_000), (1, 16_000)),
    ] {
        assert_eq!(kept_size(from.0, from.1), to, "{from:?}");
    }
    let (width, height) = kept_size(8000, 6000);
    assert_eq!((width, height), (1600, 1200));
    assert_eq!(kept_size(0, 0), (1, 1));
}

/// An entry of a directory: tag, type, length, and the value or its position.
fn entry(tag: u16, kind: u16, length: u32, value: [u8; 4]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(tag.to_be_bytes());
    bytes.extend(kind.to_be_bytes());
    bytes.extend(length.to_be_bytes());
    bytes.extend(value);
    bytes
}

/// EXIF as big-endian TIFF, with texts in its second directory.
fn tiff(texts: &[(u16, &str)]) -> Vec<u8> {
    let mut bytes = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    bytes.extend(entry(0x8769, 4, 1, 26_u32.to_be_bytes()));
    bytes.extend([0; 4]);
    bytes.extend(u16::try_from(texts.len()).unwrap().to_be_bytes());
    let mut place = bytes.len() + texts.len() * 12 + 4;
    let mut values = Vec::new();
    for (tag, text) in texts {
        let length = text.len() + 1;
        bytes.extend(entry(*tag, 2, length as u32, (place as u32).to_be_bytes()));
        values.extend(text.bytes().chain([0]));
        place += length;
    }
    bytes.extend([0; 4]);
    bytes.extend(values);
    bytes
}

fn jpeg(tiff: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1];
    bytes.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    bytes.extend(b"Exif\0\0");
    bytes.extend(tiff);
    bytes.extend(&JPEG[2..]);
    bytes
}

fn told(bytes: &[u8]) -> Option<String> {
    taken_at(bytes, 8 * 3600).map(|at| at.to_string())
}

#[test]
fn a_photo_says_when_it_was_taken() {
    let at = (0x9003, "2026:11:01 08:15:00");
    let here = Some("2026-11-01T08:15:00+08:00".to_owned());
    assert_eq!(told(&jpeg(&tiff(&[at]))), here);
    for (tag, text, said) in [
        (0x9011, "+09:00", "2026-11-01T08:15:00+09:00"),
        (0x9010, "-05:30", "2026-11-01T08:15:00-05:30"),
        // No valid offset: the tablet's offset is used.
        (0x9011, "   :  ", "2026-11-01T08:15:00+08:00"),
        (0x9011, "+99:00", "2026-11-01T08:15:00+08:00"),
    ] {
        let bytes = jpeg(&tiff(&[at, (tag, text)]));
        assert_eq!(told(&bytes).as_deref(), Some(said), "{text}");
    }
    // In a PNG, after its header.
    let mut bytes = png(4, 3);
    bytes.extend([0; 4]);
    let exif = tiff(&[at]);
    bytes.truncate(33);
    bytes.extend((exif.len() as u32).to_be_bytes());
    bytes.extend(b"eXIf");
    bytes.extend(&exif);
    assert_eq!(told(&bytes), here);
}

#[test]
fn what_does_not_tell_its_time_has_none() {
    for text in [
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "",
        "2026:13:01 08:15:00",
        "yesterday",
    ] {
        assert_eq!(told(&jpeg(&tiff(&[(0x9003, text)]))), None, "{text}");
    }
    assert_eq!(told(&jpeg(&tiff(&[(0x0132, "2026:11:01 08:15:00")]))), None);
    assert_eq!(told(JPEG), None);
    assert_eq!(told(b""), None);
}

#[test]
fn no_damage_breaks_the_reader() {
    let whole = jpeg(&tiff(&[
        (0x9003, "2026:11:01 08:15:00"),
        (0x9011, "+08:00"),
    ]));
    for end in 0..whole.len() {
        told(&whole[..end]);
        look(&whole[..end]);
    }
    for at in 0..whole.len() {
        for byte in [0, 1, 0x7f, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            told(&bytes);
            look(&bytes);
            is_heif(&bytes);
        }
    }
}

#[test]
fn a_photo_bears_the_time_of_its_taking_and_never_that_of_its_choosing() {
    let at = |text: &str| -> Moment { format!("2026-11-23T{text}+08:00").parse().unwrap() };
    let now = at("10:00:00");
    let old: Moment = "2026-11-01T08:15:00+08:00".parse().unwrap();
    let unset: Moment = "2002-12-08T12:00:00+08:00".parse().unwrap();
    let to_come: Moment = "2099-01-01T00:00:00+08:00".parse().unwrap();
    let fresh = at("09:59:58");
    for (camera, exif, file, taken) in [
        (true, Some(at("09:59:50")), fresh, PhotoTime::Now),
        (true, None, fresh, PhotoTime::Now),
        // A clock that was never set, and one slightly ahead.
        (true, Some(unset), fresh, PhotoTime::Now),
        (true, Some(at("10:00:20")), fresh, PhotoTime::Now),
        // The browser showed the album instead of the camera.
        (true, Some(old), now, PhotoTime::Album(Some(old))),
        (true, None, old, PhotoTime::Album(Some(old))),
        (false, Some(old), now, PhotoTime::Album(Some(old))),
        (false, None, old, PhotoTime::Album(Some(old))),
        (false, Some(unset), old, PhotoTime::Album(Some(old))),
        (false, None, fresh, PhotoTime::Album(Some(fresh))),
        // The browser does not know the file's time and reports the present.
        (false, None, now, PhotoTime::Album(None)),
        (false, Some(unset), at("09:59:59"), PhotoTime::Album(None)),
        // A picture cannot be from the future.
        (true, Some(to_come), old, PhotoTime::Album(Some(old))),
        (false, Some(to_come), old, PhotoTime::Album(Some(old))),
    ] {
        assert_eq!(
            PhotoTime::of(camera, exif, file, now),
            taken,
            "{camera} {exif:?} {file:?}"
        );
    }
}
