//! Sets and maps for the many short texts of a case, with a fast hash. On the server its seed
//! differs from run to run, so that nobody can write a case whose ids all collide. The browser uses
//! a hash that its program contains anyway. The order of a set or map is never visible.

#[cfg(not(target_arch = "wasm32"))]
use foldhash::fast::RandomState as Hash;
#[cfg(target_arch = "wasm32")]
use rustc_hash::FxBuildHasher as Hash;
use std::collections::{HashMap, HashSet};

/// A set of texts or of pairs of texts.
pub(super) type Set<K> = HashSet<K, Hash>;
/// A map by texts, by pairs of texts, or by numbers.
pub(super) type Map<K, V> = HashMap<K, V, Hash>;
