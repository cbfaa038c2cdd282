//! Sets and maps for the many short texts of a case, with a quick hash whose seed differs from run to run: nobody
//! can write a case whose ids all fall together, and no order of a set or a map is ever shown.

use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};

/// A set of texts or of pairs of them.
pub(super) type Set<K> = HashSet<K, RandomState>;
/// A map by texts, by pairs of them or by numbers.
pub(super) type Map<K, V> = HashMap<K, V, RandomState>;
