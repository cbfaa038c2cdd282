//! One matter, however it is written: a claim that says what another of its town and row says takes that
//! one's words, so that both together count once.

use super::Change;
use crate::evaluation::Evaluation;
use crate::problem::Problem;
use domain::scoring::RawFact;
use domain::typed::alike;
use std::borrow::Cow;
use std::collections::HashMap;

/// Town, row, and what the matter has in common with all that say the same.
type Matter = (String, String, String);

fn matter(fact: &RawFact<'_>) -> Option<Matter> {
    let (row, words) = (fact.indicator.as_ref()?, fact.matter.as_ref()?);
    Some((fact.town.to_string(), row.to_string(), alike(words)))
}

/// The changes, with matters in the words that stand for them already.
pub(super) fn in_known_words<'a>(
    evaluation: &Evaluation,
    changes: &[Change<'a>],
) -> Result<Vec<Change<'a>>, Problem> {
    let mut known: HashMap<Matter, Vec<(String, String)>> = HashMap::new();
    for kept in evaluation.entered() {
        let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(Problem::internal)?;
        if let (Some(matter), Some(words)) = (matter(&fact), &fact.matter) {
            let all = known.entry(matter).or_default();
            all.push((kept.slot.clone(), words.to_string()));
        }
    }
    let mut changes = changes.to_vec();
    for change in &mut changes {
        let Some(fact) = &mut change.fact else {
            continue;
        };
        let Some(matter) = matter(fact) else {
            continue;
        };
        let all = known.entry(matter).or_default();
        if let Some((_, words)) = all.iter().find(|(slot, _)| *slot != change.slot) {
            fact.matter = Some(Cow::Owned(words.clone()));
        }
        let words = fact.matter.as_deref().unwrap_or_default().to_owned();
        all.push((change.slot.clone(), words));
    }
    Ok(changes)
}
