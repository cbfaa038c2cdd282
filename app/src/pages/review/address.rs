//! The page's state in its address, so that it can be bookmarked, sent and reached by going back.

use crate::address::escape;
use crate::api::review::QueueFilter;
use domain::ids::FindingId;
use domain::inspection::{FindingState, Form, Method};
use leptos_router::params::ParamsMap;

/// The forms, in the order of the list.
pub const FORMS: [Form; 2] = [Form::Announced, Form::Unannounced];

/// The filter in the address; unreadable values filter nothing.
pub fn filter(query: &ParamsMap) -> QueueFilter {
    let state = query.get("state");
    let day = |name: &str| query.get(name).filter(|text| is_day(text));
    QueueFilter {
        town: query.get("town").and_then(|text| text.parse().ok()),
        site: query.get("site").and_then(|text| text.parse().ok()),
        method: query
            .get("method")
            .and_then(|text| Method::ALL.into_iter().find(|it| it.as_str() == text)),
        form: query
            .get("form")
            .and_then(|text| FORMS.into_iter().find(|it| it.as_str() == text)),
        indicator: query.get("indicator").filter(|text| is_indicator(text)),
        state: state
            .as_deref()
            .and_then(|text| FindingState::ALL.into_iter().find(|it| it.as_str() == text)),
        all: state.as_deref() == Some("all"),
        inspector: query.get("inspector").and_then(|text| text.parse().ok()),
        from: day("from"),
        to: day("to"),
        text: query.get("text").unwrap_or_default(),
        before: None,
    }
}

/// The open finding.
pub fn selected(query: &ParamsMap) -> Option<FindingId> {
    query.get("f")?.parse().ok()
}

/// The address of the page with `filter` and `selected`.
pub fn href(filter: &QueueFilter, selected: Option<FindingId>) -> String {
    let mut pairs: Vec<String> = Vec::new();
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            pairs.push(format!("{name}={value}"));
        }
    };
    add("town", filter.town.as_ref().map(|it| it.as_str()));
    add("site", filter.site.as_ref().map(|it| it.as_str()));
    add("method", filter.method.map(Method::as_str));
    add("form", filter.form.map(Form::as_str));
    add("indicator", filter.indicator.as_deref());
    let inspector = filter.inspector.map(|it| it.to_string());
    add("inspector", inspector.as_deref());
    add("from", filter.from.as_deref());
    add("to", filter.to.as_deref());
    let text = (!filter.text.is_empty()).then(|| escape(&filter.text));
    add("text", text.as_deref());
    let state = filter.state.map(FindingState::as_str);
    add("state", state.or(filter.all.then_some("all")));
    add("f", selected.map(|it| it.to_string()).as_deref());
    if pairs.is_empty() {
        String::from("/review")
    } else {
        format!("/review?{}", pairs.join("&"))
    }
}

/// Whether the text is an indicator such as `5.1` or `8.2.2`: only digits and dots, so that nothing
/// needs escaping.
fn is_indicator(text: &str) -> bool {
    matches!(text.len(), 1..=12) && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Whether the text has the form of a day, as a date field writes it. The server checks the
/// calendar.
fn is_day(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(fits)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(address: &str) -> ParamsMap {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let text = "/review?town=luocun&site=luocun-center&method=spot-check&form=unannounced\
                    &indicator=5.1&inspector=01930000-0000-7000-8000-0000000000b1&from=2026-10-08\
                    &to=2026-11-22&text=wheelchair&state=confirmed\
                    &f=01930000-0000-7000-8000-000000000001";
        let query = read(text);
        assert_eq!(href(&filter(&query), selected(&query)), text);
        let all = read("/review?state=all");
        assert!(filter(&all).all);
        assert_eq!(href(&filter(&all), None), "/review?state=all");
    }

    #[test]
    fn words_are_escaped() {
        let filter = QueueFilter {
            text: String::from("轮椅 a&b"),
            ..QueueFilter::default()
        };
        assert_eq!(
            href(&filter, None),
            "/review?text=%E8%BD%AE%E6%A4%85%20a%26b"
        );
    }

    #[test]
    fn what_cannot_be_read_filters_nothing() {
        let query =
            read("/review?town=A B&method=x&indicator=<&state=?&f=1&inspector=x&from=1&to=昨天");
        assert_eq!(filter(&query), QueueFilter::default());
        assert_eq!(selected(&query), None);
        assert_eq!(href(&QueueFilter::default(), None), "/review");
    }
}
