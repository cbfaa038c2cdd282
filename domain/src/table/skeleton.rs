//! A template for a district that writes its own table.

/// The template of a table with the id `id`: one row for each rule family, and beside each blank a
/// comment in both languages. It becomes a valid table once the blanks are filled.
///
/// `None` if `id` is not 1 to 64 of a-z, 0-9 and `-`.
pub fn skeleton(id: &str) -> Option<String> {
    super::slug::is_slug(id)
        .then(|| include_str!("skeleton.toml").replacen("\"SKELETON\"", &format!("\"{id}\""), 1))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::scoring::Case;
    use crate::table::{Family, Table};

    /// The template as an office fills it: dates for dates, words elsewhere.
    fn filled(text: &str) -> String {
        let fill = |line: &str| match line.split_once(" = \"\" # 填写") {
            Some((key @ ("issued" | "effective_from"), _)) => format!("{key} = 2027-01-01"),
            Some((key, _)) => format!("{key} = \"某县\""),
            None => line.to_owned(),
        };
        text.lines().map(fill).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn each_blank_is_a_fault_and_nothing_else_is() {
        let text = skeleton("moumou-2027").unwrap();
        let faults = Table::parse(&text).unwrap_err().0;
        let blanks = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.contains("\"\" # 填写"));
        let blanks: Vec<u32> = blanks.map(|(index, _)| index as u32 + 1).collect();
        let lines: Vec<u32> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, blanks, "{faults:#?}");
        assert!(blanks.len() > 40);
    }

    #[test]
    fn once_filled_it_is_a_table_with_every_family_and_scores() {
        let table = Table::parse(&filled(&skeleton("moumou-2027").unwrap())).unwrap();
        assert_eq!(table.id, "moumou-2027");
        let families: Vec<Family> = table.indicators.iter().map(|row| row.family()).collect();
        assert_eq!(families, Family::ALL);
        let case = Case::read(
            r#"{"table":"moumou-2027","quarter":"2027Q1","towns":[{"id":"a","name":"甲镇"}],
                "findings":[{"id":"f1","town":"a","site":"s","visit":"v","observed_at":"2027-02-01T09:00:00+08:00",
                             "checkpoint":"1.3/first","count":1,"status":"confirmed"}],
                "facts":[{"town":"a","indicator":"3.1.1","id":"c1","matter":"m","level":"wechat","reads":2000,"status":"confirmed"},
                         {"town":"a","indicator":"3.2.1","id":"p1","level":"discretionary","points":"1.5","status":"confirmed"}]}"#,
        )
        .unwrap();
        let scores = case.score(&table).unwrap();
        assert_eq!(scores.towns[0].daily.to_string(), "38.7");
    }

    #[test]
    fn an_id_that_is_none_gives_nothing() {
        for id in ["", "Own", "a b", "a\"", "表"] {
            assert_eq!(skeleton(id), None, "{id}");
        }
    }
}
