//! Reads texts of a table's file, in one language or two.

use super::faults::{Faults, Span};
use super::reader::{Fields, Value};
use crate::table::Text;

/// Reads words written as plain text or as `{ zh = "…", en = "…" }`.
pub(super) fn words(what: &str, value: Value<'_, '_>, faults: &mut Faults<'_>) -> Option<Text> {
    if let Some(text) = value.get_ref().as_str() {
        if text.trim().is_empty() {
            faults.at(&value.span(), format!("{what} is empty"), "常用语不能为空");
        }
        return Some(Text {
            zh: text.trim().to_owned(),
            en: None,
        });
    }
    let mut fields = Fields::of(what, value, faults)?;
    let text = fields.words("zh", "en", faults);
    fields.finish(faults);
    Some(text)
}

/// The texts without their places.
pub(super) fn only_texts(texts: Vec<(Span, String)>) -> Vec<String> {
    texts.into_iter().map(|(_, text)| text).collect()
}
