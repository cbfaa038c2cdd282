//! Finds a name by what people type: its characters, full pinyin, initials, or a mixture. Any
//! reading of a character matches, and several words match in any order.

/// Only this many characters of a word are compared; the rest is ignored.
const LONGEST: usize = 40;

/// A search for names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search(Vec<Word>);

/// One word of a search, as characters and as text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    characters: Vec<char>,
    text: String,
}

impl Search {
    /// Reads what was typed. Ignores the characters that keyboards put between syllables of pinyin
    /// (an apostrophe, or U+2006 on Apple's), and the difference between full and half width and
    /// between upper and lower case. White space separates words.
    pub fn new(typed: &str) -> Self {
        let sounds = typed.chars().map(folded).filter(|it| !is_joint(*it));
        let text: Vec<char> = sounds.collect();
        let words = text.split(|it| it.is_whitespace());
        let cut = |word: &[char]| {
            let characters: Vec<char> = word.iter().take(LONGEST).copied().collect();
            let text = characters.iter().collect();
            Word { characters, text }
        };
        Self(words.filter(|word| !word.is_empty()).map(cut).collect())
    }

    /// Whether the search is empty; an empty search fits every name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each word matches: the name contains it, it sounds like the name by `readings`, or
    /// `initials` contain it. `readings` has one entry for each character of the name: its readings
    /// in lower-case Latin letters, separated by spaces. It may be empty.
    pub fn fits(&self, name: &str, readings: &[String], initials: &str) -> bool {
        self.0.iter().all(|word| {
            initials.contains(&word.text) || is_read_in(&word.characters, name, readings, true)
        })
    }

    /// Whether the name begins with the first word, or the search is empty. Such a name ranks
    /// before one that only contains the word.
    pub fn leads(&self, name: &str, readings: &[String], initials: &str) -> bool {
        self.0.first().is_none_or(|word| {
            initials.starts_with(&word.text) || is_read_in(&word.characters, name, readings, false)
        })
    }
}

/// Whether `word` matches `name`, character by character, from its beginning or from `anywhere`. A
/// tablet calls this for thousands of names at every key, so nothing is allocated.
fn is_read_in(word: &[char], name: &str, readings: &[String], anywhere: bool) -> bool {
    // Bit n is set where the first n characters of the word have been read.
    let mut read: u64 = 1;
    let mut readings = readings.iter();
    for character in name.chars() {
        let sounds = readings.next().map_or("", String::as_str);
        // With `anywhere` a match may begin at each character.
        read |= u64::from(anywhere);
        if read == 0 {
            return false;
        }
        let (character, mut then) = (folded(character), 0);
        for from in (0..word.len()).filter(|from| read >> from & 1 == 1) {
            let rest = word.get(from..).unwrap_or_default();
            then |= takes(character, sounds, rest) << from;
        }
        if then >> word.len() & 1 == 1 {
            return true;
        }
        read = then;
    }
    false
}

/// How many characters of `typed` one character can match; bit n is set for n. It matches itself, a
/// whole reading, the first letter or two (zh, ch, sh), or a reading whose rest is not typed yet.
fn takes(character: char, readings: &str, typed: &[char]) -> u64 {
    let mut takes = u64::from(typed.first() == Some(&character)) << 1;
    for reading in readings.split(' ').filter(|it| !it.is_empty()) {
        let pairs = reading.chars().zip(typed);
        let same = pairs.take_while(|(it, typed)| it == *typed).count();
        if same == 0 {
            continue;
        }
        takes |= 1 << 1;
        if same == typed.len() || same == reading.chars().count() {
            takes |= 1 << same;
        }
        if same > 1 && reading.chars().nth(1) == Some('h') {
            takes |= 1 << 2;
        }
    }
    takes
}

/// Whether a character only separates syllables.
fn is_joint(it: char) -> bool {
    matches!(it, '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{2006}' | '\u{200b}')
}

/// The character in half width and lower case; `ü` becomes `v`, as it is typed.
fn folded(it: char) -> char {
    let half = crate::typed::half(it);
    match half.to_lowercase().next() {
        Some('ü') => 'v',
        Some(small) => small,
        None => half,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(all: &[&str]) -> Vec<String> {
        all.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn what_begins_with_it_was_meant() {
        let of = |all: &[&str]| {
            all.iter()
                .map(|it| (*it).to_owned())
                .collect::<Vec<String>>()
        };
        let (luocun, kunlun) = (of(&["luo", "cun"]), of(&["kun", "lun", "cun"]));
        for typed in ["lc", "luoc", "罗", "luo cun", ""] {
            assert!(Search::new(typed).leads("罗村", &luocun, "lc"), "{typed}");
        }
        for typed in ["lc", "luncun", "仑", "村"] {
            assert!(Search::new(typed).fits("昆仑村", &kunlun, "klc"), "{typed}");
            assert!(
                !Search::new(typed).leads("昆仑村", &kunlun, "klc"),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        let name = "罗村镇长乐村便民服务站";
        let sounds = readings(&[
            "luo",
            "cun",
            "zhen",
            "zhang chang",
            "le yue",
            "cun",
            "bian pian",
            "min",
            "fu",
            "wu",
            "zhan",
        ]);
        for typed in [
            "",
            "  ",
            "罗村",
            "长乐",
            "luo",
            "luocun",
            "luo cun",
            "luo\u{2006}cun",
            "luo'cun",
            "luo’cun",
            "ｌｕｏｃｕｎ",
            "ＬＣＺ",
            "LuoCun",
            "lcz",
            "lczcl",
            "lczzl",
            // Either reading: whole, begun, or mixed with characters and initials.
            "changle",
            "zhangyue",
            "chang le",
            "zhchl",
            "罗cun",
            "luoc",
            "zhenchang",
            "长l",
            // Words in any order, and the full-width space of a Chinese keyboard.
            "长乐 罗村",
            "changle　luocun",
            "站 lc",
            "fuwuzhan",
        ] {
            let fits = Search::new(typed).fits(name, &sounds, "lczclcbmfwz");
            assert!(fits, "{typed:?}");
        }
        for typed in [
            "luoz",
            "cunluo",
            "罗镇",
            "changle 昆仑",
            "x",
            "lczx",
            "zhen'x",
            "luocunzhenzhangleb",
        ] {
            assert!(
                !Search::new(typed).fits(name, &sounds, "lczclcbmfwz"),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn a_name_without_readings_is_found_by_characters_and_initials() {
        let fits = |typed: &str| Search::new(typed).fits("昆仑镇3号Ａ楼", &[], "klz3hal");
        for typed in ["昆仑", "３号", "3号a", "a楼", "klz", "KLZ 昆"] {
            assert!(fits(typed), "{typed}");
        }
        assert!(!fits("kunlun"));
    }

    #[test]
    fn the_letter_that_has_no_key_is_typed_as_v_or_u() {
        let sounds = readings(&["lv lu", "se shai"]);
        for typed in ["lv", "lu", "lü", "LÜ", "lvse", "ls"] {
            assert!(Search::new(typed).fits("绿色", &sounds, ""), "{typed}");
        }
    }

    #[test]
    fn a_long_word_is_answered_at_once() {
        let sounds: Vec<String> = std::iter::repeat_n("aa a".to_owned(), 30).collect();
        let name = "阿".repeat(30);
        let typed = format!("{}x", "a".repeat(LONGEST - 1));
        assert!(!Search::new(&typed).fits(&name, &sounds, ""));
    }
}
