//! Numbers that a sheet shows as percentages: a cell that shows 98.20 % holds 0.982, and beside cells
//! that say 97.5 nobody can tell which of the two was meant.

use super::cells::decimal;
use calamine::{DataRef, Style};

/// What the cell shows, if it shows its number as a percentage.
pub(crate) fn shown(value: &DataRef<'_>, style: Option<&Style>) -> Option<String> {
    let number = match value {
        DataRef::Float(number) => *number,
        // A whole number of hundreds of per cent; nothing that large loses a digit here.
        DataRef::Int(number) => *number as f64,
        _ => return None,
    };
    let format = style?.number_format.as_ref()?;
    is_percent(&format.format_code).then(|| format!("{}%", decimal(number * 100.0)))
}

/// Whether a number format multiplies by a hundred: its sign stands outside of quotes, escapes and
/// brackets.
fn is_percent(format: &str) -> bool {
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '%' => return true,
            '\\' | '_' | '*' => {
                signs.next();
            }
            '"' => {
                signs.by_ref().find(|it| *it == '"');
            }
            '[' => {
                signs.by_ref().find(|it| *it == ']');
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_percent;

    #[test]
    fn a_percentage_is_told_from_words_with_a_sign() {
        for format in [
            "0%",
            "0.00%",
            "0.0 %",
            "[Red]0.00%;-0.00%",
            "#,##0.00\\ %",
            "0.0_ %",
        ] {
            assert!(is_percent(format), "{format}");
        }
        for format in ["General", "0.00", "0.00\"%\"", "0.00\\%", "[$%-409]0.0", ""] {
            assert!(!is_percent(format), "{format}");
        }
    }
}
