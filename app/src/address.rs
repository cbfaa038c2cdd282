//! Addresses of this server: checking that they are safe to go to, and writing them.

/// The path to go to after signing in, if it is one of this server's; never another origin.
pub fn safe_next(next: &str) -> Option<&str> {
    safe_path(next).filter(|path| !path.starts_with("/sign-in"))
}

/// The path, if it is one of this server's.
pub fn safe_path(path: &str) -> Option<&str> {
    let ours = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(char::is_control);
    ours.then_some(path)
}

/// A query from the router with its question mark; empty if there is none.
pub(crate) fn search(query: &str) -> String {
    if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.trim_start_matches('?'))
    }
}

/// Percent-encodes the characters that would end or split a query's value.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(
                    char::from_digit(u32::from(digit), 16)
                        .unwrap_or('0')
                        .to_ascii_uppercase(),
                );
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escape, safe_next};

    #[test]
    fn only_paths_of_this_origin_are_gone_on_to() {
        assert_eq!(safe_next("/review?f=1"), Some("/review?f=1"));
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "/\tx",
            "/sign-in",
        ] {
            assert_eq!(safe_next(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_path_with_its_query_fits_into_a_query() {
        assert_eq!(
            escape("/review?f=1&a=罗"),
            "/review%3Ff%3D1%26a%3D%E7%BD%97"
        );
    }
}
