//! Rulings over the scores: the engine chooses nobody silently, a supervisor's ruling does.

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;

use super::score::Scores;
use super::totals::{Honours, What};
use serde::{Deserialize, Serialize};

/// A ruling (裁定) on a tie that the scores leave open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// On what.
    #[serde(rename = "for")]
    pub what: What,
    /// The tied towns, by id: for another tie the ruling says nothing.
    pub towns: Vec<String>,
    /// Those of them that are chosen.
    pub chosen: Vec<String>,
    /// Why.
    pub reason: String,
}

impl Ruling {
    /// Whether it is about this tie.
    fn is_of(&self, what: What, tied: &[&str]) -> bool {
        self.what == what && self.towns.iter().eq(tied)
    }

    /// Whether it chooses as many as there may be: the flag is one, 好 has the places that are left.
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

    /// Whether it may choose as it does where these towns are 好: the flag is for the best of them.
    fn allows(&self, is_good: impl Fn(&str) -> bool) -> bool {
        self.what == What::Good || self.chosen.iter().all(|id| is_good(id))
    }
}

/// The last ruling on a tie, if it settles it; of 好 some are `taken` already.
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

/// Lays the rulings over the scores; what they settle is no longer undecided. A ruling on a tie
/// that is not there any more, or is between other towns, says nothing; nor does one that gives the flag to
/// a town that is not 好. (A tie for 好 comes before the one for the flag.)
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

/// The same over honours alone, of the towns with these ids.
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

/// Whether a ruling, after `earlier` ones, settles a tie of these scores, onto which none was laid yet.
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
