//! The pinyin of names, for searching by typing it. Tablets have no dictionary and get the pinyin
//! with the sites.

use pinyin::{ToPinyin, ToPinyinMulti};

/// For each character of `name`, its readings without tones, the most common first, separated by
/// spaces; empty for a character without readings. `ü` is given as `v` and as `u`, as people type
/// it.
pub fn readings(name: &str) -> Vec<String> {
    name.chars().map(of_character).collect()
}

fn of_character(it: char) -> String {
    let mut readings: Vec<String> = Vec::new();
    let all = it.to_pinyin_multi().into_iter().flatten();
    for reading in all.map(pinyin::Pinyin::plain) {
        for typed in [reading.replace('ü', "v"), reading.replace('ü', "u")] {
            if typed.bytes().all(|it| it.is_ascii_lowercase()) && !readings.contains(&typed) {
                readings.push(typed);
            }
        }
    }
    readings.join(" ")
}

/// The first letters of the most common readings, in lower case; characters without readings are
/// kept.
pub(crate) fn initials(name: &str) -> String {
    let first = |it: char| match it.to_pinyin() {
        Some(sound) => sound.first_letter().to_owned(),
        None if it.is_ascii_alphanumeric() => it.to_ascii_lowercase().to_string(),
        None => String::new(),
    };
    name.chars().map(first).collect()
}

/// A name as an id: its most common readings joined (`罗村` is `luocun`), at most 48 letters; empty
/// if no character has a reading.
pub(crate) fn slug(name: &str) -> String {
    let sound = |it: char| match it.to_pinyin() {
        Some(sound) => sound.plain().replace('ü', "v"),
        None if it.is_ascii_alphanumeric() => it.to_ascii_lowercase().to_string(),
        None => String::new(),
    };
    let mut slug = String::new();
    for next in name.chars().map(sound) {
        if slug.len() + next.len() > 48 {
            break;
        }
        slug.push_str(&next);
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::readings;
    use domain::search::Search;

    #[test]
    fn every_reading_is_given() {
        let first = |name: &str| readings(name).first().cloned().unwrap_or_default();
        for (character, either) in [
            ("重", ["zhong", "chong"]),
            ("长", ["zhang", "chang"]),
            ("乐", ["le", "yue"]),
            ("行", ["xing", "hang"]),
            ("绿", ["lv", "lu"]),
        ] {
            let all = first(character);
            for one in either {
                assert!(all.split(' ').any(|it| it == one), "{character}: {all}");
            }
        }
        assert_eq!(readings("3号A"), ["", &*first("号"), ""]);
    }

    #[test]
    fn what_people_type_finds_the_site() {
        let name = "双杨镇长行村便民服务站";
        let sounds = readings(name);
        for typed in [
            "shuangyang",
            "changhang",
            "zhangxing",
            "syzchc",
            "xingcun",
            "双yang 便民",
        ] {
            assert!(
                Search::new(typed).fits(name, &sounds, ""),
                "{typed}: {sounds:?}"
            );
        }
    }
}
