//! Words of a table, in the languages that it gives.

use serde::Serialize;
use std::fmt;

/// Words of a table: Chinese always, English where the file gives it.
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
    /// The English words, or the Chinese where there are none.
    pub fn en(&self) -> &str {
        self.en.as_deref().unwrap_or(&self.zh)
    }
}

/// Prints the Chinese words.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.zh)
    }
}
