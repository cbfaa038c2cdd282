//! Rulings over the scores: the engine chooses nobody silently, a supervisor's ruling does.

use super::act::Ruling;
use crate::scoring::{Scores, What};

/// Lays the rulings over the scores; what they settle is no longer undecided. A ruling on a tie
/// that is not there any more, or is between other towns, says nothing.
pub fn rule(scores: &mut Scores<'_>, rulings: &[Ruling], good: u32) {
    let open = std::mem::take(&mut scores.undecided);
    for undecided in open {
        let last = rulings.iter().rev().find(|ruling| {
            ruling.what == undecided.what && ruling.towns.iter().eq(&undecided.towns)
        });
        let settled = last.filter(|ruling| ruling.chosen.len() == places(scores, ruling, good));
        let Some(ruling) = settled else {
            scores.undecided.push(undecided);
            continue;
        };
        for town in &mut scores.towns {
            if ruling.chosen.iter().any(|id| id == town.id) {
                match ruling.what {
                    What::Good => town.good = true,
                    What::RedFlag => town.red_flag = true,
                }
            }
        }
    }
}

/// How many towns a ruling may choose: the flag is one, 好 has the places that are left.
fn places(scores: &Scores<'_>, ruling: &Ruling, good: u32) -> usize {
    match ruling.what {
        What::RedFlag => 1,
        What::Good => {
            let taken = scores.towns.iter().filter(|town| town.good).count();
            usize::try_from(good).unwrap_or(0).saturating_sub(taken)
        }
    }
}

/// Whether a ruling settles a tie of these scores, onto which no ruling was laid yet.
pub fn fits(scores: &Scores<'_>, ruling: &Ruling, good: u32) -> bool {
    let tied = scores
        .undecided
        .iter()
        .any(|it| it.what == ruling.what && ruling.towns.iter().eq(&it.towns));
    tied && ruling.chosen.len() == places(scores, ruling, good)
}
