//! Texts of a table in one or two languages.

use serde::Serialize;
use std::fmt;

/// A text of a table: always in Chinese, in English if the file has it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

crate::readable!(Text { zh } optional { en });

impl Text {
    /// The English text, or the Chinese one if there is none.
    pub fn en(&self) -> &str {
        self.en.as_deref().unwrap_or(&self.zh)
    }
}

/// Prints the Chinese text.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.zh)
    }
}
