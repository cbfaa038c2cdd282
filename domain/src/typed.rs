//! What people type on a Chinese keyboard, whose digits, letters and signs come in full width too.

/// A character in half width.
pub(crate) fn half(it: char) -> char {
    match it {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(it) - 0xfee0).unwrap_or(it),
        '\u{3000}' => ' ',
        _ => it,
    }
}

/// A text in half width, without white space around it, so that a number in it can be read: `３` is 3,
/// `１．５` is 1.5.
pub fn plain(text: &str) -> String {
    text.chars().map(half).collect::<String>().trim().to_owned()
}

/// A whole number as it is typed.
pub fn number(text: &str) -> Option<u32> {
    plain(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_keyboard_are_numbers() {
        assert_eq!(number("３"), Some(3));
        assert_eq!(number(" １２ "), Some(12));
        assert_eq!(number("\u{3000}7"), Some(7));
        assert_eq!(number("0"), Some(0));
        for no in ["", "abc", "-1", "1.5", "三", "99999999999"] {
            assert_eq!(number(no), None, "{no}");
        }
        assert_eq!(plain("１．５"), "1.5");
        assert_eq!(plain("－0．5\u{3000}"), "-0.5");
        assert_eq!(plain("青山镇"), "青山镇");
    }
}
