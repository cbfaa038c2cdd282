//! What was noted of a finding, in one line.

/// Marks that end or separate sentences; between two parts the separator takes their place.
const MARKS: [char; 14] = [
    '。', '，', '；', '、', '：', '．', '.', ',', ';', ':', '·', ' ', '\u{3000}', '\n',
];

/// The tapped phrases and then the note, joined by `separator`. No part begins with a mark, only
/// the last one may end with its own, and what was said twice is there once.
pub fn noted(phrases: &[String], note: &str, separator: &str) -> String {
    let all = phrases.iter().map(String::as_str).chain([note]);
    let mut parts: Vec<&str> = Vec::new();
    for part in all {
        let part = part.trim_start_matches(MARKS).trim_end();
        let bare = |it: &str| it.trim_end_matches(MARKS).to_owned();
        if !bare(part).is_empty() && !parts.iter().any(|it| bare(it) == bare(part)) {
            parts.push(part);
        }
    }
    let last = parts.len().saturating_sub(1);
    let parts = parts.iter().enumerate().map(|(at, part)| match at == last {
        true => part,
        false => part.trim_end_matches(MARKS),
    });
    parts.collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use super::noted;

    #[test]
    fn phrases_and_note_are_one_sentence_with_no_mark_doubled() {
        for (phrases, note, wanted) in [
            (&["窗口无人"][..], "10:05 到场", "窗口无人；10:05 到场"),
            (&["窗口无人"], "。补充", "窗口无人；补充"),
            (&["窗口无人，"], "，两个窗口", "窗口无人；两个窗口"),
            (
                &["窗口无人。", "未公示；"],
                "已拍照。",
                "窗口无人；未公示；已拍照。",
            ),
            (&["窗口无人"], "窗口无人。", "窗口无人"),
            (&["窗口无人"], " 。 ", "窗口无人"),
            (&[], "，补充", "补充"),
            (&[], "", ""),
            (&["未设 3.5 米通道"], "", "未设 3.5 米通道"),
        ] {
            let phrases: Vec<String> = phrases.iter().map(ToString::to_string).collect();
            assert_eq!(noted(&phrases, note, "；"), wanted);
        }
    }
}
