//! Small settings and the witness of the counter, in localStorage.
//!
//! Where storage is denied every read is empty and every write is lost: nothing here may be
//! needed for a finding to be kept.

use gloo_storage::{LocalStorage, Storage};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The value of `key`, if there is a readable one.
pub fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = storage_works().then(|| LocalStorage::raw().get_item(key).ok().flatten())??;
    domain::sync::wire::read(&text).ok()
}

/// Keeps `value` under `key`; says whether that worked.
pub fn set<T: Serialize>(key: &str, value: &T) -> bool {
    storage_works() && LocalStorage::set(key, value).is_ok()
}

/// Forgets `key`.
pub fn remove(key: &str) {
    if storage_works() {
        LocalStorage::delete(key);
    }
}

/// Whether localStorage is there: its getter throws where storage is denied, and gloo panics on
/// that, so it is asked once by hand.
fn storage_works() -> bool {
    thread_local! {
        static WORKS: bool = web_sys::window()
            .and_then(|window| window.local_storage().ok().flatten())
            .is_some();
    }
    WORKS.with(|works| *works)
}

/// The highest `(generation, number)` that was ever committed for a person: where the database
/// knows less, it was rolled back (sync.md, "Eviction and space").
pub fn witness(user: domain::ids::UserId) -> Option<(u32, u64)> {
    get(&witness_key(user))
}

/// Sets the witness after a commit.
pub fn set_witness(user: domain::ids::UserId, generation: u32, seq: u64) {
    set(&witness_key(user), &(generation, seq));
}

fn witness_key(user: domain::ids::UserId) -> String {
    format!("xuncha.witness.{user}")
}
