//! Reads columns copied from a spreadsheet: one line per town, with the name and then one value per
//! column.

use crate::api::facts::{CellKind, FactsColumn};
use domain::typed;

/// Ways in which people write "yes".
const YES: [&str; 8] = ["是", "有", "对", "true", "yes", "y", "1", "√"];
/// Ways in which people write "no".
const NO: [&str; 8] = ["否", "无", "没有", "false", "no", "n", "0", "×"];

/// The result of reading pasted text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pasted {
    /// The values for lines of the form.
    pub(super) found: Vec<(usize, Vec<String>)>,
    /// Lines of the text, by number from 1, that match no town, or a town that appears twice.
    pub(super) missed: Vec<usize>,
    /// Lines with more values than the form has columns, which makes them ambiguous.
    pub(super) wide: Vec<usize>,
}

/// Reads pasted text for a form with so many columns. The town column is the one with the most town
/// names; columns left of it (serial numbers) are ignored, and so are headings.
pub(super) fn read(text: &str, towns: &[String], columns: usize) -> Pasted {
    let lines: Vec<(usize, Vec<String>)> = cells(text)
        .into_iter()
        .filter(|(_, cells)| cells.iter().any(|it| !it.is_empty()))
        .collect();
    let named = |at: usize| {
        let names = lines.iter().filter_map(|(_, cells)| cells.get(at));
        names.filter(|it| place(it, towns).is_some()).count()
    };
    let width = lines.iter().map(|(_, cells)| cells.len()).max();
    let most = (0..width.unwrap_or_default())
        .rev()
        .max_by_key(|at| named(*at));
    let at = most.unwrap_or_default();
    let mut pasted = Pasted::default();
    let mut found = Vec::new();
    for (number, mut cells) in lines {
        let name = cells.get(at).cloned().unwrap_or_default();
        let mut values = cells.split_off((at + 1).min(cells.len()));
        while values.last().is_some_and(String::is_empty) && values.len() > columns {
            values.pop();
        }
        match place(&name, towns) {
            None if found.is_empty() && is_head(&name) => {}
            Some(_) if values.len() > columns => pasted.wide.push(number),
            Some(place) if !values.is_empty() => found.push((number, place, values)),
            _ => pasted.missed.push(number),
        }
    }
    // Two lines for one town are ambiguous: report both.
    let places: Vec<usize> = found.iter().map(|(_, place, _)| *place).collect();
    let twice = |place: usize| places.iter().filter(|it| **it == place).count() > 1;
    let (doubled, once): (Vec<_>, Vec<_>) = found.into_iter().partition(|it| twice(it.1));
    pasted.missed.extend(doubled.into_iter().map(|it| it.0));
    pasted.missed.sort_unstable();
    pasted.found = once
        .into_iter()
        .map(|(_, place, values)| (place, values))
        .collect();
    pasted
}

/// Whether a line without a town is the heading.
fn is_head(name: &str) -> bool {
    let name = plain(name);
    ["镇办", "镇街", "乡镇", "单位", "名称", "街道"]
        .iter()
        .any(|it| name.contains(it))
}

/// The cells of each line, with the number of the text line where it begins. Spreadsheets quote a
/// cell that contains a line break, a tab or a quote.
fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
    let (mut lines, mut number) = (vec![(1, vec![String::new()])], 1);
    let mut quoted = false;
    let mut chars = text.chars().filter(|it| *it != '\r').peekable();
    while let Some(it) = chars.next() {
        let Some(cell) = lines.last_mut().and_then(|(_, cells)| cells.last_mut()) else {
            break;
        };
        match it {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() && closes(chars.clone()) => quoted = true,
            '\n' => {
                number += 1;
                match quoted {
                    true => cell.push(' '),
                    false => lines.push((number, vec![String::new()])),
                }
            }
            '\t' if !quoted => {
                if let Some((_, cells)) = lines.last_mut() {
                    cells.push(String::new());
                }
            }
            it => cell.push(it),
        }
    }
    for cell in lines.iter_mut().flat_map(|(_, cells)| cells) {
        *cell = cell.trim().to_owned();
    }
    lines
}

/// Whether the quote that begins a cell is closed at a cell's end. If not, it is part of the text.
fn closes(rest: impl Iterator<Item = char>) -> bool {
    let mut before = ' ';
    for it in rest {
        if before == '"' {
            match it {
                '"' => {
                    before = ' ';
                    continue;
                }
                '\t' | '\n' => return true,
                _ => return false,
            }
        }
        before = it;
    }
    before == '"'
}

/// The value of a cell for pasted text; `None` if the text is no choice of the column. `own`
/// returns the interface's words for a choice.
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

/// The text without spaces, in lower case and half width: input methods also produce full-width
/// characters.
fn plain(text: &str) -> String {
    let plain = typed::plain(text);
    let said = plain.chars().filter(|it| !it.is_whitespace());
    said.flat_map(char::to_lowercase).collect()
}

/// The town with a name; part of the name is enough if only one town contains it.
fn place(name: &str, towns: &[String]) -> Option<usize> {
    let name = plain(name);
    // A plain number matches part of a name only by accident.
    if name.is_empty() || name.chars().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let towns: Vec<String> = towns.iter().map(|town| plain(town)).collect();
    if let Some(whole) = towns.iter().position(|town| *town == name) {
        return Some(whole);
    }
    let mut parts = towns
        .iter()
        .enumerate()
        .filter(|(_, town)| town.contains(&name));
    let first = parts.next()?.0;
    parts.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::{read, value};
    use crate::api::facts::{CellKind, FactsColumn};

    fn owned(values: &[&str]) -> Vec<String> {
        values.iter().map(|it| (*it).to_owned()).collect()
    }

    fn towns() -> Vec<String> {
        owned(&["罗村镇", "洪山镇", "太河镇"])
    }

    #[test]
    fn lines_find_their_towns_and_the_others_are_numbered() {
        let pasted = read(
            "罗村镇\t87.5\t1\r\n\n洪山\t90\n镇\t1\n外地\t2\n太河镇",
            &towns(),
            2,
        );
        assert_eq!(
            pasted.found,
            [(0, owned(&["87.5", "1"])), (1, owned(&["90"]))]
        );
        assert_eq!(pasted.missed, [4, 5, 6]);
        let pasted = read("罗村镇\t1\n洪山镇\t2\n罗村\t3", &towns(), 1);
        assert_eq!(pasted.found, [(1, owned(&["2"]))]);
        assert_eq!(pasted.missed, [1, 3]);
    }

    #[test]
    fn serial_numbers_heads_and_line_breaks_are_no_values() {
        let sheet = "序号\t镇办名称\t得分\n1\t罗\u{200b}村镇\t91\n2\t洪山镇 \t92\n";
        let pasted = read(sheet, &towns(), 1);
        assert_eq!(pasted.found, [(0, owned(&["91"])), (1, owned(&["92"]))]);
        assert!(pasted.missed.is_empty() && pasted.wide.is_empty());

        // A serial number after the name would be read as the value.
        let pasted = read("罗村镇\t1\t91\n洪山镇\t2\t92\n", &towns(), 1);
        assert_eq!((pasted.found, pasted.wide), (vec![], vec![1, 2]));

        let sheet = "罗村镇\t标杆型\t\"川政发\n〔2026〕\"\"1\"\"号\"\n洪山镇\t标准型\t\"一件事\"经验\n太河镇\t\"\t\n";
        let pasted = read(sheet, &towns(), 2);
        assert_eq!(
            pasted.found,
            [
                (0, owned(&["标杆型", "川政发 〔2026〕\"1\"号"])),
                (1, owned(&["标准型", "\"一件事\"经验"])),
                (2, owned(&["\"", ""])),
            ]
        );
        assert!(pasted.missed.is_empty() && pasted.wide.is_empty());
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
