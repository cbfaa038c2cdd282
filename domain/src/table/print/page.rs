//! Columns of a terminal in which a Chinese character fills two.

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

    /// `label` and text, broken at the page's width, further lines below the text.
    pub(super) fn wrapped(&mut self, indent: usize, label: &str, text: &str) {
        let hanging = indent + width(label);
        let mut line = String::from(label);
        let mut at = hanging;
        let mut from = indent;
        for c in text.chars() {
            // Closing marks hang over the edge rather than begin a line.
            let closing = matches!(c, '，' | '。' | '、' | '；' | '：' | '”' | '）' | ',');
            if at + columns(c) > COLUMNS && !closing {
                self.line(from, &line);
                line.clear();
                from = hanging;
                at = hanging;
            }
            line.push(c);
            at += columns(c);
        }
        self.line(from, &line);
    }
}

/// Columns that a character fills in a terminal (the wide blocks that a table can hold).
fn columns(c: char) -> usize {
    match u32::from(c) {
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

pub(super) fn pad(text: &str, to: usize) -> String {
    let missing = to.saturating_sub(width(text));
    format!("{text}{:missing$}", "")
}

pub(super) fn pad_left(text: &str, to: usize) -> String {
    let missing = to.saturating_sub(width(text));
    format!("{:missing$}{text}", "")
}

/// At most `to` columns of a text, with an ellipsis where it is longer.
pub(super) fn cut(text: &str, to: usize) -> String {
    let mut short = String::new();
    for c in text.chars() {
        if width(&short) + columns(c) > to {
            short.push('…');
            break;
        }
        short.push(c);
    }
    short
}
