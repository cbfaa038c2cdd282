//! A change of the registry as a list of new and changed entries.

use super::entries::{Member, Registry, Site, Town};
use crate::time::Quarter;

/// An entry that is new or changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryChange<T> {
    /// The entry before; `None` if it is new.
    pub before: Option<T>,
    /// The entry afterwards.
    pub after: T,
}

/// A change of the registry, applied as a whole or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The version of the registry that the plan was made for.
    pub version: u64,
    /// Towns that are new or change.
    pub towns: Vec<EntryChange<Town>>,
    /// Sites that are new or change.
    pub sites: Vec<EntryChange<Site>>,
    /// People who are new or change.
    pub people: Vec<EntryChange<Member>>,
    /// The first quarter in which the change counts: a new town is evaluated and a new name used
    /// from then on. Earlier quarters keep the old state.
    pub counts_from: Option<Quarter>,
}

impl Plan {
    /// The changes that turn `registry` into what `towns`, `sites` and `people` list. Entries match
    /// by id; entries that are not listed stay unchanged.
    pub fn of(
        registry: &Registry,
        towns: Vec<Town>,
        sites: Vec<Site>,
        people: Vec<Member>,
    ) -> Self {
        Self {
            version: registry.version,
            towns: changes(&registry.towns, towns, |it| it.id.as_str().to_owned()),
            sites: changes(&registry.sites, sites, |it| it.id.as_str().to_owned()),
            people: changes(&registry.people, people, |it| it.id.0),
            counts_from: None,
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.towns.is_empty() && self.sites.is_empty() && self.people.is_empty()
    }

    /// How many entries are new, and how many change.
    pub fn counts(&self) -> (usize, usize) {
        fn count<T>(changes: &[EntryChange<T>]) -> (usize, usize) {
            let new = changes.iter().filter(|it| it.before.is_none()).count();
            (new, changes.len() - new)
        }
        let each = [count(&self.towns), count(&self.sites), count(&self.people)];
        each.iter()
            .fold((0, 0), |(new, changed), it| (new + it.0, changed + it.1))
    }
}

fn changes<T, K>(stand: &[T], listed: Vec<T>, key: impl Fn(&T) -> K) -> Vec<EntryChange<T>>
where
    T: Clone + PartialEq,
    K: std::hash::Hash + Eq,
{
    let known: std::collections::HashMap<K, &T> = stand.iter().map(|it| (key(it), it)).collect();
    let change = |after: T| {
        let before = known.get(&key(&after)).copied();
        let same = before.is_some_and(|before| *before == after);
        (!same).then(|| EntryChange {
            before: before.cloned(),
            after,
        })
    };
    listed.into_iter().filter_map(change).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::entries::TownKind;
    use super::*;

    fn town(id: &str, name: &str) -> Town {
        Town {
            id: id.parse().unwrap(),
            name: name.into(),
            short: String::new(),
            kind: TownKind::Town,
            order: 1,
            closed_from: None,
            merged_into: None,
        }
    }

    #[test]
    fn the_same_again_changes_nothing_and_a_changed_line_changes_that_line() {
        let registry = Registry {
            version: 7,
            towns: vec![town("a", "甲镇"), town("b", "乙镇")],
            ..Registry::default()
        };
        let again = Plan::of(&registry, registry.towns.clone(), vec![], vec![]);
        assert!(again.is_empty());
        assert_eq!(again.version, 7);
        let listed = vec![town("a", "甲镇"), town("b", "乙二镇"), town("c", "丙镇")];
        let plan = Plan::of(&registry, listed, vec![], vec![]);
        assert_eq!(plan.counts(), (1, 1));
        assert_eq!(plan.towns[0].before, Some(town("b", "乙镇")));
        assert_eq!(plan.towns[1].before, None);
        // Entries that are not listed stay.
        let none = Plan::of(&registry, vec![town("a", "甲镇")], vec![], vec![]);
        assert!(none.is_empty());
    }
}
