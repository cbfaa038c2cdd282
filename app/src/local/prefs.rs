//! Small settings and the witness of the counter, in localStorage.
//!
//! If the browser denies storage, every read is empty and every write is lost: no finding may
//! depend on this module.

use gloo_storage::{LocalStorage, Storage};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The value of `key`, if there is a readable one.
pub fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = storage_works().then(|| LocalStorage::raw().get_item(key).ok().flatten())??;
    domain::sync::wire::read(&text).ok()
}

/// Stores `value` under `key`; returns whether that succeeded.
pub fn set<T: Serialize>(key: &str, value: &T) -> bool {
    storage_works() && LocalStorage::set(key, value).is_ok()
}

/// Removes `key`.
pub fn remove(key: &str) {
    if storage_works() {
        LocalStorage::delete(key);
    }
}

/// Whether localStorage is available. If the browser denies storage, the getter throws and gloo
/// panics on that: so it is called once directly.
fn storage_works() -> bool {
    thread_local! {
        static WORKS: bool = web_sys::window()
            .and_then(|window| window.local_storage().ok().flatten())
            .is_some();
    }
    WORKS.with(|works| *works)
}

/// The highest `(generation, number)` ever committed for a person. If the database has less, it was
/// rolled back (sync.md, "Eviction and space").
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
