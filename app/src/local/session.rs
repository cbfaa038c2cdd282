//! Who works on this tablet, known without a network.
//!
//! Signing in happens online. From then on the tablet remembers the person until they sign out or
//! another signs in; the data of each person is in a database of their own and never vanishes.

use domain::people::Person;

#[cfg(feature = "hydrate")]
const KEY: &str = "xuncha.person";

/// The person who works here; none on the server, which knows its people by their cookie.
pub fn current() -> Option<Person> {
    #[cfg(feature = "hydrate")]
    {
        super::prefs::get(KEY)
    }
    #[cfg(not(feature = "hydrate"))]
    None
}

/// Remembers who has signed in.
pub fn remember(person: &Person) {
    #[cfg(feature = "hydrate")]
    super::prefs::set(KEY, person);
    #[cfg(not(feature = "hydrate"))]
    let _ = person;
}

/// Forgets who works here; their data stays.
pub fn forget() {
    #[cfg(feature = "hydrate")]
    super::prefs::remove(KEY);
}
