//! Who works on this tablet, known without a network.
//!
//! Signing in needs the network. From then on the tablet remembers the person until they sign out
//! or another person signs in. Each person's data stays in a database of their own.

#[cfg(feature = "browser")]
use crate::api::session::Me;
use domain::ids::UserId;
use domain::people::Person;

#[cfg(feature = "browser")]
const KEY: &str = "xuncha.person";

/// The cookie that names the person who signed in last. The browser sends it only to the addresses
/// that read it. The remembered person is kept beside it: either may be lost without the other.
pub const COOKIE: &str = "xuncha_me";
/// The path for which the cookie is set.
pub const COOKIE_PATH: &str = "/inspect";

/// What the cookie says: `None` without a cookie, and within it `None` if it is unreadable.
#[cfg(feature = "browser")]
fn told() -> Option<Option<Me>> {
    let cookies = crate::components::browser::cookies();
    let of_ours = |pair: &str| {
        let text = pair.trim().strip_prefix(COOKIE)?.strip_prefix('=')?;
        Some(text.to_owned())
    };
    let text = cookies.split(';').find_map(of_ours)?;
    let read = |text: &str| {
        let text = js_sys::decode_uri_component(text).ok()?;
        domain::sync::wire::read(&String::from(text)).ok()
    };
    Some(read(&text))
}

/// The person who works here; `None` on the server, which identifies people by their session.
pub fn current() -> Option<Person> {
    #[cfg(feature = "browser")]
    {
        // The cookie names the last person to sign in, and wins even if localStorage is unreadable.
        let Some(me) = told() else {
            return super::prefs::get(KEY);
        };
        let me = me?;
        let person = me.person?;
        if super::prefs::get(KEY).as_ref() != Some(&person) {
            super::prefs::set(KEY, &person);
            remember_demo(me.demo);
        }
        Some(person)
    }
    #[cfg(not(feature = "browser"))]
    None
}

/// The district's names, as they were when the person signed in: whom to ask, without a network.
#[cfg(feature = "tablet")]
pub fn district() -> Option<domain::registry::District> {
    told()??.district
}

/// Remembers changed data of the person who works here; the server has set the cookie anew in the
/// same answer.
pub fn remember(person: &Person) {
    #[cfg(feature = "browser")]
    super::prefs::set(KEY, person);
    #[cfg(not(feature = "browser"))]
    let _ = person;
}

/// Forgets who works here; the person's data stays.
pub fn forget() {
    #[cfg(feature = "browser")]
    {
        super::prefs::remove(KEY);
        drop_cookie();
    }
}

#[cfg(feature = "browser")]
fn drop_cookie() {
    let gone = format!("{COOKIE}=; Path={COOKIE_PATH}; Max-Age=0");
    crate::components::browser::keep_cookie(&gone);
}

#[cfg(feature = "browser")]
const DEMO: &str = "xuncha.demo";

/// Whether the installation shows made-up data; for pages without a network.
pub fn is_demo() -> bool {
    #[cfg(feature = "browser")]
    {
        super::prefs::get(DEMO).unwrap_or(false)
    }
    #[cfg(not(feature = "browser"))]
    false
}

/// Remembers whether the installation shows made-up data.
pub fn remember_demo(demo: bool) {
    #[cfg(feature = "browser")]
    super::prefs::set(DEMO, &demo);
    #[cfg(not(feature = "browser"))]
    let _ = demo;
}

/// How many operations and photos of a person still wait to be uploaded, as last stored by the
/// tablet's part: a hint for pages that do not open its store.
pub fn waiting(user: UserId) -> usize {
    #[cfg(feature = "browser")]
    {
        super::prefs::get(&waiting_key(user)).unwrap_or(0)
    }
    #[cfg(not(feature = "browser"))]
    {
        let _ = user;
        0
    }
}

/// Stores how many still wait to be uploaded.
#[cfg(feature = "tablet")]
pub fn remember_waiting(user: UserId, count: usize) {
    super::prefs::set(&waiting_key(user), &count);
}

#[cfg(feature = "browser")]
fn waiting_key(user: UserId) -> String {
    format!("xuncha.waiting.{user}")
}
