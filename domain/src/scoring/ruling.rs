//! Rulings: where scores are tied, only a supervisor chooses.

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;

use super::score::Scores;
use super::totals::{Honours, What};
use serde::{Deserialize, Serialize};

/// A ruling (裁定) on a tie in the scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// The honour that it decides.
    #[serde(rename = "for")]
    pub what: What,
    /// The tied towns, by id; the ruling does not apply to any other tie.
    pub towns: Vec<String>,
    /// The chosen towns among them.
    pub chosen: Vec<String>,
    /// Why.
    pub reason: String,
}

impl Ruling {
    /// Whether the ruling is about this tie.
    fn is_of(&self, what: What, tied: &[&str]) -> bool {
        self.what == what && self.towns.iter().eq(tied)
    }

    /// Whether it chooses as many towns as there are places: one for the flag; for 好 `good` less
    /// those `taken`.
    fn fills(&self, good: u32, taken: usize) -> bool {
        let places = match self.what {
            What::RedFlag => 1,
            What::Good => usize::try_from(good).unwrap_or(0).saturating_sub(taken),
        };
        self.chosen.len() == places
    }

    fn chooses(&self, id: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen == id)
    }

    /// Whether the choice is allowed when these towns are 好: only they may get the flag.
    fn allows(&self, is_good: impl Fn(&str) -> bool) -> bool {
        self.what == What::Good || self.chosen.iter().all(|id| is_good(id))
    }
}

/// The latest ruling on a tie, if it settles the tie; `taken` towns are 好 already.
fn last<'r>(
    rulings: &'r [Ruling],
    (what, tied): (What, &[&str]),
    good: u32,
    taken: usize,
) -> Option<&'r Ruling> {
    let mut newest = rulings.iter().rev();
    let last = newest.find(|ruling| ruling.is_of(what, tied));
    last.filter(|ruling| ruling.fills(good, taken))
}

/// Applies rulings to the scores; a settled tie is no longer undecided. A ruling has no effect if
/// its tie no longer exists or is between other towns, or if it gives the flag to a town that is
/// not 好. (Ties for 好 come before the tie for the flag.)
pub fn rule(scores: &mut Scores<'_>, rulings: &[Ruling], good: u32) {
    let open = std::mem::take(&mut scores.undecided);
    for undecided in open {
        let taken = scores.towns.iter().filter(|town| town.good).count();
        let tie = (undecided.what, undecided.towns.as_slice());
        let is_good = |id: &str| scores.towns.iter().any(|town| town.id == id && town.good);
        let ruling = last(rulings, tie, good, taken).filter(|it| it.allows(is_good));
        let Some(ruling) = ruling else {
            scores.undecided.push(undecided);
            continue;
        };
        for town in &mut scores.towns {
            if ruling.chooses(town.id) {
                match ruling.what {
                    What::Good => town.good = true,
                    What::RedFlag => town.red_flag = true,
                }
            }
        }
    }
}

/// Applies rulings to honours; `ids` are the ids of the towns.
pub(super) fn settle(honours: &mut Honours, ids: &[&str], rulings: &[Ruling], good: u32) {
    for (what, tied) in std::mem::take(&mut honours.open) {
        let mut names: Vec<&str> = tied.iter().map(|index| ids[*index]).collect();
        names.sort_unstable();
        let taken = honours.good.iter().filter(|good| **good).count();
        let is_good = |id: &str| {
            let at = ids.iter().position(|known| *known == id);
            at.is_some_and(|at| honours.good[at])
        };
        let ruling = last(rulings, (what, &names), good, taken).filter(|it| it.allows(is_good));
        let Some(ruling) = ruling else {
            honours.open.push((what, tied));
            continue;
        };
        for index in tied {
            if ruling.chooses(ids[index]) {
                match what {
                    What::Good => honours.good[index] = true,
                    What::RedFlag => honours.flag = Some(index),
                }
            }
        }
    }
}

/// Whether `ruling`, after the `earlier` ones, settles a tie of `scores`, to which no ruling was
/// applied.
pub fn fits(scores: &Scores<'_>, earlier: &[Ruling], ruling: &Ruling, good: u32) -> bool {
    let mut open = scores.undecided.iter();
    let taken = scores.towns.iter().filter(|town| town.good).count();
    let is_of_a_tie = open.any(|it| ruling.is_of(it.what, &it.towns));
    is_of_a_tie && ruling.fills(good, taken) && {
        let mut laid = scores.clone();
        rule(&mut laid, earlier, good);
        ruling.allows(|id| laid.towns.iter().any(|town| town.id == id && town.good))
    }
}
