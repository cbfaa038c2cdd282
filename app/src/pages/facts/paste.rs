//! Columns copied from a spreadsheet: a line a town, the name first, then a value a column.

/// What pasted text means: the values for each line of the form, and the numbers of the lines of
/// text, from 1, that fit no town.
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
            Some(place) => found.push((place, values)),
            None => missed.push(number + 1),
        }
    }
    (found, missed)
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
    use super::read;

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
    }
}
