//! The shared texts. Each is stored once, split into runs of equal formatting, with Japanese
//! readings. Cells refer to it by index.

use super::parts::open;
use crate::sheets::workbook::MOST;
use crate::sheets::workbook::unreadable::Unreadable;
use crate::sheets::workbook::xml::{Xml, name, text};
use crate::sheets::workbook::zip::{Archive, Budget};
use domain::typed::tidy;
use quick_xml::events::Event;

/// The most texts read; no form has more cells.
const STRINGS: usize = 2_000_000;
/// The most bytes of all texts together.
const BYTES: usize = 64 * 1024 * 1024;

pub(super) fn read(
    archive: &Archive<'_>,
    budget: &Budget,
    part: &str,
) -> Result<Vec<String>, Unreadable> {
    let mut xml = open(archive, budget, part)?;
    // The count at the top is ignored, since some programs write a wrong one.
    let (mut all, mut bytes) = (Vec::new(), 0);
    loop {
        match xml.next()? {
            Event::Start(tag) if name(&tag) == "si" => {
                let own: String = tidy(&rich(&mut xml)?).chars().take(MOST + 1).collect();
                bytes += own.len();
                all.push(own);
                if bytes > BYTES || all.len() > STRINGS {
                    return Err(Unreadable::TooLarge);
                }
            }
            Event::Eof => return Ok(all),
            _ => {}
        }
    }
}

/// The text inside a tag that was just opened: all runs joined, without readings.
pub(super) fn rich(xml: &mut Xml<'_>) -> Result<String, Unreadable> {
    let (mut whole, mut depth, mut is_text) = (String::new(), 1_usize, false);
    while depth > 0 {
        match xml.next()? {
            Event::Start(tag) if name(&tag) == "rPh" => xml.skip()?,
            Event::Start(tag) => {
                is_text = name(&tag) == "t";
                depth += 1;
            }
            Event::End(_) => {
                is_text = false;
                depth -= 1;
            }
            Event::Eof => return Err(Unreadable::Damaged),
            event if is_text => text(&event, &mut whole)?,
            _ => {}
        }
    }
    Ok(escapes(&whole))
}

/// Decodes `_x000B_` for a character that XML cannot contain, and `_x005F_` for an underscore
/// before such a code.
pub(super) fn escapes(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let code = rest.strip_prefix("_x").and_then(|it| {
            let (digits, after) = (it.get(..4)?, it.get(4..)?.strip_prefix('_')?);
            let fits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let code = fits
                .then(|| u16::from_str_radix(digits, 16).ok())
                .flatten()?;
            Some((code, after))
        });
        if let Some((code, after)) = code {
            units.push(code);
            rest = after;
        } else {
            units.extend_from_slice(next.encode_utf16(&mut [0; 2]));
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::escapes;

    #[test]
    fn what_xml_cannot_hold_is_read() {
        for (written, read) in [
            ("帮办代办_x000B_经验", "帮办代办\u{b}经验"),
            ("_x005F_x000B_", "_x000B_"),
            ("_xD83D__xDCF7_", "📷"),
            ("a_x12", "a_x12"),
            ("_xZZZZ_", "_xZZZZ_"),
            ("_x镇办12_", "_x镇办12_"),
        ] {
            assert_eq!(escapes(written), read);
        }
    }
}
