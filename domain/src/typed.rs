//! Cleaning what people type and paste: full-width characters, invisible characters, and different
//! spellings of one text.

use unicode_normalization::UnicodeNormalization;

/// The half-width form of a character.
pub(crate) fn half(it: char) -> char {
    match it {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(it) - 0xfee0).unwrap_or(it),
        '\u{3000}' => ' ',
        _ => it,
    }
}

/// Whether a character is invisible: programs leave such characters in copied text.
pub fn is_invisible(it: char) -> bool {
    matches!(it,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A text as it is stored: control characters except line breaks become spaces; invisible
/// characters and surrounding white space are removed.
pub fn tidy(text: &str) -> String {
    let seen = text.chars().filter(|it| !is_invisible(*it));
    let kept = seen.map(|it| {
        if it.is_control() && it != '\n' {
            ' '
        } else {
            it
        }
    });
    kept.collect::<String>().trim().to_owned()
}

/// Like [`tidy`], and in half width, so that a number in the text can be parsed: `３` becomes 3,
/// `１．５` becomes 1.5.
pub fn plain(text: &str) -> String {
    tidy(&text.chars().map(half).collect::<String>())
}

/// A typed number in the form that programs parse: `12,345` becomes 12345, `98.2分` becomes 98.2,
/// and so does `98。2`, typed with a Chinese keyboard. Other text comes back as [`plain`] leaves
/// it.
pub fn decimal(text: &str) -> String {
    let typed = plain(text).replace('。', ".");
    let typed = typed.trim_end_matches('分').trim_end();
    ungrouped(typed).unwrap_or_else(|| typed.to_owned())
}

/// A typed percentage without its sign: `98.20%` becomes 98.20.
pub fn percentage(text: &str) -> String {
    let typed = plain(text);
    decimal(typed.strip_suffix('%').unwrap_or(&typed))
}

/// A number without its thousands separators; `None` if the commas do not separate thousands:
/// `98,2` is not 982.
fn ungrouped(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches('-').split(',');
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && digits(first) && digits(fraction);
    let mut rest = groups.peekable();
    let grouped = rest.peek().is_some() && rest.all(|it| it.len() == 3 && digits(it));
    (fits && grouped).then(|| text.replace(',', ""))
}

/// A whole number typed into a field of its own; invisible characters are not expected there.
pub fn number(text: &str) -> Option<u32> {
    let typed: String = text.chars().map(half).collect();
    typed.trim().parse().ok()
}

/// A key that is equal for texts that mean the same: NFKC form in lower case, without spaces,
/// quotes, invisible characters, or punctuation at the end.
pub fn alike(text: &str) -> String {
    let says = |it: &char| {
        !it.is_whitespace()
            && !it.is_control()
            && !is_invisible(*it)
            && !matches!(
                it,
                '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '＂' | '＇'
            )
    };
    let form: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(says)
        .collect();
    let stop = |it: char| matches!(it, '。' | '.' | '；' | ';' | '，' | ',' | '、' | '！' | '!');
    form.trim_end_matches(stop).to_owned()
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

    #[test]
    fn a_number_is_read_as_it_was_meant_or_not_at_all() {
        for (typed, read) in [
            ("９８．２", "98.2"),
            ("98。2", "98.2"),
            ("98.2分", "98.2"),
            ("98.2\u{200b}", "98.2"),
            (" 98.2\u{a0}", "98.2"),
            ("12,345", "12345"),
            ("１，２３４，５６７．８", "1234567.8"),
            ("-1,234", "-1234"),
        ] {
            assert_eq!(decimal(typed), read, "{typed}");
        }
        for typed in [
            "98,2",
            "1,23,456",
            "1234,567",
            ",123",
            "九十八",
            "1.234,567",
            "98%",
        ] {
            assert_eq!(decimal(typed), typed, "{typed}");
        }
        assert_eq!(percentage("98.20%"), "98.20");
        assert_eq!(percentage("100％ "), "100");
        assert_eq!(percentage("98.2"), "98.2");
    }

    #[test]
    fn what_nobody_sees_is_no_part_of_a_text() {
        assert_eq!(tidy("帮办代办\u{b}经验"), "帮办代办 经验");
        assert_eq!(tidy("\u{feff} 罗\u{200b}村镇\t"), "罗村镇");
        assert_eq!(tidy("第一行\n第二行"), "第一行\n第二行");
    }

    #[test]
    fn one_matter_typed_twice_is_one() {
        let one = alike("“一件事一次办”经验被《大众日报》报道");
        assert_eq!(one, alike("\"一件事一次办\"经验被《大众日报》 报道。"));
        assert_eq!(
            one,
            alike("＂一件事一次办＂\u{200b}经验被《大众日报》报道．")
        );
        assert_ne!(one, alike("“一件事一次办”经验被《大众日报》转载"));
        assert_eq!(alike("ＡＢ ① Ⅱ"), "ab1ii");
    }
}
