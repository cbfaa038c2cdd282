//! Columns copied from a spreadsheet: a line a town, the name first, then a value a column.

use crate::api::facts::{CellKind, FactsColumn};

/// A choice that is yes, as people write it.
const YES: [&str; 8] = ["是", "有", "对", "true", "yes", "y", "1", "√"];
/// The same of no.
const NO: [&str; 8] = ["否", "无", "没有", "false", "no", "n", "0", "×"];

/// What pasted text means: the values for each line of the form, and the numbers of the lines of
/// text, from 1, that fit no town, or one that stands twice.
pub(super) fn read(text: &str, towns: &[String]) -> (Vec<(usize, Vec<String>)>, Vec<usize>) {
    let (mut found, mut missed) = (Vec::new(), Vec::new());
    for (number, line) in text.lines().enumerate() {
        let mut cells = line.split('\t').map(str::trim);
        let name = cells.next().unwrap_or_default();
        let values: Vec<String> = cells.map(str::to_owned).collect();
        if name.is_empty() && values.is_empty() {
            continue;
        }
        match place(name, towns).filter(|_| !values.is_empty()) {
            Some(place) => found.push((number + 1, place, values)),
            None => missed.push(number + 1),
        }
    }
    // Which of two lines holds, nobody can tell.
    let places: Vec<usize> = found.iter().map(|(_, place, _)| *place).collect();
    let twice = |place: usize| places.iter().filter(|it| **it == place).count() > 1;
    missed.extend(found.iter().filter(|it| twice(it.1)).map(|it| it.0));
    missed.sort_unstable();
    let once = found.into_iter().filter(|it| !twice(it.1));
    let once = once.map(|(_, place, values)| (place, values));
    (once.collect(), missed)
}

/// The value of a cell for pasted words; none where they are no choice of the column. `own` says the
/// interface's words for a choice.
pub(super) fn value(
    column: &FactsColumn,
    text: &str,
    own: impl Fn(&(String, String, Option<String>)) -> String,
) -> Option<String> {
    let CellKind::Choice(choices) = &column.kind else {
        return Some(text.to_owned());
    };
    let said = plain(text);
    let same = |words: &str| !said.is_empty() && plain(words) == said;
    let found = choices.iter().find(|choice| {
        let (value, words, english) = choice;
        let yes_or_no = match value.as_str() {
            "true" => YES.contains(&said.as_str()),
            "false" => NO.contains(&said.as_str()),
            _ => false,
        };
        let named = !words.is_empty() && same(words);
        yes_or_no
            || named
            || same(value)
            || english.as_deref().is_some_and(same)
            || same(&own(choice))
    });
    found.map(|(value, ..)| value.clone())
}

/// Words without spaces, in small letters, and half as wide as an input method may have made them.
fn plain(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    let seen = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}');
    text.chars()
        .filter(seen)
        .map(half)
        .flat_map(char::to_lowercase)
        .collect()
}

/// The town of a name; a part of the name is enough where no other town has it.
fn place(name: &str, towns: &[String]) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    if let Some(whole) = towns.iter().position(|town| town == name) {
        return Some(whole);
    }
    let mut parts = towns
        .iter()
        .enumerate()
        .filter(|(_, town)| town.contains(name));
    let first = parts.next()?.0;
    parts.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::{read, value};
    use crate::api::facts::{CellKind, FactsColumn};

    #[test]
    fn lines_find_their_towns_and_the_others_are_numbered() {
        let towns = ["罗村镇", "洪山镇", "太河镇"].map(str::to_owned);
        let (found, missed) = read(
            "罗村镇\t87.5\t1\r\n\n洪山\t90\n镇\t1\n外地\t2\n太河镇",
            &towns,
        );
        assert_eq!(
            found,
            [
                (0, vec!["87.5".to_owned(), "1".to_owned()]),
                (1, vec!["90".to_owned()])
            ]
        );
        assert_eq!(missed, [4, 5, 6]);
        let (found, missed) = read("罗村镇\t1\n洪山镇\t2\n罗村\t3", &towns);
        assert_eq!(
            (found, missed),
            (vec![(1, vec!["2".to_owned()])], vec![1, 3])
        );
    }

    #[test]
    fn words_are_choices_and_what_is_none_is_told() {
        let of = |choices: &[(&str, &str)]| FactsColumn {
            key: String::from("k"),
            kind: CellKind::Choice(
                choices
                    .iter()
                    .map(|(value, words)| ((*value).into(), (*words).into(), None))
                    .collect(),
            ),
        };
        let own = |choice: &(String, String, Option<String>)| match choice.0.as_str() {
            "confirmed" => String::from("予以认定"),
            _ => String::new(),
        };
        let truth = of(&[("true", ""), ("false", "")]);
        for (text, wanted) in [
            ("是", Some("true")),
            (" 有 ", Some("true")),
            ("ＴＲＵＥ", Some("true")),
            ("１", Some("true")),
            ("否", Some("false")),
            ("没 有", Some("false")),
            ("无", Some("false")),
            ("也许", None),
            ("", None),
        ] {
            assert_eq!(value(&truth, text, own).as_deref(), wanted, "{text}");
        }
        let tier = of(&[("benchmark", "标杆型"), ("standard", "标准型")]);
        assert_eq!(
            value(&tier, "标杆型\u{3000}", own).as_deref(),
            Some("benchmark")
        );
        assert_eq!(value(&tier, "金牌", own), None);
        let status = of(&[("pending", ""), ("confirmed", "")]);
        assert_eq!(
            value(&status, "予以认定", own).as_deref(),
            Some("confirmed")
        );
        let words = FactsColumn {
            key: String::from("k"),
            kind: CellKind::Text,
        };
        assert_eq!(value(&words, "是", own).as_deref(), Some("是"));
    }
}
