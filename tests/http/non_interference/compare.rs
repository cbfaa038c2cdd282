//! Two answers, byte by byte, but for what differs by itself.

use super::asks::Heard;
use super::world::World;
use std::collections::BTreeSet;

/// What differs between two answers, in words; nothing where they are the same.
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

/// An answer without what is another each time it is asked for, in the same world too.
fn plain(heard: &Heard, world: &World) -> Heard {
    let header = |name: &str| {
        let found = heard.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    let mut parts: Vec<(String, &str)> = Vec::new();
    // Random for each request, so that a person can name it; errors repeat it.
    parts.extend(header("x-request-id").map(|id| (id, "<request>")));
    // Random for each page: scripts of no other page run under it.
    let policy = header("content-security-policy").unwrap_or_default();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    parts.extend(nonce.map(|nonce| (nonce.to_owned(), "<nonce>")));
    // Random for each file, made by the server when it was added: UUIDv7 that two worlds cannot
    // share. Only of files that both worlds have: any other would be found.
    let shown = world
        .evidence
        .iter()
        .filter(|(name, _)| name.starts_with('e'));
    let names: Vec<(String, String)> = shown
        .map(|(name, id)| (id.clone(), format!("<{name}>")))
        .collect();
    parts.extend(names.iter().map(|(id, name)| (id.clone(), name.as_str())));
    // Random for each session that is opened.
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
    // When it was answered.
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

/// A page with what its scripts are handed as a set. In which order it came, what was ready when the
/// scripts began, and whether the page asked for the same once more, is the scheduler's: a page of
/// nothing but an error has it, too. Each content is compared.
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
        // The end of the text, which has its own quotes escaped.
        let end = said
            .match_indices("\";")
            .find(|(at, _)| !said[..*at].ends_with('\\'))
            .map_or(said.len(), |(at, _)| at);
        handed.insert(said[..end].to_owned());
        rest.push_str(said[end..].trim_start_matches("\";"));
    }
    // Scripts of their own for what came late.
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
