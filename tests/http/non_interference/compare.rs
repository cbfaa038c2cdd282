//! Compares two answers byte by byte, except for what differs by itself.

use super::asks::Heard;
use super::world::World;
use std::collections::BTreeSet;

/// The difference between two answers, in words; `None` if they are equal.
pub(super) fn difference(one: (&Heard, &World), two: (&Heard, &World)) -> Option<String> {
    let (a, b) = (plain(one.0, one.1), plain(two.0, two.1));
    if a.status != b.status {
        return Some(format!("{} and {}", a.status, b.status));
    }
    if a.headers != b.headers {
        let own = |it: &&(String, String)| !b.headers.contains(it);
        let other = |it: &&(String, String)| !a.headers.contains(it);
        let own: Vec<_> = a.headers.iter().filter(own).collect();
        let other: Vec<_> = b.headers.iter().filter(other).collect();
        return Some(format!("headers {own:?} and {other:?}"));
    }
    if a.body == b.body {
        return None;
    }
    let at = a
        .body
        .iter()
        .zip(&b.body)
        .take_while(|(a, b)| a == b)
        .count();
    let shown = |body: &[u8]| {
        let from = at.saturating_sub(300);
        let part = body.get(from..body.len().min(at + 300)).unwrap_or_default();
        String::from_utf8_lossy(part).into_owned()
    };
    Some(format!(
        "at byte {at}:\n{}\n--- and ---\n{}",
        shown(&a.body),
        shown(&b.body)
    ))
}

/// An answer without the parts that change at each request, even in the same world.
fn plain(heard: &Heard, world: &World) -> Heard {
    let header = |name: &str| {
        let found = heard.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    let mut parts: Vec<(String, &str)> = Vec::new();
    // Random for each request, to identify it; error bodies repeat it.
    parts.extend(header("x-request-id").map(|id| (id, "<request>")));
    // Random for each page, so that no other script runs on it.
    let policy = header("content-security-policy").unwrap_or_default();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    parts.extend(nonce.map(|nonce| (nonce.to_owned(), "<nonce>")));
    // Random for each file: a UUIDv7 from the server, which two worlds cannot share. Replaced only
    // for files that both worlds have, so that the id of any other file is noticed.
    let shown = world
        .evidence
        .iter()
        .filter(|(name, _)| name.starts_with('e'));
    let names: Vec<(String, String)> = shown
        .map(|(name, id)| (id.clone(), format!("<{name}>")))
        .collect();
    parts.extend(names.iter().map(|(id, name)| (id.clone(), name.as_str())));
    // Random for each session.
    let body = String::from_utf8_lossy(&heard.body).into_owned();
    let token = body
        .split("\"token\":\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .map(str::to_owned);
    let cookie = header("set-cookie").unwrap_or_default();
    let cookie = cookie
        .split("xuncha=")
        .nth(1)
        .and_then(|rest| rest.split(';').next())
        .map(str::to_owned);
    for token in [token, cookie]
        .into_iter()
        .flatten()
        .filter(|it| !it.is_empty())
    {
        parts.push((token, "<token>"));
    }
    let body = of_a_page(&body);
    let replaced = |text: &str| {
        let mut text = text.to_owned();
        for (part, name) in &parts {
            text = text.replace(part.as_str(), name);
        }
        text
    };
    // The time of the answer.
    let headers = heard.headers.iter().filter(|(name, _)| name != "date");
    let is_text = std::str::from_utf8(&heard.body).is_ok();
    Heard {
        status: heard.status,
        headers: headers
            .map(|(name, value)| (name.clone(), replaced(value)))
            .collect(),
        body: if is_text {
            replaced(&body).into_bytes()
        } else {
            heard.body.clone()
        },
    }
}

/// A page with the resources for its scripts as a sorted set. The scheduler decides their order,
/// which of them were ready when the scripts began, and whether the page asked for one twice; even
/// a page with only an error varies in this. The content of every resource is compared.
fn of_a_page(body: &str) -> String {
    const HANDED: &str = "__RESOLVED_RESOURCES[";
    let Some((before, after)) = body.split_once("__PENDING_RESOURCES=[") else {
        return body.to_owned();
    };
    let after = after.split_once(']').map_or("", |(_, after)| after);
    let text = format!("{before}{after}");
    let mut parts = text.split(HANDED);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    let mut handed = BTreeSet::new();
    for part in parts {
        let said = part.split_once("] = \"").map_or(part, |(_, said)| said);
        // The end of the text, whose own quotes are escaped.
        let end = said
            .match_indices("\";")
            .find(|(at, _)| !said[..*at].ends_with('\\'))
            .map_or(said.len(), |(at, _)| at);
        handed.insert(said[..end].to_owned());
        rest.push_str(said[end..].trim_start_matches("\";"));
    }
    // A late resource has a script element of its own.
    let mut scripts: Vec<&str> = rest.split("<script").collect();
    scripts.sort_unstable();
    scripts.dedup();
    let handed: Vec<String> = handed.into_iter().collect();
    format!("{}\n{}", scripts.join("<script"), handed.join("\n"))
}

#[test]
fn a_page_is_what_it_is_handed_however_it_comes() {
    let page = |pending: &str, handed: &str| {
        format!("<p>a</p><script>__PENDING_RESOURCES=[{pending}];{handed}</script><p>b</p>")
    };
    let one = r#"__RESOLVED_RESOURCES[3] = "{\"a\":1}";__RESOLVED_RESOURCES[5] = "b\";";"#;
    let same = r#"__RESOLVED_RESOURCES[5] = "b\";";__RESOLVED_RESOURCES[7] = "b\";";__RESOLVED_RESOURCES[3] = "{\"a\":1}";"#;
    let other = one.replace(":1", ":2");
    assert_eq!(of_a_page(&page("3,", one)), of_a_page(&page("3,5,", same)));
    assert_ne!(of_a_page(&page("3,", one)), of_a_page(&page("3,", &other)));
    assert_ne!(
        of_a_page(&page("3,", one)),
        of_a_page(&page("3,", one).replace("<p>b", "<p>c"))
    );
}
