//! Sets and maps for the many short texts of a case, with a quick hash. On the server its seed differs from run to
//! run, so that nobody can write a case whose ids all fall together; a browser takes the hash that its program has
//! anyway. No order of a set or a map is ever shown.

#[cfg(not(target_arch = "wasm32"))]
use foldhash::fast::RandomState as Hash;
#[cfg(target_arch = "wasm32")]
use rustc_hash::FxBuildHasher as Hash;
use std::collections::{HashMap, HashSet};

/// A set of texts or of pairs of them.
pub(super) type Set<K> = HashSet<K, Hash>;
/// A map by texts, by pairs of them or by numbers.
pub(super) type Map<K, V> = HashMap<K, V, Hash>;
