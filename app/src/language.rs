//! The language of the interface: Chinese, unless the cookie says English.
//!
//! Scripts can read the cookie, so that the server, a hydrated page and the offline shell agree.
//! Switching reloads the page: texts need no signals, which keeps the program small.

use crate::i18n::Locale;
use leptos::prelude::*;

/// The source of the words: the language itself, since no page changes it.
pub type I18n = Locale;

/// The name of the cookie.
pub const COOKIE: &str = "xuncha_lang";

/// The cookie's values.
pub const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Reads the cookie and provides the language as a context.
pub(crate) fn provide() -> I18n {
    let chosen = chosen();
    provide_context(chosen);
    chosen
}

/// The words, in a component.
pub fn use_words() -> I18n {
    use_context().unwrap_or_default()
}

/// The value of the HTML attribute `lang`.
pub fn tag(i18n: I18n) -> &'static str {
    match i18n {
        Locale::en => "en",
        Locale::zh_CN => "zh-CN",
    }
}

/// Whether the interface is in English: then a table's English words are shown, if it has them.
pub fn is_english(i18n: I18n) -> bool {
    i18n == Locale::en
}

/// A table's English words, if the interface is in English and the table has them; otherwise the
/// Chinese.
pub fn table_words<'a>(i18n: I18n, chinese: &'a str, english: Option<&'a str>) -> &'a str {
    english.filter(|_| is_english(i18n)).unwrap_or(chinese)
}

/// The language in a `Cookie` header or in `document.cookie`.
fn in_cookies(cookies: &str) -> Option<Locale> {
    let value = cookies.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })?;
    match value {
        "en" => Some(Locale::en),
        "zh-CN" => Some(Locale::zh_CN),
        _ => None,
    }
}

/// The language of the request's cookie.
#[cfg(feature = "ssr")]
pub(crate) fn chosen() -> Locale {
    use_context::<http::request::Parts>()
        .and_then(|parts| in_cookies(parts.headers.get(http::header::COOKIE)?.to_str().ok()?))
        .unwrap_or(Locale::zh_CN)
}

#[cfg(all(feature = "browser", not(feature = "ssr")))]
fn chosen() -> Locale {
    in_cookies(&crate::components::browser::cookies()).unwrap_or(Locale::zh_CN)
}

/// Stores the choice for a year and reloads the page.
pub fn switch(to: Locale) {
    let tag = match to {
        Locale::en => "en",
        Locale::zh_CN => "zh-CN",
    };
    crate::components::browser::keep_cookie(&format!(
        "{COOKIE}={tag}; Path=/; Max-Age=31536000; SameSite=Lax"
    ));
    crate::components::browser::reload();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        assert_eq!(in_cookies("a=b; xuncha_lang=en; c=d"), Some(Locale::en));
        assert_eq!(in_cookies("xuncha_lang=zh-CN"), Some(Locale::zh_CN));
        for none in ["", "xuncha_lang=fr", "xxuncha_lang=en", "xuncha_lang"] {
            assert_eq!(in_cookies(none), None, "{none}");
        }
    }
}
