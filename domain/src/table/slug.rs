//! Ids in the form that files and addresses use.

/// Whether a text is a slug: 1 to 64 of a-z, 0-9 and `-`.
pub(super) fn is_slug(text: &str) -> bool {
    matches!(text.len(), 1..=64)
        && text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
