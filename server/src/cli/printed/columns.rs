//! Columns of a terminal, where a Chinese character takes two.

use textwrap::{Options, WordSeparator, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal line.
pub(super) const COLUMNS: usize = 100;

/// Lines of text, wrapped by columns.
#[derive(Default)]
pub(super) struct Page(pub(super) String);

impl Page {
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        let line = format!("{:indent$}{text}", "");
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    /// Writes `label` and text, wrapped at the page's width; further lines are aligned with the
    /// text.
    pub(super) fn wrapped(&mut self, indent: usize, label: &str, text: &str) {
        let first = format!("{:indent$}{label}", "");
        let further = " ".repeat(width(&first));
        let options = Options::new(COLUMNS)
            .initial_indent(&first)
            .subsequent_indent(&further)
            .word_separator(WordSeparator::UnicodeBreakProperties)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        for line in textwrap::wrap(text, options) {
            self.line(0, &line);
        }
    }
}

pub(super) fn width(text: &str) -> usize {
    text.width()
}

pub(super) fn pad(text: &str, to: usize) -> String {
    let missing = to.saturating_sub(width(text));
    format!("{text}{:missing$}", "")
}

pub(super) fn pad_left(text: &str, to: usize) -> String {
    let missing = to.saturating_sub(width(text));
    format!("{:missing$}{text}", "")
}

/// A text cut to at most `to` columns, with an ellipsis if it was longer.
pub(super) fn cut(text: &str, to: usize) -> String {
    let mut short = String::new();
    for c in text.chars() {
        if width(&short) + c.width().unwrap_or_default() > to {
            short.push('…');
            break;
        }
        short.push(c);
    }
    short
}
