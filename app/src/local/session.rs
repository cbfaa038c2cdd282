//! Who works on this tablet, known without a network.
//!
//! Signing in happens online. From then on the tablet remembers the person until they sign out or
//! another signs in; the data of each person is in a database of their own and never vanishes.

use domain::people::Person;

#[cfg(feature = "browser")]
const KEY: &str = "xuncha.person";

/// The person who works here; none on the server, which knows its people by their cookie.
pub fn current() -> Option<Person> {
    #[cfg(feature = "browser")]
    {
        super::prefs::get(KEY)
    }
    #[cfg(not(feature = "browser"))]
    None
}

/// Remembers who has signed in.
pub fn remember(person: &Person) {
    #[cfg(feature = "browser")]
    super::prefs::set(KEY, person);
    #[cfg(not(feature = "browser"))]
    let _ = person;
}

/// Forgets who works here; their data stays.
pub fn forget() {
    #[cfg(feature = "browser")]
    super::prefs::remove(KEY);
}

#[cfg(feature = "browser")]
const DEMO: &str = "xuncha.demo";

/// Whether the installation shows made-up data, for pages without a network.
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

/// How many operations and photos of the person who works here are still to be uploaded, as the
/// tablet's part last said: a hint for pages that do not open its store.
pub fn waiting() -> usize {
    #[cfg(feature = "browser")]
    {
        current()
            .and_then(|person| super::prefs::get(&waiting_key(person.id)))
            .unwrap_or(0)
    }
    #[cfg(not(feature = "browser"))]
    0
}

/// Says how much is still to be uploaded.
#[cfg(feature = "tablet")]
pub fn remember_waiting(user: domain::ids::UserId, count: usize) {
    super::prefs::set(&waiting_key(user), &count);
}

#[cfg(feature = "browser")]
fn waiting_key(user: domain::ids::UserId) -> String {
    format!("xuncha.waiting.{user}")
}
