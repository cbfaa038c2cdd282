//! Finding a name by what people type: its characters, its pinyin in full or its initials, or a
//! mixture, in any reading of each character, and several words in any order.

/// Of a longer word only this many characters are looked at.
const LONGEST: usize = 40;

/// What somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search(Vec<Word>);

/// A word of it, as characters and as text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    characters: Vec<char>,
    text: String,
}

impl Search {
    /// Reads what was typed. What keyboards put between the syllables of pinyin (an apostrophe, or
    /// U+2006 on Apple's) is no part of it; letters are the same in full width, large or small; other
    /// white space parts words.
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

    /// Nothing is looked for: everything fits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each word fits: the name has it, or sounds like it by `readings`, or `initials` have
    /// it. `readings` has an entry for each character of the name, its readings in small Latin
    /// letters with a space between; it may be missing whole.
    pub fn fits(&self, name: &str, readings: &[String], initials: &str) -> bool {
        self.0.iter().all(|word| {
            initials.contains(&word.text) || is_read_in(&word.characters, name, readings, true)
        })
    }

    /// Whether the name begins with what was typed, or what was typed is nothing: such a name was meant
    /// more likely than one that only holds it.
    pub fn leads(&self, name: &str, readings: &[String], initials: &str) -> bool {
        self.0.first().is_none_or(|word| {
            initials.starts_with(&word.text) || is_read_in(&word.characters, name, readings, false)
        })
    }
}

/// Whether `word` is read in `name`, one character after the other: at its beginning, or `anywhere`. A tablet
/// asks this of thousands of names at every key, so that nothing is put together for it.
fn is_read_in(word: &[char], name: &str, readings: &[String], anywhere: bool) -> bool {
    // Bit n is set where the first n characters of the word have been read.
    let mut read: u64 = 1;
    let mut readings = readings.iter();
    for character in name.chars() {
        let sounds = readings.next().map_or("", String::as_str);
        // It may begin at any character.
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

/// How much of `typed` a character can stand for, bit n for n of it: itself, a reading, its first letter or
/// its first two (zh, ch, sh), or one that has only been begun.
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

/// What stands between syllables.
fn is_joint(it: char) -> bool {
    matches!(it, '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{2006}' | '\u{200b}')
}

/// The same character in half width and small; `ü` as it is typed.
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
            // Either reading, whole, begun, or mixed with characters and initials.
            "changle",
            "zhangyue",
            "chang le",
            "zhchl",
            "罗cun",
            "luoc",
            "zhenchang",
            "长l",
            // Words in any order, and with the space of a Chinese keyboard.
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
