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

#[cfg(feature = "hydrate")]
const DEMO: &str = "xuncha.demo";

/// Whether the installation shows made-up data, for pages without a network.
pub fn is_demo() -> bool {
    #[cfg(feature = "hydrate")]
    {
        super::prefs::get(DEMO).unwrap_or(false)
    }
    #[cfg(not(feature = "hydrate"))]
    false
}

/// Remembers whether the installation shows made-up data.
pub fn remember_demo(demo: bool) {
    #[cfg(feature = "hydrate")]
    super::prefs::set(DEMO, &demo);
    #[cfg(not(feature = "hydrate"))]
    let _ = demo;
}

/// How many operations and photos of the person who works here are still to be uploaded.
pub async fn waiting() -> usize {
    #[cfg(feature = "hydrate")]
    {
        let Some(person) = current().filter(|it| it.is(domain::people::Role::Inspector)) else {
            return 0;
        };
        let Ok(store) = super::store::Store::open(person.id).await else {
            return 0;
        };
        store.peek(|tablet| tablet.waiting().count() + tablet.photos_waiting())
    }
    #[cfg(not(feature = "hydrate"))]
    0
}
