//! The wording of a claim's matter. A claim with the same matter as another of its town and row
//! takes that claim's words, so that both count only once.

use crate::problem::Problem;
use crate::quarter::entering::change::FactChange;
use crate::quarter::evaluation::Evaluation;
use domain::scoring::RawFact;
use domain::typed::alike;
use std::borrow::Cow;
use std::collections::HashMap;

/// The town, the row, and the normal form of the matter.
type Matter<'f> = (Cow<'f, str>, Cow<'f, str>, String);

fn matter<'f>(fact: &'f RawFact<'_>) -> Option<Matter<'f>> {
    let (row, words) = (fact.indicator.as_deref()?, fact.matter.as_deref()?);
    let place = (Cow::Borrowed(&*fact.town), Cow::Borrowed(row));
    Some((place.0, place.1, alike(words)))
}

fn owned((town, row, words): Matter<'_>) -> Matter<'static> {
    (
        Cow::Owned(town.into_owned()),
        Cow::Owned(row.into_owned()),
        words,
    )
}

/// The changes, with each matter in the words that an earlier claim uses. Borrowed if nothing
/// differs, since there may be tens of thousands.
pub(super) fn in_known_words<'c, 'a>(
    evaluation: &Evaluation,
    changes: &'c [FactChange<'a>],
) -> Result<Cow<'c, [FactChange<'a>]>, Problem> {
    // The slots that have the matter, with their words.
    let mut known: HashMap<Matter<'_>, Vec<(&str, Cow<'_, str>)>> = HashMap::new();
    for kept in evaluation.entered() {
        let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(Problem::internal)?;
        if let (Some(matter), Some(words)) = (matter(&fact), &fact.matter) {
            let all = known.entry(owned(matter)).or_default();
            all.push((&kept.slot, Cow::Owned(words.to_string())));
        }
    }
    let mut put = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let Some(fact) = &change.fact else {
            continue;
        };
        let (Some(matter), Some(own)) = (matter(fact), &fact.matter) else {
            continue;
        };
        let all = known.entry(matter).or_insert_with(|| Vec::with_capacity(1));
        let others = all.iter().find(|(slot, _)| *slot != change.slot);
        let words = others.map_or(Cow::Borrowed(&**own), |(_, words)| words.clone());
        if words != *own {
            put.push((at, words.to_string()));
        }
        all.push((&change.slot, words));
    }
    if put.is_empty() {
        return Ok(Cow::Borrowed(changes));
    }
    let mut changes = changes.to_vec();
    for (at, words) in put {
        if let Some(fact) = changes.get_mut(at).and_then(|change| change.fact.as_mut()) {
            fact.matter = Some(Cow::Owned(words));
        }
    }
    Ok(Cow::Owned(changes))
}
