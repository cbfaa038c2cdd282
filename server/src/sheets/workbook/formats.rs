//! Number formats: a cell that shows 98.20 % stores 0.982, and a cell that shows a date stores a
//! count of days.

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    Percent,
    /// A date or a time; some workbooks count their days from 1904.
    Date {
        from_1904: bool,
    },
}

/// The built-in formats, by number (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are Chinese,
/// Japanese and Korean dates).
pub(super) fn built_in(id: u32, from_1904: bool) -> Shown {
    match id {
        9 | 10 => Shown::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Shown::Date { from_1904 },
        _ => Shown::Number,
    }
}

/// How a format code shows numbers.
pub(super) fn of(format: &str, from_1904: bool) -> Shown {
    // SpreadsheetML also uses these names instead of format codes.
    match format {
        "Percent" => return Shown::Percent,
        "General" | "General Number" | "Standard" | "Fixed" | "Currency" | "Euro Currency"
        | "Scientific" | "Yes/No" | "True/False" | "On/Off" => return Shown::Number,
        _ if format.ends_with(" Date") || format.ends_with(" Time") => {
            return Shown::Date { from_1904 };
        }
        _ => {}
    }
    // The general format, also by its Chinese name.
    let format = format.replace("General", "").replace("G/通用格式", "");
    let mut signs = format.chars().peekable();
    let mut date = false;
    while let Some(sign) = signs.next() {
        match sign {
            '%' => return Shown::Percent,
            '\\' | '_' | '*' | '!' => {
                signs.next();
            }
            '"' => {
                signs.by_ref().find(|it| *it == '"');
            }
            '[' => {
                // `[h]`, `[m]` and `[s]` show elapsed time; other brackets hold a colour, a
                // condition or a language.
                let first = signs.peek().map(char::to_ascii_lowercase);
                let all: String = signs.by_ref().take_while(|it| *it != ']').collect();
                let whole = first.is_some_and(|first| {
                    matches!(first, 'h' | 'm' | 's')
                        && all.chars().all(|it| it.to_ascii_lowercase() == first)
                });
                date = date || whole;
            }
            // `0.00E+00`
            'E' | 'e' if matches!(signs.peek(), Some('+' | '-')) => {
                signs.next();
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' => date = true,
            _ => {}
        }
    }
    match date {
        true => Shown::Date { from_1904 },
        false => Shown::Number,
    }
}

/// The day of a date without a time, as `2022-05-11`; blank for any other value.
pub(super) fn day(number: f64, from_1904: bool) -> String {
    // Excel's last day is 9999-12-31.
    if number.fract() != 0.0 || !(1.0..=2_958_465.0).contains(&number) {
        return String::new();
    }
    let days = number as i64;
    // Excel counts 1900-02-29, a day that did not exist.
    let since_1970 = match from_1904 {
        true => days - 24_107,
        false if days < 60 => days - 25_568,
        false => days - 25_569,
    };
    let (year, month, day) = civil(since_1970);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day from days since 1970-01-01, by the proleptic Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_told_from_words_with_a_sign() {
        for format in [
            "0%",
            "0.00%",
            "0.0 %",
            "[Red]0.00%;-0.00%",
            "#,##0.00\\ %",
            "0.0_ %",
            "Percent",
        ] {
            assert_eq!(of(format, false), Shown::Percent, "{format}");
        }
        for format in [
            "General",
            "0.00",
            "0.00\"%\"",
            "0.00\\%",
            "[$%-409]0.0",
            "",
            "0.00E+00",
            "[Red]0.00_);\\(0.00\\)",
            "G/通用格式\"分\"",
            "@",
            "0!.0,\"万\"",
        ] {
            assert_eq!(of(format, false), Shown::Number, "{format}");
        }
    }

    #[test]
    fn a_date_is_told_by_its_letters() {
        for format in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]yyyy年m月",
            "h:mm",
            "[h]:mm:ss",
            "mm:ss.0",
            "Short Date",
        ] {
            let date = Shown::Date { from_1904: false };
            assert_eq!(of(format, false), date, "{format}");
        }
        assert_eq!(built_in(14, true), Shown::Date { from_1904: true });
        assert_eq!(built_in(57, false), Shown::Date { from_1904: false });
        assert_eq!(built_in(10, false), Shown::Percent);
        assert_eq!(built_in(2, false), Shown::Number);
    }

    #[test]
    fn a_day_is_what_the_sheet_shows() {
        for (number, from_1904, shown) in [
            (44_692.0, false, "2022-05-11"),
            (43_230.0, true, "2022-05-11"),
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
            (2_958_465.0, false, "9999-12-31"),
            (44_692.5, false, ""),
            (-1.0, false, ""),
            (f64::NAN, false, ""),
        ] {
            assert_eq!(day(number, from_1904), shown, "{number}");
        }
    }
}
